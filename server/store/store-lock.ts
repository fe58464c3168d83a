import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { STORE_FILE, type StorePlace } from './open-driver.ts';
import { withDatabase } from './postgres-connection.ts';
import { takeLock } from './schema-lock.ts';
import { schemaOf } from './schema-name.ts';

/** Whether another process (a running server, another import) holds the store of the folder. Reads only; changes nothing. */
export async function isStoreInUse(folder: string, { databaseUrl }: StorePlace = {}): Promise<boolean> {
  if (!databaseUrl) return isFileInUse(join(folder, STORE_FILE));
  return withDatabase(databaseUrl, async (sql) => !(await takeLock(sql, 'writer', schemaOf(folder))));
}

async function isFileInUse(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  try {
    const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
    instance.closeSync();
    return false;
  } catch (error) {
    if (error instanceof Error && /lock/i.test(error.message)) return true;
    throw error;
  }
}
