import type { Driver, Session } from './driver.ts';

/** A column as both databases call it. */
export interface StoredColumn {
  name: string;
  kind: 'whole' | 'fraction' | 'text' | 'flag' | 'instant';
}

export interface StoredTable {
  name: string;
  columns: StoredColumn[];
}

const KINDS: Record<string, StoredColumn['kind']> = {
  smallint: 'whole',
  integer: 'whole',
  bigint: 'whole',
  'double precision': 'fraction',
  double: 'fraction',
  'character varying': 'text',
  varchar: 'text',
  boolean: 'flag',
  timestamp: 'instant',
  'timestamp without time zone': 'instant',
};

/** All lasting tables of a store but the list of its migrations, by name. @throws where a column is of a type the store does not know */
export async function storedTables(session: Session): Promise<StoredTable[]> {
  const rows = await session.query(
    `SELECT table_name, column_name, lower(data_type) AS data_type FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name <> 'schema_migrations'
       AND table_name IN (SELECT table_name FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_type = 'BASE TABLE')
     ORDER BY table_name, ordinal_position`,
  );
  const tables = new Map<string, StoredTable>();
  for (const row of rows) {
    const name = row.table_name as string;
    const kind = KINDS[row.data_type as string];
    if (kind === undefined) throw new Error(`${name}.${row.column_name} is ${row.data_type}`);
    const table = tables.get(name) ?? { name, columns: [] };
    table.columns.push({ name: row.column_name as string, kind });
    tables.set(name, table);
  }
  return [...tables.values()];
}

/** Fractions are added up in whole millionths: the sum of doubles depends on their order. */
const MILLIONTHS = 1_000_000;

/**
 * What a table holds, in numbers: rows, and for every column how many values are there and what they add up to: numbers their sum, texts
 * their lengths, flags how many are true, instants their seconds, the first and the last. Equal tables have equal sums.
 */
export async function tableSums(
  session: Session,
  { name, columns }: StoredTable,
): Promise<Record<string, number>> {
  const parts = columns.flatMap((column) => [
    `count(${column.name}) AS there_${column.name}`,
    ...sumsOf(column).map(([what, sql]) => `${sql} AS ${what}_${column.name}`),
  ]);
  const [row] = await session.query(`SELECT count(*) AS all_rows, ${parts.join(', ')} FROM ${name}`);
  return Object.fromEntries(Object.entries(row!).map(([what, value]) => [what, Number(value ?? 0)]));
}

function sumsOf({ name, kind }: StoredColumn): [string, string][] {
  switch (kind) {
    case 'whole':
      return [['sum', `sum(${name})`]];
    case 'fraction':
      return [['sum', `sum(CAST(floor(${name} * ${MILLIONTHS}) AS bigint))`]];
    case 'text':
      return [['length', `sum(length(${name}))`]];
    case 'flag':
      return [['true', `sum(CASE WHEN ${name} THEN 1 ELSE 0 END)`]];
    case 'instant':
      return [
        ['first', `CAST(extract(epoch FROM min(${name})) AS double precision)`],
        ['last', `CAST(extract(epoch FROM max(${name})) AS double precision)`],
        ['seconds', `sum(CAST(floor(extract(epoch FROM ${name})) AS bigint))`],
      ];
  }
}

/** What differs between two stores, in words; none = they hold the same as far as sums tell. */
export async function compareStores(
  one: Driver,
  other: Driver,
  onTable: (done: number, total: number, name: string) => void = () => undefined,
): Promise<string[]> {
  const [tables, others] = [await storedTables(one), await storedTables(other)];
  const differences: string[] = [];
  for (const [index, table] of tables.entries()) {
    onTable(index, tables.length, table.name);
    if (!others.some(({ name }) => name === table.name)) {
      differences.push(`table ${table.name} is missing`);
      continue;
    }
    const [sums, otherSums] = await Promise.all([tableSums(one, table), tableSums(other, table)]);
    for (const [what, sum] of Object.entries(sums)) {
      if (otherSums[what] !== sum) {
        differences.push(`table ${table.name}: ${what} is ${sum} and ${otherSums[what]}`);
      }
    }
  }
  return differences;
}
