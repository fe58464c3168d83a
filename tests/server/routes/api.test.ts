import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TINY_REQUESTS, type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
let root: string;
beforeAll(async () => {
  tiny = await tinyDataset();
  root = (await tiny.datasets.get('tiny')).manifest.rootUnitId;
}, 60_000);
afterAll(() => tiny.close());

const get = async (url: string) => {
  const answer = await tiny.app.inject(url);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};
const ALL_TIME = 'from=2020-01-01&to=2030-01-01';

test('health names the data set', async () => {
  expect(await get('/api/health')).toMatchObject({ status: 'ok', dataset: 'tiny', simulatedFeed: false });
});

test('data sets: the one that is there, and the cases that can be made', async () => {
  const { current, datasets } = await get('/api/datasets');
  expect(current).toBe('tiny');
  expect(datasets[0]).toMatchObject({ id: 'tiny', state: 'ready', demo: true });
  expect(datasets.find(({ id }: { id: string }) => id === 'guiyang')).toMatchObject({ state: 'missing' });
});

describe('units', () => {
  test('the tree, in code order', async () => {
    const { units, numberMatched } = await get('/api/units');
    expect(numberMatched).toBe(1 + 1 + 2 + 4 + 12);
    expect(units[0].id).toBe(root);
    const ids = units.map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...ids].sort());
  });

  test('one level', async () => {
    const { units } = await get('/api/units?level=gridCell&limit=5');
    expect(units).toHaveLength(5);
    expect(units.every(({ level }: { level: string }) => level === 'gridCell')).toBe(true);
  });

  test('a search by name', async () => {
    const { hits } = await get(`/api/units?q=${encodeURIComponent('街道')}`);
    expect(hits.length).toBeGreaterThan(0);
    expect(hits[0].name).toContain('街道');
  });

  test('profile and chain', async () => {
    const cell = (await get('/api/units?level=gridCell&limit=1')).units[0].id;
    const profile = await get(`/api/units/${cell}`);
    expect(profile.path.at(-1).id).toBe(cell);
    expect(profile.path).toHaveLength(5);
    expect((await get(`/api/units/${cell}/chain`)).unitId).toBe(cell);
  });
});

describe('indicators', () => {
  test('cells and what lies in none of them add up to the whole', async () => {
    const { indicators } = await get('/api/indicators');
    const id = indicators.find(
      ({ family, kind }: { family: string; kind: string }) => family === 'requests' && kind === 'count',
    ).id;
    const columns = await get(`/api/indicators/${id}?level=gridCell&within=${root}&${ALL_TIME}`);
    expect(columns.unitIds).toHaveLength(12);
    const sum = columns.numerator.reduce((total: number, value: number) => total + value, 0);
    expect(sum + columns.total.outsideLevel).toBe(columns.total.numerator);
    expect(columns.total.numerator).toBe(TINY_REQUESTS);
  });

  test('every definition answers, as columns and as a series where it has one', async () => {
    const { indicators } = await get('/api/indicators');
    for (const { id, family } of indicators) {
      await get(`/api/indicators/${id}?level=community`);
      if (family === 'requests') {
        const series = await get(`/api/indicators/${id}/series?step=day`);
        expect(series.at.length).toBe(series.numerator.length);
      }
    }
  });
});

describe('requests', () => {
  test('the latest, newest first, and masked', async () => {
    const { requests, numberMatched } = await get(`/api/requests?limit=20&${ALL_TIME}`);
    expect(requests).toHaveLength(20);
    expect(numberMatched).toBe(TINY_REQUESTS);
    const times = requests.map(({ createdAt }: { createdAt: string }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  test('on the map + suppressed + without a point = all', async () => {
    const bins = await get(`/api/requests/bins?zoom=14&${ALL_TIME}`);
    expect(bins.inBins + bins.suppressed + bins.unlocated).toBe(bins.total);
    expect(bins.total).toBe(TINY_REQUESTS);
    expect(bins.unlocated).toBeGreaterThan(0);
  });

  test('points in a box that holds the city count whatever has a point', async () => {
    const { located } = await get(`/api/requests/summary?${ALL_TIME}`);
    const points = await get(`/api/requests/points?bbox=106,26,107.5,27.5&zoom=12&${ALL_TIME}`);
    expect(points.total).toBe(located);
    expect(points.features.length).toBeGreaterThan(1);
  });

  test('categories and summary count the same', async () => {
    const { categories, total } = await get(`/api/requests/categories?${ALL_TIME}`);
    const top = categories.filter(({ level }: { level: number }) => level === 1);
    expect(top.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(total);
    const summary = await get(`/api/requests/summary?${ALL_TIME}`);
    expect(summary.total).toBe(total);
    expect(summary.located + summary.unlocated).toBe(total);
    expect(summary.onTime.onTime + summary.onTime.overtime + summary.onTime.unknown).toBe(total);
  });

  test('facets add up to all, and one chosen value leaves the others to choose from', async () => {
    const sum = (rows: { count: number }[]) => rows.reduce((total, { count }) => total + count, 0);
    const all = await get(`/api/requests/facets?${ALL_TIME}`);
    for (const rows of [all.status, all.source, all.urgency]) expect(sum(rows)).toBe(TINY_REQUESTS);
    const chosen = all.status.find(({ count }: { count: number }) => count > 0);
    const narrowed = await get(`/api/requests/facets?${ALL_TIME}&status=${chosen.value}`);
    expect(narrowed.status).toEqual(all.status);
    for (const rows of [narrowed.source, narrowed.urgency]) expect(sum(rows)).toBe(chosen.count);
    const { numberMatched } = await get(`/api/requests?${ALL_TIME}&status=${chosen.value}`);
    expect(numberMatched).toBe(chosen.count);
  });

  test('one request with its life, masked as in the list', async () => {
    const { requests } = await get(`/api/requests?limit=3&${ALL_TIME}`);
    for (const one of requests) {
      const detail = await get(`/api/requests/${one.id}`);
      expect(detail.request).toEqual(one);
      expect(detail.events[0]).toMatchObject({ type: 'received', at: one.createdAt, seq: 0 });
      expect(Object.keys(detail).sort()).toEqual([
        'acceptLimitSeconds',
        'arriveLimitSeconds',
        'asOf',
        'events',
        'handlingUnit',
        'request',
      ]);
    }
  });
});

describe('service areas', () => {
  test('stations, and the bands of one', async () => {
    const { stations } = await get('/api/service-areas/stations');
    expect(stations.length).toBeGreaterThan(0);
    const bands = await get(`/api/service-areas/stations/${stations[0].id}?cutoffsMinutes=5,10`);
    expect(
      bands.features
        .map((feature: { properties: { cutoffMinutes: number } }) => feature.properties.cutoffMinutes)
        .sort(),
    ).toEqual([10, 5]);
  });

  test('bands around any point', async () => {
    const { stations } = await get('/api/service-areas/stations');
    const answer = await tiny.app.inject({
      method: 'POST',
      url: '/api/service-areas/isochrones',
      payload: { origins: [stations[0].position], cutoffsMinutes: [5, 10, 15] },
    });
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json().features).toHaveLength(3);
  });

  test('coverage counts everybody once', async () => {
    const coverage = await get('/api/service-areas/coverage?cutoffMinutes=15');
    expect(coverage.gridCells.total).toBe(12);
    expect(coverage.residents.covered).toBeLessThanOrEqual(coverage.residents.total);
    const cells = await get('/api/service-areas/cells');
    expect(cells.unitIds).toHaveLength(12);
  });
});

test('organizations and how they cover the cells', async () => {
  const { organizations, numberMatched } = await get('/api/organizations');
  expect(organizations.length).toBe(numberMatched);
  const coverage = await get('/api/organizations/coverage');
  expect(coverage.unitIds).toHaveLength(12);
  expect(coverage.states).toHaveLength(12);
});

test('rules and ledger answer', async () => {
  expect((await get('/api/rules/hits')).rules.length).toBeGreaterThan(0);
  expect(Array.isArray(await get('/api/ledger?case=none'))).toBe(true);
});

test('every address answers under the data set’s prefix, the same', async () => {
  for (const path of ['/api/units', '/api/indicators', '/api/service-areas/stations']) {
    expect(await get(`/d/tiny${path}`)).toEqual(await get(path));
  }
});

test('an answer that is known is not sent again', async () => {
  const first = await tiny.app.inject('/api/requests/summary');
  const etag = first.headers.etag as string;
  expect(first.headers['cache-control']).toBe('no-cache');
  const second = await tiny.app.inject({ url: '/api/requests/summary', headers: { 'if-none-match': etag } });
  expect(second.statusCode).toBe(304);
  expect(second.body).toBe('');
});

test('long answers are compressed', async () => {
  const answer = await tiny.app.inject({ url: '/api/units', headers: { 'accept-encoding': 'gzip' } });
  expect(answer.headers['content-encoding']).toBe('gzip');
});

test('every page comes with a strict policy', async () => {
  const policy = (await tiny.app.inject('/docs')).headers['content-security-policy'] as string;
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/https?:|unsafe-eval|\*/);
});

test('the API describes itself, once', async () => {
  const document = await get('/openapi.json');
  expect(document.openapi).toBe('3.0.3');
  const paths = Object.keys(document.paths);
  expect(paths).toContain('/api/indicators/{id}');
  expect(paths.some((path) => path.startsWith('/d/'))).toBe(false);
  expect(JSON.stringify(document)).not.toContain('"const"');
});
