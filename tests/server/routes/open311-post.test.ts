import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../../server/auth/roles.ts';
import { TokenFile } from '../../../server/auth/token-file.ts';
import type { Open311Service } from '../../../server/contract/open311.ts';
import { StoreBusy } from '../../../server/store/request-writer.ts';
import { type Open311Door, open311Door, parseXml } from './open311-door.ts';

let door: Open311Door;
beforeAll(async () => {
  door = await open311Door();
}, 60_000);
afterAll(() => door?.close());

describe('a POST', () => {
  const form = (fields: Record<string, string>, format = 'json', options: InjectOptions = {}) =>
    door.ask(`requests.${format}`, {
      method: 'POST',
      ...options,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...options.headers },
      payload: new URLSearchParams(fields).toString(),
    });
  let code: string;
  let point: [number, number];
  beforeAll(async () => {
    code = ((await door.json('services.json')).body as Open311Service[])[2]!.service_code;
    const { buildings } = await door.store.buildings.page({ limit: 1, offset: 0 });
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
    const before = await door.store.requests.count();
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
    expect(await door.store.requests.count()).toBe(before + 1);
    const { body, status: found } = await door.json(`requests/${posted.service_request_id}.json`);
    expect(found).toBe(200);
    expect(body[0]).toMatchObject({ status: 'open', service_code: code, status_notes: 'received' });
    expect(Math.abs(body[0].lat - point[1])).toBeLessThanOrEqual(0.00051);
    const { requested_datetime: at } = body[0];
    expect(await door.list(`?start_date=${at}&end_date=${at}`)).toContainEqual(body[0]);
    const kept = JSON.stringify([body, await door.store.requests.get(Number(posted.service_request_id))]);
    for (const secret of Object.values(secrets)) expect(kept).not.toContain(secret);
  });

  test('as JSON, answered in XML, at a unit, an estate or an exact name', async () => {
    const { buildings } = await door.store.buildings.page({ limit: 1, offset: 0 });
    const [root] = door.store.units.list({ level: 'district' });
    for (const [place, unitId] of [
      [{ address_id: buildings[0]!.id }, buildings[0]!.unitId],
      [{ address_string: root!.name }, root!.id],
      [{ lat: point[1], long: point[0], address_string: '门口' }, buildings[0]!.unitId],
    ] as const) {
      const { status, text } = await door.ask('requests.xml', {
        method: 'POST',
        payload: { service_code: code, ...place },
      });
      expect(status, text).toBe(200);
      const { service_requests } = parseXml(text, []) as {
        service_requests: { request: { service_request_id: string; account_id: string } };
      };
      const { request } = service_requests;
      expect(request.account_id).toBe('');
      expect(await door.store.requests.get(Number(request.service_request_id))).toMatchObject({ unitId });
    }
  });

  test('that comes twice with a token of its own is one request, which the token names', async () => {
    const key = 'report-7.of:the phone';
    const before = await door.store.requests.count();
    const send = () =>
      form({ service_code: code, address_id: door.store.units.root().id }, 'json', {
        headers: { 'idempotency-key': key },
      });
    const first = await send();
    const again = await send();
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(await door.store.requests.count()).toBe(before + 1);
    const { service_request_id } = JSON.parse(first.text)[0];
    const path = `tokens/${encodeURIComponent(key)}`;
    expect((await door.json(`${path}.json`)).body).toEqual([{ service_request_id, token: key }]);
    expect(parseXml((await door.ask(`${path}.xml`)).text, ['request'])).toEqual({
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
    const before = await door.store.requests.count();
    const given = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, value === 'CODE' ? code : value]),
    );
    const answer = await form(given);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      status,
      [{ code: status, description: expect.stringMatching(description) }],
    ]);
    expect(await door.store.requests.count()).toBe(before);
  });

  test('of something else than a form or JSON is refused', async () => {
    const answer = await door.ask('requests.xml', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      payload: 'a,b',
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('<errors><error><code>400</code>');
  });

  test('from elsewhere needs the token of an operator, as api_key or in the header', async () => {
    const fields = { service_code: code, address_id: door.store.units.root().id };
    const elsewhere = { remoteAddress: '192.0.2.1' };
    const tokenOf = async (role: Role) => (await new TokenFile(door.tiny.dataDir).add(role, '', '')).token;
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
    const { writer } = door.store;
    const insertRequests = writer.insertRequests.bind(writer);
    writer.insertRequests = () => Promise.reject(new StoreBusy('busy'));
    try {
      const answer = await form({ service_code: code, address_id: door.store.units.root().id }, 'xml');
      expect(answer.status).toBe(503);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.text).toContain('<code>503</code>');
    } finally {
      writer.insertRequests = insertRequests;
    }
  });
});
