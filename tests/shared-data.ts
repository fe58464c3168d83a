import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'shared', 'data');

export const SHARED_DATA_MISSING = 'SKIPPED: the real test data (../shared/data) is not here';

/** Path of a file of the real test data beside the checkout, or null where it is missing (said once, loudly, by the caller). */
export function sharedData(relPath: string): string | null {
  const path = join(root, relPath);
  if (existsSync(path)) return path;
  console.warn(`${SHARED_DATA_MISSING}: ${relPath}`);
  return null;
}
