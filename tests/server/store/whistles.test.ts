import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CityData } from '../../../geodata/model/city-data.ts';
import { DAY_MS, toShanghaiIso } from '../../../geodata/model/time.ts';
import {
  foldWhistle,
  IllegalWhistle,
  partyKey,
  WHISTLE_DIRECTIONS,
  type WhistleHistory,
  type WhistleParty,
} from '../../../geodata/model/whistle.ts';
import { whistleDirection } from '../../../geodata/model/whistle-direction.ts';
import type { LiveWhistle } from '../../../server/contract/live.ts';
import type { ReportingIn, WhistleFilter } from '../../../server/contract/whistles.ts';
import { openDuckDb } from '../../../server/store/driver-duckdb.ts';
import { STORE_FILE } from '../../../server/store/open-driver.ts';
import { QueryError } from '../../../server/store/query-error.ts';
import { type DatasetStore, openStore } from '../../../server/store/store.ts';
import { randomRequests } from './random-requests.ts';
import { randomWhistles } from './random-whistles.ts';
import { smallCity } from './small-city.ts';
import { makeTestStore } from './test-store.ts';
import { twinReporting, type WhistleTwin, whistleTwin } from './whistle-twin.ts';

const FROM_MS = Date.parse('2026-10-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');

const unit = (id: string): WhistleParty => ({ kind: 'unit', id });
const department = (id: string): WhistleParty => ({ kind: 'department', id });
const PARTIES: WhistleParty[] = [
  unit('520113'),
  unit('520113001000'),
  unit('520113002000'),
  unit('520114001000'),
  unit('520113001001'),
  unit('520113001001001'),
  unit('520114001001003'),
  { kind: 'overlay', id: 'ov:one' },
  { kind: 'overlay', id: 'ov:two' },
  department('城管局'),
  department('水务局'),
  department('公安分局'),
];

let store: DatasetStore;
let folder: string;
let city: CityData;
let histories: WhistleHistory[];
let twin: WhistleTwin;

beforeAll(async () => {
  ({ store, folder } = await makeTestStore());
  city = smallCity();
  await store.loadCity(city);
  const unitIds = city.units.map(({ id }) => id);
  await store.loadRequests([randomRequests({ seed: 3, length: 600, unitIds, fromMs: FROM_MS, toMs: TO_MS })]);
  const selection = await store.select({ from: '2020-01-01', to: '2030-01-01' });
  const { requests } = await store.requests.page({ selection, limit: 1000, offset: 0 });
  const requestUnits = new Map(requests.map(({ id, unitId }) => [id, unitId]));
  histories = randomWhistles({
    seed: 5,
    length: 400,
    parties: PARTIES,
    categoryCodes: ['111', '21'],
    requestIds: [...requestUnits.keys()],
    fromMs: FROM_MS,
    toMs: TO_MS,
  });
  twin = whistleTwin(city, histories, requestUnits);
  expect(await store.whistles.load(histories)).toBe(400);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const near = (figures: ReportingIn) => ({
  ...figures,
  p50Seconds: figures.p50Seconds === null ? null : expect.closeTo(figures.p50Seconds, 6),
  p90Seconds: figures.p90Seconds === null ? null : expect.closeTo(figures.p90Seconds, 6),
});

const ALL = { from: toShanghaiIso(FROM_MS - DAY_MS), to: toShanghaiIso(TO_MS + 30 * DAY_MS) };
const FILTERS: [string, WhistleFilter][] = [
  ['everything', ALL],
  ['ten days', { from: toShanghaiIso(FROM_MS + 5 * DAY_MS), to: toShanghaiIso(FROM_MS + 15 * DAY_MS) }],
  ['a district', { ...ALL, within: '520113' }],
  ['a subdistrict', { ...ALL, within: '520113001000' }],
  ['a cell', { ...ALL, within: '520114001001003' }],
  ['a precinct', { ...ALL, within: 'ov:one' }],
  ['what is open', { ...ALL, state: 'open' }],
  ['what is overdue in a district', { ...ALL, state: 'overdue', within: '520113' }],
  ['what has ended', { ...ALL, state: 'ended' }],
  ['what goes up', { ...ALL, direction: 'up' }],
  ['departments among themselves', { ...ALL, direction: 'betweenDepartments' }],
  ['one department', { ...ALL, department: '水务局', within: '520114' }],
];

describe('the list of whistles', () => {
  it.each(FILTERS)('agrees with brute force: %s', async (_name, filter) => {
    const { whistles } = store;
    const answer = await whistles.list(await whistles.select(filter), { limit: 500 });
    const asOfMs = store.asOfMs();
    const expected = twin.list(filter, asOfMs);
    expect(answer.numberMatched).toBe(expected.length);
    expect(answer.whistles.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    const pairs = expected.flatMap(({ history, state }) =>
      state.targets.map((target) => ({ history, state, target })),
    );
    expect(answer.total).toEqual(near(twinReporting(pairs, asOfMs)));
    for (const { kind, id, name, ...figures } of answer.byTarget) {
      const own = pairs.filter(({ target }) => partyKey(target.party) === partyKey({ kind, id }));
      expect(figures, name).toEqual(near(twinReporting(own, asOfMs)));
    }
    expect(answer.byTarget).toHaveLength(new Set(pairs.map(({ target }) => partyKey(target.party))).size);
    const ways = pairs.map(({ history, target }) => whistleDirection(twin.tree, history.from, target.party));
    expect(answer.byDirection.map((one) => one.direction)).toEqual(
      WHISTLE_DIRECTIONS.filter((direction) => ways.includes(direction)),
    );
    for (const { direction, ...figures } of answer.byDirection) {
      const own = pairs.filter((_, index) => ways[index] === direction);
      expect(figures, direction).toEqual(near(twinReporting(own, asOfMs)));
    }
  });

  it('matches something of every kind, so that agreeing means something', async () => {
    const asOfMs = store.asOfMs();
    for (const [name, filter] of FILTERS) expect(twin.list(filter, asOfMs).length, name).toBeGreaterThan(0);
  });

  it('goes page by page', async () => {
    const { whistles } = store;
    const selection = await whistles.select(ALL);
    const pages = await Promise.all([0, 3].map((offset) => whistles.list(selection, { limit: 3, offset })));
    const whole = await whistles.list(selection, { limit: 6 });
    expect(pages.flatMap((page) => page.whistles)).toEqual(whole.whistles);
  });

  it('by urgency begins with the call that is due first, and says where each is drawn', async () => {
    const selection = await store.whistles.select({ ...ALL, state: 'open' });
    const { whistles, places } = await store.whistles.list(selection, { limit: 500, order: 'urgency' });
    const firstDue = ({ targets }: (typeof whistles)[number]): number =>
      Math.min(...targets.filter(({ status }) => status === 'called').map(({ dueAt }) => Date.parse(dueAt)));
    const due = whistles.map(firstDue);
    expect(due.filter(Number.isFinite).length).toBeGreaterThan(5);
    expect(due).toEqual([...due].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    expect(places).toHaveLength(whistles.length);
    for (const [index, { id, targets }] of whistles.entries()) {
      const { chain } = (await store.whistles.get(id))!;
      expect(places[index]).toEqual({
        from: chain.from.position,
        targets: chain.targets.map(({ position }) => position),
      });
      expect(places[index]!.targets).toHaveLength(targets.length);
    }
  });

  it('refuses an area that is not there', async () => {
    await expect(store.whistles.select({ within: '9' })).rejects.toThrow(QueryError);
  });
});

describe('one whistle', () => {
  it('comes with the state that its events fold to, and with its chain', async () => {
    for (let id = 1; id <= 40; id++) {
      const { whistle, chain, events } = (await store.whistles.get(id))!;
      const history = histories[id - 1]!;
      const state = foldWhistle(history.steps);
      expect(whistle).toMatchObject({
        from: history.from,
        status: state.status,
        outcome: state.outcome,
        level: state.level,
        blownAt: toShanghaiIso(state.blownAt),
        requestIds: [...history.requestIds].sort((a, b) => a - b),
      });
      expect(whistle.targets.map(({ kind, id: party }) => ({ kind, id: party }))).toEqual(
        state.targets.map(({ party }) => party),
      );
      expect(events.map(({ type, at }) => [type, at])).toEqual(
        history.steps.map(({ type, atMs }) => [type, toShanghaiIso(atMs)]),
      );
      expect(chain.targets).toHaveLength(state.targets.length);
      for (const party of [chain.from, ...chain.targets]) {
        expect(party.position).not.toBeNull();
        expect(party.positionAssumed).toBe(party.kind === 'department');
      }
    }
  });

  it('that is not there is null', async () => {
    expect(await store.whistles.get(9999)).toBeNull();
    expect(await store.whistles.append(9999, [])).toBeNull();
  });

  it('is blown, answered and ended step by step, and everyone who listens is told', async () => {
    const told: LiveWhistle[] = [];
    const stop = store.whistles.onCommitted((one) => told.push(one));
    const before = await store.whistles.counts();
    const version = store.dataVersion();
    const common = { actorRole: 'dispatcher', source: '测试' };
    const water = department('水务局');
    const atMs = TO_MS + 2 * DAY_MS;
    const raised = await store.whistles.raise({
      from: unit('520113001000'),
      categoryCode: null,
      requestIds: [1],
      simulated: false,
      steps: [
        { ...common, type: 'blown', atMs, level: 2 },
        { ...common, type: 'called', atMs, target: water, dueMs: atMs + 3_600_000 },
      ],
    });
    expect(raised).toMatchObject({ id: 401, status: 'blown', level: 2, requestIds: [1], simulated: false });
    expect(raised.categoryCode).toBe((await store.requests.get(1))!.categoryCode);
    expect(store.asOfMs()).toBe(atMs);
    const handling = await store.whistles.append(401, [
      { ...common, type: 'reportedIn', atMs: atMs + 60_000, target: water },
    ]);
    expect(handling!.targets[0]).toMatchObject({
      direction: 'toDepartment',
      reportInSeconds: 60,
      onTime: true,
    });
    await expect(
      store.whistles.append(401, [
        { ...common, type: 'finished', atMs: atMs + 70_000, target: water, outcome: 'solved' },
        { ...common, type: 'reportedIn', atMs: atMs + 80_000, target: water },
      ]),
    ).rejects.toThrow(IllegalWhistle);
    await expect(store.whistles.append(401, [{ ...common, type: 'ended', atMs }])).rejects.toThrow(/later/);
    const ended = await store.whistles.append(401, [
      { ...common, type: 'ended', atMs: atMs + 90_000, outcome: 'solved' },
    ]);
    expect(ended).toMatchObject({ status: 'ended', outcome: 'solved', targets: [{ status: 'reportedIn' }] });
    stop();
    expect(told.map(({ change, whistle }) => [change, whistle.status])).toEqual([
      ['created', 'blown'],
      ['changed', 'handling'],
      ['changed', 'ended'],
    ]);
    expect(store.dataVersion()).toBe(version + 3);
    expect(await store.whistles.counts()).toEqual({
      whistles: before.whistles + 1,
      targets: before.targets + 1,
      requests: before.requests + 1,
      events: before.events + 4,
    });
  });

  it('about a request or by a unit that is not there is refused, and leaves no trace', async () => {
    const before = await store.whistles.counts();
    const blow = (part: Partial<WhistleHistory>) =>
      store.whistles.raise({
        from: unit('520113'),
        categoryCode: '111',
        requestIds: [],
        simulated: false,
        steps: [{ type: 'blown', atMs: TO_MS, actorRole: 'dispatcher', source: '测试' }],
        ...part,
      });
    await expect(blow({ requestIds: [1, 123_456] })).rejects.toThrow(/no request 123456/);
    await expect(blow({ from: unit('9') })).rejects.toThrow(/no unit "9"/);
    await expect(blow({ from: { kind: 'overlay', id: 'ov:none' } })).rejects.toThrow(/no overlay/);
    await expect(blow({ categoryCode: '9' })).rejects.toThrow(/no category "9"/);
    expect(await store.whistles.counts()).toEqual(before);
  });
});

describe('the states', () => {
  it('are what the events fold to: nothing is left to rebuild', async () => {
    expect(await store.whistles.rebuildState()).toBe(0);
  });

  it('and figures are the same after the store is closed and opened', async () => {
    const ask = async (asked: DatasetStore) => ({
      list: await asked.whistles.list(await asked.whistles.select(ALL), { limit: 500 }),
      one: await asked.whistles.get(401),
      counts: await asked.whistles.counts(),
      asOf: asked.asOf(),
    });
    const before = await ask(store);
    await store.close();
    store = await openStore(folder);
    expect(await ask(store)).toEqual(before);
  });

  it('that were spoilt are put right from the events', async () => {
    const ask = async () => store.whistles.list(await store.whistles.select(ALL), { limit: 500 });
    const before = await ask();
    await store.close();
    const driver = await openDuckDb(join(folder, STORE_FILE));
    await driver.execute("UPDATE whistles SET status = 'blown', end_seconds = NULL WHERE whistle_id <= 3");
    await driver.execute('DELETE FROM whistle_targets WHERE whistle_id BETWEEN 2 AND 6');
    await driver.close();
    store = await openStore(folder);
    expect(await ask()).not.toEqual(before);
    expect(await store.whistles.rebuildState()).toBeGreaterThanOrEqual(5);
    expect(await ask()).toEqual(before);
    expect(await store.whistles.rebuildState()).toBe(0);
  });
});
