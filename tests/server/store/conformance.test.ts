import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UnmatchedRequest } from '../../../geodata/import/unmatched-request.ts';
import type { CityData } from '../../../geodata/model/city-data.ts';
import { REQUEST_STATUSES } from '../../../geodata/model/request-life.ts';
import { DAY_MS } from '../../../geodata/model/time.ts';
import { TIME_STEPS, type TimeStep } from '../../../geodata/model/time-step.ts';
import { WHISTLE_DIRECTIONS } from '../../../geodata/model/whistle.ts';
import { CLOCK_GROUPINGS } from '../../../server/contract/clocks.ts';
import type { IndicatorSeries, RequestFilter } from '../../../server/contract/indicators.ts';
import { ORDER_STATES } from '../../../server/contract/supervision.ts';
import { WHISTLE_STATES } from '../../../server/contract/whistles.ts';
import { scenarioBody } from '../scenario-body.ts';
import { randomRequests, receivedRequests } from './random-requests.ts';
import { randomWhistles } from './random-whistles.ts';
import { smallCity } from './small-city.ts';
import { openTwoStores, type TwoStores } from './two-stores.ts';

const FROM_MS = Date.parse('2026-08-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const SLOW_MS = 180_000;
const LEVELS = ['city', 'district', 'subdistrict', 'community', 'gridCell', 'estate', 'building'] as const;
const WITHIN = [
  undefined,
  '520114',
  '520113001001',
  '520113001001001',
  'ov:one',
  'ov:two',
  'e-520113001001',
  '520113001001002-b1',
];

/** Filters alone and together, periods open at either end, and questions that are refused. */
const FILTERS: RequestFilter[] = [
  ...WITHIN.map((within) => (within === undefined ? {} : { within })),
  { from: '2026-08-01', to: '2026-11-21' },
  { from: '2026-09-15' },
  { to: '2026-09-15' },
  { from: '2026-10-01T07:30:00+08:00', to: '2026-10-01T19:45:10+08:00' },
  { from: '2020-01-01', to: '2020-02-01' },
  ...['1', '11', '112', '2'].map((category) => ({ category, from: '2026-08-01' })),
  { source: '小程序', from: '2026-08-01' },
  ...REQUEST_STATUSES.map((status) => ({ status, from: '2026-08-01' })),
  { urgency: 2, from: '2026-08-01' },
  { hours: '0,7,8,23', from: '2026-08-01' },
  { hours: '9', category: '1', from: '2026-08-01' },
  { within: 'ov:one', category: '1', source: '12345', urgency: 0, from: '2026-09-01', to: '2026-11-01' },
  { within: 'nowhere' },
  { source: "o'brien" },
  { category: '9' },
  { from: '2026-10-02', to: '2026-10-01' },
];

/** The small city with what it leaves out: names that a database may stumble over, figures, programmes, shares, periods. */
function city(): CityData {
  const drawn = smallCity();
  drawn.buildings[3]!.name = `"Ä" %_\\ 楼\t'一'\n号`;
  drawn.buildings[4]!.name = 'b 楼';
  drawn.buildings[5]!.name = 'A 楼';
  return {
    ...drawn,
    crosswalk: [
      {
        fromId: '520113001001',
        toId: '520113001002',
        effectiveOn: '2026-07-01',
        share: 0.1,
        basis: 'households',
      },
    ],
    programmes: [
      { id: 'pr-1', kind: 'renovation', name: '老旧小区改造', stages: ['计划', '开工'] },
    ] as unknown as CityData['programmes'],
    programmeItems: [
      {
        id: 'pi-1',
        programmeId: 'pr-1',
        unitId: '520113001001',
        organizationId: null,
        stage: '开工',
        name: '一期',
        startedOn: '2026-03-01',
        endedOn: null,
      },
    ] as unknown as CityData['programmeItems'],
  };
}

let stores: TwoStores;
let same: TwoStores['same'];

beforeAll(async () => {
  stores = await openTwoStores();
  ({ same } = stores);
  await same(async (store) => {
    const steps: number[] = [];
    await store.loadCity(city(), (done) => steps.push(done));
    return steps;
  });
  const unitIds = await same((store) => store.units.list().map((unit) => unit.id));
  const batches = [1, 2, 3].map((seed) => {
    const third = (TO_MS - FROM_MS) / 3;
    return {
      ...randomRequests({
        seed,
        length: 3000,
        unitIds: unitIds.filter((id) => id.length >= 12),
        fromMs: FROM_MS + (seed - 1) * third,
        toMs: FROM_MS + seed * third,
        sorted: seed !== 2,
        externalPrefix: `ext-${seed}-`,
      }),
      handlingUnit: Array.from({ length: 3000 }, (_, row) => `部门${row % 7}`),
    };
  });
  expect(await same((store) => store.loadRequests(batches, () => undefined))).toBe(9000);
}, SLOW_MS);
afterAll(() => stores?.remove());

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
});

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

  it('every indicator on every level, within everything', async () => {
    const definitions = await same((store) => store.indicators.definitions());
    expect(definitions.length).toBeGreaterThan(10);
    for (const { id } of [...definitions, { id: 'nothing' }]) {
      for (const level of [undefined, ...LEVELS]) {
        await same(async (store) => store.indicators.columns(id, level, await store.select({})));
      }
      for (const filter of FILTERS) {
        await same(async (store) => store.indicators.columns(id, undefined, await store.select(filter)));
      }
    }
  });

  it('every indicator by unit and step, with filters and in parts', async () => {
    const definitions = await same((store) => store.indicators.definitions());
    for (const { id } of definitions) {
      for (const step of TIME_STEPS) {
        for (const level of ['gridCell', 'subdistrict', 'building'] as const) {
          for (const filter of [
            { from: '2026-10-10', to: '2026-11-02' },
            { within: '520113', from: '2026-09-30T15:00', to: '2026-10-04T03:30', category: '1', urgency: 0 },
          ]) {
            await same(async (store) => store.indicators.steps(id, level, await store.select(filter), step));
          }
        }
      }
    }
  });

  it('every indicator over time in every step', async () => {
    const steps: (TimeStep | undefined)[] = [undefined, 'hour', 'day', 'week', 'month'];
    const definitions = await same((store) => store.indicators.definitions());
    let filled = 0;
    for (const { id } of definitions) {
      for (const step of steps) {
        for (const filter of [
          {},
          { within: '520113', from: '2026-09-03', to: '2026-10-17', category: '1' },
        ]) {
          const series = await same<IndicatorSeries>(async (store) =>
            store.indicators.series(id, await store.select(filter), step),
          );
          if (series.numerator?.some((count) => count > 0)) filled++;
        }
      }
    }
    expect(filled).toBeGreaterThan(definitions.length);
  });
});

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
      ({ requestId, type, atMs: at + minutes * 60_000, actorRole: `role ${type}`, value, ...more }) as never;
    await same((store) =>
      store.writer.appendEvents([event(ids[0]!, 'dispatched', 1), event(ids[0]!, 'accepted', 2)]),
    );
    await same((store) =>
      store.writer.appendEvents([event(ids[0]!, 'escalated', 3, 2), event(ids[1]!, 'dispatched', 3)]),
    );
    await same((store) =>
      store.writer.appendEvents([event(ids[0]!, 'arrived', 4), event(ids[0]!, 'handling', 5)]),
    );
    await same((store) => store.writer.appendEvents([event(ids[0]!, 'resolved', 6, null, { onTime: true })]));
    await same((store) => store.writer.appendEvents([event(ids[0]!, 'rated', 7, 5)]));
    await same((store) => store.writer.appendEvents([]));
    expect(await same((store) => store.writer.appendEvents([event(ids[1]!, 'rated', 8, 5)]))).toMatchObject({
      code: 'illegal-transition',
    });
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
    const renewed = city();
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

  it('plans: kept, changed, refused, removed', async () => {
    const told = (scenario: object | null) =>
      scenario && { ...scenario, id: 'any', createdAt: 'any', updatedAt: 'any' };
    await same(async (store) => {
      const { scenarios } = store;
      const plan = {
        moved: { 'st-1': [106.65, 26.6] as [number, number] },
        added: {},
        removed: [],
        gates: {},
      };
      const made = await scenarios.create(
        scenarioBody({ name: "一'二", note: '\t\n"', plan, cutoffMinutes: 7.5 }),
      );
      const changed = await scenarios.change(made.id, { ...scenarioBody({ name: '三' }), revision: 1 });
      const list = scenarios.list().map(told);
      const found = told(scenarios.get(made.id));
      const missing = await scenarios.change('s-none', { ...scenarioBody(), revision: 1 });
      const removed = told(await scenarios.remove(made.id, 2));
      return {
        made: told(made),
        changed: told(changed),
        list,
        found,
        missing,
        removed,
        left: scenarios.list(),
      };
    });
  });
});

describe('whistles and supervision', () => {
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

  it('whistles: loaded, blown, answered, refused, folded anew', async () => {
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

  it('whistles: the list with each filter', async () => {
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

  it('supervision: counts and orders', async () => {
    const setting = { rectifyWithinDays: 2, limitOrigin: { kind: 'ours' as const, source: 'OneGrid' } };
    for (const within of WITHIN) {
      for (const level of ['gridCell', 'district', undefined, 'building'] as const) {
        await same(async (store) =>
          store.supervision.counts(await store.select({ within, from: '2026-08-01' }), level, setting),
        );
      }
    }
    for (const state of ORDER_STATES) {
      const page = { state, limit: 30, offset: 2 };
      await same(async (store) =>
        store.supervision.orders(await store.select({ from: '2026-08-01' }), page, setting),
      );
    }
  });
});

describe('doors', { timeout: SLOW_MS }, () => {
  it('units by ids and names, names of places', async () => {
    await same((store) => store.units.unitsOfIds(['520113001001', 'e-520113001001', "no'body"]));
    await same((store) => store.units.unitsOfNames(['A 楼', '第一社区', `"Ä" %_\\ 楼`, '']));
    await same((store) => store.buildings.placeNames());
  });

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

  it('rows without a unit: kept, renewed, listed, and gone once they are placed', async () => {
    const unmatched = (row: number, community: string): UnmatchedRequest => ({
      source: '12345',
      externalId: `lost-${row}`,
      createdAtMs: FROM_MS + row * 60_000,
      categoryCode: '111',
      unitCode: '',
      community,
      street: "o'brien 街道",
      district: '',
      point: row % 2 === 0 ? null : [106.6, 26.6],
      reason: row % 3 === 0 ? 'no-place' : 'unknown-place',
      candidates: [],
      life: {} as UnmatchedRequest['life'],
    });
    const rows = Array.from({ length: 30 }, (_, row) => unmatched(row, `社区${row}`));
    await same((store) => store.unmatched.put(rows));
    await same((store) => store.unmatched.put([unmatched(3, '别处'), unmatched(40, '新"社区')]));
    await same((store) => store.unmatched.page({ limit: 7, offset: 2 }));
    await same((store) =>
      store.unmatched.page({ source: '12345', reason: 'no-place', limit: 50, offset: 0 }),
    );
    await same((store) => store.unmatched.after(null, 5));
    await same((store) => store.unmatched.after({ source: '12345', externalId: 'lost-17' }, 5));
    await same((store) => store.unmatched.reasons());
    const placed = receivedRequests({
      seed: 31,
      length: 6,
      unitIds: ['520113001001001'],
      fromMs: FROM_MS,
      toMs: TO_MS,
    });
    await same((store) =>
      store.writer.insertRequests({
        ...placed,
        source: new Uint8Array(6),
        sources: ['12345'],
        externalId: [1, 2, 3, 4, 5, 6].map((row) => `lost-${row}`),
      }),
    );
    expect(await same((store) => store.unmatched.reasons())).toEqual([
      { reason: 'unknown-place', count: 17 },
      { reason: 'no-place', count: 8 },
    ]);
  });

  it('calls, by day and source', async () => {
    const counts = Array.from({ length: 60 }, (_, index) => ({
      day: `2026-11-${String(1 + (index % 20)).padStart(2, '0')}`,
      hour: index < 40 ? 8 + Math.floor(index / 20) : -1,
      source: index % 4 === 0 ? '12345' : "o'brien",
      offered: 100 + index,
      answered: 90 + (index % 7),
    }));
    await same((store) => store.calls.put(counts));
    await same((store) => store.calls.put([{ ...counts[0]!, answered: 3 }]));
    await same((store) => store.calls.totals({}));
    await same((store) =>
      store.calls.totals({ fromDay: '2026-11-03', toDay: '2026-11-09', source: '12345' }),
    );
  });
});

it('roll-ups are the same, and so are the answers that they give', { timeout: SLOW_MS }, async () => {
  const ask = () =>
    same(async (store) => {
      const answers: unknown[] = [];
      for (const filter of [
        { from: '2026-08-01' },
        { within: '520113', category: '1', from: '2026-09-02' },
      ]) {
        const selection = await store.select(filter);
        for (const id of ['requests', 'satisfactionRate', 'meanResolveHours']) {
          for (const level of ['subdistrict', 'gridCell'] as const) {
            const { asOf: _asOf, ...answer } = await store.indicators.columns(id, level, selection);
            answers.push(answer);
          }
          const { asOf: _asOf, ...series } = await store.indicators.series(id, selection, 'day');
          answers.push(series);
        }
      }
      return answers;
    });
  const before = await ask();
  await same((store) => store.refreshRollUps());
  expect(await ask()).toEqual(before);
});

it('every table holds the same in the end, but for the moments of plans', { timeout: SLOW_MS }, async () => {
  const differences = await stores.differences();
  expect(differences.filter((text) => !text.includes('scenarios'))).toEqual([]);
});

it('every method of the store was asked of both', async () => {
  // Closed by the test before.
  await same((store) => store.close().catch(() => undefined));
  expect(stores.methods().filter((name) => !stores.called.has(name))).toEqual([]);
});
