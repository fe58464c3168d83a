import { beforeAll, describe, expect, it } from 'vitest';
import { getCase } from '../../../geodata/cases/case-registry.ts';
import { syntheticCase } from '../../../geodata/cases/synthetic.ts';
import type { CityPlan } from '../../../geodata/demo-city/city-plan.ts';
import { createRandom } from '../../../geodata/demo-city/random.ts';
import { BATCH_ROWS, expectedRequests, generateRequests } from '../../../geodata/demo-city/requests.ts';
import { hourKind } from '../../../geodata/demo-city/requests-calendar.ts';
import { DEMO_CATEGORIES, LEAF_CATEGORIES } from '../../../geodata/demo-city/requests-categories.ts';
import { allocateColumns, truncateRow } from '../../../geodata/demo-city/requests-columns.ts';
import { prepareGround } from '../../../geodata/demo-city/requests-ground.ts';
import { RequestSampler } from '../../../geodata/demo-city/requests-sampler.ts';
import { requestEvents, requestStatusOf } from '../../../geodata/model/request-events.ts';
import { applyEvent, type RequestState } from '../../../geodata/model/request-life.ts';
import type { RequestColumns } from '../../../geodata/model/service-request.ts';
import { DAY_MS, SHANGHAI_OFFSET_MS } from '../../../geodata/model/time.ts';
import { chessboardPlan } from './chessboard-plan.ts';

const NOW_MS = Date.parse('2026-11-20T14:32:08+08:00');
const TOTAL = 150_000;

let plan: CityPlan;
let batches: RequestColumns[];

beforeAll(() => {
  plan = chessboardPlan(getCase('wudang'));
  batches = [...generateRequests(plan, { seed: 7, nowMs: NOW_MS, total: TOTAL })];
});

/** Share of the rows for which `test` holds among those for which `among` does. */
function share(
  test: (columns: RequestColumns, row: number) => boolean,
  among: (columns: RequestColumns, row: number) => boolean = () => true,
): number {
  let hits = 0;
  let all = 0;
  for (const columns of batches) {
    for (let row = 0; row < columns.length; row++) {
      if (!among(columns, row)) continue;
      all++;
      if (test(columns, row)) hits++;
    }
  }
  return hits / all;
}

describe('the tree of categories', () => {
  it('has about 8, 35 and 120 entries on its three levels, each under a parent', () => {
    const levels = [1, 2, 3].map((level) => DEMO_CATEGORIES.filter((category) => category.level === level));
    expect(levels.map((level) => level.length)).toEqual([8, 38, 120]);
    const codes = new Set(DEMO_CATEGORIES.map((category) => category.code));
    expect(codes.size).toBe(166);
    for (const { code, parentCode, level } of DEMO_CATEGORIES) {
      expect(parentCode).toBe(level === 1 ? null : code.slice(0, -2));
      if (parentCode !== null) expect(codes).toContain(parentCode);
    }
    expect(DEMO_CATEGORIES.find(({ code }) => code === '010101')?.name).toBe('困人');
  });
});

describe('two years of requests', () => {
  it('are exactly as many as asked for, oldest first, in batches a store can take', () => {
    expect(batches.reduce((sum, columns) => sum + columns.length, 0)).toBe(TOTAL);
    let last = NOW_MS - 730 * DAY_MS;
    for (const columns of batches) {
      expect(columns.length).toBeLessThanOrEqual(BATCH_ROWS);
      expect(columns.createdAtMs.length).toBe(columns.length);
      for (let row = 0; row < columns.length; row++) {
        if (columns.createdAtMs[row]! < last) throw new Error(`row ${row} is older than the one before`);
        last = columns.createdAtMs[row]!;
      }
    }
    expect(last).toBeLessThan(NOW_MS);
    expect(batches.every((columns) => columns.simulated)).toBe(true);
  });

  it('are multiplied by scale and by nothing else', () => {
    const rows = [...generateRequests(plan, { seed: 7, nowMs: NOW_MS, total: 1_000, scale: 2.5, days: 30 })];
    expect(rows.reduce((sum, columns) => sum + columns.length, 0)).toBe(2_500);
  });

  it('come by day, by week and by season as people do', () => {
    const hours = new Array<number>(24).fill(0);
    const weekdays = new Array<number>(7).fill(0);
    const heating = new Array<number>(12).fill(0);
    const floods = new Array<number>(12).fill(0);
    for (const columns of batches) {
      for (let row = 0; row < columns.length; row++) {
        const local = new Date(columns.createdAtMs[row]! + SHANGHAI_OFFSET_MS);
        hours[local.getUTCHours()]! += 1;
        weekdays[local.getUTCDay()]! += 1;
        const season = LEAF_CATEGORIES[columns.category[row]!]!.season;
        if (season === 'heating') heating[local.getUTCMonth()]! += 1;
        if (season === 'flood') floods[local.getUTCMonth()]! += 1;
      }
    }
    expect(hours[9]).toBeGreaterThan(6 * hours[3]!);
    expect(hours[18]).toBeGreaterThan(4 * hours[23]! * 0.8);
    expect(hours[13]).toBeLessThan(hours[9]!);
    expect(weekdays[1]).toBeGreaterThan(1.1 * weekdays[3]!);
    expect(weekdays[0]).toBeLessThan(0.85 * weekdays[3]!);
    expect(heating[0]).toBeGreaterThan(8 * (heating[6]! + 1));
    expect(floods[5]).toBeGreaterThan(8 * (floods[0]! + 1));
  });

  it('are answered as fast and as well as the demo says', () => {
    const accepted = (columns: RequestColumns, row: number) => columns.acceptSeconds[row]! >= 0;
    const arrived = (columns: RequestColumns, row: number) => columns.arriveSeconds[row]! >= 0;
    const resolved = (columns: RequestColumns, row: number) => columns.resolveSeconds[row]! >= 0;
    const rated = (columns: RequestColumns, row: number) => columns.rating[row]! > 0;
    const near = (value: number, expected: number, margin: number) => {
      expect(value).toBeGreaterThan(expected - margin);
      expect(value).toBeLessThan(expected + margin);
    };
    near(
      share((columns, row) => columns.acceptSeconds[row]! <= 60, accepted),
      0.96,
      0.012,
    );
    near(
      share((columns, row) => columns.arriveSeconds[row]! <= 600, arrived),
      0.93,
      0.02,
    );
    near(share(rated, resolved), 0.68, 0.01);
    near(
      share((columns, row) => columns.rating[row]! >= 4, rated),
      0.92,
      0.015,
    );
    near(
      share((columns, row) => columns.repeated[row] === 1),
      0.06,
      0.005,
    );
    near(
      share((columns, row) => columns.proactive[row] === 1),
      0.082,
      0.01,
    );
    near(
      share((columns, row) => columns.escalateSeconds[row]! >= 0),
      0.021,
      0.005,
    );
    near(
      share((columns, row) => columns.reopenedCount[row] === 1),
      0.02,
      0.003,
    );
    near(
      share((columns, row) => Number.isNaN(columns.lon[row]!)),
      0.035,
      0.003,
    );
    expect(share((columns, row) => columns.onTime[row] === 1, resolved)).toBeGreaterThan(0.95);
  });

  it('differ from place to place: weak communities exist', () => {
    const late = new Map<string, [number, number]>();
    for (const columns of batches) {
      for (let row = 0; row < columns.length; row++) {
        if (columns.acceptSeconds[row]! < 0) continue;
        const community = columns.unitIds[columns.unit[row]!]!.slice(0, 12);
        const pair = late.get(community) ?? [0, 0];
        pair[0] += columns.acceptSeconds[row]! > 60 ? 1 : 0;
        pair[1] += 1;
        late.set(community, pair);
      }
    }
    const rates = [...late.values()].filter(([, all]) => all > 1_000).map(([slow, all]) => slow / all);
    expect(Math.max(...rates)).toBeGreaterThan(2.5 * Math.min(...rates));
  });

  it('have hot spots', () => {
    const cells = new Map<number, number>();
    for (const columns of batches)
      for (const unit of columns.unit) cells.set(unit, (cells.get(unit) ?? 0) + 1);
    const counts = [...cells.values()].sort((a, b) => b - a);
    expect(counts[0]).toBeGreaterThan(3 * counts[counts.length >> 1]!);
  });

  it('lie inside the cell they are counted in, or say that they have no point', () => {
    for (const columns of batches.slice(0, 1)) {
      for (let row = 0; row < columns.length; row++) {
        const unitId = columns.unitIds[columns.unit[row]!]!;
        const lon = columns.lon[row]!;
        const lat = columns.lat[row]!;
        if (Number.isNaN(lon)) {
          expect(Number.isNaN(lat)).toBe(true);
          continue;
        }
        const shape = plan.shapes.get(unitId);
        if (shape?.type !== 'Polygon') throw new Error(`${unitId} has a point but is no cell`);
        const [[west, south], , [east, north]] = shape.coordinates[0] as [number, number][];
        if (lon < west! || lon > east! || lat < south! || lat > north!)
          throw new Error(`row ${row} lies outside`);
      }
    }
    const levels = new Map(plan.units.map((unit) => [unit.id, unit.level]));
    const found = new Set<string>();
    for (const columns of batches) {
      for (let row = 0; row < columns.length; row++) {
        if (Number.isNaN(columns.lon[row]!)) found.add(levels.get(columns.unitIds[columns.unit[row]!]!)!);
      }
    }
    expect([...found].sort()).toEqual(['community', 'gridCell', 'subdistrict']);
  });
});

describe('the life of a request', () => {
  it('folds from its events into the state of its columns, and no event lies in the future', () => {
    let running = 0;
    for (const columns of [batches[0]!, batches[batches.length - 1]!]) {
      for (let row = 0; row < columns.length; row++) {
        const state = fold(columns, row);
        const status = requestStatusOf(columns, row);
        if (state.status !== status) throw new Error(`row ${row}: ${state.status} is not ${status}`);
        const at = (seconds: number) => (seconds < 0 ? null : columns.createdAtMs[row]! + seconds * 1000);
        expect([
          state.dispatchedAt,
          state.acceptedAt,
          state.arrivedAt,
          state.resolvedAt,
          state.ratedAt,
          state.rating ?? 0,
          state.escalationLevel,
          state.reopenedCount,
          state.revisitSatisfied,
        ]).toEqual([
          at(columns.dispatchSeconds[row]!),
          at(columns.acceptSeconds[row]!),
          at(columns.arriveSeconds[row]!),
          at(columns.resolveSeconds[row]!),
          at(columns.rateSeconds[row]!),
          columns.rating[row]!,
          columns.escalationLevel[row]!,
          columns.reopenedCount[row]!,
          columns.revisitSatisfied[row] === -1 ? null : columns.revisitSatisfied[row] === 1,
        ]);
        if (columns.resolveSeconds[row]! < 0) {
          running++;
          expect(columns.onTime[row]).toBe(-1);
        }
      }
    }
    expect(running).toBeGreaterThan(100);
  });

  it('ends by 并案 only in an earlier one of the same place and category that goes on itself', () => {
    const rows = batches.flatMap((columns) =>
      Array.from({ length: columns.length }, (_, row) => ({ columns, row })),
    );
    const mergerOf = ({ columns, row }: (typeof rows)[number]) =>
      columns.detours?.get(row)?.find(({ type }) => type === 'merged');
    const parents = new Map(plan.units.map((unit) => [unit.id, unit.parentId]));
    const holds = (outer: string, inner: string | null): boolean =>
      inner !== null && (outer === inner || holds(outer, parents.get(inner) ?? null));
    let merged = 0;
    rows.forEach((own, index) => {
      const merger = mergerOf(own);
      if (!merger) return;
      merged++;
      expect(merger.rowsBack).toBeGreaterThan(0);
      const into = rows[index - merger.rowsBack!]!;
      expect(mergerOf(into)).toBeUndefined();
      expect(into.columns.category[into.row]).toBe(own.columns.category[own.row]);
      const [unit, other] = [own, into].map(({ columns, row }) => columns.unitIds[columns.unit[row]!]!);
      expect(holds(unit!, other!) || holds(other!, unit!)).toBe(true);
    });
    expect(merged / TOTAL).toBeGreaterThan(0.012);
    expect(merged / TOTAL).toBeLessThan(0.022);
  });

  it('cut off at any moment is the beginning of the whole life', () => {
    const random = createRandom(5);
    const ground = prepareGround(plan, 5);
    const sampler = new RequestSampler(ground, random);
    const hour = hourKind(NOW_MS, 5);
    for (let turn = 0; turn < 4_000; turn++) {
      const columns = allocateColumns(1, ground.unitIds);
      sampler.draw(columns, 0, NOW_MS, hour);
      const whole = requestEvents(columns, 0);
      const cut = random.pick(whole).atMs + random.int(-1, 1) * 1000;
      const elapsedSeconds = Math.max(0, (cut - NOW_MS) / 1000);
      truncateRow(columns, 0, elapsedSeconds);
      const expected = whole.filter((event) => event.atMs <= NOW_MS + elapsedSeconds * 1000);
      expect(requestEvents(columns, 0)).toEqual(expected);
    }
  });

  function fold(columns: RequestColumns, row: number): RequestState {
    let state: RequestState | null = null;
    for (const event of requestEvents(columns, row)) {
      if (event.atMs > NOW_MS) throw new Error(`row ${row}: ${event.type} lies in the future`);
      state = applyEvent(state, event);
    }
    return state!;
  }
});

describe('options', () => {
  it('fill a gap at the pace of the history', () => {
    const fromMs = NOW_MS - 7 * DAY_MS;
    const rows = [...generateRequests(plan, { seed: 1, fromMs, nowMs: NOW_MS, perDay: 500 })];
    const count = rows.reduce((sum, columns) => sum + columns.length, 0);
    expect(count).toBe(expectedRequests(500, fromMs, NOW_MS, 1));
    expect(count).toBeGreaterThan(2_800);
    expect(count).toBeLessThan(4_200);
    for (const columns of rows) expect(columns.createdAtMs[0]).toBeGreaterThanOrEqual(fromMs);
  });

  it('make nothing of an empty span and refuse to guess a number', () => {
    expect([...generateRequests(plan, { seed: 1, fromMs: NOW_MS, nowMs: NOW_MS, perDay: 500 })]).toEqual([]);
    expect(() => [...generateRequests(plan, { seed: 1, nowMs: NOW_MS })]).toThrow(/total or perDay/);
  });

  it('give the same rows for the same seed and others for another', () => {
    const small = chessboardPlan(
      syntheticCase({ districts: 1, subdistricts: 1, communities: 2, gridCells: 9 }),
    );
    const build = (seed: number) => [...generateRequests(small, { seed, nowMs: NOW_MS, total: 500 })];
    expect(build(3)).toEqual(build(3));
    expect(build(3)).not.toEqual(build(4));
  });
});
