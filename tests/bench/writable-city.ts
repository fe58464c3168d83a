import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../server/store/store.ts';
import { type RunningServer, startServer } from '../browser/serve-demo.ts';
import { DEMO_CASE, type Workplace } from './workplace.ts';

/** A copy of the demo city with its million requests, for rows that write: the other groups' figures are about the demo as it was made. */
export interface WritableCity {
  dataDir: string;
  server: RunningServer;
  unitId: string;
  categoryCode: string;
  close(): Promise<void>;
}

export async function copyCity(workplace: Workplace): Promise<Omit<WritableCity, 'server' | 'close'>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'onegrid-bench-writes-'));
  cpSync(await workplace.demoFolder(), dataDir, { recursive: true });
  const store = await openStore(join(dataDir, DEMO_CASE));
  const unitId = store.units.list({ level: 'gridCell' })[0]!.id;
  const categoryCode = store.requests.categoryTree().at(-1)!.code;
  await store.close();
  return { dataDir, unitId, categoryCode };
}

export async function openWritable(workplace: Workplace): Promise<WritableCity> {
  const city = await copyCity(workplace);
  const server = await startServer(city.dataDir);
  return {
    ...city,
    server,
    async close() {
      await server.stop();
      rmSync(city.dataDir, { recursive: true, force: true });
    },
  };
}
