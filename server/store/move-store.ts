import type { BulkColumn, Driver, SqlValue } from './driver.ts';
import { openDuckDb } from './driver-duckdb.ts';
import { openPostgres } from './driver-postgres.ts';
import { secondsSql } from './masked-rows.ts';
import { migrate } from './migrations/migrate.ts';
import { compareStores, type StoredColumn, type StoredTable, storedTables } from './table-sums.ts';

/** Rows read and written at a time. */
const BATCH = 50_000;

export interface MovedStore {
  tables: number;
  rows: number;
}

/** The copy does not hold what the original holds; `differences` say where. Nothing has taken its place. */
export class MoveDiffers extends Error {
  readonly code = 'move-differs';
  readonly differences: string[];
  constructor(differences: string[]) {
    super(`the copy is not the same: ${differences.slice(0, 5).join('; ')}`);
    this.differences = differences;
  }
}

/**
 * Copies a DuckDB store into a new schema, table by table, rows in their order, and checks counts and sums of every column on both
 * sides. The file is brought to the newest shape first, as opening it would.
 * @throws {MoveDiffers} @throws {DatabaseProblem} @throws what DuckDB says where another process holds the file
 */
export async function moveStore(
  file: string,
  to: { url: string; schema: string },
  onProgress: (done: number, step: string) => void,
): Promise<MovedStore> {
  const source = await openDuckDb(file);
  try {
    await migrate(source);
    const target = await openPostgres(to, { create: true });
    try {
      await migrate(target);
      const moved = await copyTables(source, target, (done, step) => onProgress(done * COPY_SHARE, step));
      await target.checkpoint();
      const differences = await compareStores(source, target, (done, total, name) =>
        onProgress(COPY_SHARE + ((1 - COPY_SHARE) * done) / total, `核对 Checking ${name}`),
      );
      if (differences.length > 0) throw new MoveDiffers(differences);
      onProgress(1, '核对 Checking');
      return moved;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Copying takes most of the time; checking reads both sides once. */
const COPY_SHARE = 0.85;

async function copyTables(
  source: Driver,
  target: Driver,
  onProgress: (done: number, step: string) => void,
): Promise<MovedStore> {
  const tables = await storedTables(source);
  const shapes = new Map((await storedTables(target)).map((table) => [table.name, table]));
  const counts = new Map<string, number>();
  for (const { name } of tables) {
    const [row] = await source.query(`SELECT count(*) AS n FROM ${name}`);
    counts.set(name, row!.n as number);
  }
  const total = Math.max(
    1,
    [...counts.values()].reduce((sum, count) => sum + count, 0),
  );
  let rows = 0;
  for (const table of tables) {
    const shape = shapes.get(table.name);
    if (shape === undefined) throw new MoveDiffers([`table ${table.name} is missing`]);
    const report = (copied: number) => onProgress((rows + copied) / total, `复制 Copying ${table.name}`);
    report(0);
    rows += await copyTable(source, target, table, shape, report);
  }
  return { tables: tables.length, rows };
}

async function copyTable(
  source: Driver,
  target: Driver,
  table: StoredTable,
  shape: StoredTable,
  report: (copied: number) => void,
): Promise<number> {
  const kinds = new Map(table.columns.map((column) => [column.name, column]));
  const missing = shape.columns.filter(({ name }) => !kinds.has(name));
  if (missing.length > 0)
    throw new MoveDiffers(missing.map(({ name }) => `${table.name}.${name} is missing`));
  const list = shape.columns.map(({ name, kind }) => (kind === 'instant' ? secondsSql(name) : name));
  // DuckDB numbers its rows in the order they were written; what was deleted leaves gaps.
  const [last] = await source.query(`SELECT max(rowid) AS last_row FROM ${table.name}`);
  const end = Number(last!.last_row ?? -1) + 1;
  let copied = 0;
  // What a migration wrote into the new table stands in the old one too.
  await target.execute(`DELETE FROM ${table.name}`);
  for (let from = 0; from < end; from += BATCH) {
    const columns = await source.columns(
      `SELECT ${list.join(', ')} FROM ${table.name} WHERE rowid >= ${from} AND rowid < ${from + BATCH} ORDER BY rowid`,
    );
    const length = columns[0]!.length;
    await target.bulkInsert(
      table.name,
      shape.columns.map((column, index) => bulkColumn(column, columns[index]!)),
      length,
    );
    copied += length;
    report(copied);
  }
  return copied;
}

const BULK_TYPES = {
  whole: 'integer',
  fraction: 'double',
  text: 'text',
  flag: 'flag',
  instant: 'instant',
} as const;

function bulkColumn({ kind }: StoredColumn, values: SqlValue[]): BulkColumn {
  return { type: BULK_TYPES[kind], values } as BulkColumn;
}
