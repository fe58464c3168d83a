import { EventEmitter } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

const TURNS = 20;

let tiny: TinyDataset;
beforeAll(async () => {
  tiny = await tinyDataset();
  await tiny.datasets.get('tiny');
}, 120_000);
afterAll(() => tiny.close());

async function post(url: string, payload: object): Promise<{ id: number }> {
  const answer = await tiny.app.inject({ method: 'POST', url, payload });
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
}

/** The acknowledgement comes after the commit; both times are of one clock. */
test('requests and whistles are on the live line within a second of their acknowledgement', async () => {
  const { live, store } = await tiny.datasets.get('tiny');
  const heardAt = new Map<string, number>();
  function note(frame: string): void {
    if (!/^event: (request|whistle)$/m.test(frame)) return;
    const { change, request, whistle } = JSON.parse(/^data: (.*)$/m.exec(frame)![1]!);
    if (change !== 'created') return;
    heardAt.set(whistle ? `whistle ${whistle.id}` : request.createdAt, performance.now());
  }
  const sink = Object.assign(new EventEmitter(), {
    write(text: string) {
      for (const frame of text.split('\n\n')) note(frame);
      return true;
    },
    end: () => undefined,
    destroy: () => undefined,
    writableLength: 0,
  });
  const leave = live.subscribe(sink, null);
  const cell = store.units.list({ level: 'gridCell' })[0]!.id;
  const street = store.units.list({ level: 'subdistrict' })[0]!.id;
  const categoryCode = store.requests.categoryTree().at(-1)!.code;
  const acknowledgedAt = new Map<string, number>();
  for (let turn = 0; turn < TURNS; turn++) {
    const createdAt = toShanghaiIso(Math.floor(Date.now() / 1000) * 1000 - (TURNS - turn) * 60_000);
    const row = { source: '12345', externalId: `line-${turn}`, createdAt, categoryCode, unitId: cell };
    await post('/api/requests', { requests: [row] });
    acknowledgedAt.set(createdAt, performance.now());
    const { id } = await post('/api/whistles', {
      from: { kind: 'unit', id: street },
      targets: [{ kind: 'department', id: '水务局' }],
      categoryCode,
      actorRole: 'dispatcher',
    });
    acknowledgedAt.set(`whistle ${id}`, performance.now());
  }
  await expect.poll(() => heardAt.size, { timeout: 5000 }).toBe(2 * TURNS);
  leave();
  const behindMs = [...acknowledgedAt].map(([key, atMs]) => heardAt.get(key)! - atMs);
  expect(behindMs).toHaveLength(2 * TURNS);
  expect(Math.max(...behindMs)).toBeLessThan(1000);
});
