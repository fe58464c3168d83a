import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type postgres from 'postgres';
import { isConnectionLost, StoreInUse, toDatabaseProblem } from './database-problem.ts';
import {
  type BulkColumn,
  type Driver,
  DuplicateKey,
  type Session,
  type SqlRow,
  type SqlValue,
} from './driver.ts';
import {
  checkServer,
  connect,
  FRACTION,
  placeOf,
  quoteName,
  RAW_TIMES,
  type Sql,
  WHOLE_NUMBER,
} from './postgres-connection.ts';
import { copyChunks, type PostgresType, withoutZero } from './postgres-copy.ts';
import { takeLock } from './schema-lock.ts';

/** Reading connections of a data set. Each is a process of the server, which by default has a hundred for everybody. */
const READERS = 5;

/** A statement is kept prepared from the second time on; no connection keeps more than this many. */
const MOST_PREPARED = 200;
const MOST_REMEMBERED = 2000;

/** Bulk inserts from this size on leave tables that the planner should look at again. */
const LARGE_INSERT = 1000;

const END_TIMEOUT_S = 5;

/** SQLSTATE of a key that is there already. */
const UNIQUE_VIOLATION = '23505';

export interface PostgresPlace {
  url: string;
  schema: string;
}

/**
 * Opens the store in a schema, or makes the schema (`create`), and holds it: one process writes a store.
 * @throws {DatabaseProblem} @throws {StoreInUse}
 */
export async function openPostgres(
  place: PostgresPlace,
  { create = false }: { create?: boolean } = {},
): Promise<Driver> {
  const driver = new PostgresDriver(place);
  try {
    await driver.open(create);
    return driver;
  } catch (error) {
    await driver.close();
    throw toDatabaseProblem(error, placeOf(place.url));
  }
}

class PostgresDriver implements Driver {
  readonly engine = 'postgres';
  private readonly place: PostgresPlace;
  private readonly statements = new PreparedStatements();
  private readers: Sql;
  private writer: WritingConnection;
  private writing: Promise<unknown> = Promise.resolve();
  private preparations: readonly string[] = [];
  /** Column types by table, as far as rows were written in bulk. */
  private readonly columnTypes = new Map<string, PostgresType[]>();
  private hasLoaded = false;

  constructor(place: PostgresPlace) {
    this.place = place;
    this.readers = this.connectReaders();
    this.writer = new WritingConnection(place);
  }

  async open(create: boolean): Promise<void> {
    const { sql } = this.writer;
    await checkServer(sql, this.place.url);
    if (create) await sql.unsafe(`CREATE SCHEMA IF NOT EXISTS ${quoteName(this.place.schema)}`);
    await this.prepare();
  }

  prepareWriter(statements: readonly string[]): Promise<void> {
    return this.next(() => {
      this.preparations = statements;
      return this.prepare();
    });
  }

  async query(sql: string, parameters?: SqlValue[]): Promise<SqlRow[]> {
    return this.read((pool) => this.rowsOf(pool, sql, parameters));
  }

  async columns(sql: string, parameters?: SqlValue[]): Promise<SqlValue[][]> {
    return this.read((pool) => this.columnsOf(pool, sql, parameters));
  }

  async execute(sql: string, parameters?: SqlValue[]): Promise<void> {
    await this.transaction((session) => session.execute(sql, parameters));
  }

  async bulkInsert(table: string, columns: BulkColumn[], length: number): Promise<void> {
    await this.transaction((session) => session.bulkInsert(table, columns, length));
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.next(async () => {
      const connection = await this.begin();
      return this.runTransaction(connection, work);
    });
  }

  /** After a load the planner learns what the tables hold, and the first reader need not mark rows as seen. */
  checkpoint(): Promise<void> {
    return this.next(async () => {
      if (!this.hasLoaded) return;
      const { schema } = this.place;
      const { sql } = this.writer;
      const tables = await sql.unsafe('SELECT tablename FROM pg_tables WHERE schemaname = $1', [schema]);
      const names = tables.map(({ tablename }) => `${quoteName(schema)}.${quoteName(tablename)}`);
      if (names.length > 0) await sql.unsafe(`VACUUM (ANALYZE) ${names.join(', ')}`);
      this.hasLoaded = false;
    });
  }

  async close(): Promise<void> {
    await this.writing;
    await Promise.all([this.readers.end({ timeout: END_TIMEOUT_S }), this.writer.end()]);
  }

  /** One piece of work at a time on the writing connection. */
  private next<T>(work: () => Promise<T>): Promise<T> {
    const run = this.writing.then(work).catch((error: unknown) => {
      throw toDatabaseProblem(error, placeOf(this.place.url));
    });
    this.writing = run.catch(() => undefined);
    return run;
  }

  /** Nothing is written yet: where the connection turns out to be dead, another one is opened. */
  private async begin(): Promise<WritingConnection> {
    if (this.writer.isPrepared && !this.writer.isLost) {
      try {
        await this.writer.run('BEGIN');
        return this.writer;
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
      }
    }
    await this.writer.end();
    this.writer = new WritingConnection(this.place);
    this.columnTypes.clear();
    await this.prepare();
    await this.writer.run('BEGIN');
    return this.writer;
  }

  private async runTransaction<T>(
    connection: WritingConnection,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    try {
      const answer = await work(this.session(connection));
      const { command } = await connection.run('COMMIT');
      // What PostgreSQL says where a statement had failed, and the work went on all the same.
      if (command !== 'COMMIT')
        throw new Error('the transaction was rolled back: a statement of it had failed');
      return answer;
    } catch (error) {
      if (isConnectionLost(error)) connection.isLost = true;
      if (!connection.isLost) await connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** @throws {StoreInUse} */
  private async prepare(): Promise<void> {
    const { schema } = this.place;
    const { sql } = this.writer;
    if (!(await takeLock(sql, 'writer', schema))) {
      throw new StoreInUse(
        `the store in schema ${schema} is open in another process (a running server or an import): stop that one, then start this one`,
      );
    }
    await sql.unsafe('DISCARD TEMP');
    for (const statement of this.preparations) await sql.unsafe(statement);
    this.writer.isPrepared = true;
  }

  private session(connection: WritingConnection): Session {
    const pool = () => connection.alive();
    return {
      query: async (sql, parameters) => this.rowsOf(pool(), sql, parameters),
      columns: async (sql, parameters) => this.columnsOf(pool(), sql, parameters),
      execute: async (sql, parameters) => {
        await this.run(pool(), sql, parameters);
      },
      bulkInsert: async (table, columns, length) => {
        if (length === 0) return;
        if (length >= LARGE_INSERT) this.hasLoaded = true;
        const types = await this.typesOf(pool(), table, columns.length);
        await copyIn(pool(), table, copyChunks(columns, types, length)).catch((error: unknown) => {
          throw (error as { code?: string }).code === UNIQUE_VIOLATION ? new DuplicateKey(table) : error;
        });
      },
    };
  }

  private connectReaders(): Sql {
    const { url, schema } = this.place;
    return connect(url, { max: READERS, schema, readOnly: true });
  }

  /** A read that met a dead connection has changed nothing: it is asked again, on new ones. */
  private async read<T>(work: (pool: Sql) => Promise<T>): Promise<T> {
    const pool = this.readers;
    try {
      return await work(pool).catch((error: unknown) => {
        if (!isConnectionLost(error)) throw error;
        if (this.readers === pool) {
          this.readers = this.connectReaders();
          pool.end({ timeout: END_TIMEOUT_S }).catch(() => undefined);
        }
        return work(this.readers);
      });
    } catch (error) {
      throw toDatabaseProblem(error, placeOf(this.place.url));
    }
  }

  private async rowsOf(pool: Sql, sql: string, parameters?: SqlValue[]): Promise<SqlRow[]> {
    const rows = await this.run(pool, sql, parameters);
    refuseRawTimes(rows.columns);
    return [...rows] as SqlRow[];
  }

  private async columnsOf(pool: Sql, sql: string, parameters?: SqlValue[]): Promise<SqlValue[][]> {
    const rows = await this.run(pool, sql, parameters).values();
    refuseRawTimes(rows.columns);
    return rows.columns.map((_, index) => rows.map((row) => (row as SqlValue[])[index]));
  }

  private run(pool: Sql, sql: string, parameters: SqlValue[] = []) {
    if (SHAPES_TABLES.test(sql)) this.columnTypes.clear();
    const prepare = this.statements.isWorthPreparing(sql);
    const bound = parameters.map((value) => toParameter(pool, value));
    return pool.unsafe(sql, bound, { prepare, simple: !prepare && bound.length === 0 } as {
      prepare: boolean;
    });
  }

  private async typesOf(pool: Sql, table: string, width: number): Promise<PostgresType[]> {
    let types = this.columnTypes.get(table);
    if (types === undefined) {
      const rows = await pool.unsafe(
        `SELECT typname FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
         WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
        [table],
      );
      types = rows.map(({ typname }) => typname as PostgresType);
      this.columnTypes.set(table, types);
    }
    if (types.length !== width) {
      throw new Error(`table ${table} has ${types.length} columns, not the ${width} that came`);
    }
    return types;
  }
}

/**
 * The one connection that writes, held by a pool of one. The client would open another one by itself when it is lost, and run the rest of a
 * transaction there on its own: every statement asks first.
 */
class WritingConnection {
  readonly sql: Sql;
  isLost = false;
  /** Has the lock and the temporary tables. */
  isPrepared = false;

  constructor({ url, schema }: PostgresPlace) {
    this.sql = connect(url, {
      max: 1,
      schema,
      onClose: () => {
        this.isLost = true;
      },
    });
  }

  /** @throws where the connection is lost */
  alive(): Sql {
    if (this.isLost)
      throw Object.assign(new Error('the connection was closed'), { code: 'CONNECTION_CLOSED' });
    return this.sql;
  }

  async run(statement: string): Promise<{ command: string }> {
    return await this.alive().unsafe(statement);
  }

  async end(): Promise<void> {
    await this.sql.end({ timeout: END_TIMEOUT_S }).catch(() => undefined);
  }
}

/** Statements after which a table may have other columns. */
const SHAPES_TABLES = /^\s*(create|alter|drop)\b/i;

/** Which statements come again. Those with lists of numbers in them mostly do not, and would only fill the server's memory. */
class PreparedStatements {
  private readonly met = new Set<string>();
  private readonly prepared = new Set<string>();

  isWorthPreparing(sql: string): boolean {
    if (this.prepared.has(sql)) return true;
    if (this.met.delete(sql) && this.prepared.size < MOST_PREPARED) {
      this.prepared.add(sql);
      return true;
    }
    if (this.met.size >= MOST_REMEMBERED) this.met.clear();
    this.met.add(sql);
    return false;
  }
}

/** Numbers go as eight bytes or as a double whatever they are compared with: none is too large for its column, none is cut. */
function toParameter(sql: Sql, value: SqlValue): postgres.ParameterOrJSON<never> {
  if (typeof value === 'number') {
    return sql.typed(value as never, Number.isSafeInteger(value) ? WHOLE_NUMBER : FRACTION);
  }
  return typeof value === 'string' ? withoutZero(value) : value;
}

function refuseRawTimes(columns: readonly { name: string; type: number }[] | undefined): void {
  const raw = columns?.find(({ type }) => RAW_TIMES.has(type));
  if (raw) throw new Error(`a column of a type the store does not read: ${raw.name}`);
}

/**
 * Rows through COPY. The client tells of what goes wrong before the last row through the stream, and of what goes wrong after it (a key
 * that is there already) nowhere but in the statement's own `reject`.
 */
function copyIn(pool: Sql, table: string, chunks: Iterable<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    const copy = pool.unsafe(`COPY ${table} FROM STDIN (FORMAT binary)`);
    Object.assign(copy, { reject });
    copy
      .writable()
      .then((stream) => pipeline(Readable.from(chunks), stream))
      .then(resolve, reject);
  });
}
