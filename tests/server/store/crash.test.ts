import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../../server/store/store.ts';
import { startPostgres, type TestPostgres } from './postgres-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'onegrid-crash-'));
let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Acknowledgements after which the writing process is killed in the middle of its work. */
const ENOUGH = 25;

it.each([
  ['a DuckDB file', () => null],
  ['PostgreSQL', () => postgres.url],
])(
  '%s loses nothing that was acknowledged when the process is killed',
  async (name, address) => {
    const databaseUrl = address();
    const own = join(folder, name.split(' ').at(-1)!);
    const acknowledged = await killWhileWriting(databaseUrl === null ? [own] : [own, databaseUrl]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(ENOUGH);
    const store = await openStore(own, { databaseUrl });
    try {
      for (const id of acknowledged) {
        expect((await store.requests.get(id))?.status, `request ${id}`).toBe('received');
        expect(await store.requests.events(id)).toHaveLength(1);
      }
      expect(await store.requests.rebuildState()).toBe(0);
    } finally {
      await store.close();
    }
  },
  60_000,
);

/** Starts the writing child, reads ids as they are acknowledged, and kills it without warning. */
function killWhileWriting(place: string[]): Promise<number[]> {
  const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.split('\n').length > ENOUGH) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => {
      // The last line may be cut short by the kill: only whole lines were acknowledged for sure.
      resolve(text.split('\n').slice(0, -1).map(Number));
    });
  });
}
