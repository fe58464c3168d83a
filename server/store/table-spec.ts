import type { BulkColumn, Session, SqlValue } from './driver.ts';

/** How rows of the model are written to a table: its columns in order, and what identifies a row. */
export interface TableSpec<Row> {
  table: string;
  key: string[];
  columns: ColumnSpec<Row>[];
}

export interface ColumnSpec<Row> {
  name: string;
  type: BulkColumn['type'];
  of: (row: Row, index: number) => SqlValue;
}

export function text<Row>(name: string, of: (row: Row, index: number) => string | null): ColumnSpec<Row> {
  return { name, type: 'text', of };
}
export function integer<Row>(name: string, of: (row: Row, index: number) => number | null): ColumnSpec<Row> {
  return { name, type: 'integer', of };
}
export function double<Row>(name: string, of: (row: Row, index: number) => number | null): ColumnSpec<Row> {
  return { name, type: 'double', of };
}
export function flag<Row>(name: string, of: (row: Row, index: number) => boolean | null): ColumnSpec<Row> {
  return { name, type: 'flag', of };
}

/** Appends rows that are not in the table yet. */
export async function insertRows<Row>(
  session: Session,
  spec: TableSpec<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length > 0) await session.bulkInsert(spec.table, toColumns(spec, rows), rows.length);
}

export function toColumns<Row>(spec: TableSpec<Row>, rows: readonly Row[]): BulkColumn[] {
  return spec.columns.map(
    (column) =>
      ({ type: column.type, values: rows.map((row, index) => column.of(row, index)) }) as BulkColumn,
  );
}
