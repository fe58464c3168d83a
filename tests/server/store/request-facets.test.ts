import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestEvents, requestStatusOf } from '../../../geodata/model/request-events.ts';
import { REQUEST_STATUSES } from '../../../geodata/model/request-life.ts';
import type { RequestColumns } from '../../../geodata/model/service-request.ts';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import type { RequestFilter } from '../../../server/contract/indicators.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { makeRandom } from './random-requests.ts';
import { makeCityStore } from './test-store.ts';

const LENGTH = 3000;
/** More than an answer names, so that some are summed. '' = the cell's own workers. */
const HANDLING_UNITS = ['', ...Array.from({ length: 60 }, (_, index) => `处置单位${index}`)];
const ALL_TIME = { from: '2026-01-01', to: '2027-01-01' };

describe('facets and details', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;
  let columns: RequestColumns;
  let handlingUnit: string[];

  beforeAll(async () => {
    const random = makeRandom(5);
    // Uneven: the first units handle most, and some as many as others.
    handlingUnit = Array.from(
      { length: LENGTH },
      () => HANDLING_UNITS[Math.floor(random() ** 2 * HANDLING_UNITS.length)],
    );
    ({ store, remove, columns } = await makeCityStore(
      {
        seed: 11,
        length: LENGTH,
        fromMs: Date.parse('2026-10-01T00:00:00+08:00'),
        toMs: Date.parse('2026-11-20T12:00:00+08:00'),
      },
      (rows) => {
        rows.handlingUnit = handlingUnit;
      },
    ));
  });
  afterAll(() => remove());

  /** By row: a status is folded from the events of a life, so each is worked out once. */
  const statuses: string[] = [];
  const statusOf = (row: number) => {
    statuses[row] ??= requestStatusOf(columns, row);
    return statuses[row];
  };
  const sourceOf = (row: number) => columns.sources[columns.source[row]];
  const codeOf = (row: number) => columns.categoryCodes[columns.category[row]];

  /** Rows that a filter keeps, one by one. */
  const rowsOf = (filter: RequestFilter): number[] =>
    Array.from({ length: LENGTH }, (_, row) => row).filter(
      (row) =>
        (filter.category === undefined || codeOf(row).startsWith(filter.category)) &&
        (filter.source === undefined || sourceOf(row) === filter.source) &&
        (filter.status === undefined || statusOf(row) === filter.status) &&
        (filter.urgency === undefined || columns.urgency[row] === filter.urgency) &&
        (filter.handlingUnit === undefined || handlingUnit[row] === filter.handlingUnit) &&
        (filter.hours === undefined ||
          filter.hours
            .split(',')
            .includes(String(Number(toShanghaiIso(columns.createdAtMs[row]).slice(11, 13))))),
    );
  const countOf = (filter: RequestFilter): number => rowsOf(filter).length;

  const filters = fc.record(
    {
      category: fc.constantFrom('1', '11', '111', '2'),
      source: fc.constantFrom('12345', '小程序', '窗口'),
      status: fc.constantFrom(...REQUEST_STATUSES),
      urgency: fc.constantFrom(0, 1, 2),
      handlingUnit: fc.constantFrom(...HANDLING_UNITS.slice(1, 8)),
      hours: fc.constantFrom('0,1,2,3,4,5', '8', '17,7', '23,0,12'),
    },
    { requiredKeys: [] },
  );

  it('count each value under all other filters, as going through every row does', async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const facets = await store.requests.facets(await store.select({ ...ALL_TIME, ...filter }));
        for (const { value, count } of facets.status)
          expect([value, count]).toEqual([value, countOf({ ...filter, status: value })]);
        for (const { value, count } of facets.source)
          expect([value, count]).toEqual([value, countOf({ ...filter, source: value })]);
        for (const { value, count } of facets.urgency)
          expect([value, count]).toEqual([value, countOf({ ...filter, urgency: value })]);
        const units = HANDLING_UNITS.slice(1)
          .map((value) => ({ value, count: countOf({ ...filter, handlingUnit: value }) }))
          .filter(({ count }) => count > 0)
          .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
        expect(facets.handlingUnit).toEqual(units.slice(0, 50));
        expect(facets.handlingUnitOthers).toEqual({
          units: Math.max(0, units.length - 50),
          count: units.slice(50).reduce((sum, { count }) => sum + count, 0),
        });
      }),
      { numRuns: 25 },
    );
  });

  it('name every status and every source, chosen or not', async () => {
    const before = { from: '2020-01-01', to: '2020-02-01', status: 'closed' };
    const facets = await store.requests.facets(await store.select(before));
    expect(facets.status.map(({ value }) => value)).toEqual([...REQUEST_STATUSES]);
    expect(facets.source.map(({ value }) => value).sort()).toEqual([...columns.sources].sort());
    expect(facets.handlingUnit).toEqual([]);
  });

  it('hours of the day narrow every answer, those of the roll-ups too', async () => {
    const expected = countOf({ hours: '7,8,17' });
    expect(expected).toBeGreaterThan(20);
    const selection = await store.select({ ...ALL_TIME, hours: '17,8,7,8' });
    expect((await store.requests.summary(selection)).total).toBe(expected);
    expect((await store.requests.latest(selection, 5)).numberMatched).toBe(expected);
    expect((await store.requests.categories(selection)).total).toBe(expected);
    expect((await store.requests.bins(selection, 12)).total).toBe(expected);
    for (const level of ['gridCell', 'subdistrict'] as const) {
      const { total } = await store.indicators.columns('requests', level, selection);
      expect(total.numerator).toBe(expected);
    }
    const series = await store.indicators.series('requests', selection, 'day');
    expect(series.numerator.reduce((sum, value) => sum + value, 0)).toBe(expected);
    const all = await store.select({
      ...ALL_TIME,
      hours: Array.from({ length: 24 }, (_, hour) => hour).join(','),
    });
    expect(all.hours).toBeNull();
  });

  it('a handling unit narrows every answer, and one that is unknown is answered with those that exist', async () => {
    const filter = { ...ALL_TIME, handlingUnit: '处置单位3' };
    const expected = countOf({ handlingUnit: '处置单位3' });
    expect(expected).toBeGreaterThan(5);
    const selection = await store.select(filter);
    expect((await store.requests.summary(selection)).total).toBe(expected);
    expect((await store.requests.latest(selection, 5)).numberMatched).toBe(expected);
    expect((await store.requests.categories(selection)).total).toBe(expected);
    expect((await store.requests.bins(selection, 12)).total).toBe(expected);
    expect((await store.indicators.columns('requests', 'gridCell', selection)).total.numerator).toBe(
      expected,
    );
    const series = await store.indicators.series('requests', selection, 'day');
    expect(series.numerator.reduce((sum, value) => sum + value, 0)).toBe(expected);

    await expect(store.select({ handlingUnit: '无此单位' })).rejects.toThrow(
      /known: 处置单位.* and 40 more$/,
    );
    await expect(store.select({ handlingUnit: '' })).rejects.toMatchObject({ code: 'unknown-handling-unit' });
  });

  it('a request tells its life step by step, and who handles it', async () => {
    for (let row = 0; row < LENGTH; row += 97) {
      const detail = await store.requests.detail(row + 1);
      expect(detail?.request).toEqual(await store.requests.get(row + 1));
      expect(detail?.handlingUnit).toBe(handlingUnit[row] || null);
      expect(detail?.events.map(({ type, at, actorRole }) => [type, at, actorRole])).toEqual(
        requestEvents(columns, row).map(({ type, atMs, actorRole }) => [
          type,
          toShanghaiIso(atMs),
          actorRole,
        ]),
      );
      expect([detail?.acceptLimitSeconds, detail?.arriveLimitSeconds]).toEqual([60, 600]);
    }
    expect(await store.requests.detail(LENGTH + 1)).toBeNull();
  });
});
