import { bbox, bboxPolygon, booleanIntersects, feature } from '@turf/turf';
import type { Geometry } from 'geojson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TINY_REQUESTS, type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
let root: string;
beforeAll(async () => {
  tiny = await tinyDataset();
  root = (await tiny.datasets.get('tiny')).manifest.rootUnitId;
}, 60_000);
afterAll(() => tiny.close());

interface Link {
  rel: string;
  href: string;
}
interface Page {
  features: { id: string | number; geometry: { type: string } | null; properties: Record<string, unknown> }[];
  numberMatched: number;
  numberReturned: number;
  links: Link[];
}

const get = async (url: string) => {
  const answer = await tiny.app.inject({ url, headers: { host: 'onegrid.example' } });
  expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200);
  return answer.json();
};
const items = (path: string): Promise<Page> => get(`/ogc/collections/${path}`);
const linkOf = (page: { links: Link[] }, rel: string) => page.links.find((link) => link.rel === rel)?.href;

describe('the way in', () => {
  test('landing page and conformance', async () => {
    const landing = await get('/ogc');
    for (const rel of ['self', 'service-desc', 'service-doc', 'conformance', 'data']) {
      const href = linkOf(landing, rel)!;
      expect(href).toMatch(/^http:\/\/onegrid\.example\//);
      expect((await tiny.app.inject(href.replace('http://onegrid.example', ''))).statusCode).toBe(200);
    }
    expect((await get('/ogc/conformance')).conformsTo).toHaveLength(3);
  });

  test('collections', async () => {
    const { collections } = await get('/ogc/collections');
    expect(collections.map(({ id }: { id: string }) => id)).toEqual([
      'units',
      'grid-cells',
      'stations',
      'organizations',
      'buildings',
      'service-requests',
      'isochrones',
      'coverage',
    ]);
    expect((await get('/ogc/collections/grid-cells')).extent.spatial.bbox[0]).toHaveLength(4);
    expect(Object.keys((await get('/ogc/collections/grid-cells/queryables')).properties)).toContain(
      'parentId',
    );
  });
});

test.each([
  ['units'],
  ['grid-cells'],
  ['stations'],
  ['organizations'],
  ['buildings'],
  ['service-requests'],
  ['isochrones'],
  ['coverage'],
])('%s: pages join up to everything, each feature once and on its own address', async (collection) => {
  const ids: (string | number)[] = [];
  const first = await items(`${collection}/items?limit=7`);
  const limit = Math.max(7, Math.ceil(first.numberMatched / 4));
  let page = await items(`${collection}/items?limit=${limit}`);
  for (;;) {
    expect(page.numberReturned).toBe(page.features.length);
    ids.push(...page.features.map(({ id }) => id));
    const next = linkOf(page, 'next');
    if (next === undefined) break;
    page = await get(next.replace('http://onegrid.example', ''));
  }
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(first.numberMatched);
  const { links, ...alone } = await get(`/ogc/collections/${collection}/items/${first.features[0]!.id}`);
  expect(alone).toEqual(first.features[0]);
  expect(linkOf({ links }, 'collection')).toBe(`http://onegrid.example/ogc/collections/${collection}`);
});

test('a limit above the maximum is the maximum, not an error', async () => {
  expect((await items('units/items?limit=999999')).numberReturned).toBe(20);
});

test('links keep the question', async () => {
  const page = await items('units/items?level=gridCell&limit=5&offset=5&f=json');
  const next = new URL(linkOf(page, 'next')!);
  expect(Object.fromEntries(next.searchParams)).toEqual({
    level: 'gridCell',
    f: 'json',
    limit: '5',
    offset: '10',
  });
  expect(new URL(linkOf(page, 'prev')!).searchParams.get('offset')).toBeNull();
  const prefixed = await get('/d/tiny/ogc/collections/units/items?limit=1');
  expect(linkOf(prefixed, 'self')).toBe('http://onegrid.example/d/tiny/ogc/collections/units/items?limit=1');
});

test('box, within and property filters', async () => {
  const all = await items('units/items?level=community');
  expect(all.numberMatched).toBe(4);
  const one = all.features[0]!.id;
  expect((await items(`units/items?within=${one}&level=gridCell`)).numberMatched).toBe(
    (await items(`grid-cells/items?parentId=${one}`)).numberMatched,
  );
  expect((await items('units/items?bbox=0,0,1,1')).numberMatched).toBe(0);
  expect((await items('units/items?bbox=100,20,110,30')).numberMatched).toBe(20);
  expect((await items('buildings/items?bbox=0,0,1,1')).numberMatched).toBe(0);
  const kind = (await items('buildings/items?limit=1')).features[0]!.properties.kind;
  const { features } = await items(`buildings/items?kind=${kind}&limit=50`);
  expect(features.every(({ properties }) => properties.kind === kind)).toBe(true);
});

test.each([['units'], ['grid-cells'], ['coverage'], ['isochrones']])(
  '%s: a box finds the shapes it meets, not the boxes around them',
  async (collection) => {
    const { features } = await items(`${collection}/items?limit=100`);
    const [west, south, east, north] = (await get('/ogc/collections/units')).extent.spatial.bbox[0];
    const steps = 6;
    let onlyBoxes = 0;
    for (let column = 0; column < steps; column++) {
      for (let row = 0; row < steps; row++) {
        const box: [number, number, number, number] = [
          west + ((east - west) * column) / steps,
          south + ((north - south) * row) / steps,
          west + ((east - west) * (column + 0.4)) / steps,
          south + ((north - south) * (row + 0.4)) / steps,
        ];
        const meets = (geometry: Geometry) => booleanIntersects(feature(geometry), bboxPolygon(box));
        const expected = features.filter(({ geometry }) => meets(geometry as Geometry)).map(({ id }) => id);
        onlyBoxes +=
          features.filter(({ geometry }) => meets(bboxPolygon(bbox(geometry as Geometry)).geometry)).length -
          expected.length;
        const found = await items(`${collection}/items?limit=100&bbox=${box}`);
        expect(found.features.map(({ id }) => id)).toEqual(expected);
        expect(found.numberMatched).toBe(expected.length);
        if (expected.length < 2) continue;
        const second = await items(`${collection}/items?limit=1&offset=1&bbox=${box}`);
        expect(second).toMatchObject({ numberMatched: expected.length, numberReturned: 1 });
        expect(second.features[0]!.id).toBe(expected[1]);
      }
    }
    expect(onlyBoxes).toBeGreaterThan(0);
  },
);

test('time: units that are valid then, requests made then', async () => {
  expect((await items('units/items?datetime=2026-06-01')).numberMatched).toBe(20);
  expect((await items('units/items?datetime=1990-01-01')).numberMatched).toBe(0);
  expect((await items('service-requests/items?limit=1')).numberMatched).toBe(TINY_REQUESTS);
  const day = await items('service-requests/items?datetime=2026-10-01&limit=1000');
  expect(day.features.every(({ properties }) => String(properties.createdAt).startsWith('2026-10-01'))).toBe(
    true,
  );
  const before = await items('service-requests/items?datetime=../2026-09-30&limit=1');
  const after = await items('service-requests/items?datetime=2026-10-02/..&limit=1');
  expect(before.numberMatched + day.numberMatched + after.numberMatched).toBe(TINY_REQUESTS);
});

test('requests are masked', async () => {
  const { features } = await items('service-requests/items?limit=200');
  const names = new Set(features.flatMap(({ properties }) => Object.keys(properties)));
  for (const name of ['address', 'text', 'phone', 'name', 'externalId']) expect(names).not.toContain(name);
});

test('every grid cell carries its statistics, the same as the indicators say', async () => {
  const { features } = await items('grid-cells/items?limit=100');
  expect(features).toHaveLength(12);
  expect(
    features.every(({ geometry }) => geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon'),
  ).toBe(true);
  expect(Object.keys(features[0]!.properties)).toEqual(
    expect.arrayContaining([
      'requests30d',
      'requestsPer10k',
      'acceptedOnTimeRate',
      'arrivedOnTimeRate',
      'satisfactionRate',
      'stationIds',
      'nearestStationId',
      'walkMinutes',
      'households',
      'residents',
      'branchIds',
      'asOf',
    ]),
  );
  for (const [property, indicator] of [
    ['requests30d', 'requests'],
    ['requestsPer10k', 'requestsPer10k'],
    ['acceptedOnTimeRate', 'acceptedOnTimeRate'],
    ['arrivedOnTimeRate', 'arrivedOnTimeRate'],
    ['satisfactionRate', 'satisfactionRate'],
  ]) {
    const columns = await get(`/api/indicators/${indicator}?level=gridCell&within=${root}`);
    const byId = new Map(columns.unitIds.map((id: string, i: number) => [id, columns.value[i]]));
    for (const { id, properties } of features) expect(properties[property!]).toEqual(byId.get(String(id)));
  }
  const cells = await get('/api/service-areas/cells');
  const minutes = new Map(cells.unitIds.map((id: string, i: number) => [id, cells.walkMinutes[i]]));
  for (const { id, properties } of features) expect(properties.walkMinutes).toEqual(minutes.get(String(id)));
});

test('isochrones: three bands a station, the same as the station answers', async () => {
  const stations = await items('stations/items?limit=1000');
  const bands = await items('isochrones/items?limit=10000');
  expect(bands.numberMatched).toBe(3 * stations.numberMatched);
  const { features } = await get(`/api/service-areas/stations/${stations.features[0]!.id}`);
  expect(features).toHaveLength(3);
  const ofStation = await items(`isochrones/items?stationId=${stations.features[0]!.id}`);
  expect(ofStation.features.map(({ geometry, properties }) => [geometry, properties.cutoffMinutes])).toEqual(
    features.map(({ geometry, properties }: Page['features'][number]) => [
      geometry,
      properties.cutoffMinutes,
    ]),
  );
  const cell = stations.features[0]!.properties.unitId;
  expect((await items(`isochrones/items?within=${cell}&cutoffMinutes=10`)).numberMatched).toBe(
    (await items(`stations/items?within=${cell}`)).numberMatched,
  );
});

test('coverage: cells add up to what the whole has', async () => {
  const { features } = await items('coverage/items?limit=100');
  const sum = (name: string) =>
    features.reduce((total, { properties }) => total + Number(properties[name]), 0);
  const { residents, gridCells } = await get('/api/service-areas/coverage');
  expect([sum('coveredResidents'), sum('residents')]).toEqual([residents.covered, residents.total]);
  expect(features).toHaveLength(gridCells.total);
  for (const { properties } of features) {
    if (properties.coveredShare === null) continue;
    expect(properties.coveredShare).toBeCloseTo(
      Number(properties.coveredResidents) / Number(properties.residents),
      3,
    );
  }
});
