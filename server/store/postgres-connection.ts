import { connect as openSocket, type Socket } from 'node:net';
import postgres from 'postgres';
import { DatabaseProblem, toDatabaseProblem } from './database-problem.ts';

export type Sql = postgres.Sql;

/** Oldest server whose dialect the store is written for, as `server_version_num`. */
const OLDEST_SERVER = 150_000;
const CONNECT_TIMEOUT_S = 10;

/** OIDs of the types that the store reads, and of those that it never selects raw. */
const INT8 = 20;
const FLOAT4 = 700;
const FLOAT8 = 701;
const NUMERIC = 1700;
export const RAW_TIMES = new Set([1082, 1083, 1114, 1184, 1266]);

/** How parameters are sent: as what they are, not as what the statement would like them to be. */
export const WHOLE_NUMBER = INT8;
export const FRACTION = FLOAT8;

const TYPES = {
  whole: { to: INT8, from: [INT8], serialize: String, parse: Number },
  fraction: { to: FLOAT8, from: [FLOAT4, FLOAT8, NUMERIC], serialize: String, parse: Number },
  // Told apart by their OIDs, and refused, where they are read.
  times: { to: 1184, from: [...RAW_TIMES], serialize: String, parse: String },
};

export interface ConnectOptions {
  max: number;
  /** First in the search path. */
  schema?: string;
  readOnly?: boolean;
  onClose?: () => void;
}

/** A pool that opens its connections when they are needed. Nothing is sent yet. */
export function connect(url: string, { max, schema, readOnly = false, onClose }: ConnectOptions): Sql {
  return postgres(url, {
    max,
    types: TYPES,
    fetch_types: false,
    connect_timeout: CONNECT_TIMEOUT_S,
    idle_timeout: 0,
    // Temporary tables and locks live as long as their connection.
    max_lifetime: null,
    socket: promptSocket,
    onnotice: () => undefined,
    onclose: onClose,
    connection: {
      application_name: 'onegrid',
      ...(schema === undefined ? {} : { search_path: quoteName(schema) }),
      default_transaction_isolation: 'read committed',
      default_transaction_read_only: readOnly,
      // Each question has its own period and units: a plan for any of them is a bad one for most.
      plan_cache_mode: 'force_custom_plan',
      // Compiling takes longer than these statements run.
      jit: 'off',
    },
  } as postgres.Options<Record<string, postgres.PostgresType>>) as unknown as Sql;
}

/**
 * Small messages leave at once. Otherwise the end of every COPY waits for the other side to acknowledge its rows, which takes that side
 * 40 ms, a dozen times as long as the COPY itself.
 */
function promptSocket({
  host,
  port,
  path,
}: {
  host: string[];
  port: number[];
  path?: string | false;
}): Socket {
  const socket = path ? openSocket({ path }) : openSocket({ host: host[0]!, port: port[0]!, noDelay: true });
  // Where the connection is encrypted the name is compared with the certificate's.
  return Object.assign(socket, { host: host[0] });
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Host, port and database of a URL, as messages name them: without user and password. */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
}

/** @throws {DatabaseProblem} where there is no way in, or the server is too old */
export async function checkServer(sql: Sql, url: string): Promise<void> {
  try {
    const [row] = await sql.unsafe(
      "SELECT current_setting('server_version_num') AS number, version() AS name",
    );
    if (Number(row.number) >= OLDEST_SERVER) return;
    const name = String(row.name).split(' ').slice(0, 2).join(' ');
    throw new DatabaseProblem(
      'database-refused',
      `${name} at ${placeOf(url)} is too old: PostgreSQL ${OLDEST_SERVER / 10_000} or newer is needed`,
    );
  } catch (error) {
    throw toDatabaseProblem(error, placeOf(url));
  }
}

/** One connection for one piece of work. @throws {DatabaseProblem} */
export async function withDatabase<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = connect(url, { max: 1 });
  try {
    await checkServer(sql, url);
    return await work(sql);
  } catch (error) {
    throw toDatabaseProblem(error, placeOf(url));
  } finally {
    await sql.end({ timeout: 5 });
  }
}
