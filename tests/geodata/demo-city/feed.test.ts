import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { syntheticCase } from '../../../geodata/cases/synthetic.ts';
import { createFeed, type FeedEvent, type FeedOptions } from '../../../geodata/demo-city/feed.ts';
import { TimeQueue } from '../../../geodata/demo-city/feed-queue.ts';
import { LEAF_CATEGORIES } from '../../../geodata/demo-city/requests-categories.ts';
import { requestStatusOf } from '../../../geodata/model/request-events.ts';
import { applyEvent, type RequestState } from '../../../geodata/model/request-life.ts';
import { chessboardPlan } from './chessboard-plan.ts';

const START_MS = Date.parse('2026-11-20T09:00:00+08:00');
const HOUR_MS = 3_600_000;
const plan = chessboardPlan(syntheticCase({ districts: 1, subdistricts: 2, communities: 5, gridCells: 40 }));

function run(options: Partial<FeedOptions>, tickMs: number, forMs: number) {
  let next = 1;
  const feed = createFeed(plan, {
    seed: 1,
    startMs: START_MS,
    assignIds: (count) => Array.from({ length: count }, () => next++),
    ...options,
  });
  const created: { id: number; atMs: number; unit: string; category: number }[] = [];
  const events: FeedEvent[] = [];
  for (let nowMs = START_MS; nowMs <= START_MS + forMs; nowMs += tickMs) {
    const tick = feed.tick(nowMs);
    expect(tick.simulated).toBe(true);
    const columns = tick.created;
    for (let row = 0; columns && row < columns.length; row++) {
      expect(columns.simulated).toBe(true);
      expect(requestStatusOf(columns, row)).toBe('received');
      expect(columns.createdAtMs[row]).toBeLessThanOrEqual(nowMs);
      created.push({
        id: tick.createdIds[row]!,
        atMs: columns.createdAtMs[row]!,
        unit: columns.unitIds[columns.unit[row]!]!,
        category: columns.category[row]!,
      });
    }
    for (const event of tick.events) expect(event.atMs).toBeLessThanOrEqual(nowMs);
    events.push(...tick.events);
  }
  return { created, events };
}

describe('simulated feed', () => {
  it('gives the same history however the clock is cut into ticks', () => {
    const often = run({ ratePerMinute: 6 }, 1_000, HOUR_MS);
    const rarely = run({ ratePerMinute: 6 }, 600_000, HOUR_MS);
    expect(often.created).toEqual(rarely.created);
    const key = (event: FeedEvent) => `${event.atMs} ${event.requestId} ${event.type}`;
    expect(often.events.map(key).sort()).toEqual(rarely.events.map(key).sort());
    expect(run({ ratePerMinute: 6, seed: 2 }, 600_000, HOUR_MS).created).not.toEqual(rarely.created);
  });

  it('keeps a fixed pace, the pace of the history, or at least one in twenty seconds', () => {
    expect(run({ ratePerMinute: 60 }, 60_000, HOUR_MS).created.length / 60).toBeCloseTo(60, -1);
    const least = run({ perDay: 10 }, 60_000, HOUR_MS).created.length;
    expect(least).toBeGreaterThan(140);
    expect(least).toBeLessThan(220);
    const honest = run({ perDay: 4_800, leastPerMinute: 0 }, 60_000, HOUR_MS).created.length;
    // A Friday, 9–10 h, carries about 8 % of its day.
    expect(honest).toBeGreaterThan(280);
    expect(honest).toBeLessThan(520);
  });

  it('fills a gap at the pace of the history and holds the floor only from then on', () => {
    const halfway = START_MS + 2 * HOUR_MS;
    const { created } = run({ perDay: 480, liveFromMs: halfway }, 60_000, 4 * HOUR_MS);
    const before = created.filter(({ atMs }) => atMs < halfway).length;
    expect(before).toBeGreaterThan(40);
    expect(before).toBeLessThan(120);
    expect(created.length - before).toBeGreaterThan(300);
  });

  it('carries every request on by legal steps in order of time', () => {
    const { created, events } = run({ ratePerMinute: 4 }, 30_000, 6 * HOUR_MS);
    const states = new Map<number, RequestState>();
    for (const { id, atMs } of created) {
      states.set(id, applyEvent(null, { type: 'received', atMs, value: null }));
    }
    for (const event of events) states.set(event.requestId, applyEvent(states.get(event.requestId)!, event));
    const accepted = [...states.values()].filter((state) => state.acceptedAt !== null).length;
    expect(accepted / created.length).toBeGreaterThan(0.97);
    expect([...states.values()].filter((state) => state.resolvedAt !== null).length).toBeGreaterThan(100);
    for (const event of events) expect(event.onTime === null).toBe(event.type !== 'resolved');
  });

  it('merges a repeat into an earlier request of its own that goes on', () => {
    const { created, events } = run({ ratePerMinute: 6 }, 60_000, 12 * HOUR_MS);
    const byId = new Map(created.map((one) => [one.id, one]));
    const mergers = events.filter(({ type }) => type === 'merged');
    expect(mergers.length).toBeGreaterThan(20);
    const merged = new Set(mergers.map(({ requestId }) => requestId));
    for (const { requestId, intoRequestId } of mergers) {
      expect(intoRequestId).toBeLessThan(requestId);
      expect(merged.has(intoRequestId!)).toBe(false);
      expect(byId.get(intoRequestId!)?.category).toBe(byId.get(requestId)!.category);
    }
    for (const { type, intoRequestId } of events) expect(intoRequestId === null).toBe(type !== 'merged');
  });

  it('says of the last step of a life that it is the last: a 回访 may be followed by an order of 整改', () => {
    const { events } = run({ ratePerMinute: 0.1 }, 12 * HOUR_MS, 40 * 24 * HOUR_MS);
    const ended = new Set<number>();
    const revisited = new Set<number>();
    let afterRevisit = 0;
    for (const { requestId, type, isLast } of events) {
      expect(ended.has(requestId)).toBe(false);
      if (isLast) ended.add(requestId);
      if (revisited.has(requestId)) afterRevisit++;
      if (type === 'revisited') revisited.add(requestId);
    }
    expect(afterRevisit).toBeGreaterThan(5);
    expect(ended.size).toBeGreaterThan(1000);
  });

  it('lets what was running before go on from where it stands', () => {
    const running = (['received', 'dispatched', 'accepted', 'arrived', 'handling', 'resolved'] as const).map(
      (status, index) => ({
        requestId: 1_000 + index,
        createdAtMs: START_MS - (index + 1) * HOUR_MS,
        unitId: plan.units.find((unit) => unit.level === 'gridCell')!.id,
        categoryCode: LEAF_CATEGORIES[0]!.code,
        status,
        escalationLevel: 0,
        urgency: 0,
      }),
    );
    const feed = createFeed(plan, { seed: 1, startMs: START_MS, ratePerMinute: 0.001, assignIds: () => [1] });
    feed.adopt(running);
    const { events } = feed.tick(START_MS + 90 * 24 * HOUR_MS);
    for (const request of running) {
      let state: RequestState = {
        ...applyEvent(null, { type: 'received', atMs: request.createdAtMs, value: null }),
        status: request.status,
      };
      const own = events.filter((event) => event.requestId === request.requestId);
      for (const event of own) {
        expect(event.atMs).toBeGreaterThanOrEqual(START_MS);
        state = applyEvent(state, event);
      }
      expect(['resolved', 'rated', 'revisited']).toContain(state.status);
    }
  });
});

describe('queue by time', () => {
  it('agrees with sorting', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const queue = new TimeQueue<{ atMs: number; index: number }>();
        const items = times.map((atMs, index) => ({ atMs, index }));
        for (const item of items) queue.push(item);
        const out = [];
        for (let item = queue.popDue(20); item; item = queue.popDue(20)) out.push(item);
        expect(out).toEqual([...items].sort((a, b) => a.atMs - b.atMs || a.index - b.index));
      }),
    );
  });
});
