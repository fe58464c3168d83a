import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** PostgreSQL cuts names after so many bytes. */
const LONGEST_NAME = 63;
const HASH_DIGITS = 12;

/**
 * Schema of the store of a data set's folder: `onegrid_own` of `…/own`, `onegrid.making-own-1-a` of `….making-own-1-a`, so that no name
 * of a data set meets a schema of somebody else, of the server, or of a copy that is being prepared.
 */
export function schemaOf(folder: string): string {
  const name = basename(folder);
  const schema = name.startsWith('.') ? `onegrid${name}` : `onegrid_${name}`;
  if (Buffer.byteLength(schema) <= LONGEST_NAME) return schema;
  const hash = createHash('sha1').update(schema).digest('hex').slice(0, HASH_DIGITS);
  return `${cut(schema, LONGEST_NAME - HASH_DIGITS - 1)}-${hash}`;
}

/** Schemas of copies that are being prepared or were moved aside begin so. */
export const WORKING_PREFIX = 'onegrid.';

function cut(text: string, bytes: number): string {
  let kept = text;
  while (Buffer.byteLength(kept) > bytes) kept = kept.slice(0, -1);
  return kept;
}
