import { resolve } from 'node:path';

/** Everything that can be set from outside. The only place that reads the environment. */
export interface Config {
  host: string;
  port: number;
  /** Folder with one folder per data set, absolute. */
  dataDir: string;
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
  if (environment.DATABASE_URL) {
    throw new ConfigError(
      'DATABASE_URL is set, but PostgreSQL comes later and is not supported yet: unset it, and the data stays in DuckDB files under ONEGRID_DATA_DIR',
    );
  }
  return {
    host: environment.HOST ?? '127.0.0.1',
    port: wholeNumber(environment, 'PORT', 8080, 0, 65535),
    dataDir: resolve(environment.ONEGRID_DATA_DIR ?? 'data'),
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
