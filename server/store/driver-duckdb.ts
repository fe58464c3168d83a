import {
  BOOLEAN,
  DOUBLE,
  DuckDBBigIntVector,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDoubleVector,
  DuckDBInstance,
  DuckDBIntegerVector,
  type DuckDBPreparedStatement,
  DuckDBSmallIntVector,
  DuckDBTimestampValue,
  type DuckDBValue,
  type DuckDBVector,
  INTEGER,
  SMALLINT,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import {
  type BulkColumn,
  type Driver,
  DuplicateKey,
  type Session,
  type SqlRow,
  type SqlValue,
} from './driver.ts';

/** Rows of one data chunk: DuckDB's vector size. */
const CHUNK_ROWS = 2048;

/** Reading connections. A connection runs one statement at a time; more than cores only queue inside the database. */
const READERS = 3;

const CHUNK_TYPES = {
  integer: INTEGER,
  smallint: SMALLINT,
  double: DOUBLE,
  text: VARCHAR,
  flag: BOOLEAN,
  instant: TIMESTAMP,
} as const;

/** DuckDB counts timestamps in microseconds since 1970. */
const MICROSECONDS = 1_000_000;

/** Bounds of what the database may take, for a file only. */
export interface DuckDbOptions {
  threads?: number;
  memoryMb?: number;
  /** How large the log beside the file grows before it is taken into it. A long load that takes all in at every commit spends most of its time on that. */
  checkpointMb?: number;
}

/**
 * Opens a DuckDB file (made where missing).
 * @throws what DuckDB says where the file is no database or another process holds it.
 */
export async function openDuckDb(path: string, options: DuckDbOptions = {}): Promise<Driver> {
  const instance = await DuckDBInstance.create(path, {
    threads: String(options.threads ?? 2),
    memory_limit: `${options.memoryMb ?? 2048}MB`,
    checkpoint_threshold: `${options.checkpointMb ?? 16}MB`,
    // Rows keep the order they were written in, which is by time: zone maps then prune a period.
    preserve_insertion_order: 'true',
  });
  const writer = await instance.connect();
  const idle: DuckDBConnection[] = [];
  for (let index = 0; index < READERS; index++) idle.push(await instance.connect());
  return new DuckDbDriver(instance, writer, idle);
}

class DuckDbDriver implements Driver {
  readonly engine = 'duckdb';
  private readonly waiting: ((connection: DuckDBConnection) => void)[] = [];
  private writing: Promise<unknown> = Promise.resolve();
  private readonly instance: DuckDBInstance;
  private readonly writer: DuckDBConnection;
  private readonly idle: DuckDBConnection[];
  private readonly statements: RepeatedStatements;

  constructor(instance: DuckDBInstance, writer: DuckDBConnection, idle: DuckDBConnection[]) {
    this.instance = instance;
    this.writer = writer;
    this.idle = idle;
    this.statements = new RepeatedStatements(writer);
  }

  prepareWriter(statements: readonly string[]): Promise<void> {
    return this.transaction(async (session) => {
      for (const statement of statements) await session.execute(statement);
    });
  }

  async query(sql: string, parameters?: SqlValue[]): Promise<SqlRow[]> {
    return this.read((connection) => queryRows(connection, sql, parameters));
  }

  async columns(sql: string, parameters?: SqlValue[]): Promise<SqlValue[][]> {
    return this.read((connection) => queryColumns(connection, sql, parameters));
  }

  async execute(sql: string, parameters?: SqlValue[]): Promise<void> {
    await this.transaction((session) => session.execute(sql, parameters));
  }

  async bulkInsert(table: string, columns: BulkColumn[], length: number): Promise<void> {
    await this.transaction((session) => session.bulkInsert(table, columns, length));
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const run = this.writing.then(() => this.runTransaction(work));
    this.writing = run.catch(() => undefined);
    return run;
  }

  async checkpoint(): Promise<void> {
    const run = this.writing.then(() => this.writer.run('CHECKPOINT'));
    this.writing = run.catch(() => undefined);
    await run;
  }

  async close(): Promise<void> {
    await this.writing;
    for (const connection of this.idle) connection.closeSync();
    this.writer.closeSync();
    this.instance.closeSync();
  }

  private async runTransaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { writer } = this;
    await writer.run('BEGIN TRANSACTION');
    try {
      const result = await work({
        query: (sql, parameters) => queryRows(writer, sql, parameters),
        columns: (sql, parameters) => queryColumns(writer, sql, parameters),
        execute: async (sql, parameters) => {
          if (parameters) await writer.run(sql, parameters as DuckDBValue[]);
          else await this.statements.run(sql);
        },
        bulkInsert: (table, columns, length) => appendColumns(writer, table, columns, length),
      });
      await writer.run('COMMIT');
      return result;
    } catch (error) {
      await writer.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  private async read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection =
      this.idle.pop() ?? (await new Promise<DuckDBConnection>((resolve) => this.waiting.push(resolve)));
    try {
      return await work(connection);
    } finally {
      const next = this.waiting.shift();
      if (next) next(connection);
      else this.idle.push(connection);
    }
  }
}

/** Texts and statements that are remembered: what every commit runs is a handful. */
const MOST_STATEMENTS = 50;

/**
 * Statements of the writing connection that are run again and again are planned once: planning the long ones takes five times as long as
 * running them over fifty rows. A text that holds numbers of its own never comes twice, and is not kept.
 */
class RepeatedStatements {
  private readonly connection: DuckDBConnection;
  private readonly met = new Set<string>();
  private readonly prepared = new Map<string, DuckDBPreparedStatement>();

  constructor(connection: DuckDBConnection) {
    this.connection = connection;
  }

  async run(sql: string): Promise<void> {
    const known = this.prepared.get(sql);
    if (known) await known.run();
    // A table that is made again under its name is another one: what makes and drops tables is planned each time.
    else if (!/^\s*(INSERT|UPDATE|DELETE)\b/i.test(sql)) await this.connection.run(sql);
    else if (this.met.has(sql) && this.prepared.size < MOST_STATEMENTS) {
      const statement = await this.connection.prepare(sql);
      this.prepared.set(sql, statement);
      await statement.run();
    } else {
      this.met.add(sql);
      if (this.met.size > MOST_STATEMENTS) this.met.delete(this.met.values().next().value!);
      await this.connection.run(sql);
    }
  }
}

async function queryColumns(
  connection: DuckDBConnection,
  sql: string,
  parameters?: SqlValue[],
): Promise<SqlValue[][]> {
  const result = await connection.run(sql, parameters as DuckDBValue[] | undefined);
  const columns: SqlValue[][] = Array.from({ length: result.columnCount }, () => []);
  for (let index = 0; index < result.chunkCount; index++) {
    const chunk = result.getChunk(index);
    columns.forEach((column, place) => {
      appendValues(column, chunk.getColumnVector(place));
    });
  }
  return columns;
}

async function queryRows(
  connection: DuckDBConnection,
  sql: string,
  parameters?: SqlValue[],
): Promise<SqlRow[]> {
  const result = await connection.run(sql, parameters as DuckDBValue[] | undefined);
  const names = result.columnNames();
  const rows: SqlRow[] = [];
  for (let index = 0; index < result.chunkCount; index++) {
    const chunk = result.getChunk(index);
    const columns = names.map((_, place) => {
      const column: SqlValue[] = [];
      appendValues(column, chunk.getColumnVector(place));
      return column;
    });
    for (let row = 0; row < chunk.rowCount; row++) {
      rows.push(Object.fromEntries(names.map((name, place) => [name, columns[place][row]])));
    }
  }
  return rows;
}

const NUMBER_VECTORS = [DuckDBIntegerVector, DuckDBSmallIntVector, DuckDBBigIntVector, DuckDBDoubleVector];

/** Numbers lie ready in a typed array, beside a bit for each that says whether it is one; all else is read one by one. */
function appendValues(column: SqlValue[], vector: DuckDBVector): void {
  if (NUMBER_VECTORS.some((type) => vector instanceof type)) {
    const { items, validity } = vector as unknown as {
      items: ArrayLike<number | bigint>;
      validity: { data: BigUint64Array | null; offset: number };
    };
    if (validity.data === null) {
      for (let row = 0; row < items.length; row++) column.push(Number(items[row]));
      return;
    }
    const { buffer, byteOffset, byteLength } = validity.data;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    for (let row = 0; row < items.length; row++) {
      const bit = validity.offset + row;
      const isNumber = (bytes[bit >> 3]! >> (bit & 7)) & 1;
      column.push(isNumber ? Number(items[row]) : null);
    }
    return;
  }
  for (let row = 0; row < vector.itemCount; row++) column.push(plain(vector.getItem(row)));
}

/** DuckDB gives 64-bit integers as BigInt; everything else the store selects is plain already. */
function plain(value: DuckDBValue): SqlValue {
  if (typeof value === 'bigint') return Number(value);
  if (
    value === null ||
    typeof value === 'number' ||
    typeof value === 'string' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  throw new Error(`a column of a type the store does not read: ${String(value)}`);
}

async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  columns: BulkColumn[],
  length: number,
): Promise<void> {
  const appender = await connection.createAppender(table);
  const types = columns.map((column) => CHUNK_TYPES[column.type]);
  try {
    for (let start = 0; start < length; start += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, length - start);
      const chunk = DuckDBDataChunk.create(types, rows);
      for (let index = 0; index < columns.length; index++) {
        fillVector(chunk, index, columns[index], start, rows);
      }
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  } catch (error) {
    // What it still holds would be appended to a later transaction when it is collected.
    appender.clear();
    throw /\bduplicate key\b/i.test(String(error)) ? new DuplicateKey(table) : error;
  }
}

/** Numeric vectors are views on typed arrays: set whole slices instead of one checked value at a time. */
function fillVector(chunk: DuckDBDataChunk, index: number, column: BulkColumn, start: number, rows: number) {
  const { values } = column;
  if (column.type === 'instant') {
    chunk.setColumnValues(index, column.values.slice(start, start + rows).map(toTimestamp));
    return;
  }
  if (Array.isArray(values)) {
    chunk.setColumnValues(index, values.slice(start, start + rows));
    return;
  }
  const vector = chunk.getColumnVector(index) as unknown as {
    items: { set(values: ArrayLike<number>): void };
    flush(): void;
  };
  vector.items.set(values.subarray(start, start + rows));
  vector.flush();
}

function toTimestamp(seconds: number | null): DuckDBTimestampValue | null {
  return seconds === null ? null : new DuckDBTimestampValue(BigInt(Math.round(seconds * MICROSECONDS)));
}
