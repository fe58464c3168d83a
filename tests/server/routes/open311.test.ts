import { XMLParser } from 'fast-xml-parser';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, parseInstant, SECOND_MS, toShanghaiIso } from '../../../geodata/model/time.ts';
import type { Role } from '../../../server/auth/roles.ts';
import { TokenFile } from '../../../server/auth/token-file.ts';
import type { Open311Request, Open311Service } from '../../../server/contract/open311.ts';
import { open311Text } from '../../../server/encode/open311.ts';
import { StoreBusy } from '../../../server/store/request-writer.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { receivedRequests } from '../store/random-requests.ts';
import { TINY_REQUESTS, type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
let store: DatasetStore;
beforeAll(async () => {
  tiny = await tinyDataset();
  ({ store } = await tiny.datasets.get('tiny'));
}, 60_000);
afterAll(() => tiny.close());

const BASE = '/open311/v2';
const ask = async (path: string, options: InjectOptions = {}) => {
  const answer = await tiny.app.inject({ url: `${BASE}/${path}`, ...options });
  return {
    status: answer.statusCode,
    type: answer.headers['content-type'],
    headers: answer.headers,
    text: answer.body,
  };
};
const json = async (path: string) => {
  const { status, type, text } = await ask(path);
  expect(type).toBe('application/json; charset=utf-8');
  return { status, body: JSON.parse(text) };
};
const list = async (query: string): Promise<Open311Request[]> => {
  const { status, body } = await json(`requests.json${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

/** XML as the JSON that the specification's convention makes of it: every value a text, lists where `lists` says. */
function parseXml(text: string, lists: string[]): Record<string, unknown> {
  expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/);
  const parser = new XMLParser({
    parseTagValue: false,
    ignoreDeclaration: true,
    isArray: (name) => lists.includes(name),
  });
  return parser.parse(text);
}

/** JSON with every value as XML shows it. */
function asTexts(value: unknown): unknown {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asTexts(one)]));
}

describe('both formats say the same', () => {
  test.each([
    ['services', 'services', 'service'],
    ['requests', 'service_requests', 'request'],
    ['requests/1', 'service_requests', 'request'],
  ])('%s', async (path, root, entry) => {
    const { status, body } = await json(`${path}.json`);
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(0);
    const xml = await ask(`${path}.xml`);
    expect([xml.status, xml.type]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(parseXml(xml.text, [entry])).toEqual({ [root]: { [entry]: asTexts(body) } });
  });

  test('a service definition, which asks for nothing more', async () => {
    const [service] = (await json('services.json')).body as Open311Service[];
    const path = `services/${service!.service_code}`;
    expect((await json(`${path}.json`)).body).toEqual({
      service_code: service!.service_code,
      attributes: [],
    });
    expect(parseXml((await ask(`${path}.xml`)).text, [])).toEqual({
      service_definition: { service_code: service!.service_code, attributes: '' },
    });
  });

  test('discovery, which is also told at the address itself', async () => {
    const { body } = await json('discovery.json');
    expect(body.endpoints).toEqual([
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `http://localhost:80${BASE}`,
        changeset: body.changeset,
        type: 'test',
        formats: ['text/xml', 'application/json'],
      },
    ]);
    expect((await json('')).body).toEqual(body);
    const { discovery } = parseXml((await ask('discovery.xml')).text, ['endpoint', 'format']) as {
      discovery: { endpoints: { endpoint: { formats: { format: string[] } }[] } };
    };
    expect(discovery.endpoints.endpoint[0]!.formats.format).toEqual(['text/xml', 'application/json']);
    const elsewhere = await tiny.app.inject('/d/tiny/open311/v2/discovery.json');
    expect(elsewhere.json().endpoints[0].url).toBe(`http://localhost:80/d/tiny${BASE}`);
  });

  test('signs that mean something in XML come back as they were', () => {
    const name = `<a href="x">&amp; 'b' ]]> \n 网格`;
    const text = open311Text('xml', 'services', [{ service_name: `${name}\u0000\u000b`, group: null }]);
    expect(text).not.toContain('<a href');
    const parser = new XMLParser({ ignoreDeclaration: true, trimValues: false });
    expect(parser.parse(text)).toEqual({ services: { service: { service_name: name, group: '' } } });
  });
});

describe('services', () => {
  test('are the finest categories, in groups', async () => {
    const { body } = await json('services.json');
    const tree = store.requests.categoryTree();
    expect(body).toHaveLength(
      tree.filter(({ code }) => !tree.some((other) => other.parentCode === code)).length,
    );
    const top = tree.filter(({ parentCode }) => parentCode === null).map(({ name }) => name);
    for (const service of body as Open311Service[]) {
      expect(service).toMatchObject({ metadata: false, type: 'realtime' });
      expect(top).toContain(service.group);
      expect(service.keywords.split(', ').at(-1)).toBe(service.service_name);
    }
  });
});

describe('requests', () => {
  beforeAll(async () => {
    await store.writer.insertRequests(
      receivedRequests({
        seed: 3,
        length: 1200,
        unitIds: store.units.list({ level: 'gridCell' }).map(({ id }) => id),
        categoryCodes: store.requests.categoryTree().map(({ code }) => code),
        fromMs: store.asOfMs() - 80 * DAY_MS,
        toMs: store.asOfMs(),
      }),
    );
  });

  test('without a word more: the most recent ninety days, a thousand at most, the newest first', async () => {
    const all = await list('');
    expect(all).toHaveLength(1000);
    const times = all.map(({ requested_datetime }) => parseInstant(requested_datetime)!);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const pages = [...all];
    for (let page = 2; pages.length === (page - 1) * 1000; page++)
      pages.push(...(await list(`?page=${page}`)));
    const first = store.asOfMs() - 90 * DAY_MS;
    const selection = await store.select({
      from: toShanghaiIso(first),
      to: toShanghaiIso(store.asOfMs() + SECOND_MS),
    });
    const { numberMatched } = await store.requests.page({ selection, limit: 1, offset: 0 });
    expect(pages).toHaveLength(numberMatched);
    expect(numberMatched).toBeLessThan(TINY_REQUESTS);
    expect(new Set(pages.map(({ service_request_id }) => service_request_id)).size).toBe(numberMatched);
    expect(
      Math.min(...pages.map(({ requested_datetime }) => parseInstant(requested_datetime)!)),
    ).toBeGreaterThanOrEqual(first);
  });

  test('are masked, and say when they were closed', async () => {
    const all = await list('');
    for (const request of all.slice(0, 40)) {
      const masked = (await store.requests.get(Number(request.service_request_id)))!;
      const isClosed = ['resolved', 'rated', 'revisited', 'closed', 'merged'].includes(masked.status);
      expect(request).toMatchObject({
        status: isClosed ? 'closed' : 'open',
        status_notes: masked.status,
        service_code: masked.categoryCode,
        service_name: masked.categoryName,
        description: null,
        media_url: null,
        requested_datetime: masked.createdAt,
        address_id: masked.unitId,
        lat: masked.position?.[1] ?? null,
        long: masked.position?.[0] ?? null,
      });
      expect(request.address.split(', ')[0]).toBe(store.units.get(masked.unitId)!.name);
      if (isClosed && masked.resolveSeconds !== null) {
        expect(parseInstant(request.updated_datetime)).toBe(
          parseInstant(masked.createdAt)! + masked.resolveSeconds * 1000,
        );
      } else {
        const events = (await store.requests.events(masked.id))!;
        expect(request.updated_datetime).toBe(events.at(-1)!.at);
      }
    }
  });

  test('by ids, services, states and time, each as a list with commas or said again', async () => {
    const all = await list('');
    const [a, b] = [all[3]!, all[500]!];
    const byId = await list(
      `?service_request_id=${b.service_request_id},${a.service_request_id},none&status=open&start_date=soon`,
    );
    expect(byId).toEqual([a, b]);
    const codes = [a.service_code, b.service_code];
    for (const query of [`?service_code=${codes}`, `?service_code=${codes[0]}&service_code=${codes[1]}`]) {
      const found = await list(query);
      expect(found.length).toBeGreaterThan(1);
      expect(found.filter(({ service_code }) => !codes.includes(service_code))).toEqual([]);
      expect(found.length).toBeGreaterThanOrEqual(
        all.filter((one) => codes.includes(one.service_code)).length,
      );
    }
    for (const status of ['open', 'closed']) {
      const found = await list(`?status=${status}`);
      expect(new Set(found.map((one) => one.status))).toEqual(new Set([status]));
    }
    expect(await list('?status=open,closed')).toEqual(all);
    expect(await list('?status=&service_code=&jurisdiction_id=&start_date=')).toEqual(all);
    const at = all[700]!.requested_datetime;
    const utc = new Date(parseInstant(at)!).toISOString().replace('.000', '');
    const until = await list(`?end_date=${utc}`);
    expect(until[0]!.requested_datetime).toBe(at);
    const from = await list(`?start_date=${encodeURIComponent(at)}`);
    expect(from).toEqual(all.filter((one) => parseInstant(one.requested_datetime)! >= parseInstant(at)!));
    expect(await list(`?start_date=${at}`)).toEqual(from);
    const within = await list(`?start_date=${utc}&end_date=${utc}`);
    expect(within).toEqual(all.filter(({ requested_datetime }) => requested_datetime === at));
  });

  test('in pages', async () => {
    const all = await list('');
    expect(await list('?page_size=7&page=3')).toEqual(all.slice(14, 21));
    expect(await list('?page_size=100000')).toEqual(all);
    expect(await list('?page=1000')).toEqual([]);
    expect(parseXml((await ask('requests.xml?page=1000')).text, ['request'])).toEqual({
      service_requests: '',
    });
  });
});

describe('errors', () => {
  test.each([
    ['services/none', 404, /service_code: "none" was not found/],
    ['services?jurisdiction_id=elsewhere.gov', 404, /jurisdiction_id: "elsewhere.gov" was not found/],
    ['requests?jurisdiction_id=elsewhere.gov', 404, /jurisdiction_id/],
    ['requests/999999', 404, /service_request_id: "999999" was not found/],
    ['requests/none', 404, /"none" was not found/],
    ['tokens/none', 404, /token: "none" was not found/],
    ['requests?service_code=none', 404, /service_code: "none"/],
    ['requests?status=broken', 400, /status: "broken"/],
    ['requests?start_date=soon', 400, /start_date: "soon" is no W3C date/],
    ['requests?start_date=2026-01-01&end_date=2026-06-01', 400, /span more than 90 days/],
    ['requests?start_date=2026-03-02&end_date=2026-03-01', 400, /after end_date/],
    ['requests?page=0', 400, /page: give/],
    ['requests?page_size=many', 400, /page_size: give/],
    ['nowhere', 404, /openapi/],
  ])('%s → %i', async (path, code, description) => {
    const [name, query] = path.split('?');
    const url = (format: string) => `${name}.${format}${query ? `?${query}` : ''}`;
    const { status, body } = await json(url('json'));
    expect([status, body]).toEqual([code, [{ code, description: expect.stringMatching(description) }]]);
    const xml = await ask(url('xml'));
    expect([xml.status, xml.type]).toEqual([code, 'text/xml; charset=utf-8']);
    expect(parseXml(xml.text, ['error'])).toEqual({ errors: { error: asTexts(body) } });
  });

  test('the data set and its root unit are the jurisdiction', async () => {
    const { manifest } = await tiny.datasets.get('tiny');
    for (const id of [manifest.id, manifest.rootUnitId]) {
      expect((await json(`services.json?jurisdiction_id=${id}`)).status).toBe(200);
    }
  });
});

describe('a POST', () => {
  const form = (fields: Record<string, string>, format = 'json', options: InjectOptions = {}) =>
    ask(`requests.${format}`, {
      method: 'POST',
      ...options,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...options.headers },
      payload: new URLSearchParams(fields).toString(),
    });
  let code: string;
  let point: [number, number];
  beforeAll(async () => {
    code = ((await json('services.json')).body as Open311Service[])[2]!.service_code;
    const { buildings } = await store.buildings.page({ limit: 1, offset: 0 });
    point = buildings[0]!.position as [number, number];
  });

  test('as a form is kept, answered, and found again, without what was said of the person', async () => {
    const secrets = {
      description: '三楼的王建国天天吵',
      first_name: '建国',
      last_name: '王',
      phone: '13800000000',
      email: 'someone@example.com',
      device_id: 'device-1',
      account_id: 'account-1',
      media_url: 'http://example.com/face.jpg',
      'attribute[x]': 'hidden',
    };
    const before = await store.requests.count();
    const { status, text } = await form({
      service_code: code,
      lat: String(point[1]),
      long: String(point[0]),
      jurisdiction_id: 'tiny',
      ...secrets,
    });
    expect(status, text).toBe(200);
    const [posted] = JSON.parse(text);
    expect(posted).toEqual({
      service_request_id: expect.stringMatching(/^\d+$/),
      service_notice: expect.stringMatching(/not kept/),
      account_id: null,
    });
    expect(await store.requests.count()).toBe(before + 1);
    const { body, status: found } = await json(`requests/${posted.service_request_id}.json`);
    expect(found).toBe(200);
    expect(body[0]).toMatchObject({ status: 'open', service_code: code, status_notes: 'received' });
    expect(Math.abs(body[0].lat - point[1])).toBeLessThanOrEqual(0.00051);
    const { requested_datetime: at } = body[0];
    expect(await list(`?start_date=${at}&end_date=${at}`)).toContainEqual(body[0]);
    const kept = JSON.stringify([body, await store.requests.get(Number(posted.service_request_id))]);
    for (const secret of Object.values(secrets)) expect(kept).not.toContain(secret);
  });

  test('as JSON, answered in XML, at a unit, an estate or an exact name', async () => {
    const { buildings } = await store.buildings.page({ limit: 1, offset: 0 });
    const [root] = store.units.list({ level: 'district' });
    for (const [place, unitId] of [
      [{ address_id: buildings[0]!.id }, buildings[0]!.unitId],
      [{ address_string: root!.name }, root!.id],
      [{ lat: point[1], long: point[0], address_string: '门口' }, buildings[0]!.unitId],
    ] as const) {
      const { status, text } = await ask('requests.xml', {
        method: 'POST',
        payload: { service_code: code, ...place },
      });
      expect(status, text).toBe(200);
      const { service_requests } = parseXml(text, []) as {
        service_requests: { request: { service_request_id: string; account_id: string } };
      };
      const { request } = service_requests;
      expect(request.account_id).toBe('');
      expect(await store.requests.get(Number(request.service_request_id))).toMatchObject({ unitId });
    }
  });

  test('that comes twice with a token of its own is one request, which the token names', async () => {
    const key = 'report-7.of:the phone';
    const before = await store.requests.count();
    const send = () =>
      form({ service_code: code, address_id: store.units.root().id }, 'json', {
        headers: { 'idempotency-key': key },
      });
    const first = await send();
    const again = await send();
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(await store.requests.count()).toBe(before + 1);
    const { service_request_id } = JSON.parse(first.text)[0];
    const path = `tokens/${encodeURIComponent(key)}`;
    expect((await json(`${path}.json`)).body).toEqual([{ service_request_id, token: key }]);
    expect(parseXml((await ask(`${path}.xml`)).text, ['request'])).toEqual({
      service_requests: { request: [{ service_request_id, token: key }] },
    });
  });

  test.each([
    [{}, 400, /service_code was not provided/],
    [{ service_code: 'none', lat: '1', long: '1' }, 404, /service_code: "none"/],
    [{ service_code: '' }, 400, /service_code was not provided/],
    [{ service_code: 'CODE' }, 400, /no location was provided/],
    [{ service_code: 'CODE', lat: '26.6' }, 400, /both are needed/],
    [{ service_code: 'CODE', lat: 'north', long: '1' }, 400, /lat: give degrees/],
    [{ service_code: 'CODE', lat: '1', long: '1' }, 400, /outside/],
    [{ service_code: 'CODE', address_string: '长安街一号' }, 400, /no unit, estate or building/],
    [{ service_code: 'CODE', address_id: '000' }, 400, /no unit "000"/],
    [{ service_code: 'CODE', jurisdiction_id: 'elsewhere.gov', lat: '1', long: '1' }, 404, /jurisdiction_id/],
  ])('of %j is refused', async (fields, status, description) => {
    const before = await store.requests.count();
    const given = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, value === 'CODE' ? code : value]),
    );
    const answer = await form(given);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      status,
      [{ code: status, description: expect.stringMatching(description) }],
    ]);
    expect(await store.requests.count()).toBe(before);
  });

  test('of something else than a form or JSON is refused', async () => {
    const answer = await ask('requests.xml', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      payload: 'a,b',
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('<errors><error><code>400</code>');
  });

  test('from elsewhere needs the token of an operator, as api_key or in the header', async () => {
    const fields = { service_code: code, address_id: store.units.root().id };
    const elsewhere = { remoteAddress: '192.0.2.1' };
    const tokenOf = async (role: Role) => (await new TokenFile(tiny.dataDir).add(role, '', '')).token;
    const viewer = await tokenOf('viewer');
    const operator = await tokenOf('operator');
    for (const [given, status] of [
      [{}, 403],
      [{ api_key: 'guess' }, 403],
      [{ api_key: viewer }, 403],
      [{ api_key: operator }, 200],
    ] as const) {
      for (const format of ['json', 'xml']) {
        const answer = await form({ ...fields, ...given }, format, elsewhere);
        expect([answer.status, given], answer.text).toEqual([status, given]);
        if (status === 403)
          expect(answer.text).toMatch(format === 'json' ? /^\[\{"code":403/ : /<code>403<\/code>/);
      }
    }
    const headers = { authorization: `Bearer ${operator}` };
    expect((await form(fields, 'json', { ...elsewhere, headers })).status).toBe(200);
  });

  test('to a store that is busy is told to come again', async () => {
    const { writer } = store;
    const insertRequests = writer.insertRequests.bind(writer);
    writer.insertRequests = () => Promise.reject(new StoreBusy('busy'));
    try {
      const answer = await form({ service_code: code, address_id: store.units.root().id }, 'xml');
      expect(answer.status).toBe(503);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.text).toContain('<code>503</code>');
    } finally {
      writer.insertRequests = insertRequests;
    }
  });
});

test('every address is in the description', async () => {
  const { paths } = (await tiny.app.inject('/openapi.json')).json();
  for (const path of [
    'discovery',
    'services',
    'services/{service_code}',
    'requests',
    'requests/{service_request_id}',
    'tokens/{token}',
  ]) {
    for (const format of ['json', 'xml']) expect(Object.keys(paths)).toContain(`${BASE}/${path}.${format}`);
  }
  expect(Object.keys(paths[`${BASE}/requests.xml`])).toEqual(['get', 'post']);
  expect(Object.keys(paths['/api/requests'])).toEqual(['get', 'post']);
});
