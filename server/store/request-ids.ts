import type { Session } from './driver.ts';

/** Made once per opening, on the writing connection. */
export const REQUEST_ID_STAGE_TABLE = 'CREATE TEMPORARY TABLE request_id_stage (request_id INTEGER)';

/** A list in the statement spares a table to live calls of a few rows; the database reads a hundred thousand ids of it for a second. */
const LONGEST_LIST = 500;

/**
 * Gives `work` the SQL list or subquery of these ids, to stand after `IN`; it holds until `work` is done. Inside the writer's
 * transaction only, and not within one another.
 */
export async function withRequestIds<T>(
  session: Session,
  ids: Int32Array | readonly number[],
  work: (among: string) => Promise<T>,
): Promise<T> {
  if (ids.length <= LONGEST_LIST) return work(`(${Array.from(ids, Math.trunc).join(', ') || '-1'})`);
  await session.bulkInsert(
    'request_id_stage',
    [{ type: 'integer', values: Int32Array.from(ids) }],
    ids.length,
  );
  const result = await work('(SELECT request_id FROM request_id_stage)');
  await session.execute('TRUNCATE request_id_stage');
  return result;
}
