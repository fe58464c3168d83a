import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { GENERAL_FLOW } from '../../../geodata/cases/flows/flow-general.ts';
import { DAY_MS, parseInstant } from '../../../geodata/model/time.ts';
import { type SimulatedFeed, startSimulatedFeed } from '../../../server/jobs/simulated-feed.ts';
import type { Committed } from '../../../server/store/request-writer.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { TINY_REQUESTS, type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
let store: DatasetStore;
let feed: SimulatedFeed | null = null;
let clock = 0;
const caughtUp: boolean[] = [];
const errors: unknown[] = [];

beforeAll(async () => {
  tiny = await tinyDataset();
  store = (await tiny.datasets.get('tiny')).store;
  clock = store.asOfMs() + 1000;
}, 60_000);
afterAll(() => tiny.close());
afterEach(async () => {
  await feed?.stop();
  feed = null;
  caughtUp.length = 0;
});

function start(rate = 1): Promise<void> {
  feed = startSimulatedFeed({
    manifest: { seed: 7 },
    store,
    flow: GENERAL_FLOW,
    rate,
    now: () => clock,
    tickMs: 5,
    onCatchUp: (active) => caughtUp.push(active),
    onError: (error) => errors.push(error),
  });
  return feed.ready;
}

/** Waits for commits until `enough`. */
function committed(enough: (all: Committed[]) => boolean): Promise<Committed[]> {
  return new Promise((resolve) => {
    const all: Committed[] = [];
    const stop = store.writer.onCommitted((one) => {
      all.push(one);
      if (!enough(all)) return;
      stop();
      resolve(all);
    });
  });
}

test('right after a stop nothing has to be filled; then time brings new requests, marked as simulated', async () => {
  await start(60);
  expect(caughtUp).toEqual([]);
  const seen = committed((all) =>
    all.flatMap(({ requests }) => requests).some(({ change }) => change === 'created'),
  );
  clock += 60_000;
  const created = (await seen)
    .flatMap(({ requests }) => requests)
    .filter(({ change }) => change === 'created');
  expect(created.every(({ request }) => request.simulated)).toBe(true);
  expect(created.every(({ request }) => parseInstant(request.createdAt)! <= clock)).toBe(true);
});

test('what is solved live is known to be on time or overtime', async () => {
  await start();
  const startedMs = clock;
  const solved = committed((all) =>
    all
      .flatMap(({ requests }) => requests)
      .some(
        ({ request }) => request.resolveSeconds !== null && parseInstant(request.createdAt)! >= startedMs,
      ),
  );
  clock += DAY_MS / 4;
  await solved;
  const selection = await store.select({
    from: new Date(startedMs).toISOString(),
    to: new Date(clock).toISOString(),
  });
  const { onTime, funnel } = await store.requests.summary(selection);
  expect(funnel.resolved).toBeGreaterThan(0);
  expect(onTime.onTime + onTime.overtime).toBe(funnel.resolved);
});

test('after two days off the gap is filled, and lives that were running have gone on', async () => {
  const before = await store.requests.count();
  const unfinished = async () => {
    const selection = await store.select({ from: '2026-11-18', to: '2026-11-20', status: 'accepted' });
    return (await store.requests.page({ selection, limit: 1, offset: 0 })).numberMatched;
  };
  const unfinishedBefore = await unfinished();
  clock += 2 * DAY_MS;
  await start();
  expect(caughtUp).toEqual([true, false]);
  const added = (await store.requests.count()) - before;
  // The pace of the history, not the livelier one of the screen: 5,000 people ask a handful of times a day.
  expect(added).toBeGreaterThan(3);
  expect(added).toBeLessThan(100);
  expect(store.asOfMs()).toBeGreaterThan(clock - DAY_MS);
  expect(await unfinished()).toBeLessThanOrEqual(unfinishedBefore);
  expect(errors).toEqual([]);
});

test('a day that the machine slept through is made up for in steps, and nobody is told of each old event', async () => {
  await start();
  caughtUp.length = 0;
  const stepsMs: number[] = [];
  const stop = store.writer.onCommitted(({ asOfMs }) => stepsMs.push(asOfMs));
  const sleptMs = clock;
  clock += DAY_MS;
  while (caughtUp.at(-1) !== false) await new Promise((resolve) => setTimeout(resolve, 5));
  stop();
  expect(caughtUp).toEqual([true, false]);
  expect(stepsMs.length).toBeGreaterThan(4);
  expect(stepsMs.some((atMs) => atMs > sleptMs && atMs <= sleptMs + DAY_MS / 4)).toBe(true);
  expect(errors).toEqual([]);
});

test('a gap is filled for seven days at most', async () => {
  const before = await store.requests.count();
  const lastMs = store.asOfMs();
  clock += 30 * DAY_MS;
  await start();
  const selection = await store.select({
    from: new Date(lastMs + DAY_MS).toISOString(),
    to: new Date(clock - 8 * DAY_MS).toISOString(),
  });
  expect((await store.requests.page({ selection, limit: 1, offset: 0 })).numberMatched).toBe(0);
  expect(await store.requests.count()).toBeGreaterThan(before);
  expect(before).toBeGreaterThan(TINY_REQUESTS);
});
