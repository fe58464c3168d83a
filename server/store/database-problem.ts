import postgres from 'postgres';

/**
 * Something between this program and PostgreSQL: `database-unreachable` (no connection, or it was lost), `database-refused` (it answers
 * and says no), `database-statement` (a statement failed). The message names the place without the password, the cause, and what would work.
 */
export class DatabaseProblem extends Error {
  readonly code: 'database-unreachable' | 'database-refused' | 'database-statement';
  /** PostgreSQL's own code, where it gave one. */
  readonly sqlState: string | null;

  constructor(code: DatabaseProblem['code'], message: string, sqlState: string | null = null) {
    super(message);
    this.code = code;
    this.sqlState = sqlState;
  }
}

/** Another process writes the store: a running server, an import. */
export class StoreInUse extends Error {
  readonly code = 'store-in-use';
}

/** No connection, or one that went away. SQL states: class 08, and a server that is stopping or starting. */
const LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  '08000',
  '08003',
  '08006',
  '57P01',
  '57P02',
  '57P03',
]);

const UNREACHABLE_ADVICE =
  'start PostgreSQL there or correct DATABASE_URL; unset it, and the data sets stay in DuckDB files';

/** What PostgreSQL refuses at the door, by SQL state. */
const REFUSED: Record<string, string> = {
  '28P01': 'user or password is wrong: correct DATABASE_URL',
  '28000': 'the server lets nobody in this way: see its pg_hba.conf, or correct the user in DATABASE_URL',
  '3D000': 'there is no database of that name: create it (createdb), or correct DATABASE_URL',
  '42501':
    'the user lacks a right: let an administrator run GRANT CREATE, TEMPORARY ON DATABASE … TO … (each data set is a schema of its own)',
  '53300': 'the server has no connection left: raise its max_connections, or stop what is not needed',
};

export function isConnectionLost(error: unknown): boolean {
  return LOST.has((error as { code?: string } | null)?.code ?? '');
}

/**
 * An error of the database's client in our words. What PostgreSQL adds in detail and context may hold the values of a row: it is left
 * out, so that no log holds them.
 */
export function toDatabaseProblem(error: unknown, place: string): unknown {
  if (error instanceof DatabaseProblem || error instanceof StoreInUse || !(error instanceof Error))
    return error;
  const { code = '' } = error as { code?: string };
  if (isConnectionLost(error)) {
    const cause = error instanceof AggregateError ? error.errors.map(String).join('; ') : error.message;
    return new DatabaseProblem(
      'database-unreachable',
      `no connection to PostgreSQL at ${place} (${cause || code}): ${UNREACHABLE_ADVICE}`,
    );
  }
  if (!(error instanceof postgres.PostgresError)) return error;
  const advice = REFUSED[code];
  return advice
    ? new DatabaseProblem('database-refused', `PostgreSQL at ${place}: ${error.message}; ${advice}`, code)
    : new DatabaseProblem('database-statement', `PostgreSQL: ${error.message} (${code})`, code);
}
