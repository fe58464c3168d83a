import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestStatusOf } from '../../../geodata/model/request-events.ts';
import { REQUEST_KINDS } from '../../../geodata/model/request-kind.ts';
import type { RequestColumns } from '../../../geodata/model/service-request.ts';
import type { ClockFigures } from '../../../server/contract/clocks.ts';
import type { RequestFilter } from '../../../server/contract/indicators.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { randomRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';
import { makeTestStore } from './test-store.ts';

const LENGTH = 4000;
const ALL_TIME = { from: '2026-01-01', to: '2027-01-01' };
/** All of them came in within the last hours, so that every state of a running clock is met. */
const AT_MS = Date.parse('2026-11-20T12:00:00+08:00');
const LIMITS = { accept: 60, arrive: 600 };
const WAITING = { accept: ['received', 'dispatched'], arrive: ['received', 'dispatched', 'accepted'] };
const NOBODY_COMES = ['consultation', 'praise'];

/** The definition of percentile_cont, on a sorted list. */
function percentile(values: number[], share: number): number | null {
  if (values.length < 30) return null;
  const sorted = values.toSorted((one, other) => one - other);
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - Math.floor(place));
}

describe('the two clocks', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;
  let columns: RequestColumns;
  const statuses: string[] = [];

  beforeAll(async () => {
    ({ store, remove } = await makeTestStore());
    const city = smallCity();
    await store.loadCity(city);
    columns = randomRequests({
      seed: 23,
      length: LENGTH,
      unitIds: city.units.map((unit) => unit.id),
      fromMs: AT_MS - 3 * 3600 * 1000,
      toMs: AT_MS,
    });
    // Half of them are of the last quarter of an hour.
    for (let row = 0; row < LENGTH; row += 2) {
      columns.createdAtMs[row] = AT_MS - (row % 900) * 1000;
    }
    await store.loadRequests([columns]);
    for (let row = 0; row < LENGTH; row++) statuses.push(requestStatusOf(columns, row));
  });
  afterAll(() => remove());

  const waits = (row: number, clock: 'accept' | 'arrive'): boolean => {
    const took = clock === 'accept' ? columns.acceptSeconds : columns.arriveSeconds;
    if (clock === 'arrive' && NOBODY_COMES.includes(REQUEST_KINDS[columns.kind[row]]!)) return false;
    return took[row] < 0 && WAITING[clock].includes(statuses[row]!);
  };
  const figuresOf = (rows: number[], clock: 'accept' | 'arrive'): ClockFigures => {
    const took = clock === 'accept' ? columns.acceptSeconds : columns.arriveSeconds;
    const limit = LIMITS[clock];
    const finished = rows.filter((row) => took[row] >= 0).map((row) => took[row]);
    const elapsed = rows
      .filter((row) => waits(row, clock))
      .map((row) => (AT_MS - columns.createdAtMs[row]) / 1000);
    return {
      measured: finished.length,
      onTime: finished.filter((seconds) => seconds <= limit).length,
      p50Seconds: percentile(finished, 0.5),
      p90Seconds: percentile(finished, 0.9),
      running: elapsed.length,
      soon: elapsed.filter((seconds) => seconds >= limit * 0.8 && seconds <= limit).length,
      late: elapsed.filter((seconds) => seconds > limit).length,
    };
  };
  const unitOf = (row: number) => columns.unitIds[columns.unit[row]]!;
  const rowsWhere = (condition: (row: number) => boolean) =>
    Array.from({ length: LENGTH }, (_, row) => row).filter(condition);

  /** By key: groups and the whole, worked out row by row. */
  async function expectClocks(
    filter: RequestFilter,
    by: 'unit' | 'source' | 'category' | 'hour',
    rows: number[],
    keyOf: (row: number) => string | null,
  ): Promise<number> {
    const answer = await store.requests.clocks(await store.select({ ...ALL_TIME, ...filter }), by, AT_MS);
    const keys = [...new Set(rows.map(keyOf))].filter((key) => key !== null);
    expect(new Set(answer.groups.map(({ key }) => key))).toEqual(new Set(keys));
    for (const { key, accept, arrive } of answer.groups) {
      const own = rows.filter((row) => keyOf(row) === key);
      expect([key, accept, arrive]).toEqual([key, figuresOf(own, 'accept'), figuresOf(own, 'arrive')]);
    }
    expect(answer.total).toEqual({ accept: figuresOf(rows, 'accept'), arrive: figuresOf(rows, 'arrive') });
    return answer.groups.length;
  }

  it('by unit on every level, as going through every row does', async () => {
    for (const unit of store.units.list()) {
      if (unit.level === 'gridCell') continue;
      const inside = rowsWhere((row) => store.units.ancestors(unitOf(row)).some(({ id }) => id === unit.id));
      const children = new Set(store.units.children(unit.id).map(({ id }) => id));
      const childOf = (row: number) =>
        store.units.ancestors(unitOf(row)).find(({ id }) => children.has(id))?.id ?? null;
      await expectClocks({ within: unit.id }, 'unit', inside, childOf);
    }
  });

  it('of a cell gives the cell itself', async () => {
    const cell = store.units.list({ level: 'gridCell' })[0]!;
    const inside = rowsWhere((row) => unitOf(row) === cell.id);
    expect(await expectClocks({ within: cell.id }, 'unit', inside, () => cell.id)).toBe(1);
  });

  it('by source, by the top of the tree of categories and by hour, under filters', async () => {
    const sourceOf = (row: number) => columns.sources[columns.source[row]]!;
    const topOf = (row: number) => columns.categoryCodes[columns.category[row]]!.slice(0, 1);
    const hourOf = (row: number) =>
      String(new Date(columns.createdAtMs[row] + 8 * 3600 * 1000).getUTCHours());
    const urgent = rowsWhere((row) => columns.urgency[row] === 1);
    expect(
      await expectClocks(
        {},
        'source',
        rowsWhere(() => true),
        sourceOf,
      ),
    ).toBeGreaterThan(2);
    expect(await expectClocks({ urgency: 1 }, 'category', urgent, topOf)).toBeGreaterThan(1);
    expect(await expectClocks({ urgency: 1 }, 'hour', urgent, hourOf)).toBeGreaterThan(2);
  });

  it('what runs out next: each once, with the clock that falls due first, none that is late', async () => {
    const { next } = await store.requests.clocks(await store.select(ALL_TIME), 'source', AT_MS);
    const due = rowsWhere(() => true)
      .flatMap((row) => {
        const acceptMs = columns.createdAtMs[row] + 60_000;
        const arriveMs = columns.createdAtMs[row] + 600_000;
        if (waits(row, 'accept') && acceptMs >= AT_MS) return [acceptMs];
        return waits(row, 'arrive') && arriveMs >= AT_MS ? [arriveMs] : [];
      })
      .sort((one, other) => one - other);
    expect(due.length).toBeGreaterThan(50);
    expect(next.map(({ dueAt }) => Date.parse(dueAt))).toEqual(due.slice(0, 50));
    expect(new Set(next.map(({ request }) => request.id)).size).toBe(50);
    for (const { request, clock, dueAt } of next) {
      const took = clock === 'accept' ? request.acceptSeconds : request.arriveSeconds;
      const limitMs = Date.parse(dueAt) - Date.parse(request.createdAt);
      expect([took, limitMs]).toEqual([null, LIMITS[clock] * 1000]);
      expect(WAITING[clock]).toContain(request.status);
    }
    expect(new Set(next.map(({ clock }) => clock)).size).toBe(2);
  });

  it('states that few are measured rather than a quantile of them', async () => {
    const cell = store.units.list({ level: 'gridCell' })[0]!;
    const { groups } = await store.requests.clocks(
      await store.select({ ...ALL_TIME, within: cell.id, urgency: 2 }),
      'hour',
      AT_MS,
    );
    const few = groups.filter(({ accept }) => accept.measured < 30);
    expect(few.length).toBeGreaterThan(0);
    for (const { accept } of few) expect([accept.p50Seconds, accept.p90Seconds]).toEqual([null, null]);
  });
});
