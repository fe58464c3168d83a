import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CityData } from '../../../geodata/model/city-data.ts';
import { COUNT_KEYS } from '../../../geodata/model/count-keys.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { smallCity } from './small-city.ts';
import { makeTestStore } from './test-store.ts';

describe('a city in the store', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;
  let city: CityData;

  beforeAll(async () => {
    ({ store, remove } = await makeTestStore());
    city = smallCity();
    // The order of the rows must not matter: what comes first is not the city.
    await store.loadCity({ ...city, units: [...city.units].reverse() });
  });
  afterAll(() => remove());

  it('lists units in code order, of a level, inside something', async () => {
    const scope = (await store.units.scope('520114'))!;
    expect(store.units.list({ scope, level: 'subdistrict' }).map((unit) => unit.id)).toEqual([
      '520114001000',
      '520114002000',
    ]);
    expect(store.units.root().id).toBe('520100');
    expect(store.units.ancestors('520113001001002').map((unit) => unit.level)).toEqual([
      'city',
      'district',
      'subdistrict',
      'community',
      'gridCell',
    ]);
    expect(store.units.ancestorAt('520113001001002', 'district')).toBe('520113');
    expect(store.units.list({ at: '2019-12-31' })).toEqual([]);
    expect(store.units.answer({ scope, limit: 3 })).toMatchObject({ numberMatched: 19 });
  });

  it('profiles count what is inside', async () => {
    const profile = (await store.units.profile('520113'))!;
    expect(profile.path.map((step) => step.id)).toEqual(['520100', '520113']);
    expect(profile.counts).toMatchObject({
      district: 0,
      subdistrict: 2,
      community: 4,
      gridCell: 12,
      estate: 4,
      building: 48,
      organizations: 12,
      'organizations:branch': 4,
      'organizations:jointBranch': 4,
      'tier:1': 4,
      'stars:5': 4,
      'posts:gridWorker': 8,
      'vacancies:gridWorker': 4,
      'persons:gridWorker': 4,
      stations: 4,
      'overlays:precinct': 1,
      'coverage:single': 4,
      'coverage:joint': 8,
    });
    for (const key of Object.keys(profile.counts)) expect(COUNT_KEYS).toContain(key);
    expect(profile.posts).toEqual([{ kind: 'gridWorker', name: '网格员', filled: 8, vacant: 4, persons: 4 }]);
    const other = (await store.units.profile('520114'))!;
    expect(other.counts).toMatchObject({ 'coverage:single': 4, 'coverage:vacant': 8 });
    expect(await store.units.profile('nothing')).toBeNull();
  });

  it('profiles buildings, estates and overlays too', async () => {
    const building = (await store.units.profile('520113001001001-b0'))!;
    expect(building.unit).toMatchObject({ level: 'building', households: 50, parentId: '520113001001001' });
    expect(building.building).toMatchObject({ floors: 6, estateName: '碧海花园' });
    expect(building.path.at(-1)).toMatchObject({ level: 'building' });
    const estate = (await store.units.profile('e-520113001001'))!;
    expect(estate.unit).toMatchObject({ level: 'estate', name: '碧海花园', households: 6 * 50 + 3 });
    expect(estate.counts.building).toBe(6);
    const overlay = (await store.units.profile('ov:one'))!;
    expect(overlay.counts).toMatchObject({ community: 1, gridCell: 4 });
  });

  it('a building is answered by its cell, an estate by the cells of its buildings', async () => {
    expect((await store.units.scope('520113001001002-b1'))?.unitNos).toHaveLength(1);
    expect((await store.units.scope('e-520113001001'))?.unitNos).toHaveLength(3);
    expect(await store.units.scope('ov:nothing')).toBeNull();
  });

  it('finds by name, code and initials, wide before narrow', async () => {
    expect((await store.units.search('观山湖'))[0]).toMatchObject({
      kind: 'unit',
      id: '520113',
      path: '贵阳市',
    });
    expect((await store.units.search('gsh'))[0]).toMatchObject({ id: '520113' });
    expect((await store.units.search('520114001'))[0]).toMatchObject({
      id: '520114001000',
      level: 'subdistrict',
    });
    const inside = (await store.units.scope('520114'))!;
    const stations = await store.units.search('党群', { scope: inside, limit: 50 });
    expect(stations.map((hit) => hit.kind)).toEqual(['station', 'station', 'station', 'station']);
    const homes = await store.units.search('碧海花园2栋', { limit: 3 });
    expect(homes.map((hit) => [hit.kind, hit.level])).toEqual(Array(3).fill(['building', 'building']));
    expect(await store.units.search("'%_ \\")).toEqual([]);
    expect(await store.units.search('  ')).toEqual([]);
  });

  it('says which organizations cover which cells', async () => {
    const coverage = store.organizations.coverage((await store.units.scope('520113001001'))!);
    expect(coverage.states).toEqual(['single', 'joint', 'joint']);
    expect(coverage.joint).toMatchObject([
      { organizationId: 'j-520113001001', unitIds: ['520113001001002', '520113001001003'] },
    ]);
    expect(coverage.stars).toEqual([5, null, null]);
    const all = store.organizations.coverage((await store.units.scope())!);
    expect(all.totals).toMatchObject({ gridCells: 24, covered: 16 });
    expect(all.totals.byState.joint).toEqual({ gridCells: 8, organizations: 4 });
    expect(all.stars3to5).toEqual({ '5': 8, '4': 0, '3': 0 });
  });

  it('lists organizations, parents before children, with what covers from above', async () => {
    const district = store.organizations.list({ scope: (await store.units.scope('520113'))! });
    expect(district.numberMatched).toBe(12);
    const seen = new Set<string | null>([null]);
    for (const { id, parentId } of district.organizations) {
      expect(seen.has(parentId)).toBe(true);
      seen.add(id);
    }
    const cell = store.organizations.list({ scope: (await store.units.scope('520113001001001'))! });
    expect(cell.organizations.map((row) => row.id)).toEqual(['o-520113001001', 'b-520113001001001']);
    expect(cell.tiers.map((tier) => tier.count)).toEqual([1, 1]);
    expect(store.organizations.position('b-520113001001001')).not.toBeNull();
  });

  it('chains lead up from a cell, a vacant place at the bottom', async () => {
    const covered = (await store.units.chain('520113001001002'))!;
    expect(covered.links.map((link) => link.organizationId)).toEqual(['j-520113001001', 'o-520113001001']);
    expect(covered.links[0].coversUnits).toBe(2);
    const vacant = (await store.units.chain('520114001001002'))!;
    expect(vacant.links[0].organizationId).toBeNull();
    expect(vacant.links.at(-1)?.organizationId).toBe('o-520114001001');
    expect(await store.units.chain('nothing')).toBeNull();
  });

  it('rules find what lies outside, with the numbers of the reason', async () => {
    const { hits, rules } = await store.rules.hits((await store.units.scope('520113001001'))!);
    expect(hits).toContainEqual({
      ruleId: 'householdsOutOfRange',
      unitId: '520113001001001',
      severity: 'notice',
      numbers: { households: 250, minimum: 300, maximum: 500 },
    });
    expect(hits.filter((hit) => hit.ruleId === 'cellWithoutWorker').map((hit) => hit.unitId)).toEqual([
      '520113001001003',
    ]);
    expect(rules.map((rule) => rule.hits).reduce((sum, count) => sum + count, 0)).toBe(hits.length);
  });

  it('stations are found by place, assignment and box, and know their hours', async () => {
    const scope = (await store.units.scope('520113'))!;
    expect(store.stations.list({ scope })).toHaveLength(4);
    expect(store.stations.list({ assignedTo: '520113001001' }).map((station) => station.id)).toEqual([
      'st-520113001001',
    ]);
    expect(store.stations.list({ bbox: [106.6, 26.6, 106.606, 26.61] })).toHaveLength(1);
    const open = (time: string) =>
      store.stations.answer({ scope, nowMs: Date.parse(time) }).stations[0].openNow;
    expect(open('2026-11-20T09:00:00+08:00')).toBe(true);
    expect(open('2026-11-20T18:00:00+08:00')).toBe(false);
    expect(open('2026-11-21T10:00:00+08:00')).toBe(false);
  });

  it('buildings come in pages, by box and property', async () => {
    const page = await store.buildings.page({ limit: 10, offset: 90 });
    expect(page.numberMatched).toBe(96);
    expect(page.buildings).toHaveLength(6);
    const scope = (await store.units.scope('520113001001001'))!;
    const own = await store.buildings.page({ scope, estateId: 'e-520113001001', limit: 10, offset: 0 });
    expect(own.buildings.map((building) => building.id)).toEqual([
      '520113001001001-b0',
      '520113001001001-b1',
    ]);
    expect(own.buildings[0]).toEqual(city.buildings[0]);
    const box = await store.buildings.page({ bbox: [106.6, 26.6, 106.6049, 26.61], limit: 10, offset: 0 });
    expect(box.numberMatched).toBe(4);
    expect(await store.buildings.get('nothing')).toBeNull();
  });

  it('shapes come as geometry and as text', async () => {
    expect(await store.shapes.get('520113')).toEqual(city.shapes.get('520113'));
    const texts = await store.shapes.texts(['520113', 'nothing']);
    expect([...texts.keys()]).toEqual(['520113']);
    expect(JSON.parse(texts.get('520113')!)).toEqual(city.shapes.get('520113'));
  });

  it('renews parts of a city by id: created, updated, unchanged, and nothing in a dry run', async () => {
    const renamed = { ...city.units[5], name: '新网格' };
    const added = { ...city.units[5], id: `${city.units[5].parentId}009`, name: '第九网格' };
    const part = {
      units: [renamed, added, city.units[0]],
      stations: city.stations.slice(0, 2),
      buildings: city.buildings.slice(0, 3),
    };
    const expected = {
      units: { created: 1, updated: 1, unchanged: 1 },
      stations: { created: 0, updated: 0, unchanged: 2 },
      buildings: { created: 0, updated: 0, unchanged: 3 },
    };
    expect(await store.upsertCity(part, { dryRun: true })).toEqual(expected);
    expect(store.units.get(added.id)).toBeNull();
    expect(await store.upsertCity(part)).toEqual(expected);
    expect(store.units.get(renamed.id)?.name).toBe('新网格');
    expect((await store.units.scope(renamed.parentId!))?.unitNos).toHaveLength(5);
    expect(await store.upsertCity(part)).toMatchObject({ units: { created: 0, updated: 0, unchanged: 3 } });
    expect((await store.units.search('第九网格'))[0].id).toBe(added.id);
    await expect(
      store.upsertCity({ buildings: [{ ...city.buildings[0], unitId: 'nowhere' }] }),
    ).rejects.toMatchObject({ code: 'unknown-unit' });
  });

  it('keeps the ledger in its order', async () => {
    const figure = {
      case: 'guanshanhu',
      label: '网格',
      value: 770,
      qualifier: '' as const,
      unit: '个',
      scope: '观山湖区',
      article: '004',
      place: '',
      quote: '',
      period: null,
      kind: 'printed' as const,
      doubt: null,
      clashesWith: [],
      probe: null,
    };
    const figures = [
      { ...figure, id: 'z' },
      { ...figure, id: 'a', case: 'baiyun' },
    ];
    await store.upsertCity({ figures });
    expect(await store.ledger.list()).toEqual(figures);
    expect(await store.ledger.list('baiyun')).toEqual([figures[1]]);
    expect(await store.ledger.programmes()).toEqual({ programmes: [], items: [] });
  });
});
