/** `crash-child.ts <folder> [database]`: writes requests without end and prints each id once it is acknowledged; crash.test.ts kills it. */
import { writeSync } from 'node:fs';
import { createStore } from '../../../server/store/store.ts';
import { receivedRequests } from './random-requests.ts';
import { smallCity } from './small-city.ts';

const store = await createStore(process.argv[2], { databaseUrl: process.argv[3] });
await store.loadCity(smallCity());
const fromMs = Date.parse('2026-11-20T08:00:00+08:00');

async function writeForever(lane: number): Promise<never> {
  for (let seed = lane; ; seed += 4) {
    const columns = receivedRequests({
      seed,
      length: 1,
      unitIds: ['520113001001001'],
      fromMs,
      toMs: fromMs + 1000,
    });
    const { ids } = await store.writer.insertRequests(columns);
    writeSync(1, `${ids[0]}\n`);
  }
}

await Promise.all([1, 2, 3, 4].map(writeForever));
