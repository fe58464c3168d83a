import { distributeFacts } from '../distribute-facts.ts';
import type { Driver } from '../driver.ts';
import type { Migration } from './migration.ts';
import { migration0001 } from './migration-0001.ts';
import { migration0002 } from './migration-0002.ts';
import { migration0003 } from './migration-0003.ts';
import { migration0004 } from './migration-0004.ts';
import { migration0005 } from './migration-0005.ts';
import { migration0006 } from './migration-0006.ts';
import { migration0007 } from './migration-0007.ts';

/** In ascending order of version, without gaps. */
export const MIGRATIONS: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
];

/** The store was written by a newer program: opening it could lose what this one does not know. */
export class NewerStore extends Error {
  readonly code = 'newer-store';
}

/**
 * Applies what is missing, each migration in a transaction of its own. Forward only.
 * @returns whether the states of the requests have to be derived anew from their events
 * @throws {NewerStore} naming both versions.
 */
export async function migrate(
  driver: Driver,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<boolean> {
  await driver.execute(
    'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name VARCHAR NOT NULL)',
  );
  const [row] = await driver.query('SELECT max(version) AS version FROM schema_migrations');
  const current = Number(row.version ?? 0);
  const known = migrations.at(-1)?.version ?? 0;
  if (current > known) {
    throw new NewerStore(
      `the store has schema version ${current}, this program knows ${known}; start the newer program that wrote it`,
    );
  }
  for (const migration of migrations) {
    if (migration.version <= current) continue;
    await driver.transaction(async (session) => {
      for (const statement of statementsFor(driver, migration)) await session.execute(statement);
      await session.execute('INSERT INTO schema_migrations (version, name) VALUES ($1, $2)', [
        migration.version,
        migration.name,
      ]);
    });
  }
  if (driver.engine === 'postgres') {
    await driver.transaction(async (session) => {
      const [{ schema }] = await session.query('SELECT current_schema() AS schema');
      await distributeFacts((statement) => session.query(statement), schema as string);
    });
  }
  return current > 0 && migrations.some(({ version, derivesAnew }) => version > current && derivesAnew);
}

const SHAPES_TABLE = /^\s*(create|alter) table\b/i;

/** The same texts for both databases; PostgreSQL is told to order and compare texts by their bytes, as DuckDB does, whatever its locale. */
function statementsFor({ engine }: Driver, { statements, postgres = [] }: Migration): string[] {
  if (engine === 'duckdb') return statements;
  const bytewise = statements.map((statement) =>
    SHAPES_TABLE.test(statement) ? statement.replace(/\bVARCHAR\b/g, 'VARCHAR COLLATE "C"') : statement,
  );
  return [...bytewise, ...postgres];
}
