import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IllegalTransition } from '../../../geodata/model/request-life.ts';
import { QueryError } from '../../../server/store/query-error.ts';
import { type Committed, StoreBusy, UnknownRequest } from '../../../server/store/request-writer.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { MOST_WAITING_CALLS, MOST_WAITING_ROWS } from '../../../server/store/writer.ts';
import { receivedRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';
import { makeTestStore } from './test-store.ts';

const FROM_MS = Date.parse('2026-11-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const CELL = '520113001001001';

describe('the writer', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;
  let told: Committed[];

  beforeAll(async () => {
    ({ store, remove } = await makeTestStore());
    await store.loadCity(smallCity());
    told = [];
    store.writer.onCommitted((committed) => told.push(committed));
  });
  afterAll(() => remove());

  /** Requests just received, nothing done yet. */
  function fresh(length: number, seed: number, externalPrefix?: string) {
    return receivedRequests({
      seed,
      length,
      unitIds: [CELL],
      fromMs: FROM_MS,
      toMs: TO_MS,
      externalPrefix,
    });
  }

  it('answers after the commit, with ids in the order of the rows, and counts them at once', async () => {
    const before = await store.requests.count();
    const answers = await Promise.all([1, 2, 3].map((seed) => store.writer.insertRequests(fresh(4, seed))));
    const ids = answers.flatMap((answer) => answer.ids);
    expect(new Set(ids).size).toBe(12);
    expect(answers.map(({ created, updated, unchanged }) => [created, updated, unchanged])).toEqual(
      Array(3).fill([4, 0, 0]),
    );
    expect(await store.requests.count()).toBe(before + 12);
    // Three calls that waited together were one commit.
    expect(told).toHaveLength(1);
    expect(told[0].unitIds).toEqual([CELL]);
    expect(told[0].requests.map(({ change }) => change)).toEqual(Array(12).fill('created'));
    const columns = fresh(4, 1);
    const first = await store.requests.get(answers[0].ids[2]);
    expect(Date.parse(first!.createdAt)).toBe(columns.createdAtMs[2]);
  });

  it('moves a request through its life and refuses what is not legal, naming what is', async () => {
    const { ids } = await store.writer.insertRequests(fresh(1, 5));
    const event = (
      type: 'dispatched' | 'accepted' | 'arrived' | 'handling' | 'resolved' | 'rated',
      seconds: number,
      value: number | null = null,
    ) => ({
      requestId: ids[0],
      type,
      atMs: TO_MS + seconds * 1000,
      actorRole: 'gridWorker',
      value,
    });
    const refused = store.writer.appendEvents([event('dispatched', 1), event('resolved', 2)]);
    await expect(refused).rejects.toThrow(IllegalTransition);
    await expect(refused).rejects.toMatchObject({
      allowed: ['returned', 'transferred', 'accepted', 'escalated', 'merged', 'closed'],
    });
    expect((await store.requests.events(ids[0]))?.map(({ type }) => type)).toEqual(['received']);

    const { requests } = await store.writer.appendEvents([
      event('dispatched', 1),
      event('accepted', 5),
      { ...event('resolved', 60), onTime: true },
      event('rated', 90, 5),
    ]);
    expect(requests[0]).toMatchObject({ status: 'rated', rating: 5 });
    expect(store.asOfMs()).toBe(TO_MS + 90_000);
    expect(told.at(-1)!.requests[0]).toMatchObject({
      change: 'changed',
      request: { id: ids[0], status: 'rated' },
    });
    expect(await store.requests.rebuildState()).toBe(0);
    const { onTime } = await store.requests.summary(await store.select({ within: CELL }));
    expect(onTime.onTime).toBe(1);
  });

  it('knows who tells of a step, to whom it went and into what it was merged', async () => {
    const { ids } = await store.writer.insertRequests(fresh(2, 15));
    const step = (seconds: number, actorRole = 'dispatcher') => ({
      requestId: ids[0],
      atMs: TO_MS + seconds * 1000,
      actorRole,
      value: null,
    });
    const { requests } = await store.writer.appendEvents([
      { ...step(1), type: 'dispatched', handlingUnit: '园林处', source: '指挥平台' },
      { ...step(5, 'gridWorker'), type: 'accepted' },
      { ...step(9), type: 'transferred', handlingUnit: '水务局' },
    ]);
    expect(requests[0]).toMatchObject({ status: 'dispatched', handlingUnit: '水务局' });
    const source = requests[0]!.source;
    expect(await store.requests.events(ids[0])).toMatchObject([
      { type: 'received', source },
      { type: 'dispatched', source: '指挥平台', handlingUnit: '园林处' },
      { type: 'accepted', source, handlingUnit: null },
      { type: 'transferred', source, handlingUnit: '水务局' },
    ]);

    const merge = (intoRequestId: number) =>
      store.writer.appendEvents([{ ...step(20), type: 'merged', intoRequestId, source: '无人知晓' }]);
    await expect(merge(999_999)).rejects.toThrow(UnknownRequest);
    await expect(merge(ids[0])).rejects.toThrow(UnknownRequest);
    expect(store.requests.sources()).not.toContain('无人知晓');
    await merge(ids[1]);
    expect((await store.requests.events(ids[0]))!.at(-1)).toMatchObject({ relatedRequestId: ids[1] });
    expect(await store.requests.rebuildState()).toBe(0);
  });

  it('keeps the neighbours of a refused call', async () => {
    const { ids } = await store.writer.insertRequests(fresh(2, 6));
    const dispatch = (requestId: number) => ({
      requestId,
      type: 'dispatched' as const,
      atMs: TO_MS,
      actorRole: 'dispatcher',
      value: null,
    });
    const [good, missing, bad, other] = await Promise.allSettled([
      store.writer.appendEvents([dispatch(ids[0])]),
      store.writer.appendEvents([dispatch(999_999)]),
      store.writer.appendEvents([dispatch(ids[0])]),
      store.writer.appendEvents([dispatch(ids[1])]),
    ]);
    expect([good.status, missing.status, bad.status, other.status]).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect((missing as PromiseRejectedResult).reason).toBeInstanceOf(UnknownRequest);
    expect((bad as PromiseRejectedResult).reason).toBeInstanceOf(IllegalTransition);
  });

  it('knows a row of a source again: unchanged, updated, never twice', async () => {
    const before = await store.requests.count();
    const said = fresh(50, 8, 'N');
    const strangers = { ...said, sources: ['甲', '乙', '丙'] };
    expect(await store.writer.insertRequests(strangers, { dryRun: true })).toMatchObject({ created: 50 });
    expect(store.requests.sources()).not.toContain('甲');
    expect(await store.requests.count()).toBe(before);
    const first = await store.writer.insertRequests(said);
    expect(first).toMatchObject({ created: 50, updated: 0, unchanged: 0 });
    expect(await store.writer.insertRequests(said)).toEqual({
      created: 0,
      updated: 0,
      unchanged: 50,
      ids: first.ids,
    });
    said.dispatchSeconds[3] = 10;
    said.acceptSeconds[3] = 30;
    const again = await store.writer.insertRequests(said);
    expect(again).toEqual({ created: 0, updated: 1, unchanged: 49, ids: first.ids });
    expect(await store.requests.get(first.ids[3])).toMatchObject({ status: 'accepted', acceptSeconds: 30 });
    expect((await store.requests.events(first.ids[3]))?.map(({ seq, type }) => [seq, type])).toEqual([
      [0, 'received'],
      [1, 'dispatched'],
      [2, 'accepted'],
    ]);
    expect(await store.requests.count()).toBe(before + 50);
    expect(await store.requests.rebuildState()).toBe(0);
  });

  it('writes live rows as new without asking, and finds out which a source has delivered before', async () => {
    const before = await store.requests.count();
    const [known, unknown] = [fresh(3, 41, 'again'), fresh(3, 42, 'other')];
    const first = await store.writer.insertRequests(known);
    known.urgency[1] = 3 - known.urgency[1];
    // Calls of one group: what is known of one of them makes nobody else wait or fail.
    const [again, other, twice] = await Promise.all([
      store.writer.insertRequests(known),
      store.writer.insertRequests(unknown),
      store.writer.insertRequests(unknown),
    ]);
    expect(again).toEqual({ created: 0, updated: 1, unchanged: 2, ids: first.ids });
    expect(other).toMatchObject({ created: 3, updated: 0, unchanged: 0 });
    expect(twice).toEqual({ created: 0, updated: 0, unchanged: 3, ids: other.ids });
    // A source that delivers again is asked about first from then on, until it brings something new.
    expect(await store.writer.insertRequests(known)).toMatchObject({ unchanged: 3 });
    expect(await store.writer.insertRequests(fresh(2, 43, 'new'))).toMatchObject({ created: 2 });
    expect(await store.writer.insertRequests(known)).toMatchObject({ unchanged: 3 });
    expect(await store.requests.count()).toBe(before + 8);
    expect(await store.requests.rebuildState()).toBe(0);
  });

  it('tells of new rows what a reader of the store finds of them', async () => {
    const received = fresh(40, 44, 'told');
    told.length = 0;
    const { ids } = await store.writer.insertRequests(received);
    const [{ requests }] = told;
    const read = await Promise.all(ids.map((id) => store.requests.get(id)));
    const newestFirst = read.sort(
      (a, b) => Date.parse(b!.createdAt) - Date.parse(a!.createdAt) || b!.id - a!.id,
    );
    expect(requests.map(({ request }) => request)).toEqual(newestFirst);
    const pointless = received.lon.filter(Number.isNaN).length;
    expect(pointless).toBeGreaterThan(0);
    expect(requests.filter(({ request }) => request.position === null)).toHaveLength(pointless);
    // The same rows with a step are derived by the database: both ways give the same.
    const derived = fresh(40, 44, 'told-derived');
    derived.escalateSeconds[39] = 60;
    derived.escalationLevel[39] = 1;
    const other = await store.writer.insertRequests(derived);
    for (const [row, id] of ids.entries()) {
      if (row === 39) continue;
      const { id: _a, ...one } = (await store.requests.get(id))!;
      const { id: _b, ...two } = (await store.requests.get(other.ids[row]))!;
      expect(one).toEqual(two);
      const events = (await store.requests.events(other.ids[row]))!;
      expect(await store.requests.events(id)).toEqual(events.map((event) => ({ ...event, requestId: id })));
    }
    expect(await store.requests.rebuildState()).toBe(0);
  });

  it('takes thousands of rows and their corrections in one call, and tells of them once', async () => {
    const many = fresh(3000, 11, 'M');
    told.length = 0;
    const first = await store.writer.insertRequests(many);
    expect(first).toMatchObject({ created: 3000, updated: 0, unchanged: 0 });
    expect(told.map(({ unitIds }) => unitIds)).toEqual([[CELL]]);
    for (let row = 0; row < many.length; row += 2) {
      many.dispatchSeconds[row] = 10;
      many.acceptSeconds[row] = 30;
    }
    const again = await store.writer.insertRequests(many);
    expect(again).toEqual({ created: 0, updated: 1500, unchanged: 1500, ids: first.ids });
    expect(await store.writer.insertRequests(many)).toMatchObject({ updated: 0, unchanged: 3000 });
    expect((await store.requests.events(first.ids[0]))?.map(({ type }) => type)).toEqual([
      'received',
      'dispatched',
      'accepted',
    ]);
    expect((await store.requests.events(first.ids[1]))?.map(({ type }) => type)).toEqual(['received']);
    expect(told.at(-1)!.requests.every(({ change }) => change === 'changed')).toBe(true);
  });

  it('takes the batches of an import in one commit, with rows that are known and rows that come twice among them', async () => {
    const [first, second, third] = [21, 22, 23].map((seed) => fresh(40, seed, `B${seed}`));
    const before = await store.requests.count();
    await store.writer.insertRequests(first!);
    told.length = 0;
    // Of the known half are said again, of the new ten stand in two batches.
    first!.dispatchSeconds.fill(10, 0, 20);
    third!.source.set(second!.source.subarray(0, 10), 0);
    third!.externalId!.splice(0, 10, ...second!.externalId!.slice(0, 10));
    third!.dispatchSeconds.fill(7, 0, 10);
    expect(await store.writer.insertBatches([first!, second!, third!])).toEqual({
      created: 70,
      updated: 30,
      unchanged: 20,
    });
    expect(told).toHaveLength(1);
    expect(await store.requests.count()).toBe(before + 110);
    expect(await store.writer.insertBatches([second!, third!])).toMatchObject({ created: 0 });
    expect(await store.writer.insertBatches([])).toEqual({ created: 0, updated: 0, unchanged: 0 });
  });

  it('takes more events in one call than a function takes arguments', { timeout: 60_000 }, async () => {
    const { ids } = await store.writer.insertRequests(fresh(10, 12));
    const { requests } = await store.writer.appendEvents(
      Array.from({ length: 150_000 }, (_, place) => ({
        requestId: ids[place % ids.length],
        type: 'escalated' as const,
        atMs: TO_MS,
        actorRole: 'gridLeader',
        value: 1,
      })),
    );
    expect(requests).toHaveLength(ids.length);
    expect(await store.requests.events(ids[0])).toHaveLength(15_001);
  });

  it('takes the last of two rows of one id in a call', async () => {
    const twice = fresh(3, 9, 'T');
    twice.source.fill(0);
    twice.externalId = ['T1', 'T2', 'T1'];
    twice.dispatchSeconds[2] = 7;
    const answer = await store.writer.insertRequests(twice);
    expect(answer).toMatchObject({ created: 2, updated: 1, unchanged: 0 });
    expect(answer.ids[0]).toBe(answer.ids[2]);
    expect((await store.requests.get(answer.ids[0]))?.status).toBe('dispatched');
  });

  it('refuses a row in a place or category that is not there, and only that call', async () => {
    const nowhere = fresh(2, 10);
    nowhere.unitIds = ['520113999999'];
    const strange = fresh(2, 11);
    strange.categoryCodes = ['?', '?', '?', '?'];
    const [place, category, good] = await Promise.allSettled([
      store.writer.insertRequests(nowhere),
      store.writer.insertRequests(strange),
      store.writer.insertRequests(fresh(1, 12)),
    ]);
    expect((place as PromiseRejectedResult).reason).toMatchObject({ code: 'unknown-unit' });
    expect((category as PromiseRejectedResult).reason).toBeInstanceOf(QueryError);
    expect(good.status).toBe('fulfilled');
  });

  it('names new sources, and shows them', async () => {
    const columns = fresh(1, 13);
    columns.sources = ['街面巡查', '街面巡查', '街面巡查'];
    const { ids } = await store.writer.insertRequests(columns);
    expect((await store.requests.get(ids[0]))?.source).toBe('街面巡查');
    expect(store.requests.sources()).toContain('街面巡查');
  });

  it('refuses calls beyond those it keeps waiting, and has room again when they are answered', async () => {
    const before = await store.requests.count();
    const calls = Array.from({ length: MOST_WAITING_CALLS + 50 }, (_, seed) =>
      store.writer.insertRequests(fresh(1, 5000 + seed)),
    );
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array(MOST_WAITING_CALLS).fill('fulfilled'),
      ...Array(50).fill('rejected'),
    ]);
    expect((outcomes.at(-1) as PromiseRejectedResult).reason).toBeInstanceOf(StoreBusy);
    expect(await store.requests.count()).toBe(before + MOST_WAITING_CALLS);
    expect(await store.writer.insertRequests(fresh(1, 7000))).toMatchObject({ created: 1 });
    const [large, onTop] = await Promise.allSettled([
      store.writer.insertRequests(fresh(MOST_WAITING_ROWS + 1, 7001)),
      store.writer.insertRequests(fresh(1, 7002)),
    ]);
    expect([large.status, onTop.status]).toEqual(['fulfilled', 'rejected']);
  }, 60_000);

  it('commits waiting rows in groups, many to one', async () => {
    const commits = told.length;
    const startedMs = performance.now();
    await Promise.all(
      Array.from({ length: 400 }, (_, seed) => store.writer.insertRequests(fresh(1, 100 + seed))),
    );
    expect(told.length - commits).toBeLessThan(40);
    expect(performance.now() - startedMs).toBeLessThan(8000);
  });
});
