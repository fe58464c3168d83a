import { resolve } from 'node:path';

/** Everything that can be set from outside. The only place that reads the environment. */
export interface Config {
  host: string;
  port: number;
  /** Folder with one folder per data set, absolute. */
  dataDir: string;
  /** `postgres://…`: the stores are schemas of that database; null: DuckDB files in the data sets' folders. Holds a password: never printed. */
  databaseUrl: string | null;
  /** The data set that answers without a `/d/…` prefix. */
  dataset: string;
  /** Invented requests flow into demo data sets while the server runs. */
  simulatedFeed: boolean;
  /** Multiplies the pace of the simulated feed; 1 = the pace of the demo's own history. */
  feedRate: number;
  logLevel: string;
  /** One JSON object a line (for collectors) instead of readable lines. */
  logJson: boolean;
  /** Milliseconds after which a request that has no answer yet is given up. */
  requestTimeoutMs: number;
  /** Requests a minute and client address, from outside loopback. */
  rateLimitPerMinute: number;
  /** The built page, or null where there is none (tests, API alone). */
  webDir: string | null;
  /** Check every answer against its schema and fail loudly: for tests. */
  checkAnswers: boolean;
}

/** Thrown for a setting that cannot be; `message` names the variable and what would work. */
export class ConfigError extends Error {
  readonly code = 'invalid-setting';
}

type Environment = Record<string, string | undefined>;

/**
 * @param environment defaults to the process's own
 * @throws {ConfigError}
 */
export function readConfig(environment: Environment = process.env): Config {
  return {
    host: environment.HOST ?? '127.0.0.1',
    port: wholeNumber(environment, 'PORT', 8080, 0, 65535),
    dataDir: resolve(environment.ONEGRID_DATA_DIR ?? 'data'),
    databaseUrl: environment.DATABASE_URL ? databaseUrl('DATABASE_URL', environment.DATABASE_URL) : null,
    dataset: datasetName(environment.ONEGRID_DATASET ?? 'guiyang'),
    simulatedFeed: onOff(environment, 'ONEGRID_SIMULATED_FEED', true),
    feedRate: positiveNumber(environment, 'ONEGRID_FEED_RATE', 1, 1000),
    logLevel: oneOf(
      environment,
      'ONEGRID_LOG_LEVEL',
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'warn',
    ),
    logJson: oneOf(environment, 'ONEGRID_LOG_FORMAT', ['text', 'json'], 'text') === 'json',
    requestTimeoutMs: wholeNumber(environment, 'ONEGRID_REQUEST_TIMEOUT_MS', 30_000, 100, 600_000),
    rateLimitPerMinute: wholeNumber(environment, 'ONEGRID_RATE_LIMIT', 6000, 1, 10_000_000),
    webDir: resolve('dist/web'),
    checkAnswers: false,
  };
}

/** Names of data sets are names of folders: letters, digits, `-` and `_`, so that no address leaves the data folder. */
export const DATASET_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

function datasetName(text: string): string {
  if (!DATASET_NAME.test(text)) {
    throw new ConfigError(
      `ONEGRID_DATASET=${text} is no name of a data set: lower-case letters, digits, "-" and "_"`,
    );
  }
  return text;
}

/**
 * A PostgreSQL address, checked in form only. No message repeats it: it may hold a password.
 * @param name of the setting, for the message
 * @throws {ConfigError}
 */
export function databaseUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPostgres = url !== null && /^postgres(ql)?:$/.test(url.protocol);
  if (!isPostgres || url.hostname === '' || url.pathname.length < 2) {
    throw new ConfigError(
      `${name} is no address of a PostgreSQL database: postgres://user:password@host:5432/database, signs like @ and / in the password as %40 and %2F. Unset DATABASE_URL, and the data sets stay in DuckDB files`,
    );
  }
  return text;
}

function wholeNumber(
  env: Environment,
  name: string,
  fallback: number,
  minimum: number,
  maximum: number,
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new ConfigError(`${name}=${text} will not do: a whole number from ${minimum} to ${maximum}`);
  }
  return value;
}

function positiveNumber(env: Environment, name: string, fallback: number, maximum: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!(value > 0 && value <= maximum)) {
    throw new ConfigError(`${name}=${text} will not do: a number above 0, at most ${maximum}`);
  }
  return value;
}

function onOff(env: Environment, name: string, fallback: boolean): boolean {
  return oneOf(env, name, ['on', 'off'], fallback ? 'on' : 'off') === 'on';
}

function oneOf(env: Environment, name: string, allowed: string[], fallback: string): string {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (!allowed.includes(text)) {
    throw new ConfigError(`${name}=${text} will not do: one of ${allowed.join(', ')}`);
  }
  return text;
}
