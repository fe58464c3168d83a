import type { Session } from './driver.ts';
import { type TableSpec, toColumns } from './table-spec.ts';

export interface UpsertCounts {
  created: number;
  updated: number;
  unchanged: number;
}

/**
 * Adds rows and renews those whose key is there and whose content differs; says how many of each. Comparing happens in the
 * database, so that no table has to be read back. No key may stand twice in `rows`.
 */
export async function reconcileRows<Row>(
  session: Session,
  spec: TableSpec<Row>,
  rows: readonly Row[],
): Promise<UpsertCounts> {
  if (rows.length === 0) return { created: 0, updated: 0, unchanged: 0 };
  const stage = `stage_${spec.table}`;
  const names = spec.columns.map((column) => column.name);
  const others = names.filter((name) => !spec.key.includes(name));
  const sameKey = spec.key.map((name) => `${spec.table}.${name} = ${stage}.${name}`).join(' AND ');
  const differs = others
    .map((name) => `${spec.table}.${name} IS DISTINCT FROM ${stage}.${name}`)
    .join(' OR ');
  await session.execute(
    `CREATE TEMPORARY TABLE ${stage} AS SELECT ${names.join(', ')} FROM ${spec.table} WHERE 1 = 0`,
  );
  await session.bulkInsert(stage, toColumns(spec, rows), rows.length);
  const [row] = await session.query(
    `SELECT count(*) AS known, count(*) FILTER (WHERE ${differs}) AS updated
     FROM ${stage} JOIN ${spec.table} ON ${sameKey}`,
  );
  const known = Number(row.known);
  const updated = Number(row.updated);
  if (updated > 0) {
    await session.execute(
      `UPDATE ${spec.table} SET ${others.map((name) => `${name} = ${stage}.${name}`).join(', ')}
       FROM ${stage} WHERE ${sameKey} AND (${differs})`,
    );
  }
  if (known < rows.length) {
    await session.execute(
      `INSERT INTO ${spec.table} (${names.join(', ')}) SELECT ${names.join(', ')} FROM ${stage}
       WHERE NOT EXISTS (SELECT 1 FROM ${spec.table} WHERE ${sameKey})`,
    );
  }
  await session.execute(`DROP TABLE ${stage}`);
  return { created: rows.length - known, updated, unchanged: known - updated };
}
