/**
 * The little that the store asks of a database. SQL is kept to the dialect that DuckDB and PostgreSQL ≥ 15 share, with
 * positional parameters `$1`. Numbers of every SQL type come back as JavaScript numbers (no count here passes 2^53).
 */
export type SqlValue = string | number | boolean | null;
export type SqlRow = Record<string, SqlValue>;

/** Columns of a bulk insert, in the table's own order. Typed arrays hold no null and travel many times faster. */
export type BulkColumn =
  | { type: 'integer'; values: Int32Array | (number | null)[] }
  | { type: 'smallint'; values: Int16Array | (number | null)[] }
  | { type: 'double'; values: Float64Array | (number | null)[] }
  | { type: 'text'; values: (string | null)[] }
  | { type: 'flag'; values: (boolean | null)[] }
  /** For a timestamp: seconds since 1970 of its own clock, to the microsecond. */
  | { type: 'instant'; values: (number | null)[] };

/** An appended row has a key that the table has already: the transaction can only be undone. Its message names no value of the row. */
export class DuplicateKey extends Error {
  constructor(table: string) {
    super(`duplicate key: ${table} has a row of that key already`);
  }
}

export interface Session {
  query(sql: string, parameters?: SqlValue[]): Promise<SqlRow[]>;
  /** The answer column by column: much cheaper than rows for thousands of them. */
  columns(sql: string, parameters?: SqlValue[]): Promise<SqlValue[][]>;
  execute(sql: string, parameters?: SqlValue[]): Promise<void>;
  /** Appends rows by the database's fastest path. The columns are all of the table's, in its order. @throws {DuplicateKey} */
  bulkInsert(table: string, columns: BulkColumn[], length: number): Promise<void>;
}

export interface Driver extends Session {
  /** Which database it is. Only what the other cannot do at all may ask. */
  readonly engine: 'duckdb' | 'postgres';
  /** Runs the statements on the writing connection, and again on every later one: its temporary tables. */
  prepareWriter(statements: readonly string[]): Promise<void>;
  /** Runs `work` on the one writing connection; others wait. Rolls back where it throws. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Brings what was written into its final form on disk. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}
