import { afterAll, beforeAll, expect, test } from 'vitest';
import type { UnmatchedRequest } from '../../../geodata/import/unmatched-request.ts';
import type { Role } from '../../../server/auth/roles.ts';
import { TokenFile } from '../../../server/auth/token-file.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

const PATH = '/api/requests/unmatched';
const ELSEWHERE = '192.0.2.1';

let tiny: TinyDataset;
beforeAll(async () => {
  tiny = await tinyDataset();
  const { store } = await tiny.datasets.get('tiny');
  await store.unmatched.put([row('1', 'unknown-place'), row('2', 'no-place'), row('3', 'unknown-place')]);
}, 120_000);
afterAll(() => tiny.close());

const row = (externalId: string, reason: UnmatchedRequest['reason']): UnmatchedRequest => ({
  source: '12345',
  externalId,
  createdAtMs: Date.parse('2026-03-01T08:00:00+08:00') + Number(externalId) * 1000,
  categoryCode: '噪声',
  unitCode: '',
  community: reason === 'no-place' ? '' : '新世界社区',
  street: '',
  district: '',
  point: externalId === '1' ? [106.123456, 26.654321] : null,
  reason,
  candidates: [{ unitId: '520115001002', name: '世纪城社区' }],
  life: {
    urgency: 0,
    dispatchedAtMs: null,
    acceptedAtMs: null,
    arrivedAtMs: null,
    resolvedAtMs: null,
    ratedAtMs: null,
    rating: 0,
    escalationLevel: 0,
    onTime: -1,
    handlingUnit: '',
  },
});

const ask = async (query: string, role: Role | null = null) => {
  const token = role === null ? null : (await new TokenFile(tiny.dataDir).add(role, '', '')).token;
  const answer = await tiny.app.inject({
    method: 'GET',
    url: `${PATH}${query}`,
    remoteAddress: ELSEWHERE,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
};

test('operators see the newest first, page by page, with the reasons counted', async () => {
  const first = await ask('?limit=2', 'operator');
  expect(first.status).toBe(200);
  expect(first.headers['cache-control']).toBe('no-store');
  expect(first.body).toMatchObject({
    numberMatched: 3,
    reasons: [
      { reason: 'unknown-place', count: 2 },
      { reason: 'no-place', count: 1 },
    ],
    rows: [{ externalId: '3' }, { externalId: '2' }],
  });
  const second = await ask('?limit=2&offset=2', 'operator');
  expect(second.body.rows).toEqual([
    {
      source: '12345',
      externalId: '1',
      createdAt: '2026-03-01T08:00:01+08:00',
      categoryCode: '噪声',
      unitCode: '',
      district: '',
      street: '',
      community: '新世界社区',
      position: [106.123, 26.654],
      reason: 'unknown-place',
      candidates: [{ unitId: '520115001002', name: '世纪城社区' }],
    },
  ]);
});

test('by reason and source; a misspelt filter is refused', async () => {
  expect((await ask('?reason=no-place', 'admin')).body).toMatchObject({
    numberMatched: 1,
    rows: [{ externalId: '2' }],
  });
  expect((await ask('?source=窗口', 'admin')).body).toEqual({ rows: [], numberMatched: 0, reasons: [] });
  expect((await ask('?reasons=x', 'admin')).status).toBe(400);
});

test('nobody else sees them', async () => {
  expect(await ask('')).toMatchObject({ status: 401, body: { code: 'token-needed', role: 'operator' } });
  expect(await ask('', 'viewer')).toMatchObject({ status: 403, body: { code: 'role-too-low' } });
});
