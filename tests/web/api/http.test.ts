import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ApiError, address, getJson, isAbort, postJson } from '../../../web/api/http.ts';
import { fetchIndicatorColumns } from '../../../web/api/indicators.ts';
import { fetchStationIsochrones } from '../../../web/api/service-areas.ts';

afterEach(() => vi.unstubAllGlobals());

const signal = (): AbortSignal => new AbortController().signal;

function answering(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const fake = vi.fn(
    async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }),
  );
  vi.stubGlobal('fetch', fake);
  return fake;
}

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  return call.then(
    () => Promise.reject(new Error('no error')),
    (error: ApiError) => error,
  );
}

describe('addresses', () => {
  it.each([
    [null, '/api/units', {}, '/api/units'],
    ['lanling', '/api/units', { q: '金阳', limit: 5 }, '/d/lanling/api/units?q=%E9%87%91%E9%98%B3&limit=5'],
    [null, '/api/units', { within: undefined, at: null, level: 'gridCell' }, '/api/units?level=gridCell'],
  ])('%s %s %j → %s', (dataset, path, query, expected) => {
    expect(address(dataset, path, query)).toBe(expected);
  });

  it('are those of the contract', async () => {
    const fake = answering(200, {});
    await fetchIndicatorColumns('guiyang', 'requests', { level: 'gridCell', within: '520115' }, signal());
    await fetchStationIsochrones(null, 'st:1', [5, 10, 15], {}, signal());
    await fetchStationIsochrones(null, 'st:1', [5], { scenario: 's-1' }, signal());
    expect(fake.mock.calls.map(([url]) => url)).toEqual([
      '/d/guiyang/api/indicators/requests?level=gridCell&within=520115',
      '/api/service-areas/stations/st%3A1?cutoffsMinutes=5%2C10%2C15',
      '/api/service-areas/stations/st%3A1?cutoffsMinutes=5&scenario=s-1',
    ]);
  });
});

describe('answers that are none', () => {
  it('carry the code and the detail of the problem', async () => {
    answering(409, {
      code: 'illegal-transition',
      title: 'No',
      detail: 'what would work',
      status: 409,
      allowed: ['a'],
    });
    const error = await errorOf(getJson('/api/units', signal()));
    expect(error).toMatchObject({
      name: 'ApiError',
      code: 'illegal-transition',
      detail: 'what would work',
      status: 409,
      allowed: ['a'],
    });
  });

  it('say so where they are no problem document', async () => {
    answering(502, '<html>');
    expect((await errorOf(getJson('/api/units', signal()))).code).toBe('bad-answer');
  });

  it('are told apart from a server that cannot be reached', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('Failed to fetch');
    });
    expect((await errorOf(postJson('/api/jobs', {}, signal()))).code).toBe('offline');
  });

  it('leave a cancelled call to the one who cancelled it', async () => {
    const controller = new AbortController();
    vi.stubGlobal('fetch', async () => {
      controller.abort();
      throw controller.signal.reason;
    });
    expect(isAbort(await errorOf(getJson('/api/units', controller.signal)))).toBe(true);
  });
});
