import { describe, expect, it } from 'vitest';
import { WHISTLE_DIRECTIONS } from '../../../../geodata/model/whistle.ts';
import { WHISTLE_STATES } from '../../../../server/contract/whistles.ts';
import { randomWhistles } from '../random-whistles.ts';
import type { Same } from '../two-stores.ts';
import { FROM_MS, TO_MS, WITHIN } from './questions.ts';

/** 吹哨 written and listed. */
export function blowWhistles(same: Same): void {
  describe('whistles', () => {
    const water = { kind: 'department' as const, id: "水务'局" };
    const street = { kind: 'unit' as const, id: '520113001000' };
    const parties = [
      street,
      water,
      { kind: 'unit' as const, id: '520113001001' },
      { kind: 'unit' as const, id: '520114001001003' },
      { kind: 'overlay' as const, id: 'ov:one' },
      { kind: 'department' as const, id: '城管局' },
    ];
    const common = { actorRole: 'dispatcher', source: '测"试' };

    it('loaded, blown, answered, refused, folded anew', async () => {
      const histories = randomWhistles({
        seed: 8,
        length: 300,
        parties,
        categoryCodes: ['111', '21'],
        requestIds: Array.from({ length: 500 }, (_, index) => index + 1),
        fromMs: FROM_MS,
        toMs: TO_MS,
      });
      expect(await same((store) => store.whistles.load(histories))).toBe(300);
      const blown = {
        from: street,
        categoryCode: null,
        requestIds: [7, 3],
        simulated: false,
        steps: [
          { ...common, type: 'blown' as const, atMs: TO_MS, level: 3 },
          { ...common, type: 'called' as const, atMs: TO_MS, target: water, dueMs: TO_MS + 90_000 },
        ],
      };
      await same(async (store) => {
        const told: unknown[] = [];
        const stop = store.whistles.onCommitted((one) => told.push(one));
        const one = await store.whistles.raise(blown);
        const others = await store.whistles.raiseAll([blown, { ...blown, categoryCode: '2' }]);
        const came = { ...common, type: 'reportedIn' as const, atMs: TO_MS + 60_000, target: water };
        const appended = await store.whistles.append(one.id, [came]);
        const advanced = await store.whistles.advance([
          { id: others[0]!.id, steps: [came] },
          { id: one.id, steps: [came] },
          { id: 99_999, steps: [came] },
        ]);
        stop();
        return { one, others, appended, advanced, told };
      });
      await same((store) => store.whistles.raise({ ...blown, requestIds: [123_456] }));
      await same((store) => store.whistles.raise({ ...blown, from: { kind: 'unit', id: "no'body" } }));
      await same((store) => store.whistles.append(1, [{ ...common, type: 'blown', atMs: TO_MS }]));
      expect(await same((store) => store.whistles.append(99_999, []))).toBe(null);
      expect(await same((store) => store.whistles.rebuildState())).toBe(0);
      expect((await same((store) => store.whistles.counts())).whistles).toBe(303);
      await same((store) => store.whistles.open(20));
      for (const id of [1, 2, 3, 301, 99_999]) await same((store) => store.whistles.get(id));
      await same((store) => parties.map((party) => store.whistles.knows(party)));
      await same((store) => parties.map((party) => store.whistles.direction(street, party)));
    });

    it('the list with each filter', async () => {
      const filters = [
        ...WITHIN.map((within) => (within === undefined ? {} : { within })),
        ...WHISTLE_STATES.map((state) => ({ state, from: '2026-08-01' })),
        ...WHISTLE_DIRECTIONS.map((direction) => ({ direction, from: '2026-08-01', within: '520113' })),
        { department: water.id, from: '2026-08-01' },
        { within: 'nowhere' },
      ];
      for (const filter of filters) {
        await same(async ({ whistles }) =>
          whistles.list(await whistles.select(filter), { limit: 20, offset: 1 }),
        );
        await same(async ({ whistles }) =>
          whistles.list(await whistles.select(filter), { limit: 20, offset: 1, order: 'urgency' }),
        );
      }
    });
  });
}
