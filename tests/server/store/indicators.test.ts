import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CityData } from '../../../geodata/model/city-data.ts';
import { requestStateOf } from '../../../geodata/model/request-events.ts';
import { REQUEST_KINDS } from '../../../geodata/model/request-kind.ts';
import type { RequestColumns } from '../../../geodata/model/service-request.ts';
import { DAY_MS } from '../../../geodata/model/time.ts';
import { AREA_LEVELS, type AreaLevel } from '../../../geodata/model/unit.ts';
import type { IndicatorColumns } from '../../../server/contract/indicators.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { makeRandom } from './random-requests.ts';
import { makeCityStore } from './test-store.ts';

const FROM_MS = Date.parse('2026-08-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const LENGTH = 6000;

type OfRow<Value> = (c: RequestColumns, row: number) => Value;

const kindOf: OfRow<string> = (c, r) => REQUEST_KINDS[c.kind[r]]!;
/** Asks for a solution. */
const isMatter: OfRow<boolean> = (c, r) => kindOf(c, r) !== 'consultation' && kindOf(c, r) !== 'praise';
const isResolved: OfRow<boolean> = (c, r) => requestStateOf(c, r).resolvedAt !== null;
const everResolved: OfRow<boolean> = (c, r) => isResolved(c, r) || c.reopenedCount[r] > 0;
/** Neither merged nor closed without a resolution. */
const isValid: OfRow<boolean> = (c, r) =>
  !['closed', 'merged'].includes(requestStateOf(c, r).status) || isResolved(c, r);
const always: OfRow<boolean> = () => true;
const workSeconds: OfRow<number | null> = (c, r) => requestStateOf(c, r).resolveWorkSeconds;

/** The obvious twin: what each indicator adds up, read off a row of the columns. */
const COUNTS: Record<string, [above: OfRow<boolean | number>, below: OfRow<boolean>]> = {
  responseRate: [(c, r) => c.acceptSeconds[r] >= 0, isValid],
  acceptedOnTimeRate: [
    (c, r) => c.acceptSeconds[r] >= 0 && c.acceptSeconds[r] <= 60,
    (c, r) => c.acceptSeconds[r] >= 0,
  ],
  arrivedOnTimeRate: [
    (c, r) => c.arriveSeconds[r] >= 0 && c.arriveSeconds[r] <= 600,
    (c, r) => c.arriveSeconds[r] >= 0,
  ],
  onTimeRate: [(c, r) => c.onTime[r] === 1 && isMatter(c, r), (c, r) => c.onTime[r] >= 0 && isMatter(c, r)],
  resolutionRate: [(c, r) => isResolved(c, r) && isMatter(c, r), (c, r) => isMatter(c, r) && isValid(c, r)],
  // 好差评: the upper three of five grades.
  satisfactionRate: [(c, r) => c.rating[r] >= 3, (c, r) => c.rating[r] > 0],
  repeatRate: [(c, r) => c.repeated[r] === 1 && isMatter(c, r), isMatter],
  escalationRate: [(c, r) => c.escalationLevel[r] > 0 && isValid(c, r), isValid],
  reopenRate: [(c, r) => c.reopenedCount[r] > 0, everResolved],
  proactiveRate: [(c, r) => c.proactive[r] === 1, always],
  revisitRate: [(c, r) => c.revisitSatisfied[r] >= 0, everResolved],
  meanResolveHours: [(c, r) => workSeconds(c, r) ?? 0, (c, r) => workSeconds(c, r) !== null],
};
const QUANTILES: Record<string, number> = { medianResolveHours: 0.5, p90ResolveHours: 0.9 };

describe('indicators of requests', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;
  let city: CityData;
  let columns: RequestColumns;
  let inside: (within: string) => Set<string>;
  let ancestorAt: (unitId: string, level: AreaLevel) => string | null;

  beforeAll(async () => {
    ({ store, remove, city, columns } = await makeCityStore({
      seed: 7,
      length: LENGTH,
      fromMs: FROM_MS,
      toMs: TO_MS,
      sorted: false,
    }));
    const byId = new Map(city.units.map((unit) => [unit.id, unit]));
    const isUnder = (id: string, top: string): boolean => {
      for (
        let unit = byId.get(id);
        unit;
        unit = unit.parentId === null ? undefined : byId.get(unit.parentId)
      ) {
        if (unit.id === top) return true;
      }
      return false;
    };
    inside = (within) => {
      const tops = city.overlays.find((overlay) => overlay.id === within)?.memberUnitIds ?? [within];
      return new Set(
        city.units.filter((unit) => tops.some((top) => isUnder(unit.id, top))).map((unit) => unit.id),
      );
    };
    ancestorAt = (unitId, level) => {
      for (
        let unit = byId.get(unitId);
        unit;
        unit = unit.parentId === null ? undefined : byId.get(unit.parentId)
      ) {
        if (unit.level === level) return unit.id;
      }
      return null;
    };
  });
  afterAll(() => remove());

  it('equal a plain recount at every level, inside every kind of scope, in any period and with any filter', async () => {
    const random = makeRandom(3);
    const below = (limit: number): number => Math.floor(random() * limit);
    const ids = ['requests', 'requestsPer10k', ...Object.keys(COUNTS)];
    const withins = [
      '520100',
      '520113',
      '520113001000',
      '520114002001',
      '520113001001002',
      'ov:one',
      'ov:two',
    ];
    for (let trial = 0; trial < 90; trial++) {
      const id = ids[trial % ids.length];
      const level = AREA_LEVELS[below(AREA_LEVELS.length)];
      const fromMs = FROM_MS + below(60) * DAY_MS;
      const toMs = fromMs + (1 + below(60)) * DAY_MS;
      const filter = {
        within: withins[below(withins.length)],
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        category: random() < 0.3 ? ['1', '11', '112', '2'][below(4)] : undefined,
        source: random() < 0.2 ? columns.sources[below(3)] : undefined,
        urgency: random() < 0.2 ? below(3) : undefined,
      };
      const answer = await store.indicators.columns(id, level, await store.select(filter));
      expect(pairs(answer), JSON.stringify({ id, level, filter })).toEqual(
        recount(id, level, { ...filter, fromMs, toMs }, answer.unitIds),
      );
    }
  });

  interface Filter {
    within: string;
    fromMs: number;
    toMs: number;
    category?: string;
    source?: string;
    urgency?: number;
  }

  function chosenRows(filter: Filter): number[] {
    const members = inside(filter.within);
    return Array.from({ length: columns.length }, (_, row) => row).filter((row) => {
      if (!members.has(columns.unitIds[columns.unit[row]])) return false;
      if (columns.createdAtMs[row] < filter.fromMs || columns.createdAtMs[row] >= filter.toMs) return false;
      // Codes of the small city begin with their parents'.
      if (filter.category && !columns.categoryCodes[columns.category[row]].startsWith(filter.category)) {
        return false;
      }
      if (filter.source && columns.sources[columns.source[row]] !== filter.source) return false;
      return filter.urgency === undefined || columns.urgency[row] === filter.urgency;
    });
  }

  function recount(id: string, level: AreaLevel, filter: Filter, unitIds: string[]) {
    const numerator = new Map(unitIds.map((unitId) => [unitId, 0]));
    const denominator = new Map(unitIds.map((unitId) => [unitId, 0]));
    const total = { numerator: 0, denominator: 0, outsideLevel: 0 };
    const [above, belowLine] = COUNTS[id] ?? [always, always];
    for (const row of chosenRows(filter)) {
      const unitId = columns.unitIds[columns.unit[row]];
      const up = Number(above(columns, row));
      const down = belowLine(columns, row) ? 1 : 0;
      total.numerator += up;
      total.denominator += down;
      const target = ancestorAt(unitId, level);
      if (target === null || !numerator.has(target)) total.outsideLevel += down;
      else {
        numerator.set(target, numerator.get(target)! + up);
        denominator.set(target, denominator.get(target)! + down);
      }
    }
    return { numerator: [...numerator.values()], denominator: [...denominator.values()], total };
  }

  /** The counted part of an answer; what is not counted from requests is put back to the number of requests. */
  function pairs({ indicatorId, numerator, denominator, total }: IndicatorColumns) {
    const isRate = indicatorId in COUNTS;
    return {
      numerator,
      denominator: isRate ? denominator : numerator,
      total: {
        numerator: total.numerator,
        denominator: isRate ? total.denominator : total.numerator,
        outsideLevel: total.outsideLevel,
      },
    };
  }

  it('times to resolve are exact quantiles of working time at every level, and over time', async () => {
    const quantile = (sample: number[], share: number): number => {
      const sorted = [...sample].sort((a, b) => a - b);
      const place = share * (sorted.length - 1);
      const low = sorted[Math.floor(place)]!;
      return low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place));
    };
    const filter = { within: '520113', fromMs: Date.parse('2026-08-03T00:00:00+08:00'), toMs: TO_MS };
    const selection = await store.select({
      within: filter.within,
      from: new Date(filter.fromMs).toISOString(),
      to: new Date(filter.toMs).toISOString(),
    });
    const measured = chosenRows(filter).filter((row) => workSeconds(columns, row) !== null);
    const seconds = (rows: number[]) => rows.map((row) => workSeconds(columns, row)!);
    expect(measured.length).toBeGreaterThan(500);
    for (const [id, share] of Object.entries(QUANTILES)) {
      for (const level of ['district', 'subdistrict', 'community', 'gridCell'] as const) {
        const answer = await store.indicators.columns(id, level, selection);
        const samples = answer.unitIds.map((unitId) =>
          seconds(measured.filter((row) => ancestorAt(columns.unitIds[columns.unit[row]], level) === unitId)),
        );
        expect(answer.denominator).toEqual(samples.map((sample) => sample.length));
        samples.forEach((sample, slot) => {
          if (sample.length > 0) expect(answer.numerator[slot]).toBeCloseTo(quantile(sample, share), 6);
        });
        expect(answer.total.numerator).toBeCloseTo(quantile(seconds(measured), share), 6);
        expect(answer.total.denominator).toBe(measured.length);
        const inLevel = samples.reduce((sum, sample) => sum + sample.length, 0);
        expect(answer.total.outsideLevel).toBe(measured.length - inLevel);
        expect(answer.value[0]).toBe(Math.round((answer.numerator[0]! / 3600) * 1000) / 1000);
      }
      const weeks = await store.indicators.series(id, selection, 'week');
      expect(weeks.denominator.reduce((sum, size) => sum + size, 0)).toBe(measured.length);
      weeks.at.forEach((start, index) => {
        const fromMs = Date.parse(start);
        const sample = seconds(
          measured.filter(
            (row) => columns.createdAtMs[row] >= fromMs && columns.createdAtMs[row] < fromMs + 7 * DAY_MS,
          ),
        );
        expect(weeks.denominator[index]).toBe(sample.length);
        if (sample.length > 0) expect(weeks.numerator[index]).toBeCloseTo(quantile(sample, share), 6);
      });
      for (const step of ['hour', 'day', 'month'] as const) {
        const series = await store.indicators.series(id, selection, step);
        expect(series.denominator.reduce((sum, size) => sum + size, 0)).toBe(measured.length);
      }
    }
  });

  it('parts and what lies outside the level add up to the total', async () => {
    for (const level of AREA_LEVELS) {
      for (const within of ['520100', '520113', 'ov:one']) {
        const answer = await store.indicators.columns('requests', level, await store.select({ within }));
        const parts = answer.numerator.reduce((sum, count) => sum + count, 0);
        expect(parts + answer.total.outsideLevel).toBe(answer.total.numerator);
      }
    }
  });

  it('steps of a series add up to the total of its period', async () => {
    const selection = await store.select({ from: '2026-08-03T07:30:00+08:00', to: '2026-10-09' });
    for (const id of ['requests', 'acceptedOnTimeRate']) {
      const { total } = await store.indicators.columns(id, 'city', selection);
      for (const step of ['hour', 'day', 'week', 'month'] as const) {
        const series = await store.indicators.series(id, selection, step);
        expect(series.numerator.reduce((sum, count) => sum + count, 0)).toBe(total.numerator);
        if (id !== 'requests')
          expect(series.denominator.reduce((sum, count) => sum + count, 0)).toBe(total.denominator);
        expect(series.at).toEqual([...new Set(series.at)].sort());
      }
    }
  });

  it('weeks begin on Monday and months on the first, by the clock of Shanghai', async () => {
    const selection = await store.select({ from: '2026-08-05', to: '2026-10-01' });
    expect((await store.indicators.series('requests', selection, 'week')).at[0]).toBe(
      '2026-08-03T00:00:00+08:00',
    );
    expect((await store.indicators.series('requests', selection, 'month')).at).toEqual([
      '2026-08-01T00:00:00+08:00',
      '2026-09-01T00:00:00+08:00',
    ]);
  });

  it('refuse what they do not know, and say what would work', async () => {
    const selection = await store.select({});
    await expect(async () => store.indicators.columns('beauty', 'city', selection)).rejects.toMatchObject({
      code: 'unknown-indicator',
    });
    await expect(store.indicators.columns('requests', 'building', selection)).rejects.toMatchObject({
      code: 'unsupported-level',
    });
    await expect(store.select({ within: '999' })).rejects.toMatchObject({ code: 'unknown-unit' });
    await expect(store.select({ from: '2026-02-30' })).rejects.toMatchObject({ code: 'invalid-date' });
    await expect(store.select({ from: '2026-03-02', to: '2026-03-02' })).rejects.toMatchObject({
      code: 'empty-period',
    });
    await expect(store.select({ category: 'x' })).rejects.toMatchObject({ code: 'unknown-category' });
    await expect(store.select({ source: 'x' })).rejects.toMatchObject({ code: 'unknown-source' });
    await expect(store.select({ status: 'x' })).rejects.toMatchObject({ code: 'unknown-status' });
  });
});
