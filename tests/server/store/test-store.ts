import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore, type DatasetStore } from '../../../server/store/store.ts';

/** An empty store in a folder of its own, and the way to be rid of it. */
export async function makeTestStore(): Promise<{
  store: DatasetStore;
  folder: string;
  remove: () => Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-store-'));
  const store = await createStore(folder);
  return {
    store,
    folder,
    remove: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
