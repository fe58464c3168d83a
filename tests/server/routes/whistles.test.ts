import { EventEmitter } from 'node:events';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GUANSHANHU_FLOW } from '../../../geodata/cases/flows/flow-guanshanhu.ts';
import type { Unit } from '../../../geodata/model/unit.ts';
import { TokenFile } from '../../../server/auth/token-file.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

const PATH = '/api/whistles';
const ELSEWHERE = '192.0.2.1';
const AT = '2026-11-20T12:30:00+08:00';

let tiny: TinyDataset;
let street: Unit;
let community: Unit;
beforeAll(async () => {
  tiny = await tinyDataset();
  const { store } = await tiny.datasets.get('tiny');
  street = store.units.list({ level: 'subdistrict' })[0]!;
  community = store.units.list({ level: 'community' })[0]!;
}, 120_000);
afterAll(() => tiny.close());

const ask = async (method: 'GET' | 'POST', url: string, options: InjectOptions = {}) => {
  const answer = await tiny.app.inject({ method, url, ...options });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body ? answer.json() : null };
};
const WATER = { kind: 'department', id: '水务局' };
const blow = (part: object = {}) =>
  ask('POST', PATH, {
    payload: {
      from: { kind: 'unit', id: street.id },
      targets: [WATER, { kind: 'unit', id: community.id }],
      requestIds: [5],
      level: 2,
      at: AT,
      actorRole: 'dispatcher',
      ...part,
    },
  });
const step = (id: number, payload: object) =>
  ask('POST', `${PATH}/${id}/events`, { payload: { actorRole: 'dispatcher', ...payload } });

describe('a whistle at the door', () => {
  test('is blown with the times of its level, answered, ended, and read with its chain', async () => {
    const blown = await blow();
    expect(blown.status, JSON.stringify(blown.body)).toBe(201);
    const { id } = blown.body;
    expect(blown.headers.location).toBe(`http://localhost:80${PATH}/${id}`);
    expect(blown.body).toMatchObject({
      status: 'blown',
      level: 2,
      requestIds: [5],
      simulated: false,
      from: { name: street.name },
      targets: [
        { ...WATER, direction: 'toDepartment', dueAt: '2026-11-20T16:30:00+08:00', status: 'called' },
        { id: community.id, direction: 'down', name: community.name },
      ],
    });
    const came = await step(id, { type: 'reportedIn', target: WATER, at: '2026-11-20T13:00:00+08:00' });
    expect(came).toMatchObject({
      status: 200,
      body: { status: 'gathering', targets: [{ reportInSeconds: 1800, onTime: true }, { onTime: null }] },
    });
    await step(id, {
      type: 'finished',
      target: WATER,
      outcome: 'solved',
      at: '2026-11-20T14:00:00+08:00',
    });
    const ended = await step(id, { type: 'ended', outcome: 'solved', at: '2026-11-20T15:00:00+08:00' });
    expect(ended).toMatchObject({ status: 200, body: { status: 'ended', outcome: 'solved' } });
    const { body } = await ask('GET', `${PATH}/${id}`);
    expect(body.events.map(({ type }: { type: string }) => type)).toEqual([
      'blown',
      'called',
      'called',
      'reportedIn',
      'finished',
      'ended',
    ]);
    expect(body.legalEvents).toEqual([]);
    // The general flow: when the whistle was blown, and when the first reported in.
    const { steps } = (await ask('GET', '/api/flows/current')).body;
    const reachedAt = (name: string) =>
      body.flowReachedAt[steps.findIndex(({ id: stepId }: { id: string }) => stepId === name)];
    expect(body.flowReachedAt).toHaveLength(steps.length);
    expect(reachedAt('whistled')).toBe(body.whistle.blownAt);
    expect(reachedAt('reportedIn')).toBe('2026-11-20T13:00:00+08:00');
    expect(body.chain.from).toMatchObject({ position: street.center, positionAssumed: false });
    expect(body.chain.targets).toMatchObject([
      { name: '水务局', positionAssumed: true },
      { position: community.center, positionAssumed: false },
    ]);
  });

  test('refuses a step that is not legal, with those that are', async () => {
    const { id } = (await blow()).body;
    expect(await step(id, { type: 'ended', outcome: 'solved', at: AT })).toMatchObject({
      status: 409,
      body: {
        code: 'illegal-transition',
        allowed: ['called', 'levelChanged', 'reportedIn', 'declined', 'withdrawn'],
      },
    });
    const finish = { type: 'finished', target: WATER, outcome: 'solved', at: AT };
    expect(await step(id, finish)).toMatchObject({
      status: 409,
      body: { allowed: ['reportedIn', 'declined'] },
    });
    expect(await step(id, { type: 'withdrawn', at: AT })).toMatchObject({ status: 200 });
  });

  test.each([
    [{ requestIds: [] }, 400, 'invalid-parameter', /what the whistle is about/],
    [{ requestIds: [999_999] }, 404, 'unknown-request', /999999/],
    [{ from: { kind: 'unit', id: '1' } }, 404, 'unknown-unit', /from: there is no unit "1"/],
    [{ targets: [{ kind: 'overlay', id: 'ov:none' }] }, 404, 'unknown-unit', /targets\[0\]/],
    [{ targets: [] }, 400, 'invalid-parameter', /targets/],
    [{ level: 9 }, 400, 'unknown-level', /no level 9/],
    [{ at: 'yesterday' }, 400, 'invalid-parameter', /at: "yesterday"/],
    [{ at: '2199-01-01' }, 400, 'invalid-parameter', /more than a day ahead/],
    [{ targets: [{ ...WATER, dueAt: '2026-11-19' }] }, 400, 'invalid-parameter', /targets\[0\]\.dueAt/],
    [{ actorRole: '李 某某' }, 400, 'invalid-parameter', /actorRole/],
    [{ categoryCode: 'none' }, 400, 'unknown-category', /none/],
    [{ priority: 1 }, 400, 'unknown-parameter', /priority/],
  ])('with %o is refused: %i %s', async (part, status, code, detail) => {
    const answer = await blow(part);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.detail).toMatch(detail);
  });

  test.each([
    [{ type: 'reportedIn', at: AT }, 'invalid-parameter', /target: "reportedIn" needs it/],
    [
      { type: 'withdrawn', at: AT, outcome: 'solved' },
      'invalid-parameter',
      /outcome: "withdrawn" takes none/,
    ],
    [{ type: 'reportedIn', target: WATER, at: '2026-11-20T12:00:00+08:00' }, 'invalid-date', /later one/],
  ])('does not take the step %o', async (payload, code, detail) => {
    const { id } = (await blow()).body;
    const answer = await step(id, payload);
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect(answer.body.detail).toMatch(detail);
  });

  test('that is not there is not found', async () => {
    for (const answer of [await ask('GET', `${PATH}/99999`), await step(99_999, { type: 'withdrawn' })]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'unknown-whistle' } });
    }
  });

  test('follows the flow of the data set: who may not blow is told who may', async () => {
    const dataset = await tiny.datasets.get('tiny');
    const general = dataset.flow;
    dataset.flow = GUANSHANHU_FLOW;
    try {
      const refused = await blow({ from: { kind: 'unit', id: community.id }, targets: [WATER] });
      expect(refused).toMatchObject({
        status: 409,
        body: { code: 'whistle-not-in-flow', flow: 'guanshanhu' },
      });
      expect(refused.body.detail).toMatch(/blown by subdistrict/);
      expect((await blow()).status).toBe(201);
      expect((await ask('GET', '/api/flows/current')).body.id).toBe('guanshanhu');
    } finally {
      dataset.flow = general;
    }
  });

  test('is written only with an operator’s token from elsewhere', async () => {
    const from = (token: string | null) =>
      ask('POST', PATH, {
        remoteAddress: ELSEWHERE,
        headers: token === null ? {} : { authorization: `Bearer ${token}` },
        payload: {
          from: { kind: 'unit', id: street.id },
          targets: [WATER],
          requestIds: [1],
          actorRole: 'dispatcher',
        },
      });
    const tokens = new TokenFile(tiny.dataDir);
    expect(await from(null)).toMatchObject({ status: 401, body: { code: 'token-needed', role: 'operator' } });
    const viewer = (await tokens.add('viewer', '', '')).token;
    expect(await from(viewer)).toMatchObject({ status: 403, body: { code: 'role-too-low' } });
    const operator = (await tokens.add('operator', '', '')).token;
    expect((await from(operator)).status).toBe(201);
  });
});

describe('the list', () => {
  test('filters, counts and is not sent again while nothing has changed', async () => {
    const { id } = (await blow()).body;
    const url = `${PATH}?state=open&direction=down&within=${street.id}&from=2026-11-01`;
    const first = await ask('GET', url);
    expect(first.status).toBe(200);
    expect(first.body.whistles.map((one: { id: number }) => one.id)).toContain(id);
    expect(first.body.numberMatched).toBe(
      first.body.byStatus.reduce((sum: number, { count }: { count: number }) => sum + count, 0),
    );
    const headers = { 'if-none-match': first.headers.etag as string };
    expect((await ask('GET', url, { headers })).status).toBe(304);
    await step(id, { type: 'declined', target: WATER, at: AT });
    expect((await ask('GET', url, { headers })).status).toBe(200);
    const sideways = await ask('GET', `${PATH}?direction=betweenDepartments`);
    expect(sideways.body.numberMatched).toBe(0);
  });

  test('refuses what it does not know', async () => {
    expect(await ask('GET', `${PATH}?state=loud`)).toMatchObject({ status: 400 });
    expect(await ask('GET', `${PATH}?within=1`)).toMatchObject({
      status: 404,
      body: { code: 'unknown-unit' },
    });
    expect(await ask('GET', `${PATH}?to=2026-02-30`)).toMatchObject({ status: 400 });
  });
});

test('everyone who listens hears of a whistle after its commit', async () => {
  const { live } = await tiny.datasets.get('tiny');
  const frames: string[] = [];
  const sink = Object.assign(new EventEmitter(), {
    write: (frame: string) => frames.push(frame) > 0,
    end: () => undefined,
    destroy: () => undefined,
    writableLength: 0,
  });
  const leave = live.subscribe(sink, null);
  const { id } = (await blow()).body;
  await step(id, { type: 'withdrawn', at: AT });
  leave();
  const told = frames
    .filter((frame) => frame.startsWith('event: whistle\n'))
    .map((frame) => JSON.parse(/^data: (.*)$/m.exec(frame)![1]!));
  expect(told.map(({ change, whistle }) => [change, whistle.id, whistle.status])).toEqual([
    ['created', id, 'blown'],
    ['changed', id, 'withdrawn'],
  ]);
});

describe('supervision and flow', () => {
  const ALL_TIME = 'from=2020-01-01&to=2030-01-01';

  test('counts by unit add up, with the limit in force and its source', async () => {
    const { body } = await ask('GET', `/api/supervision?level=gridCell&${ALL_TIME}`);
    expect(body.setting).toMatchObject({ rectifyWithinDays: 7, limitOrigin: { kind: 'ours' } });
    expect(body.setting.limitOrigin.source).toContain('OneGrid');
    expect(body.unitIds).toHaveLength(12);
    for (const [name, column] of Object.entries(body.columns as Record<string, number[]>)) {
      const sum = column.reduce((total, value) => total + value, 0);
      expect(sum + body.outsideLevel[name], name).toBe(body.total[name]);
    }
    expect(body.total.notSatisfied).toBeGreaterThan(0);
    const overdue = await ask('GET', `/api/supervision/overdue?${ALL_TIME}`);
    expect(overdue.body.numberMatched).toBe(body.total.unanswered);
    const answered = await ask('GET', `/api/supervision/overdue?state=answered&${ALL_TIME}`);
    expect(answered.body.numberMatched).toBe(body.total.rectified + body.total.justified);
  });

  test('without cases a data set follows the general flow', async () => {
    const { body, headers } = await ask('GET', '/api/flows/current');
    expect(body).toMatchObject({ id: 'general', levels: [{ level: 1 }, { level: 2 }, { level: 3 }] });
    const again = await ask('GET', '/api/flows/current', {
      headers: { 'if-none-match': headers.etag as string },
    });
    expect(again.status).toBe(304);
  });

  test('the API describes them', async () => {
    const { body } = await ask('GET', '/openapi.json');
    for (const path of [
      '/api/whistles',
      '/api/whistles/{id}',
      '/api/whistles/{id}/events',
      '/api/flows/current',
      '/api/supervision',
      '/api/supervision/overdue',
    ]) {
      expect(Object.keys(body.paths)).toContain(path);
    }
    expect(JSON.stringify(body)).not.toContain('"const"');
  });
});
