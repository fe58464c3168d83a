import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CityData } from '../../../geodata/model/city-data.ts';
import type { RequestColumns } from '../../../geodata/model/service-request.ts';
import { createStore, type DatasetStore } from '../../../server/store/store.ts';
import { type RandomRequestOptions, randomRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';

export interface TestStore {
  store: DatasetStore;
  folder: string;
  remove: () => Promise<void>;
}

/** An empty store in a folder of its own, and the way to be rid of it. */
export async function makeTestStore(): Promise<TestStore> {
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

/**
 * A store with the small city and, loaded in one batch, random requests in units of every level.
 * @param amend changes the rows before they are loaded
 */
export async function makeCityStore(
  requests: Omit<RandomRequestOptions, 'unitIds'>,
  amend: (columns: RequestColumns) => void = () => undefined,
): Promise<TestStore & { city: CityData; columns: RequestColumns }> {
  const made = await makeTestStore();
  const city = smallCity();
  await made.store.loadCity(city);
  const columns = randomRequests({ ...requests, unitIds: city.units.map(({ id }) => id) });
  amend(columns);
  await made.store.loadRequests([columns]);
  return { ...made, city, columns };
}
