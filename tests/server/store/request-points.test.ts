import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoundingBox } from '../../../geodata/model/geometry.ts';
import type { MaskedRequest } from '../../../geodata/model/service-request.ts';
import type { RequestFilter } from '../../../server/contract/indicators.ts';
import type { PointFeature } from '../../../server/contract/points.ts';
import { MOST_CELLS, pointGrid } from '../../../server/store/request-points.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { makeCityStore } from './test-store.ts';

const LENGTH = 1500;
const EVERYWHERE: BoundingBox = [106, 26, 107.5, 27.5];
const ALL_TIME = { from: '2026-01-01', to: '2027-01-01' };
const OPEN = ['received', 'dispatched', 'accepted', 'arrived', 'handling', 'suspended'];

/** What the answer should be, from requests as anybody may see them, newest first: cell after cell. */
function twin(requests: MaskedRequest[], bbox: BoundingBox, zoom: number): PointFeature[] {
  const { steps, west, south, east, north } = pointGrid(bbox, zoom);
  const features: PointFeature[] = [];
  for (let row = south; row <= north; row++) {
    for (let column = west; column <= east; column++) {
      const inside = requests.filter(({ position }) => {
        if (position === null) return false;
        const [x, y] = position.map((degrees) => Math.floor(Math.round(degrees * 1000) / steps));
        return x === column && y === row;
      });
      if (inside.length === 0) continue;
      const [newest] = inside;
      const open = inside.filter(({ status }) => OPEN.includes(status));
      const alarm = open.filter((one) => one.urgency === 2 || one.escalationLevel >= 2);
      const warn = open.filter(
        (one) => !alarm.includes(one) && (one.urgency === 1 || one.escalationLevel === 1),
      );
      const mean = (axis: 0 | 1) =>
        inside.reduce((sum, { position }) => sum + position![axis]!, 0) / inside.length;
      const { id, categoryCode, status, urgency, escalationLevel } = newest!;
      features.push({
        position: [expect.closeTo(mean(0), 5), expect.closeTo(mean(1), 5)] as unknown as number[],
        count: inside.length,
        open: open.length,
        warn: warn.length,
        alarm: alarm.length,
        isOnePoint: new Set(inside.map(({ position }) => position!.join())).size === 1,
        newestId: id,
        request: inside.length > 1 ? null : { id, categoryCode, status, urgency, escalationLevel },
      });
    }
  }
  return features;
}

describe('points and clusters', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    ({ store, remove } = await makeCityStore({
      seed: 17,
      length: LENGTH,
      fromMs: Date.parse('2026-10-01T00:00:00+08:00'),
      toMs: Date.parse('2026-11-20T12:00:00+08:00'),
    }));
  });
  afterAll(() => remove());

  async function seen(filter: RequestFilter): Promise<MaskedRequest[]> {
    const selection = await store.select({ ...ALL_TIME, ...filter });
    return (await store.requests.page({ selection, limit: LENGTH, offset: 0 })).requests;
  }

  it('are what going through every cell of the box gives, under any filter', async () => {
    const filters = fc.record(
      {
        category: fc.constantFrom('1', '11', '2'),
        status: fc.constantFrom('resolved', 'handling', 'closed'),
        urgency: fc.constantFrom(0, 1, 2),
        within: fc.constantFrom('520113', '520114', 'ov:one'),
        from: fc.constantFrom('2026-10-20', '2026-11-10'),
      },
      { requiredKeys: [] },
    );
    // In tenths of a step of the rounding, over all of the city and a little beyond.
    const boxes = fc
      .tuple(
        fc.integer({ min: 1065900, max: 1067000 }),
        fc.integer({ min: 265970, max: 266040 }),
        fc.integer({ min: 0, max: 1400 }),
        fc.integer({ min: 0, max: 80 }),
      )
      .map((tenths) => tenths.map((value) => value / 10_000))
      .map(([west, south, width, height]): BoundingBox => [west!, south!, west! + width!, south! + height!]);
    let together = 0;
    let alone = 0;
    await fc.assert(
      fc.asyncProperty(filters, boxes, fc.integer({ min: 12, max: 18 }), async (filter, bbox, zoom) => {
        const selection = await store.select({ ...ALL_TIME, ...filter });
        const answer = await store.requests.points(selection, bbox, zoom);
        expect(answer.features).toEqual(twin(await seen(filter), bbox, zoom));
        expect(answer.total).toBe(answer.features.reduce((sum, { count }) => sum + count, 0));
        for (const { request } of answer.features) request === null ? together++ : alone++;
      }),
      { numRuns: 60, seed: 3 },
    );
    expect(together).toBeGreaterThan(20);
    expect(alone).toBeGreaterThan(20);
  });

  it('lose nobody who has a point, on any zoom', async () => {
    const selection = await store.select(ALL_TIME);
    const { located } = await store.requests.summary(selection);
    for (const zoom of [0, 10, 14, 18]) {
      const { total, features } = await store.requests.points(selection, EVERYWHERE, zoom);
      expect(total).toBe(located);
      expect(features.length).toBeLessThanOrEqual(MOST_CELLS);
    }
  });

  it('say no more in a narrow box than in a wide one: no point is finer than 100 m', async () => {
    const selection = await store.select(ALL_TIME);
    const wide = await store.requests.points(selection, [106.6, 26.595, 106.64, 26.61], 17);
    for (const feature of wide.features.slice(0, 12)) {
      const [lon, lat] = feature.position as [number, number];
      expect([lon, lat]).toEqual([lon, lat].map((degrees) => Math.round(degrees * 1000) / 1000));
      for (const shift of [-0.0004, 0.0004]) {
        const at: BoundingBox = [lon + shift, lat + shift, lon + shift, lat + shift];
        expect((await store.requests.points(selection, at, 17)).features).toEqual([feature]);
      }
    }
  });
});

it('a box of any size is at most 2,000 cells, and whole cells', () => {
  fc.assert(
    fc.property(
      fc
        .tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }))
        .map((pair) => pair.sort((a, b) => a - b)),
      fc
        .tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }))
        .map((pair) => pair.sort((a, b) => a - b)),
      fc.integer({ min: 0, max: 22 }),
      ([west, east], [south, north], zoom) => {
        const grid = pointGrid([west!, south!, east!, north!], zoom);
        const cells = (grid.east - grid.west + 1) * (grid.north - grid.south + 1);
        expect(cells).toBeGreaterThanOrEqual(1);
        expect(cells).toBeLessThanOrEqual(MOST_CELLS);
        expect(Number.isInteger(grid.steps)).toBe(true);
      },
    ),
  );
  // Closer up a cell is one rounded point, and farther out it is twice and three times as wide.
  const steps = [14, 15, 16, 18].map((zoom) => pointGrid([106.6, 26.6, 106.61, 26.61], zoom).steps);
  expect(steps).toEqual([3, 2, 1, 1]);
});
