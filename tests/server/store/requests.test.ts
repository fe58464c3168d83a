import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestStatusOf } from '../../../geodata/model/request-events.ts';
import type { RequestColumns } from '../../../geodata/model/service-request.ts';
import { quantile } from '../../../server/store/request-summary.ts';
import type { RequestSelection } from '../../../server/store/select.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { makeRandom, receivedRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';
import { makeCityStore, makeTestStore } from './test-store.ts';

const FROM_MS = Date.parse('2026-10-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const LENGTH = 4000;

describe('requests', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;
  let columns: RequestColumns;
  let everything: RequestSelection;

  beforeAll(async () => {
    ({ store, remove, columns } = await makeCityStore({
      seed: 4,
      length: LENGTH,
      fromMs: FROM_MS,
      toMs: TO_MS,
    }));
    everything = await store.select({ from: '2026-01-01' });
  });
  afterAll(() => remove());

  const count = (condition: (row: number) => boolean): number => {
    let rows = 0;
    for (let row = 0; row < LENGTH; row++) if (condition(row)) rows++;
    return rows;
  };
  const located = (row: number): boolean => !Number.isNaN(columns.lon[row]);

  it('in bins, suppressed and without a point add up to the total; no bin shows fewer than five', async () => {
    for (const zoom of [8, 12, 15, 18]) {
      const bins = await store.requests.bins(everything, zoom);
      expect(bins.inBins + bins.suppressed + bins.unlocated).toBe(bins.total);
      expect(bins.total).toBe(LENGTH);
      expect(bins.unlocated).toBe(count((row) => !located(row)));
      expect(bins.count.reduce((sum, value) => sum + value, 0)).toBe(bins.inBins);
      expect(Math.min(...bins.count)).toBeGreaterThanOrEqual(bins.minimumCount);
      expect(bins.sizeM).toBeGreaterThanOrEqual(50);
    }
  });

  it('bins hold what lies in them, and everybody who lives there', async () => {
    const bins = await store.requests.bins(everything, 11);
    bins.lon.forEach((lon, index) => {
      // Centres are rounded to a tenth of a metre, so which bin a point at its edge is in is asked of the grid itself.
      const same = (a: number, b: number, half: number) =>
        Math.floor(a / (2 * half)) === Math.floor(b / (2 * half));
      const inBin = (x: number, y: number) =>
        same(x, lon, bins.halfLon) && same(y, bins.lat[index], bins.halfLat);
      expect(count((row) => located(row) && inBin(columns.lon[row], columns.lat[row]))).toBe(
        bins.count[index],
      );
      const people = smallCity().buildings.filter(({ position }) => inBin(position[0], position[1]));
      expect(bins.residents[index]).toBe(people.reduce((sum, building) => sum + building.residents, 0));
    });
    expect(bins.lon.length).toBeGreaterThan(3);
  });

  it('are shown masked: a point of three decimals, no words of anybody', async () => {
    const { requests, numberMatched } = await store.requests.latest(everything, 200);
    expect(numberMatched).toBe(LENGTH);
    expect(requests).toHaveLength(200);
    const times = requests.map((request) => request.createdAt);
    expect(times).toEqual([...times].sort().reverse());
    for (const request of requests) {
      for (const degrees of request.position ?? []) expect(degrees).toBe(Number(degrees.toFixed(3)));
    }
    expect(requests.some((request) => request.position === null)).toBe(true);
    expect(Object.keys(requests[0]).sort()).toEqual([
      'acceptSeconds',
      'arriveSeconds',
      'categoryCode',
      'categoryName',
      'createdAt',
      'escalationLevel',
      'handlingUnit',
      'id',
      'kind',
      'position',
      'rating',
      'resolveSeconds',
      'simulated',
      'source',
      'status',
      'unitAssumed',
      'unitId',
      'urgency',
    ]);
  });

  it('a box finds by the point that is shown, not by the true one', async () => {
    const step = (degrees: number) => Math.floor(degrees * 1000 + 0.5) / 1000;
    const row = columns.lon.findIndex((lon) => !Number.isNaN(lon));
    const shown: [number, number] = [step(columns.lon[row]), step(columns.lat[row])];
    const tiny = 1e-7;
    const page = await store.requests.page({
      selection: everything,
      bbox: [shown[0] - tiny, shown[1] - tiny, shown[0] + tiny, shown[1] + tiny],
      limit: 1000,
      offset: 0,
    });
    const expected = count(
      (r) => located(r) && step(columns.lon[r]) === shown[0] && step(columns.lat[r]) === shown[1],
    );
    expect(page.numberMatched).toBe(expected);
    expect(page.requests.map((request) => request.id)).toContain(row + 1);
  });

  it('pages hold every row once', async () => {
    const seen = new Set<number>();
    for (let offset = 0; offset < LENGTH; offset += 700) {
      const page = await store.requests.page({ selection: everything, limit: 700, offset });
      expect(page.numberMatched).toBe(LENGTH);
      for (const { id } of page.requests) seen.add(id);
    }
    expect(seen.size).toBe(LENGTH);
  });

  it('property filters choose', async () => {
    const page = (filter: object) =>
      store.requests.page({ selection: everything, limit: 10, offset: 0, ...filter });
    expect((await page({ unitAssumed: true })).numberMatched).toBe(
      count((row) => columns.unitAssumed[row] === 1),
    );
    expect((await page({ rating: 5 })).numberMatched).toBe(count((row) => columns.rating[row] === 5));
    expect((await page({ escalationLevel: 2 })).numberMatched).toBe(
      count((row) => columns.escalationLevel[row] === 2),
    );
    expect((await page({ simulated: false })).numberMatched).toBe(0);
    expect((await page({ unitId: '520113001001' })).numberMatched).toBe(
      count((row) => columns.unitIds[columns.unit[row]] === '520113001001'),
    );
  });

  it('categories count for themselves and for those above', async () => {
    const { categories, total } = await store.requests.categories(everything);
    const countOf = (code: string) => categories.find((category) => category.code === code)?.count;
    const codes = Array.from(columns.category.subarray(0, LENGTH), (index) => columns.categoryCodes[index]);
    for (const code of ['1', '11', '111', '2', '21']) {
      expect(countOf(code)).toBe(codes.filter((own) => own.startsWith(code)).length);
    }
    expect(total).toBe(LENGTH);
  });

  it('the summary says how far they came, and its parts agree', async () => {
    const summary = await store.requests.summary(everything);
    const { funnel } = summary;
    const stages = [funnel.received, funnel.accepted, funnel.arrived, funnel.resolved, funnel.rated];
    expect(stages).toEqual([...stages].sort((a, b) => b - a));
    const isUnaccepted = (row: number): boolean =>
      columns.acceptSeconds[row] < 0 &&
      columns.arriveSeconds[row] < 0 &&
      columns.resolveSeconds[row] < 0 &&
      columns.rateSeconds[row] < 0 &&
      columns.reopenedCount[row] === 0;
    for (const way of ['merged', 'closed'] as const) {
      const left = count((row) => requestStatusOf(columns, row) === way && isUnaccepted(row));
      expect(summary.ended.received[way]).toBe(left);
    }
    expect(summary.ended.received.merged).toBeGreaterThan(0);
    expect(funnel.received - funnel.accepted).toBe(count(isUnaccepted));
    expect(summary.located + summary.unlocated).toBe(summary.total);
    expect(summary.bySource.reduce((sum, source) => sum + source.count, 0)).toBe(LENGTH);
    expect(summary.onTime.onTime + summary.onTime.overtime + summary.onTime.unknown).toBe(LENGTH);
    expect(summary.unitAssumed).toBe(count((row) => columns.unitAssumed[row] === 1));
    expect(summary.rated).toBe(count((row) => columns.rating[row] > 0));
    expect(summary.clocks.accept).toMatchObject({
      onTime: count((row) => columns.acceptSeconds[row] >= 0 && columns.acceptSeconds[row] <= 60),
      measured: count((row) => columns.acceptSeconds[row] >= 0),
      limitSeconds: 60,
    });
    const november = await store.requests.summary(
      await store.select({ from: '2026-11-01', to: '2026-11-11' }),
    );
    const october = await store.requests.summary(
      await store.select({ from: '2026-10-22', to: '2026-11-01' }),
    );
    expect(november.previousTotal).toBe(october.total);
    expect(november.lastYearTotal).toBeNull();
  });

  it('compares with the month before, however long it was, and with the same month a year before', async () => {
    const made = await makeTestStore();
    const at = (day: string) => Date.parse(`${day}T12:00:00+08:00`);
    const unitIds = ['520113001001001'];
    try {
      await made.store.loadCity(smallCity());
      const days: [string, number][] = [
        ['2025-02-28', 7],
        ['2025-03-31', 11],
        ['2026-02-01', 13],
        ['2026-03-01', 17],
        ['2026-03-31', 19],
      ];
      for (const [day, length] of days) {
        const fromMs = at(day);
        await made.store.loadRequests([
          receivedRequests({ seed: 1, length, unitIds, fromMs, toMs: fromMs + 1, externalPrefix: day }),
        ]);
      }
      const period = { from: '2026-03-01', to: '2026-04-01' };
      const march = await made.store.requests.summary(await made.store.select(period));
      expect(march).toMatchObject({ total: 36, previousTotal: 13, lastYearTotal: 11 });
      const before = await made.store.requests.summary(
        await made.store.select({ from: '2026-02-01', to: '2026-03-01' }),
      );
      // The first data are of the last day of that month: what was before them is not known.
      expect(before.lastYearTotal).toBeNull();
    } finally {
      await made.remove();
    }
  });

  it('quantiles are those of the sorted list', () => {
    const random = makeRandom(9);
    for (let trial = 0; trial < 50; trial++) {
      const sample = Array.from({ length: 1 + Math.floor(random() * 40) }, () =>
        Math.floor(random() * 20),
      ).sort((a, b) => a - b);
      const values = [...new Set(sample)];
      const counts = values.map((value) => sample.filter((other) => other === value).length);
      const share = random();
      const place = share * (sample.length - 1);
      const low = sample[Math.floor(place)];
      const expected = low + (sample[Math.ceil(place)] - low) * (place - Math.floor(place));
      expect(quantile(values, counts, share)).toBeCloseTo(expected, 9);
    }
    expect(quantile([], [], 0.5)).toBeNull();
  });
});
