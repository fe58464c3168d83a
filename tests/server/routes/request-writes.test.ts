import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Estate } from '../../../geodata/model/building.ts';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import type { Role } from '../../../server/auth/roles.ts';
import { TokenFile } from '../../../server/auth/token-file.ts';
import { MOST_ROWS, type RequestDraft } from '../../../server/contract/request-writes.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
let store: DatasetStore;
let cellId: string;
let inCell: [number, number];
beforeAll(async () => {
  tiny = await tinyDataset();
  ({ store } = await tiny.datasets.get('tiny'));
  const [cell] = store.units.list({ level: 'gridCell' });
  cellId = cell!.id;
  const { buildings } = await store.buildings.page({ unitId: cellId, limit: 1, offset: 0 });
  inCell = [buildings[0]!.position[0]!, buildings[0]!.position[1]!];
}, 60_000);
afterAll(() => tiny.close());

const post = async (url: string, payload: unknown, options: InjectOptions = {}) => {
  const answer = await tiny.app.inject({ method: 'POST', url, payload: payload as object, ...options });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
};
const deliver = (rows: unknown[], options: InjectOptions = {}) =>
  post('/api/requests', { requests: rows }, options);

/** One instant for all, so that a step is exactly so many seconds after its request. */
const HOUR_AGO_MS = Date.now() - 3_600_000;
let made = 0;
/** A row of its own id, an hour old. */
function draft(part: Partial<Record<keyof RequestDraft, unknown>> = {}): RequestDraft {
  made += 1;
  return {
    source: '12345',
    externalId: `W${made}`,
    createdAt: toShanghaiIso(HOUR_AGO_MS),
    categoryCode: store.requests.categoryTree().at(-1)!.code,
    unitId: cellId,
    ...part,
  } as RequestDraft;
}

describe('a delivery', () => {
  test('is committed when it is answered, and once for all', async () => {
    const before = await store.requests.count();
    const rows = [
      draft({ urgency: 2 }),
      draft({ createdAt: toShanghaiIso(Date.now() - 7_200_000) }),
      draft(),
    ];
    const first = await deliver(rows);
    expect(first).toMatchObject({
      status: 200,
      body: { created: 3, updated: 0, unchanged: 0, rejected: 0, reasons: [] },
    });
    const { ids } = first.body;
    expect(new Set(ids).size).toBe(3);
    for (const [place, row] of rows.entries()) {
      expect(await store.requests.get(ids[place])).toMatchObject({
        source: row.source,
        categoryCode: row.categoryCode,
        unitId: cellId,
        unitAssumed: false,
        createdAt: row.createdAt,
        urgency: row.urgency ?? 0,
        status: 'received',
        simulated: false,
        position: null,
      });
      expect(await store.requests.events(ids[place])).toHaveLength(1);
    }
    const again = await deliver([...rows].reverse());
    expect(again.body).toMatchObject({ created: 0, updated: 0, unchanged: 3, ids: [...ids].reverse() });
    const corrected = await deliver([{ ...rows[1], urgency: 1 }]);
    expect(corrected.body).toMatchObject({ created: 0, updated: 1, ids: [ids[1]] });
    expect(await store.requests.get(ids[1])).toMatchObject({ urgency: 1 });
    expect(await store.requests.count()).toBe(before + 3);
  });

  test('places a row by its unit, its estate, its building, its point or an exact name', async () => {
    const [cell] = store.units.list({ level: 'gridCell' });
    const { buildings } = await store.buildings.page({ limit: 100_000, offset: 0 });
    const inEstate = buildings.find(({ estateId }) => estateId !== null)!;
    const estate = (await store.buildings.estate(inEstate.estateId!))!;
    const estates = new Map<string, Estate>();
    for (const { estateId } of buildings) {
      if (estateId !== null) estates.set(estateId, (await store.buildings.estate(estateId))!);
    }
    const taken = [...store.units.list(), ...buildings, ...estates.values()].map(({ name }) => name);
    const isUnique = (name: string) => taken.filter((other) => other === name).length === 1;
    const area = store.units.list().find(({ name }) => isUnique(name))!;
    const named = buildings.find(({ name }) => name !== '' && isUnique(name))!;
    const rows = [
      draft({ unitId: cell!.id }),
      draft({ unitId: estate.id }),
      draft({ unitId: inEstate.id }),
      draft({ unitId: undefined, lon: inCell[0], lat: inCell[1] }),
      draft({ unitId: '', address: ` ${area.name} ` }),
      draft({ unitId: null, address: named.name, lon: null, lat: null }),
      draft({ unitId: area.id, lon: inCell[0], lat: inCell[1] }),
    ];
    const { body } = await deliver(rows);
    expect(body.reasons).toEqual([]);
    expect(body).toMatchObject({ created: rows.length, rejected: 0 });
    const placed = await Promise.all(body.ids.map((id: number) => store.requests.get(id)));
    expect(placed.map(({ unitId }) => unitId)).toEqual([
      cell!.id,
      estate.unitId,
      inEstate.unitId,
      cellId,
      area.id,
      named.unitId,
      area.id,
    ]);
    // The point is kept, and shown rounded.
    expect(placed[3].position).toEqual(inCell.map((degrees) => Math.floor(degrees * 1000 + 0.5) / 1000));
  });

  test('leaves out what will not do, says why, and keeps the rest', async () => {
    const ambiguous = store.units.list({ level: 'gridCell' })[0]!.name;
    const before = await store.requests.count();
    const bad: [unknown, string][] = [
      ['text', 'malformed'],
      [draft({ externalId: undefined }), 'no-external-id'],
      [draft({ externalId: '  ' }), 'no-external-id'],
      [{ ...draft(), phone: '13800000000' }, 'malformed'],
      [draft({ urgency: 3 }), 'malformed'],
      [draft({ unitId: undefined, lon: 106.7 }), 'malformed'],
      [draft({ categoryCode: 'none' }), 'unknown-category'],
      [draft({ createdAt: 'yesterday' }), 'invalid-time'],
      [draft({ createdAt: toShanghaiIso(Date.now() + 600_000) }), 'time-in-future'],
      [draft({ createdAt: '1999-12-31' }), 'time-too-early'],
      [draft({ unitId: '000000000000' }), 'unknown-unit'],
      [draft({ lon: 0, lat: 0 }), 'point-outside'],
      [draft({ unitId: undefined }), 'no-unit'],
      [draft({ unitId: undefined, address: '长安街一号' }), 'no-unit'],
      [draft({ unitId: undefined, address: ambiguous }), 'no-unit'],
    ];
    const { status, body } = await deliver([draft(), ...bad.map(([row]) => row), draft()]);
    expect(status).toBe(200);
    expect(
      body.reasons.map(({ index, reason }: { index: number; reason: string }) => [index, reason]),
    ).toEqual(bad.map(([, reason], place) => [place + 1, reason]));
    expect(body).toMatchObject({ created: 2, rejected: bad.length });
    expect(body.ids.map((id: number | null) => id !== null)).toEqual([true, ...bad.map(() => false), true]);
    expect(body.reasons[3].message).toMatch(/phone is no member of a row; known are source/);
    expect(JSON.stringify(body)).not.toContain('13800000000');
    expect(await store.requests.count()).toBe(before + 2);
  });

  test('that names one row twice takes the later, whatever its time', async () => {
    const first = draft({ urgency: 0 });
    const later = { ...first, urgency: 2, createdAt: toShanghaiIso(Date.now() - 90_000_000) };
    const { body } = await deliver([first, later, later]);
    expect(body).toMatchObject({ created: 1, updated: 1, unchanged: 1, rejected: 0 });
    expect(new Set(body.ids).size).toBe(1);
    expect(await store.requests.get(body.ids[0])).toMatchObject({ urgency: 2, createdAt: later.createdAt });
    // A later row that will not do stands for nothing.
    const good = draft();
    const spoilt = await deliver([good, { ...good, categoryCode: 'none' }]);
    expect(spoilt.body).toMatchObject({ created: 1, rejected: 1, ids: [expect.any(Number), null] });
  });

  test('has at most a thousand rows, and is a list', async () => {
    const many = await deliver(Array.from({ length: MOST_ROWS }, () => draft()));
    expect(many.body).toMatchObject({ created: MOST_ROWS });
    expect(await deliver(Array.from({ length: MOST_ROWS + 1 }, () => ({})))).toMatchObject({ status: 400 });
    expect(await deliver([])).toMatchObject({ status: 400, body: { code: 'invalid-parameter' } });
    expect(await post('/api/requests', { rows: [] })).toMatchObject({ status: 400 });
    expect(await post('/api/requests', { requests: [draft()], dryRun: true })).toMatchObject({
      status: 400,
      body: { parameter: 'dryRun' },
    });
  });

  test('answers under /d/… as well', async () => {
    expect((await post('/d/tiny/api/requests', { requests: [draft()] })).body).toMatchObject({ created: 1 });
  });
});

describe('a step', () => {
  const step = (id: number | string, type: string, secondsLater: number, part = {}) => ({
    url: `/api/requests/${id}/events`,
    payload: {
      type,
      at: toShanghaiIso(HOUR_AGO_MS + secondsLater * 1000),
      actorRole: 'gridWorker',
      ...part,
    },
  });
  const take = (id: number | string, type: string, secondsLater: number, part = {}) => {
    const { url, payload } = step(id, type, secondsLater, part);
    return post(url, payload);
  };
  const fresh = async (): Promise<number> => (await deliver([draft()])).body.ids[0];

  test('moves the request on, and is answered with it, masked', async () => {
    const id = await fresh();
    expect(await take(id, 'dispatched', 60)).toMatchObject({
      status: 200,
      body: { id, status: 'dispatched' },
    });
    expect((await take(id, 'accepted', 90)).body).toMatchObject({ status: 'accepted', acceptSeconds: 90 });
    expect((await take(id, 'resolved', 900)).body).toMatchObject({ status: 'resolved' });
    expect((await take(id, 'rated', 1000, { value: 4 })).body).toMatchObject({ status: 'rated', rating: 4 });
    expect((await store.requests.events(id))!.map(({ type }) => type)).toEqual([
      'received',
      'dispatched',
      'accepted',
      'resolved',
      'rated',
    ]);
    expect(await store.requests.rebuildState([id])).toBe(0);
  });

  test('says to whom it went, who tells of it, and into what it was merged', async () => {
    const [id, other] = [await fresh(), await fresh()];
    const sent = await take(id, 'dispatched', 60, { handlingUnit: ' 园林中心 ', source: '指挥平台' });
    expect(sent).toMatchObject({ status: 200, body: { handlingUnit: '园林中心' } });
    expect(await take(id, 'merged', 90, { intoRequestId: other })).toMatchObject({
      status: 200,
      body: { status: 'merged' },
    });
    expect((await store.requests.events(id))!.slice(1)).toMatchObject([
      { type: 'dispatched', handlingUnit: '园林中心', source: '指挥平台' },
      { type: 'merged', relatedRequestId: other },
    ]);
    expect(await take(other, 'dispatched', 60, { intoRequestId: id })).toMatchObject({
      status: 400,
      body: { code: 'invalid-parameter', parameter: 'intoRequestId' },
    });
    expect(await take(other, 'escalated', 60, { handlingUnit: '水务局' })).toMatchObject({ status: 400 });
    expect(await take(other, 'merged', 60, { intoRequestId: 2_000_000_000 })).toMatchObject({ status: 404 });
    expect(await store.requests.events(other)).toHaveLength(1);
  });

  test('of a row with a kind: the kind is kept', async () => {
    const { body } = await deliver([draft({ kind: 'consultation' }), draft({ kind: 'nonsense' as never })]);
    expect(body).toMatchObject({ created: 1, rejected: 1, reasons: [{ index: 1, reason: 'malformed' }] });
    expect((await store.requests.get(body.ids[0]))!.kind).toBe('consultation');
  });

  test('that is not legal is refused with those that are', async () => {
    const id = await fresh();
    const refused = await take(id, 'resolved', 60);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'illegal-transition', allowed: expect.arrayContaining(['dispatched', 'closed']) },
    });
    expect(await store.requests.events(id)).toHaveLength(1);
  });

  test('that comes twice is taken once, also when both come at once', async () => {
    const id = await fresh();
    const { url, payload } = step(id, 'dispatched', 60);
    const answers = await Promise.all([1, 2, 3].map(() => post(url, payload)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[2]!.body).toMatchObject({ id, status: 'dispatched' });
    const escalated = step(id, 'escalated', 70, { value: 1 });
    await Promise.all([1, 2].map(() => post(escalated.url, escalated.payload)));
    expect((await store.requests.events(id))!.map(({ type }) => type)).toEqual([
      'received',
      'dispatched',
      'escalated',
    ]);
  });

  test.each([
    ['before the creation', 'dispatched', -60, {}, 'invalid-time'],
    ['in the future', 'dispatched', 5000, {}, 'invalid-time'],
    ['at no time', 'dispatched', 0, { at: 'noon' }, 'invalid-time'],
    ['with a value that it has not', 'dispatched', 60, { value: 1 }, 'invalid-parameter'],
    ['by a person', 'dispatched', 60, { actorRole: '王建国' }, 'invalid-parameter'],
    ['of no known kind', 'forgotten', 60, {}, 'invalid-parameter'],
    ['with more than it takes', 'dispatched', 60, { note: '…' }, 'unknown-parameter'],
  ])('%s is refused', async (_, type, seconds, part, code) => {
    expect(await take(await fresh(), type, seconds, part)).toMatchObject({ status: 400, body: { code } });
  });

  test('before the last one is refused with the time from which it would do', async () => {
    const id = await fresh();
    const { body } = await take(id, 'dispatched', 120);
    expect(body.status).toBe('dispatched');
    const late = await take(id, 'accepted', 60);
    expect(late).toMatchObject({
      status: 400,
      body: { code: 'invalid-time', notBefore: expect.any(String) },
    });
    expect(await take(id, 'accepted', 0, { at: late.body.notBefore })).toMatchObject({ status: 200 });
    await take(id, 'resolved', 130);
    expect(await take(id, 'rated', 140, { value: null })).toMatchObject({ status: 400 });
  });

  test.each([999_999_999, 'none', '99999999999'])('of request %s is not found', async (id) => {
    expect(await take(id, 'dispatched', 60)).toMatchObject({
      status: 404,
      body: { code: 'unknown-request' },
    });
  });

  test('is kept when the source says the same of the request again', async () => {
    const row = draft();
    const id = (await deliver([row])).body.ids[0];
    await take(id, 'dispatched', 60);
    expect((await deliver([row])).body).toMatchObject({ unchanged: 1, ids: [id] });
    expect(await store.requests.get(id)).toMatchObject({ status: 'dispatched' });
  });
});

test('a correction by the source leaves alone what was done since', async () => {
  const row = draft();
  const id = (await deliver([row])).body.ids[0];
  const at = toShanghaiIso(HOUR_AGO_MS + 100_000);
  await post(`/api/requests/${id}/events`, { type: 'dispatched', at, actorRole: 'dispatcher' });
  const other = store.units.list({ level: 'gridCell' })[1]!.id;
  const corrected = {
    ...row,
    createdAt: toShanghaiIso(HOUR_AGO_MS - 100_000),
    unitId: other,
    urgency: 2,
    lon: inCell[0],
    lat: inCell[1],
  };
  expect((await deliver([corrected])).body).toMatchObject({ updated: 1, ids: [id] });
  expect(await store.requests.get(id)).toMatchObject({
    status: 'dispatched',
    unitId: other,
    urgency: 2,
    createdAt: row.createdAt,
    position: [expect.any(Number), expect.any(Number)],
  });
  expect(await store.requests.events(id)).toHaveLength(2);
  expect((await deliver([corrected])).body).toMatchObject({ unchanged: 1 });
  expect(await store.requests.rebuildState([id])).toBe(0);
});

describe('who may write', () => {
  const ELSEWHERE = { remoteAddress: '192.0.2.1' };
  const bearer = async (role: Role) => ({
    authorization: `Bearer ${(await new TokenFile(tiny.dataDir).add(role, '', '')).token}`,
  });

  test('from elsewhere: who has the token of an operator', async () => {
    expect(await deliver([draft()], ELSEWHERE)).toMatchObject({
      status: 401,
      body: { code: 'token-needed', role: 'operator' },
    });
    const viewer = await bearer('viewer');
    expect(await deliver([draft()], { ...ELSEWHERE, headers: viewer })).toMatchObject({
      status: 403,
      body: { code: 'role-too-low' },
    });
    const operator = await bearer('operator');
    expect(await deliver([draft()], { ...ELSEWHERE, headers: operator })).toMatchObject({ status: 200 });
    const id = (await deliver([draft()])).body.ids[0];
    const event = { type: 'dispatched', at: toShanghaiIso(Date.now()), actorRole: 'dispatcher' };
    const url = `/api/requests/${id}/events`;
    expect(await post(url, event, ELSEWHERE)).toMatchObject({ status: 401 });
    expect(await post(url, event, { ...ELSEWHERE, headers: operator })).toMatchObject({ status: 200 });
  });

  test('at this machine of a demo: everybody but a page from elsewhere', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://elsewhere.example' },
    ]) {
      expect(await deliver([draft()], { headers })).toMatchObject({ status: 401 });
    }
    const own = { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:80' };
    expect(await deliver([draft()], { headers: own })).toMatchObject({ status: 200 });
  });
});

describe('a store that is busy', () => {
  test('refuses at once what is more than it keeps waiting, writes the rest, and goes on reading', async () => {
    const before = await store.requests.count();
    const answers = await Promise.all(
      Array.from({ length: 14 }, () => deliver(Array.from({ length: MOST_ROWS }, () => draft()))),
    );
    const taken = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 503);
    expect(taken.length + refused.length).toBe(14);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({ code: 'busy' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(await store.requests.count()).toBe(before + taken.length * MOST_ROWS);
    expect((await deliver([draft()])).body).toMatchObject({ created: 1 });
    expect((await tiny.app.inject('/api/requests?limit=1')).statusCode).toBe(200);
  }, 60_000);
});
