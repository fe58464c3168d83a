import { StoreInUse, toDatabaseProblem } from './database-problem.ts';
import { distributeFacts } from './distribute-facts.ts';
import { checkServer, connect, placeOf, quoteName, type Sql, withDatabase } from './postgres-connection.ts';
import { leaveLock, takeLock } from './schema-lock.ts';
import { WORKING_PREFIX } from './schema-name.ts';

/** A schema of its own in which a store is prepared, held for as long as the process lives or until it is let go. */
export interface WorkingSchema {
  schema: string;
  /** Fills it with a copy of another schema, rows in their order. */
  copyFrom(source: string): Promise<void>;
  /**
   * Takes the place of `target` in one transaction, and notes there under which name it was prepared. What was there before stands aside
   * until `finish`; `undo` is the way back. @throws {StoreInUse}
   */
  takePlaceOf(target: string): Promise<{ undo(): Promise<void>; finish(): Promise<void> }>;
  /** Drops it, where it has taken no place, and lets go. */
  discard(): Promise<void>;
}

/** @throws {DatabaseProblem} */
export async function openWorkingSchema(url: string, schema: string): Promise<WorkingSchema> {
  const sql = connect(url, { max: 1 });
  const aside = `${schema}-old`;
  const told = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw toDatabaseProblem(error, placeOf(url));
    });
  try {
    await checkServer(sql, url);
    for (const name of [schema, aside]) {
      if (!(await takeLock(sql, 'workplace', name)))
        throw new StoreInUse(`schema ${name} is being worked in`);
    }
  } catch (error) {
    await sql.end();
    throw error;
  }
  return {
    schema,
    copyFrom: (source) => told(copySchema(sql, source, schema)),
    takePlaceOf: async (target) => {
      const hadOne = await told(swap(sql, { schema, target, aside }));
      return {
        undo: () =>
          told(
            sql.begin(async (transaction) => {
              await rename(transaction, target, schema);
              if (hadOne) await rename(transaction, aside, target);
            }),
          ),
        finish: () => told(dropSchema(sql, aside)),
      };
    },
    discard: () => told(dropSchema(sql, schema).finally(() => sql.end({ timeout: 5 }))),
  };
}

/** @returns whether something stood there */
async function swap(
  sql: Sql,
  { schema, target, aside }: { schema: string; target: string; aside: string },
): Promise<boolean> {
  if (!(await takeLock(sql, 'writer', target))) {
    throw new StoreInUse(
      `the store in schema ${target} is open in another process (a running server or an import): stop that one first`,
    );
  }
  try {
    return await sql.begin(async (transaction) => {
      const hadOne = await isSchema(transaction, target);
      if (hadOne) await rename(transaction, target, aside);
      await rename(transaction, schema, target);
      await transaction.unsafe(`COMMENT ON SCHEMA ${quoteName(target)} IS ${quoteText(schema)}`);
      return hadOne;
    });
  } finally {
    await leaveLock(sql, 'writer', target);
  }
}

/** Whether anything is in the schema: tables of a store, or somebody else's. */
export function holdsTables(url: string, schema: string): Promise<boolean> {
  return withDatabase(url, async (sql) => {
    const found = await sql.unsafe(
      'SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace($1) LIMIT 1',
      [quoteName(schema)],
    );
    return found.length > 0;
  });
}

/** The name under which a schema was prepared; null = unknown, or there is none. */
export function preparedAs(url: string, schema: string): Promise<string | null> {
  return withDatabase(url, async (sql) => {
    const [row] = await sql.unsafe(
      "SELECT obj_description(oid, 'pg_namespace') AS name FROM pg_namespace WHERE nspname = $1",
      [schema],
    );
    return (row?.name as string | null | undefined) ?? null;
  });
}

/** Drops working schemas in which nobody works: what processes left that were killed. */
export function clearAbandonedSchemas(url: string): Promise<void> {
  return withDatabase(url, async (sql) => {
    const rows = await sql.unsafe(
      'SELECT nspname FROM pg_namespace WHERE starts_with(nspname, $1) ORDER BY 1',
      [WORKING_PREFIX],
    );
    for (const { nspname } of rows) {
      const schema = nspname as string;
      if (!(await isAbandoned(sql, schema))) continue;
      await dropSchema(sql, schema);
    }
  });
}

/** Without the pauses of `takeLock`: who is there is not waited for. */
async function isAbandoned(sql: Sql, schema: string): Promise<boolean> {
  const [row] = await sql.unsafe('SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS free', [
    `onegrid workplace ${schema}`,
  ]);
  return row.free as boolean;
}

async function copySchema(sql: Sql, source: string, schema: string): Promise<void> {
  await sql.begin(async (transaction) => {
    // From the first row on, in their order: an order in time is what the index by blocks lives on.
    await transaction.unsafe('SET LOCAL synchronize_seqscans = off');
    await transaction.unsafe(`CREATE SCHEMA ${quoteName(schema)}`);
    const tables = await transaction.unsafe(
      'SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY tablename',
      [source],
    );
    for (const { tablename } of tables) {
      const [from, to] = [source, schema].map((name) => `${quoteName(name)}.${quoteName(tablename)}`);
      await transaction.unsafe(`CREATE TABLE ${to} (LIKE ${from} INCLUDING ALL)`);
    }
    await distributeFacts((statement) => transaction.unsafe(statement), schema);
    for (const { tablename } of tables) {
      const [from, to] = [source, schema].map((name) => `${quoteName(name)}.${quoteName(tablename)}`);
      await transaction.unsafe(`INSERT INTO ${to} SELECT * FROM ${from}`);
    }
  });
}

async function isSchema(sql: Pick<Sql, 'unsafe'>, schema: string): Promise<boolean> {
  return (await sql.unsafe('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])).length > 0;
}

async function rename(sql: Pick<Sql, 'unsafe'>, from: string, to: string): Promise<void> {
  await sql.unsafe(`ALTER SCHEMA ${quoteName(from)} RENAME TO ${quoteName(to)}`);
}

async function dropSchema(sql: Sql, schema: string): Promise<void> {
  await sql.unsafe(`DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE`);
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
