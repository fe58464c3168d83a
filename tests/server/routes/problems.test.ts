import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
beforeAll(async () => {
  tiny = await tinyDataset();
}, 60_000);
afterAll(() => tiny.close());

test.each([
  ['/nowhere', 404, 'unknown-address', /openapi/],
  ['/api/units?limit=many', 400, 'invalid-parameter', /limit: give a whole number from 1 up to 20000/],
  ['/api/units?level=street', 400, 'invalid-parameter', /level: give one of city, district/],
  ['/api/units?limt=3', 400, 'unknown-parameter', /limt: no such parameter here; known are within, level/],
  ['/api/units?at=yesterday', 400, 'invalid-parameter', /at: give an ISO date/],
  ['/api/units?within=1', 404, 'unknown-unit', /no unit "1"/],
  ['/api/units/1', 404, 'unknown-unit', /no unit "1"/],
  ['/api/units/1/chain', 404, 'unknown-unit', /no unit "1"/],
  ['/api/indicators/nothing', 404, 'unknown-indicator', /nothing/],
  ['/api/indicators/requests?from=soon', 400, 'invalid-date', /soon/],
  ['/api/requests?within=ov:none', 404, 'unknown-unit', /ov:none/],
  ['/api/requests?limit=1000', 400, 'invalid-parameter', /up to 200/],
  ['/api/requests/bins', 400, 'missing-parameter', /zoom: is missing/],
  ['/api/requests/points?zoom=16', 400, 'missing-parameter', /bbox: is missing/],
  ['/api/requests/points?zoom=16&bbox=106,26,107', 400, 'invalid-parameter', /bbox: give west,south,east/],
  ['/api/requests/points?zoom=16&bbox=107,26,106,27', 400, 'invalid-parameter', /west must not lie east/],
  ['/api/requests/bins?zoom=14&category=none', 400, 'unknown-category', /none/],
  [
    '/api/requests?handlingUnit=none',
    400,
    'unknown-handling-unit',
    /no handling unit "none"; known: .*城管局/,
  ],
  ['/api/requests/facets?staus=closed', 400, 'unknown-parameter', /staus/],
  ['/api/requests/99999999', 404, 'unknown-request', /99999999/],
  ['/api/requests/first', 400, 'invalid-parameter', /id/],
  ['/api/organizations?type=club', 400, 'invalid-parameter', /type: give one of/],
  ['/api/organizations/coverage?within=1', 404, 'unknown-unit', /1/],
  ['/api/rules/hits?within=1', 404, 'unknown-unit', /1/],
  ['/api/service-areas/stations/none', 404, 'unknown-station', /none/],
  [
    '/api/service-areas/coverage?cutoffMinutes=0',
    400,
    'invalid-parameter',
    /cutoffMinutes: give a number above 0 up to 60/,
  ],
  ['/api/service-areas/coverage?station=none', 404, 'unknown-station', /none/],
  ['/api/jobs/none', 404, 'unknown-job', /none/],
  ['/d/atlantis/api/units', 404, 'unknown-dataset', /Ready: tiny/],
  ['/d/..%2Fetc/api/units', 404, 'unknown-dataset', /Ready: tiny/],
  ['/tiles/clouds.json', 404, 'unknown-tileset', /areas, base, buildings/],
  ['/tiles/areas/2/a/1.mvt', 400, 'invalid-parameter', /x: give a whole number/],
  ['/ogc/collections/clouds', 404, 'unknown-collection', /units, grid-cells/],
  ['/ogc/collections/units/items/none', 404, 'unknown-feature', /none/],
  ['/ogc/collections/units/items?colour=red', 400, 'unknown-parameter', /colour: no such parameter/],
  ['/ogc/collections/units/items?bbox=1,2,3', 400, 'invalid-parameter', /bbox: give west,south,east,north/],
  ['/ogc/collections/units/items?limit=0', 400, 'invalid-parameter', /limit: give a whole number from 1/],
  ['/ogc/collections/units/items?datetime=today', 400, 'invalid-parameter', /datetime: give an instant/],
  ['/ogc/collections/units/items?f=html', 400, 'invalid-parameter', /only json/],
  ['/ogc/conformance?x=1', 400, 'unknown-parameter', /x/],
])('%s → %i %s', async (url, status, code, detail) => {
  const answer = await tiny.app.inject(url);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  const problem = answer.json();
  expect(problem).toMatchObject({
    status,
    code,
    type: `urn:onegrid:problem:${code}`,
    instance: url.split('?')[0],
  });
  expect(problem.detail).toMatch(detail);
  expect(answer.statusCode).toBe(status);
});

test('a body that is none, and one with a wrong member', async () => {
  const post = (payload: unknown) =>
    tiny.app.inject({
      method: 'POST',
      url: '/api/service-areas/isochrones',
      headers: { 'content-type': 'application/json' },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  expect((await post('{')).json()).toMatchObject({ status: 400, code: 'invalid-json' });
  expect((await post({ origins: [[106.7, 26.6]] })).json()).toMatchObject({
    code: 'missing-parameter',
    parameter: 'cutoffsMinutes',
  });
  expect((await post({ origins: [[106.7, 26.6], [1]], cutoffsMinutes: [5] })).json().detail).toMatch(
    /^origins\[1\]: give a list of 2/,
  );
});

test('what goes wrong inside stays inside', async () => {
  const dataset = await tiny.datasets.get('tiny');
  const original = dataset.store.units.profile;
  dataset.store.units.profile = () => Promise.reject(new Error('SELECT secret FROM units'));
  try {
    const answer = await tiny.app.inject(`/api/units/${dataset.manifest.rootUnitId}`);
    expect(answer.statusCode).toBe(500);
    expect(answer.json().code).toBe('internal');
    expect(answer.body).not.toMatch(/secret/);
  } finally {
    dataset.store.units.profile = original;
  }
});

test('an answer that takes too long is given up', async () => {
  const slow = await tinyDataset({ requestTimeoutMs: 100 });
  try {
    const dataset = await slow.datasets.get('tiny');
    dataset.store.units.profile = () => new Promise(() => undefined);
    const answer = await slow.app.inject(`/api/units/${dataset.manifest.rootUnitId}`);
    expect(answer.json()).toMatchObject({ status: 503, code: 'timeout' });
  } finally {
    await slow.close();
  }
});

test('an address from outside may ask only so often', async () => {
  const strict = await tinyDataset({ rateLimitPerMinute: 2 });
  try {
    const ask = (remoteAddress: string) => strict.app.inject({ url: '/api/datasets', remoteAddress });
    expect((await ask('192.0.2.1')).statusCode).toBe(200);
    expect((await ask('192.0.2.1')).statusCode).toBe(200);
    const refused = await ask('192.0.2.1');
    expect(refused.json()).toMatchObject({ status: 429, code: 'rate-limited' });
    expect(refused.headers['retry-after']).toBeDefined();
    expect((await ask('127.0.0.1')).statusCode).toBe(200);
  } finally {
    await strict.close();
  }
});
