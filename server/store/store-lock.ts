import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { STORE_FILE } from './store.ts';

/** Whether another process (a running server, another import) holds the store of the folder. Reads only; changes nothing. */
export async function isStoreInUse(folder: string): Promise<boolean> {
  const path = join(folder, STORE_FILE);
  if (!existsSync(path)) return false;
  try {
    const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
    instance.closeSync();
    return false;
  } catch (error) {
    if (error instanceof Error && /lock/i.test(error.message)) return true;
    throw error;
  }
}
