import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../../../geodata/model/unit.ts';
import type { Same } from '../two-stores.ts';
import { SLOW_MS, TO_MS, WITHIN } from './questions.ts';

/** Units, shapes, stations, organizations, buildings and what is known of them. */
export function askCity(same: Same): void {
  describe('the city', { timeout: SLOW_MS }, () => {
    it('units: lists, answers, the tree, names and numbers', async () => {
      await same((store) => store.units.root());
      await same((store) => store.units.crosswalk());
      await same((store) => store.units.overlays());
      await same((store) => store.units.list({ at: '2019-12-31' }));
      await same((store) => store.units.list({ level: 'community', limit: 3, offset: 2 }));
      for (const id of ['520100', '520114', '520113001001', '520113001001001', 'nobody']) {
        await same((store) => store.units.get(id));
        await same((store) => store.units.no(id));
        await same((store) => store.units.children(id));
        await same((store) => store.units.ancestorAt(id, 'district'));
        await same((store) => (store.units.no(id) === null ? [] : store.units.ancestors(id)));
      }
      await same((store) => store.units.list().map((_, no) => store.units.byNo(no)));
      for (const within of WITHIN) {
        await same((store) => store.units.scope(within));
        await same(async (store) => {
          const scope = (await store.units.scope(within))!;
          return LEVELS.map((level) => store.units.answer({ scope, level }));
        });
      }
      expect(await same((store) => store.units.scope('nowhere'))).toBe(null);
    });

    it('search, profile and chain', async () => {
      const words = [
        '碧海',
        'bhhy',
        '一',
        '观',
        'yt',
        '%',
        '_',
        '\\',
        "'",
        '"',
        '520113001001',
        '楼',
        'A',
        'a',
        'b',
      ];
      for (const word of words) await same((store) => store.units.search(word));
      await same(async (store) =>
        store.units.search('碧', { scope: (await store.units.scope('520114'))!, limit: 5 }),
      );
      const ids = [...WITHIN.filter((id) => id !== undefined && !id.startsWith('ov:')), 'nobody'] as string[];
      for (const id of ids) {
        await same((store) => store.units.profile(id));
        await same((store) => store.units.profile(id, '2026-01-01'));
        await same((store) => store.units.chain(id));
      }
    });

    it('shapes, stations and organizations', async () => {
      const ids = await same((store) => store.units.list().map((unit) => unit.id));
      await same((store) => store.shapes.texts([...ids, 'nobody']));
      await same((store) => store.shapes.meeting(ids, [106.61, 26.601, 106.632, 26.602]));
      for (const id of ['520113', 'nobody']) await same((store) => store.shapes.get(id));
      await same((store) => store.stations.list());
      for (const { id } of await same((store) => store.stations.list())) {
        await same((store) => store.stations.get(id));
      }
      for (const within of ['520113', 'ov:two', 'e-520113001001']) {
        await same(async (store) => {
          const scope = (await store.units.scope(within))!;
          return [
            store.stations.list({ scope, kind: 'serviceStation', bbox: [106, 26, 106.7, 27] }),
            store.stations.answer({ scope, assignedTo: '520113001001', nowMs: TO_MS }),
            store.organizations.list({ scope }),
            store.organizations.list({ scope, type: 'branch' }),
            store.organizations.coverage(scope),
          ];
        });
      }
      for (const id of ['o-520113001001', 'b-520113001001001', 'nobody']) {
        await same((store) => store.organizations.get(id));
        await same((store) => store.organizations.position(id));
      }
    });

    it('buildings: one, an estate, pages with each filter', async () => {
      for (const id of ['520113001001001-b0', '520113001001001-b3', "no'body"]) {
        await same((store) => store.buildings.get(id));
      }
      for (const id of ['e-520113001001', 'nobody']) await same((store) => store.buildings.estate(id));
      const page = { limit: 7, offset: 3 };
      const filters = [
        {},
        { bbox: [106.601, 26.6, 106.62, 26.61] as [number, number, number, number] },
        { kind: 'slab' },
        { kind: 'tower' },
        { estateId: 'e-520113001001' },
        { unitId: '520113001001002' },
        { unitId: 'nobody' },
      ];
      for (const filter of filters) await same((store) => store.buildings.page({ ...page, ...filter }));
      for (const within of WITHIN) {
        await same(async (store) =>
          store.buildings.page({ ...page, scope: (await store.units.scope(within))! }),
        );
      }
    });

    it('figures, programmes, rules, cells, versions and notes', async () => {
      await same((store) => store.ledger.list());
      await same((store) => store.ledger.list('bailonghu'));
      await same((store) => store.ledger.programmes());
      for (const within of WITHIN) {
        await same(async (store) => store.rules.hits((await store.units.scope(within))!));
        await same(async (store) => store.cells.statistics((await store.units.scope(within))!));
      }
      await same((store) => [store.asOf(), store.asOfMs(), store.dataVersion(), store.cityVersion()]);
      await same((store) => store.setMeta({ b: "it's", a: '一\n二', empty: '' }));
      await same((store) => store.setMeta({ a: '三' }));
      expect(await same((store) => store.meta())).toEqual({ a: '三', b: "it's", empty: '' });
      await same((store) => store.setCellCoverage(() => null));
    });

    it('units by ids and names, names of places', async () => {
      await same((store) => store.units.unitsOfIds(['520113001001', 'e-520113001001', "no'body"]));
      await same((store) => store.units.unitsOfNames(['A 楼', '第一社区', `"Ä" %_\\ 楼`, '']));
      await same((store) => store.buildings.placeNames());
    });
  });
}
