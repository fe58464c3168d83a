import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Open311Service } from '../../../server/contract/open311.ts';
import { open311Text } from '../../../server/encode/open311.ts';
import { asTexts, BASE, type Open311Door, open311Door, parseXml } from './open311-door.ts';

let door: Open311Door;
beforeAll(async () => {
  door = await open311Door();
}, 60_000);
afterAll(() => door?.close());

describe('both formats say the same', () => {
  test.each([
    ['services', 'services', 'service'],
    ['requests', 'service_requests', 'request'],
    ['requests/1', 'service_requests', 'request'],
  ])('%s', async (path, root, entry) => {
    const { status, body } = await door.json(`${path}.json`);
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(0);
    const xml = await door.ask(`${path}.xml`);
    expect([xml.status, xml.type]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(parseXml(xml.text, [entry])).toEqual({ [root]: { [entry]: asTexts(body) } });
  });

  test('a service definition, which asks for nothing more', async () => {
    const [service] = (await door.json('services.json')).body as Open311Service[];
    const path = `services/${service!.service_code}`;
    expect((await door.json(`${path}.json`)).body).toEqual({
      service_code: service!.service_code,
      attributes: [],
    });
    expect(parseXml((await door.ask(`${path}.xml`)).text, [])).toEqual({
      service_definition: { service_code: service!.service_code, attributes: '' },
    });
  });

  test('discovery, which is also told at the address itself', async () => {
    const { body } = await door.json('discovery.json');
    expect(body.endpoints).toEqual([
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `http://localhost:80${BASE}`,
        changeset: body.changeset,
        type: 'test',
        formats: ['text/xml', 'application/json'],
      },
    ]);
    expect((await door.json('')).body).toEqual(body);
    const { discovery } = parseXml((await door.ask('discovery.xml')).text, ['endpoint', 'format']) as {
      discovery: { endpoints: { endpoint: { formats: { format: string[] } }[] } };
    };
    expect(discovery.endpoints.endpoint[0]!.formats.format).toEqual(['text/xml', 'application/json']);
    const elsewhere = await door.tiny.app.inject('/d/tiny/open311/v2/discovery.json');
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
    const { body } = await door.json('services.json');
    const tree = door.store.requests.categoryTree();
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
    const { status, body } = await door.json(url('json'));
    expect([status, body]).toEqual([code, [{ code, description: expect.stringMatching(description) }]]);
    const xml = await door.ask(url('xml'));
    expect([xml.status, xml.type]).toEqual([code, 'text/xml; charset=utf-8']);
    expect(parseXml(xml.text, ['error'])).toEqual({ errors: { error: asTexts(body) } });
  });

  test('the data set and its root unit are the jurisdiction', async () => {
    const { manifest } = await door.tiny.datasets.get('tiny');
    for (const id of [manifest.id, manifest.rootUnitId]) {
      expect((await door.json(`services.json?jurisdiction_id=${id}`)).status).toBe(200);
    }
  });
});

test('every address is in the description', async () => {
  const { paths } = (await door.tiny.app.inject('/openapi.json')).json();
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
