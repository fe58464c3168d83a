import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Station } from '../../../geodata/model/station.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
let root: string;
beforeAll(async () => {
  tiny = await tinyDataset();
  root = (await tiny.datasets.get('tiny')).manifest.rootUnitId;
}, 60_000);
afterAll(() => tiny.close());

const get = async (path: string) => {
  const answer = await tiny.app.inject(`/api/service-areas/${path}`);
  expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200);
  return answer.json();
};
const problem = async (path: string) => {
  const answer = await tiny.app.inject(`/api/service-areas/${path}`);
  return { status: answer.statusCode, ...answer.json() };
};
const PARTS = ['residents', 'households', 'buildings'] as const;
/** So short that something is left uncovered. */
const SHORT = 3;

describe('gaps', () => {
  test.each([
    ['', ''],
    ['profile=wheelchair', 'profile=wheelchair'],
    ['when=night', 'when=night'],
    ['profile=elderly&when=evening', 'profile=elderly&when=evening'],
  ])('hold everybody whom coverage leaves out, once (%s)', async (query) => {
    const gaps = await get(`gaps?cutoffMinutes=${SHORT}&${query}`);
    const coverage = await get(`coverage?cutoffMinutes=${SHORT}&${query}`);
    expect(gaps.features.length).toBeGreaterThan(0);
    for (const part of PARTS) {
      const left = coverage[part].total - coverage[part].covered;
      expect(gaps.uncovered[part]).toBe(left);
      const sum = gaps.features.reduce(
        (total: number, { properties }: { properties: Record<string, number> }) => total + properties[part],
        0,
      );
      expect(sum).toBe(left);
    }
    expect(gaps).toMatchObject({
      profile: coverage.profile,
      when: coverage.when,
      speedMps: coverage.speedMps,
    });
  });

  test('of communities add up to those of the whole', async () => {
    const { units } = (await tiny.app.inject('/api/units?level=community')).json();
    let residents = 0;
    for (const { id } of units)
      residents += (await get(`gaps?cutoffMinutes=${SHORT}&within=${id}`)).uncovered.residents;
    expect(residents).toBe((await get(`gaps?cutoffMinutes=${SHORT}&within=${root}`)).uncovered.residents);
  });

  test('have an outline around their middle, and a walk longer than the cut-off to a station that is there', async () => {
    const { features } = await get(`gaps?cutoffMinutes=${SHORT}`);
    const { stations } = await get('stations');
    const ids = stations.map(({ id }: Station) => id);
    for (const { geometry, properties } of features) {
      expect(geometry.coordinates.length).toBeGreaterThan(0);
      if (properties.walkMinutes === null) continue;
      expect(properties.walkMinutes).toBeGreaterThanOrEqual(SHORT);
      expect(ids).toContain(properties.nearestStationId);
    }
  });

  test('are asked again only when the data changed', async () => {
    const url = `/api/service-areas/gaps?cutoffMinutes=${SHORT}`;
    const { headers } = await tiny.app.inject(url);
    const again = await tiny.app.inject({ url, headers: { 'if-none-match': headers.etag as string } });
    expect(again.statusCode).toBe(304);
  });
});

test('slower people reach less, and closed stations serve nobody', async () => {
  const covered = async (query: string) =>
    (await get(`coverage?cutoffMinutes=${SHORT}&${query}`)).residents.covered;
  const adults = await covered('profile=adult');
  expect(await covered('')).toBe(adults);
  expect(await covered('profile=elderly')).toBeLessThan(adults);
  expect(await covered('profile=wheelchair')).toBeLessThan(await covered('profile=elderly'));
  expect(await covered('when=anytime')).toBe(adults);
  const night = await get(`coverage?cutoffMinutes=${SHORT}&when=night`);
  expect(night.closedStations).toBeGreaterThan(0);
  expect(night.residents.covered).toBeLessThan(adults);
});

test('a station has no bands while it is closed, and smaller ones for slower people', async () => {
  const { stations } = await get('stations');
  const bands = async (id: string, query: string) => get(`stations/${id}?${query}`);
  const isClosed = async (id: string) => (await bands(id, 'when=night')).isClosed;
  const states = await Promise.all(stations.map(({ id }: Station) => isClosed(id)));
  const { id } = stations[states.indexOf(true)];
  expect((await bands(id, 'when=night')).features).toEqual([]);
  expect((await bands(id, 'when=workday')).features).toHaveLength(3);
  expect(await bands(id, 'profile=wheelchair')).toMatchObject({ profile: 'wheelchair', speedMps: 0.69 });
});

const WALKS = [[''], ['profile=wheelchair'], ['when=night'], ['profile=elderly&when=evening']];

test.each(WALKS)('assigned, sited and walkable are figures of the same people (%s)', async (query) => {
  const figures = await get(`assigned?cutoffMinutes=${SHORT}&${query}`);
  const coverage = await get(`coverage?cutoffMinutes=${SHORT}&${query}`);
  const onPaper = await get(`assigned?cutoffMinutes=${SHORT}`);
  expect([figures.assigned, figures.sited]).toEqual([onPaper.assigned, onPaper.sited]);
  for (const part of PARTS) {
    expect(figures.total[part]).toBe(coverage[part].total);
    expect(figures.walkable[part]).toBe(coverage[part].covered);
    expect(figures.walkableAssigned[part]).toBeLessThanOrEqual(
      Math.min(figures.walkable[part], figures.assigned[part]),
    );
  }
  const inCell = await get(`assigned?cutoffMinutes=${SHORT}&sitedIn=gridCell&${query}`);
  expect(inCell.sited.residents).toBeLessThan(figures.sited.residents);
});

test.each(WALKS)(
  'false coverage: cells of whose residents less than half reach a station of their own (%s)',
  async (query) => {
    const { cells, assignedCells } = await get(`false-coverage?cutoffMinutes=${SHORT}&${query}`);
    expect(cells.length).toBeGreaterThan(0);
    expect(cells.length).toBeLessThanOrEqual(assignedCells);
    for (const cell of cells) {
      expect(cell.reachingResidents * 2).toBeLessThan(cell.residents);
      const own = await get(`assigned?cutoffMinutes=${SHORT}&within=${cell.unitId}&${query}`);
      expect(own.walkableAssigned.residents).toBe(cell.reachingResidents);
    }
  },
);

test('false coverage by night names stations that are shut', async () => {
  const { cells } = await get(`false-coverage?cutoffMinutes=60&when=night`);
  const closed = cells.filter(({ reason }: { reason: string }) => reason === 'stationClosed');
  expect(closed.length).toBeGreaterThan(0);
  for (const { stationId, walkMinutes } of closed) {
    expect(walkMinutes).toBeNull();
    expect((await get(`stations/${stationId}?when=night`)).isClosed).toBe(true);
  }
});

test('circles: inside = walkable too + counted too much, and what feet say is what coverage says', async () => {
  const { circles } = await get('circles');
  expect(circles.map(({ radiusM }: { radiusM: number }) => radiusM)).toEqual([300, 500, 800, 1000]);
  for (const { minutes, total, inCircle, walkable, onlyInCircle, onlyWalkable } of circles) {
    const { residents } = await get(`coverage?cutoffMinutes=${minutes}`);
    expect([walkable.residents, total.residents]).toEqual([residents.covered, residents.total]);
    expect(inCircle.residents - onlyInCircle.residents).toBe(walkable.residents - onlyWalkable.residents);
  }
});

test('confidence: everybody lives in one class', async () => {
  const { unitIds, classes, people } = await get('confidence');
  expect(classes).toHaveLength(unitIds.length);
  const { residents } = await get('coverage');
  expect(people.high.residents + people.medium.residents + people.low.residents).toBe(residents.total);
});

describe('nearest', () => {
  const homes = async () =>
    (await tiny.app.inject('/ogc/collections/buildings/items?limit=2000'))
      .json()
      .features.filter(
        ({ properties }: { properties: { households: number } }) => properties.households > 0,
      ) as { id: string; properties: { unitId: string } }[];

  test('of a building: in time exactly where coverage counts it', async () => {
    const some = (await homes()).filter((_, i) => i % 8 === 0);
    expect(some.length).toBeGreaterThan(5);
    for (const { id } of some) {
      const { features } = await get(`nearest?building=${id}`);
      const minutes = features[0]?.properties.walkMinutes ?? Number.POSITIVE_INFINITY;
      // Minutes are told to 0.1.
      if (minutes < 59.9) {
        const at = await get(`coverage?within=${id}&cutoffMinutes=${minutes + 0.1}`);
        expect(at.buildings.covered).toBe(1);
      }
      if (minutes < 0.2) continue;
      const before = await get(`coverage?within=${id}&cutoffMinutes=${Math.min(60, minutes - 0.1)}`);
      expect(before.buildings.covered).toBe(0);
    }
  });

  test('several, the shortest walk first, each station once, ending at its door', async () => {
    const [{ id }] = await homes();
    const { features, isOnNetwork } = await get(`nearest?building=${id}&count=3`);
    expect(isOnNetwork).toBe(true);
    expect(features.length).toBeGreaterThan(1);
    const minutes = features.map(
      (feature: { properties: { walkMinutes: number } }) => feature.properties.walkMinutes,
    );
    expect(minutes).toEqual([...minutes].sort((a, b) => a - b));
    const { stations } = await get('stations');
    const ids = new Set<string>();
    for (const { geometry, properties } of features) {
      ids.add(properties.stationId);
      const { doors } = stations.find(({ id: of }: Station) => of === properties.stationId);
      expect(doors).toContainEqual(geometry.coordinates.at(-1));
    }
    expect(ids.size).toBe(features.length);
  });

  test('of a point on a street, and of one in the sea', async () => {
    const { stations } = await get('stations');
    const [lon, lat] = stations[0].doors[0];
    const { features } = await get(`nearest?lon=${lon}&lat=${lat}`);
    expect(features[0].properties.walkMinutes).toBeLessThan(1);
    expect(await get('nearest?lon=0&lat=0')).toMatchObject({ features: [], isOnNetwork: false });
  });

  test.each([['nearest'], ['nearest?lon=106.6'], ['nearest?building=x&lon=1&lat=1']])(
    '%s: neither or both is refused',
    async (path) => {
      expect(await problem(path)).toMatchObject({ status: 400, code: 'invalid-parameter' });
    },
  );

  test('an unknown building is not found', async () => {
    expect(await problem('nearest?building=nowhere')).toMatchObject({
      status: 404,
      code: 'unknown-building',
    });
  });
});

test.each([
  ['gaps?within=nowhere', 404, 'unknown-unit'],
  ['gaps?cutoffMinutes=0', 400, 'invalid-parameter'],
  ['gaps?cutoff=10', 400, 'unknown-parameter'],
  ['gaps?profile=bird', 400, 'invalid-parameter'],
  ['coverage?when=never', 400, 'invalid-parameter'],
  ['assigned?sitedIn=city', 400, 'invalid-parameter'],
  ['circles?cutoffMinutes=5', 400, 'unknown-parameter'],
  ['confidence?x=1', 400, 'unknown-parameter'],
  ['false-coverage?cutoffMinutes=x', 400, 'invalid-parameter'],
])('%s is refused', async (path, status, code) => {
  expect(await problem(path)).toMatchObject({ status, code });
});

test('an analysis of single buildings is refused', async () => {
  const [{ id }] = (await tiny.app.inject('/ogc/collections/buildings/items?limit=1')).json().features;
  expect(await problem(`gaps?within=${id}`)).toMatchObject({ status: 400, code: 'invalid-parameter' });
});

describe('when a station moves', () => {
  test('coverage, gaps, circles, assignment and the collections are counted anew', async () => {
    const own = await tinyDataset();
    try {
      const ask = async (path: string) => (await own.app.inject(path)).json();
      const figures = async () => {
        const coverage = await ask('/api/service-areas/coverage?cutoffMinutes=5');
        const gaps = await ask('/api/service-areas/gaps?cutoffMinutes=5');
        const assigned = await ask('/api/service-areas/assigned?cutoffMinutes=5');
        return [coverage.residents.covered, gaps.uncovered.residents, assigned.walkable.residents];
      };
      const before = await figures();
      const cellsBefore = (await ask('/ogc/collections/grid-cells/items?limit=100')).features;
      const { store } = await own.datasets.get('tiny');
      const far: [number, number] = [0, 0];
      const moved = store.stations.list().map((station) => ({ ...station, position: far, entrances: [] }));
      await store.upsertCity({ stations: moved });
      const total = (await ask('/api/service-areas/coverage')).residents.total;
      expect(before[0]).toBeGreaterThan(0);
      expect(await figures()).toEqual([0, total, 0]);
      const bands = (await ask('/ogc/collections/isochrones/items?limit=3')).features;
      expect(bands.map(({ geometry }: { geometry: unknown }) => geometry)).toEqual([null, null, null]);
      const cells = (await ask('/ogc/collections/grid-cells/items?limit=100')).features;
      const minutes = (list: { properties: { walkMinutes: number | null } }[]) =>
        list.map(({ properties }) => properties.walkMinutes);
      expect(minutes(cellsBefore).some((one) => one !== null)).toBe(true);
      expect(minutes(cells).every((one) => one === null)).toBe(true);
    } finally {
      await own.close();
    }
  });
});
