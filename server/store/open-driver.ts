import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Driver } from './driver.ts';
import { type DuckDbOptions, openDuckDb } from './driver-duckdb.ts';
import { openPostgres } from './driver-postgres.ts';
import { withDatabase } from './postgres-connection.ts';
import { schemaOf } from './schema-name.ts';

/** File of the data set in its folder. */
export const STORE_FILE = 'store.duckdb';

export interface StorePlace {
  /** `postgres://…`: in the schema that is named after the folder (schema-name.ts). Without: a file in the folder. */
  databaseUrl?: string | null;
}

export type DriverOptions = StorePlace & DuckDbOptions;

/** Whether the folder's data set has a store: a file in it, or a schema named after it where there is a database. */
export async function hasStore(folder: string, { databaseUrl }: StorePlace = {}): Promise<boolean> {
  if (!databaseUrl) return existsSync(join(folder, STORE_FILE));
  return withDatabase(databaseUrl, async (sql) => {
    const found = await sql.unsafe(
      "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'schema_migrations'",
      [schemaOf(folder)],
    );
    return found.length > 0;
  });
}

/** @throws where a store is there already */
export async function createDriver(folder: string, options: DriverOptions): Promise<Driver> {
  const { databaseUrl } = options;
  if (await hasStore(folder, options)) {
    throw new Error(`there is a store in ${placeName(folder, options)} already; open it or remove it first`);
  }
  mkdirSync(folder, { recursive: true });
  return databaseUrl
    ? openPostgres({ url: databaseUrl, schema: schemaOf(folder) }, { create: true })
    : openDuckDb(join(folder, STORE_FILE), options);
}

/** @throws where there is no store, or another process has it open */
export async function openDriver(folder: string, options: DriverOptions): Promise<Driver> {
  const { databaseUrl } = options;
  if (!(await hasStore(folder, options))) throw new NoStore(noStoreMessage(folder, options));
  return databaseUrl
    ? openPostgres({ url: databaseUrl, schema: schemaOf(folder) })
    : openDuckDb(join(folder, STORE_FILE), options);
}

/** The data set has no store where one was looked for. */
export class NoStore extends Error {
  readonly code = 'no-store';
}

function noStoreMessage(folder: string, options: StorePlace): string {
  const message = `there is no store in ${placeName(folder, options)}; make one with "npm run demo" or import units`;
  const hasFile = options.databaseUrl && existsSync(join(folder, STORE_FILE));
  return hasFile
    ? `${message}. ${join(folder, STORE_FILE)} is there: "npm run migrate-store -- --to $DATABASE_URL" moves it into the database`
    : message;
}

function placeName(folder: string, { databaseUrl }: StorePlace): string {
  return databaseUrl ? `schema ${schemaOf(folder)} of the database` : folder;
}
