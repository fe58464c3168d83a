import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestEvents, requestStatusOf } from '../../../geodata/model/request-events.ts';
import { REQUEST_KINDS } from '../../../geodata/model/request-kind.ts';
import type { RequestColumns } from '../../../geodata/model/service-request.ts';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import type { DatasetStore } from '../../../server/store/store.ts';
import { randomRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';
import { makeTestStore } from './test-store.ts';

const FROM_MS = Date.parse('2026-09-01T00:00:00+08:00');
const TO_MS = Date.parse('2026-11-20T12:00:00+08:00');
const LENGTH = 3000;

describe('loading requests', () => {
  let store: DatasetStore;
  let remove: () => Promise<void>;
  let columns: RequestColumns;

  beforeAll(async () => {
    ({ store, remove } = await makeTestStore());
    const city = smallCity();
    await store.loadCity(city);
    columns = randomRequests({
      seed: 1,
      length: LENGTH,
      unitIds: city.units.map((unit) => unit.id),
      fromMs: FROM_MS,
      toMs: TO_MS,
    });
    expect(await store.loadRequests([columns])).toBe(LENGTH);
  });
  afterAll(() => remove());

  it('writes the events that the model derives from each row', async () => {
    for (let row = 0; row < LENGTH; row += 7) {
      const events = await store.requests.events(row + 1);
      expect(events).toEqual(
        requestEvents(columns, row).map(({ type, atMs, actorRole, value, rowsBack }, seq) => ({
          requestId: row + 1,
          seq,
          type,
          at: toShanghaiIso(atMs),
          actorRole,
          source: columns.sources[columns.source[row]],
          value,
          handlingUnit: null,
          relatedRequestId: rowsBack === undefined ? null : row + 1 - rowsBack,
        })),
      );
    }
  });

  it('gives each row the state that its events lead to', async () => {
    expect(await store.requests.rebuildState()).toBe(0);
    for (let row = 0; row < LENGTH; row += 13) {
      const request = await store.requests.get(row + 1);
      expect(request?.status).toBe(requestStatusOf(columns, row));
    }
  });

  it('answers null for a request that is not there', async () => {
    expect(await store.requests.get(LENGTH * 10)).toBeNull();
    expect(await store.requests.events(LENGTH * 10)).toBeNull();
  });

  it('takes histories with gaps as imports bring them: the state is still what the events lead to', async () => {
    const gaps = randomRequests({
      seed: 5,
      length: 800,
      unitIds: ['520113001001001'],
      fromMs: FROM_MS,
      toMs: TO_MS,
      externalPrefix: 'gap',
      sorted: false,
    });
    for (let row = 0; row < gaps.length; row++) {
      if (row % 2 === 0) gaps.acceptSeconds[row] = -1;
      if (row % 3 === 0) gaps.dispatchSeconds[row] = -1;
      if (row % 5 === 0) gaps.handleSeconds[row] = -1;
    }
    await store.loadRequests([gaps]);
    expect(await store.requests.rebuildState()).toBe(0);
    expect(await store.requests.count()).toBe(LENGTH + 800);
    expect(await store.writer.insertRequests(gaps)).toMatchObject({ created: 0, updated: 0, unchanged: 800 });
  });

  it('keeps kind and who has it, and says with the first dispatch to whom it went', async () => {
    const row = columns.acceptSeconds.findIndex((seconds) => seconds >= 0);
    const known = randomRequests({
      seed: 8,
      length: 200,
      unitIds: ['520113001001001'],
      fromMs: FROM_MS,
      toMs: TO_MS,
      externalPrefix: 'known',
    });
    known.handlingUnit = Array.from({ length: 200 }, (_, index) => ['城管局', '', '水务局'][index % 3]!);
    const { ids } = await store.writer.insertRequests(known);
    for (let index = 0; index < 200; index++) {
      const request = await store.requests.get(ids[index]!);
      expect(request?.kind).toBe(REQUEST_KINDS[known.kind[index]!]);
      expect(request?.handlingUnit).toBe(known.handlingUnit[index] || null);
      const dispatched = (await store.requests.events(ids[index]!))!.find(
        ({ type }) => type === 'dispatched',
      );
      if (dispatched) expect(dispatched.handlingUnit).toBe(known.handlingUnit[index] || null);
    }
    expect((await store.requests.get(row + 1))?.handlingUnit).toBeNull();
    expect(await store.requests.rebuildState(ids)).toBe(0);
  });
});
