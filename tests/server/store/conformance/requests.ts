import { describe, expect, it } from 'vitest';
import type { Same } from '../two-stores.ts';
import { FILTERS, SLOW_MS } from './questions.ts';

/** Requests counted, drawn and listed. */
export function askRequests(same: Same): void {
  describe('requests', { timeout: SLOW_MS }, () => {
    it('selections, summaries, categories, the latest', async () => {
      for (const filter of FILTERS) {
        await same((store) => store.select(filter));
        await same(async (store) => store.requests.summary(await store.select(filter)));
        await same(async (store) => store.requests.categories(await store.select(filter)));
        await same(async (store) => store.requests.latest(await store.select(filter), 20));
      }
      await same((store) => [store.requests.categoryTree(), store.requests.sources()]);
    });

    it('heat bins on every zoom', async () => {
      for (const filter of FILTERS) {
        for (const zoom of [7, 11, 13, 14.5, 15, 18]) {
          await same(async (store) => store.requests.bins(await store.select(filter), zoom));
        }
      }
    });

    it('points and clusters in boxes on every zoom', async () => {
      for (const filter of FILTERS) {
        for (const zoom of [0, 11, 14, 15, 17]) {
          await same(async (store) =>
            store.requests.points(await store.select(filter), [106.605, 26.5985, 106.66, 26.6045], zoom),
          );
        }
      }
    });

    it('pages with each filter, alone and together', async () => {
      const narrow = [
        {},
        { bbox: [106.62, 26.601, 106.66, 26.604] as [number, number, number, number] },
        { unitId: '520113001001001' },
        { unitId: 'nobody' },
        { unitAssumed: true },
        { simulated: true },
        { simulated: false },
        { escalationLevel: 2 },
        { rating: 4 },
        { unitAssumed: false, rating: 5, escalationLevel: 0 },
      ];
      for (const filter of [{ from: '2026-08-01' }, { within: '520113', category: '1' }]) {
        for (const query of narrow) {
          for (const offset of [0, 40]) {
            await same(async (store) =>
              store.requests.page({ selection: await store.select(filter), ...query, limit: 15, offset }),
            );
          }
        }
      }
    });

    it('one request, its events, and ids that no column could hold', async () => {
      const ids = [1, 2, 999, 4500, 9000, 9001, 0, -1, 2 ** 31, 2 ** 40, 1.5];
      for (const id of ids) {
        await same((store) => store.requests.get(id));
        await same((store) => store.requests.events(id));
      }
      expect(await same((store) => store.requests.count())).toBe(9000);
    });
  });
}
