import { afterAll, beforeAll, expect, test } from 'vitest';
import { GUANSHANHU_FLOW } from '../../../geodata/cases/flows/flow-guanshanhu.ts';
import { DEMO_CATEGORIES, LEAF_CATEGORIES } from '../../../geodata/demo-city/requests-categories.ts';
import { DAY_MS } from '../../../geodata/model/time.ts';
import type { LiveWhistle } from '../../../server/contract/live.ts';
import { FeedWhistles } from '../../../server/jobs/feed-whistles.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { receivedRequests } from '../store/random-requests.ts';
import { smallCity } from '../store/small-city.ts';
import { makeTestStore } from '../store/test-store.ts';

const START_MS = Date.parse('2026-11-20T12:00:00+08:00');
const COUNT = 60;

let store: DatasetStore;
let remove: () => Promise<void>;
let whistles: FeedWhistles;
let ids: number[];
const told: LiveWhistle[] = [];

beforeAll(async () => {
  ({ store, remove } = await makeTestStore());
  const city = smallCity();
  await store.loadCity({ ...city, categories: DEMO_CATEGORIES });
  const created = receivedRequests({
    seed: 9,
    length: COUNT,
    unitIds: city.units.filter(({ level }) => level === 'gridCell').map(({ id }) => id),
    categoryCodes: LEAF_CATEGORIES.map(({ code }) => code),
    fromMs: START_MS - DAY_MS,
    toMs: START_MS,
  });
  ({ ids } = await store.writer.insertRequests(created));
  whistles = new FeedWhistles(store, GUANSHANHU_FLOW, { seed: 2, startMs: START_MS });
  await whistles.adopt([]);
  whistles.remember(created, ids);
  store.whistles.onCommitted((one) => told.push(one));
});
afterAll(() => remove());

const all = async () =>
  (
    await store.whistles.list(await store.whistles.select({ from: '2026-01-01', to: '2030-01-01' }), {
      limit: 500,
    })
  ).whistles;
const escalated = (requestId: number, value: number, atMs = START_MS) => ({
  requestId,
  type: 'escalated' as const,
  atMs,
  actorRole: 'gridLeader',
  value,
});

test('what is passed up to the subdistrict or higher comes to a whistle, what the community takes does not', async () => {
  whistles.notice([
    ...ids.slice(0, 40).map((id) => escalated(id, 2)),
    ...ids.slice(40, 50).map((id) => escalated(id, 1)),
  ]);
  await whistles.write(START_MS);
  expect(await all()).toEqual([]);
  await whistles.write(START_MS + 2 * 3_600_000);
  const raised = await all();
  expect(raised.map(({ requestIds }) => requestIds[0]).sort((a, b) => a! - b!)).toEqual(ids.slice(0, 40));
  expect(raised.every(({ simulated, from }) => simulated && from.kind === 'unit')).toBe(true);
  expect(told.filter(({ change }) => change === 'created')).toHaveLength(40);
});

test('what is solved is no reason any more', async () => {
  whistles.notice([
    { requestId: ids[55]!, type: 'resolved', atMs: START_MS, actorRole: 'gridWorker', value: null },
  ]);
  whistles.notice([escalated(ids[55]!, 3)]);
  await whistles.write(START_MS + DAY_MS);
  expect((await all()).some(({ requestIds }) => requestIds.includes(ids[55]!))).toBe(false);
});

test('a whistle that an operator ended loses the steps that no longer fit, the others go on', async () => {
  const open = (await all()).filter(({ status }) => status === 'gathering' || status === 'handling');
  expect(open.length).toBeGreaterThan(3);
  const { id } = open[0]!;
  const atMs = START_MS + DAY_MS + 1000;
  await store.whistles.append(id, [
    { type: 'ended', atMs, outcome: 'unsolved', actorRole: 'operator', source: 'api' },
  ]);
  await whistles.write(START_MS + 120 * DAY_MS);
  const after = await all();
  expect(after.find((one) => one.id === id)).toMatchObject({ status: 'ended', outcome: 'unsolved' });
  expect(after.every(({ endedAt }) => endedAt !== null)).toBe(true);
  expect(await store.whistles.rebuildState()).toBe(0);
});

test('whistles that stood when the feed began go on with another feed', async () => {
  const target = { kind: 'department' as const, id: '水务局' };
  const common = { atMs: START_MS + 121 * DAY_MS, actorRole: 'dispatcher', source: '演示' };
  const { id } = await store.whistles.raise({
    from: { kind: 'unit', id: '520113001000' },
    categoryCode: LEAF_CATEGORIES[0]!.code,
    requestIds: [],
    simulated: true,
    steps: [
      { ...common, type: 'blown', level: 1 },
      { ...common, type: 'called', target, dueMs: common.atMs + DAY_MS },
    ],
  });
  const startMs = common.atMs + 3_600_000;
  const next = new FeedWhistles(store, GUANSHANHU_FLOW, { seed: 3, startMs });
  await next.adopt([]);
  await next.write(startMs + 120 * DAY_MS);
  expect((await store.whistles.get(id))!.whistle.endedAt).not.toBeNull();
});
