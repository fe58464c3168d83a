import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../geodata/model/time.ts';
import { randomRequests, receivedRequests } from '../random-requests.ts';
import type { Same } from '../two-stores.ts';
import { SLOW_MS, TO_MS } from './questions.ts';
import { thornyCity } from './thorny-city.ts';

/** Requests and their events, and a city renewed in part. */
export function write(same: Same): void {
  describe('writes', { timeout: SLOW_MS }, () => {
    const unitIds = ['520113001001001', '520114001001002'];
    const fresh = (seed: number, length: number, externalPrefix?: string) =>
      receivedRequests({ seed, length, unitIds, fromMs: TO_MS, toMs: TO_MS + DAY_MS, externalPrefix });

    it('new rows, the same again, changed ones, and what listeners hear', async () => {
      const first = fresh(11, 40, 'w-');
      const changed = { ...first, urgency: first.urgency.map((urgency, row) => (row < 5 ? 2 : urgency)) };
      const heard = await same(async (store) => {
        const told: unknown[] = [];
        const stop = store.writer.onCommitted((committed) => told.push(committed));
        const rehearsed = await store.writer.insertRequests(first, { dryRun: true });
        const created = await store.writer.insertRequests(first);
        const again = await store.writer.insertRequests(first);
        const renewed = await store.writer.insertRequests(changed);
        const together = await Promise.all(
          [21, 22, 23].map((seed) => store.writer.insertRequests(fresh(seed, 3))),
        );
        stop();
        await store.writer.insertRequests(fresh(24, 2));
        return { told, rehearsed, created, again, renewed, together };
      });
      expect(heard.again).toMatchObject({ created: 0, updated: 0, unchanged: 40 });
      expect(heard.renewed.updated).toBeGreaterThan(0);
      await same((store) => store.requests.sources());
      await same((store) => store.writer.insertRequests({ ...first, unitIds: ['nowhere', 'nobody'] }));
      await same((store) => store.writer.insertRequests({ ...first, categoryCodes: ['9', '9', '9', '9'] }));
      await same(async (store) => store.requests.latest(await store.select({}), 60));
    });

    it('lives of 1,200 requests in one call, more ids than a list holds', async () => {
      const many = randomRequests({
        seed: 31,
        length: 1200,
        unitIds,
        fromMs: TO_MS,
        toMs: TO_MS + DAY_MS,
        externalPrefix: 'm-',
      });
      await same((store) => store.writer.insertRequests(many));
      const changed = { ...many, repeated: many.repeated.map((value) => 1 - value) };
      expect(await same((store) => store.writer.insertRequests(changed))).toMatchObject({ updated: 1200 });
      await same(async (store) => store.requests.summary(await store.select({})));
      const more = fresh(32, 60, 'n-');
      expect(await same((store) => store.writer.insertBatches([fresh(33, 40, 'o-'), more, changed]))).toEqual(
        {
          created: 100,
          updated: 0,
          unchanged: 1200,
        },
      );
      await same((store) => store.writer.insertBatches([more, { ...more, unitIds: ['nowhere', 'nobody'] }]));
      await same((store) => store.requests.count());
    });

    it('events move a request on; illegal ones and unknown requests are refused, and leave no trace', async () => {
      const { ids } = await same((store) => store.writer.insertRequests(fresh(41, 3)));
      const at = TO_MS + DAY_MS;
      const event = (
        requestId: number,
        type: string,
        minutes: number,
        value: number | null = null,
        more = {},
      ) =>
        ({
          requestId,
          type,
          atMs: at + minutes * 60_000,
          actorRole: `role ${type}`,
          value,
          ...more,
        }) as never;
      await same((store) =>
        store.writer.appendEvents([event(ids[0]!, 'dispatched', 1), event(ids[0]!, 'accepted', 2)]),
      );
      await same((store) =>
        store.writer.appendEvents([event(ids[0]!, 'escalated', 3, 2), event(ids[1]!, 'dispatched', 3)]),
      );
      await same((store) =>
        store.writer.appendEvents([event(ids[0]!, 'arrived', 4), event(ids[0]!, 'handling', 5)]),
      );
      await same((store) =>
        store.writer.appendEvents([event(ids[0]!, 'resolved', 6, null, { onTime: true })]),
      );
      await same((store) => store.writer.appendEvents([event(ids[0]!, 'rated', 7, 5)]));
      await same((store) => store.writer.appendEvents([]));
      expect(await same((store) => store.writer.appendEvents([event(ids[1]!, 'rated', 8, 5)]))).toMatchObject(
        {
          code: 'illegal-transition',
        },
      );
      expect(
        await same((store) => store.writer.appendEvents([event(99_999_999, 'rated', 8, 5)])),
      ).toMatchObject({
        code: 'unknown-request',
      });
      for (const id of ids) {
        await same((store) => store.requests.get(id));
        await same((store) => store.requests.events(id));
      }
      await same((store) => store.asOf());
    });

    it('states folded anew from their events are the same', async () => {
      expect(await same((store) => store.requests.rebuildState([1, 2, 3]))).toBe(0);
      expect(await same((store) => store.requests.rebuildState([]))).toBe(0);
      expect(await same((store) => store.requests.rebuildState())).toBe(0);
    });

    it('a city renewed in part, first only to see', async () => {
      const renewed = thornyCity();
      const part = {
        stations: renewed.stations.map((station, index) => ({
          ...station,
          name: index < 2 ? '红色驿站' : station.name,
        })),
        buildings: renewed.buildings
          .slice(0, 30)
          .map((building, index) => ({ ...building, floors: 6 + (index % 2) })),
        units: renewed.units.map((unit) => ({
          ...unit,
          elderly: unit.elderly + (unit.level === 'gridCell' ? 1 : 0),
        })),
        overlays: renewed.overlays.slice(1),
      };
      const dry = await same((store) => store.upsertCity(part, { dryRun: true }));
      expect(await same((store) => store.upsertCity(part))).toEqual(dry);
      expect(dry.buildings).toEqual({ created: 0, updated: 15, unchanged: 15 });
      await same((store) =>
        store.upsertCity({ ...part, shapes: renewed.shapes, posts: renewed.posts, estates: renewed.estates }),
      );
      await same((store) => store.stations.list());
      await same((store) => store.units.profile('520113'));
      await same((store) =>
        store.upsertCity({ stations: [{ ...renewed.stations[0]!, id: 'st-x', unitId: 'nowhere' }] }),
      );
      await same((store) => store.buildings.page({ limit: 100, offset: 0 }));
    });
  });
}
