import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../../server/auth/roles.ts';
import { TokenFile } from '../../../server/auth/token-file.ts';
import type { Scenario } from '../../../server/contract/scenarios.ts';
import { loggerOptions } from '../../../server/logging.ts';
import { scenarioBody } from '../scenario-body.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

const PATH = '/api/service-areas/scenarios';
const ELSEWHERE = '192.0.2.1';

let tiny: TinyDataset;
beforeAll(async () => {
  tiny = await tinyDataset();
}, 60_000);
afterAll(() => tiny.close());
afterEach(async () => {
  const { store } = await tiny.datasets.get('tiny');
  for (const { id } of store.scenarios.list()) await store.scenarios.remove(id);
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const ask = async (method: Method, path: string, options: InjectOptions = {}, app = tiny.app) => {
  const answer = await app.inject({ method, url: path, ...options });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body ? answer.json() : null };
};
const create = async (part = {}): Promise<Scenario> => {
  const { status, body } = await ask('POST', PATH, { payload: scenarioBody(part) });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const tokenOf = async (role: Role) => (await new TokenFile(tiny.dataDir).add(role, '', '')).token;

describe('scenarios', () => {
  test('are kept, listed, read, changed and deleted', async () => {
    const posted = await ask('POST', PATH, { payload: scenarioBody() });
    expect(posted.status).toBe(201);
    const { id } = posted.body;
    expect(id).toMatch(/^s-[0-9a-z]{8}$/);
    expect(posted.headers.location).toBe(`http://localhost:80${PATH}/${id}`);
    expect((await ask('GET', PATH)).body).toEqual({ scenarios: [posted.body], mayWrite: true });
    expect(await ask('GET', `${PATH}/${id}`)).toMatchObject({ status: 200, body: posted.body });
    const change = { ...scenarioBody({ note: '新' }), revision: 1 };
    const put = await ask('PUT', `${PATH}/${id}`, { payload: change });
    expect(put).toMatchObject({ status: 200, body: { id, note: '新', revision: 2 } });
    expect(await ask('DELETE', `${PATH}/${id}?revision=2`)).toMatchObject({ status: 204, body: null });
    expect(await ask('GET', `${PATH}/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'unknown-scenario' },
    });
    expect(await ask('PUT', `${PATH}/${id}`, { payload: change })).toMatchObject({ status: 404 });
    expect(await ask('DELETE', `${PATH}/${id}`)).toMatchObject({ status: 404 });
    expect((await ask('GET', PATH)).body.scenarios).toEqual([]);
  });

  test('that somebody else changed are not overwritten, and the newest is told', async () => {
    const { id } = await create();
    const change = (note: string) => ({ ...scenarioBody({ note }), revision: 1 });
    const newest = (await ask('PUT', `${PATH}/${id}`, { payload: change('一') })).body;
    const late = await ask('PUT', `${PATH}/${id}`, { payload: change('二') });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'scenario-changed', revision: 2, scenario: newest },
    });
    expect(late.body.detail).toMatch(/revision 2/);
    expect(await ask('DELETE', `${PATH}/${id}?revision=1`)).toMatchObject({ status: 409 });
  });

  test('of the same name are refused with the one that has it', async () => {
    const { id } = await create({ name: '方案一' });
    const second = await ask('POST', PATH, { payload: scenarioBody({ name: '方案一 ' }) });
    expect(second).toMatchObject({ status: 409, body: { code: 'scenario-name-taken', scenarioId: id } });
    expect(second.body.detail).toMatch(/方案一.*another name/);
  });

  test('keep a plan as its text says it', async () => {
    const { plan } = await create({
      plan: {
        moved: { 'st-2': [106.6500004, 26.6], 'st-1': [106.65, 26.61] },
        added: {},
        removed: ['z', 'a'],
        gates: { '106.65,26.6': 'closed' },
      },
    });
    expect(plan).toEqual({
      moved: { 'st-1': [106.65, 26.61], 'st-2': [106.65, 26.6] },
      added: {},
      removed: ['a', 'z'],
      gates: { '106.65000,26.60000': 'closed' },
    });
  });

  test.each([
    [{ name: '   ' }, 400, 'invalid-parameter', /name/],
    [{ cutoffMinutes: 0 }, 400, 'invalid-parameter', /cutoffMinutes/],
    [{ within: '1' }, 404, 'unknown-unit', /no unit "1"/],
    [
      { plan: { moved: { a: [200, 26] }, added: {}, removed: [], gates: {} } },
      400,
      'invalid-parameter',
      /plan\/moved\/a/,
    ],
    [
      { plan: { moved: {}, added: {}, removed: [], gates: { north: 'open' } } },
      400,
      'invalid-parameter',
      /north/,
    ],
    [{ plan: { moved: {}, added: { here: [106, 26] }, removed: [], gates: {} } }, 400, /./, /added/],
  ])('that cannot be are refused at the door: %j', async (part, status, code, detail) => {
    const answer = await ask('POST', PATH, { payload: { ...scenarioBody(), ...part } });
    expect(answer.status).toBe(status);
    expect(answer.body.code).toMatch(code);
    expect(answer.body.detail).toMatch(detail);
  });

  test('are announced to every screen', async () => {
    const { live } = await tiny.datasets.get('tiny');
    const told: unknown[] = [];
    const sink = { write: (text: string) => told.push(text), on: () => sink, end: () => {} };
    const leave = live.subscribe(sink as never, null);
    const { id } = await create();
    await ask('PUT', `${PATH}/${id}`, { payload: { ...scenarioBody({ note: '新' }), revision: 1 } });
    await ask('DELETE', `${PATH}/${id}`);
    await ask('DELETE', `${PATH}/${id}`);
    leave();
    const events = (told as string[]).filter((text) => text.includes('event: scenarios'));
    expect(events.map((text) => JSON.parse(/^data: (.*)$/m.exec(text)![1]!))).toEqual([
      { change: 'created', id, revision: 1 },
      { change: 'changed', id, revision: 2 },
      { change: 'deleted', id, revision: 2 },
    ]);
  });

  test('stand in the description with the token that writing takes', async () => {
    const { paths, components } = (await ask('GET', '/openapi.json')).body;
    expect(Object.keys(paths[PATH]).sort()).toEqual(['get', 'post']);
    expect(Object.keys(paths[`${PATH}/{id}`]).sort()).toEqual(['delete', 'get', 'put']);
    expect(Object.keys(paths[PATH].post.responses)).toContain('201');
    expect(components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' });
  });
});

describe('writing', () => {
  const attempts: [Method, string][] = [
    ['POST', PATH],
    ['PUT', `${PATH}/s-1`],
    ['DELETE', `${PATH}/s-1`],
  ];
  const write = (method: Method, path: string, options: InjectOptions) =>
    ask(method, path, {
      payload: method === 'DELETE' ? undefined : { ...scenarioBody(), revision: 1 },
      ...options,
    });

  test.each(attempts)('%s %s from another machine needs a token', async (method, path) => {
    const answer = await write(method, path, { remoteAddress: ELSEWHERE });
    expect(answer).toMatchObject({ status: 401, body: { code: 'token-needed', role: 'planner' } });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(answer.headers['content-type']).toMatch(/problem\+json/);
    expect(answer.body.detail).toMatch(/npm run token -- --role planner/);
  });

  test.each(attempts)(
    '%s %s with the token of a viewer is refused, also at the machine itself',
    async (method, path) => {
      const headers = bearer(await tokenOf('operator'));
      const answer = await write(method, path, { headers });
      expect(answer).toMatchObject({ status: 403, body: { code: 'role-too-low' } });
      expect(answer.body.detail).toMatch(/"operator"; this needs "planner".*npm run token -- --role planner/);
    },
  );

  test.each(['planner', 'admin'] as const)('with the token of a %s is let through', async (role) => {
    const headers = bearer(await tokenOf(role));
    const options = { headers, remoteAddress: ELSEWHERE, payload: scenarioBody({ name: role }) };
    expect((await ask('POST', PATH, options)).status).toBe(201);
    expect((await ask('GET', PATH, { headers, remoteAddress: ELSEWHERE })).body.mayWrite).toBe(true);
  });

  test('with a token that was revoked, or is none, is refused', async () => {
    const file = new TokenFile(tiny.dataDir);
    const { token, kept } = await file.add('planner', '', '');
    await file.revoke(kept.id);
    for (const wrong of [token, 'onegrid_guess', kept.sha256]) {
      const answer = await ask('POST', PATH, { headers: bearer(wrong), payload: scenarioBody() });
      expect(answer).toMatchObject({ status: 401, body: { code: 'token-needed' } });
      expect(answer.body.detail).toMatch(/not known/);
    }
  });

  test.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['x-forwarded-for', ELSEWHERE],
    ['forwarded', 'for=127.0.0.1'],
    ['x-real-ip', '127.0.0.1'],
    ['via', '1.1 proxy'],
    ['host', 'onegrid.example.org'],
  ])('through a proxy, or by another name, is not the machine itself (%s: %s)', async (name, value) => {
    const headers = { [name]: value };
    expect((await ask('POST', PATH, { headers, payload: scenarioBody() })).status).toBe(401);
    expect((await ask('GET', PATH, { headers })).body.mayWrite).toBe(false);
  });

  test('reading is free from everywhere, and says that writing is not', async () => {
    const { id } = await create();
    expect((await ask('GET', PATH, { remoteAddress: ELSEWHERE })).body).toMatchObject({
      mayWrite: false,
      scenarios: [{ id }],
    });
    expect((await ask('GET', `${PATH}/${id}`, { remoteAddress: ELSEWHERE })).status).toBe(200);
  });

  test('a data set that is no demo takes a token at the machine itself, too', async () => {
    const own = await tinyDataset();
    const path = join(own.folder, 'dataset.json');
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), demo: false }));
    expect((await ask('POST', PATH, { payload: scenarioBody() }, own.app)).status).toBe(401);
    expect((await ask('GET', PATH, {}, own.app)).body.mayWrite).toBe(false);
    const { token } = await new TokenFile(own.dataDir).add('planner', '', '');
    const headers = bearer(token);
    expect((await ask('POST', PATH, { payload: scenarioBody(), headers }, own.app)).status).toBe(201);
    await own.close();
  });

  test('a token never comes into the log', () => {
    const { serializers } = loggerOptions({ logLevel: 'trace', logJson: true });
    const logged = serializers.req({ method: 'POST', headers: bearer('onegrid_secret') } as never);
    expect(logged).toEqual({ method: 'POST', route: undefined });
  });

  test('jobs are for this machine and for admins', async () => {
    const job = (options: InjectOptions) =>
      ask('POST', '/api/jobs', { payload: { kind: 'demo', dataset: 'atlantis' }, ...options });
    const elsewhere = async (role: Role) => ({
      remoteAddress: ELSEWHERE,
      headers: bearer(await tokenOf(role)),
    });
    expect(await job({ headers: { 'x-forwarded-for': ELSEWHERE } })).toMatchObject({ status: 403 });
    expect(await job(await elsewhere('planner'))).toMatchObject({
      status: 403,
      body: { code: 'loopback-only' },
    });
    expect(await job(await elsewhere('admin'))).toMatchObject({
      status: 404,
      body: { code: 'unknown-case' },
    });
  });
});
