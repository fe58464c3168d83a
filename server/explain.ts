import { ConfigError } from './config.ts';

/** What ended a command, for people: what was to be expected without a stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = error instanceof ConfigError || 'code' in error || error.message.startsWith('the page');
  return isExpected ? `OneGrid: ${error.message}` : (error.stack ?? error.message);
}

/** 2: a setting that cannot be, nothing was changed; 1: everything else. */
export function exitCode(error: unknown): number {
  return error instanceof ConfigError ? 2 : 1;
}
