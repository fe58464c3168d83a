import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from './postgres-connection.ts';

/** The server may take a moment to notice that a process which held the lock is dead. */
const TRIES = 6;
const PAUSE_MS = 200;

/**
 * What a lock on a schema means: `writer`: a process has the store open; `workplace`: a process prepares a copy in it, whether the
 * store is open just now or not.
 */
export type LockPurpose = 'writer' | 'workplace';

/** Held until the connection ends: PostgreSQL lets go of the locks of a process that was killed. @returns false = another process holds it */
export async function takeLock(sql: Sql, purpose: LockPurpose, schema: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const [row] = await sql.unsafe('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken', [
      `onegrid ${purpose} ${schema}`,
    ]);
    if (row.taken || attempt === TRIES) return row.taken as boolean;
    await sleep(PAUSE_MS);
  }
}

export async function leaveLock(sql: Sql, purpose: LockPurpose, schema: string): Promise<void> {
  await sql.unsafe('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [`onegrid ${purpose} ${schema}`]);
}
