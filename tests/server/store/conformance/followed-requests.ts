import { describe, it } from 'vitest';
import { CLOCK_GROUPINGS } from '../../../../server/contract/clocks.ts';
import type { Same } from '../two-stores.ts';
import { FILTERS, FROM_MS, SLOW_MS, TO_MS } from './questions.ts';

/** Values to filter by, clocks that run, and single requests as others follow them: after all that was written. */
export function followRequests(same: Same): void {
  describe('requests that are followed', { timeout: SLOW_MS }, () => {
    it('facets under every filter, details, reports and ids of sources', async () => {
      for (const filter of FILTERS) {
        await same(async (store) => store.requests.facets(await store.select(filter)));
        for (const by of CLOCK_GROUPINGS) {
          await same(async (store) => store.requests.clocks(await store.select(filter), by, TO_MS));
        }
      }
      for (const id of [1, 77, 4000, 999_999]) await same((store) => store.requests.detail(id));
      await same((store) => store.requests.idOf('小程序', 'ext-2-17'));
      await same((store) => store.requests.idOf("o'brien", 'ext-2-17'));
      const query = {
        ids: null,
        fromMs: FROM_MS,
        toMs: TO_MS,
        categoryCodes: null,
        statuses: null,
        limit: 40,
        offset: 3,
      };
      await same((store) => store.requests.reports(query));
      await same((store) =>
        store.requests.reports({ ...query, categoryCodes: ['111', '21'], statuses: ['closed'] }),
      );
      await same((store) => store.requests.reports({ ...query, ids: [5, 900, 77, 123_456] }));
    });
  });
}
