import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bundledEntry } from '../../server/server-build.ts';
import { sourceRoot } from '../../server/source-root.ts';
import { type TinyDataset, tinyDataset } from './tiny-dataset.ts';

let tiny: TinyDataset;
let entry: string;
let child: ChildProcess | null = null;
let blocker: Server | null = null;
beforeAll(async () => {
  tiny = await tinyDataset();
  entry = await bundledEntry(sourceRoot(), 'main');
}, 60_000);
afterAll(() => tiny.close());
afterEach(() => {
  child?.kill('SIGKILL');
  blocker?.close();
});

/** The server in a process of its own, over the tiny city, with the feed on. Resolves with its first line. */
function serve(port: number): Promise<{ line: string; process: ChildProcess }> {
  const settings = JSON.stringify({ ...tiny.config, port, simulatedFeed: true });
  const code = `import(${JSON.stringify(entry)}).then(({ serve }) => serve(${settings})).then(({ address }) => console.log(address), (error) => { console.log(error.code, error.message); process.exit(1); })`;
  const started = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  return new Promise((resolve) => {
    let text = '';
    started.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve({ line: text.trim(), process: started });
    });
  });
}

test('on SIGTERM streams end, the store is closed and the process leaves with 0', async () => {
  const { line: address, process: server } = await serve(0);
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const health = await (await globalThis.fetch(`${address}/api/health`)).json();
  expect(health).toMatchObject({ dataset: 'tiny', simulatedFeed: true });
  const stream = await globalThis.fetch(`${address}/api/live`);
  const left = new Promise((resolve) => server.on('exit', resolve));
  server.kill('SIGTERM');
  // The body ends by itself; reading it to the end must not throw.
  expect(await stream.text()).toContain('event: heartbeat');
  expect(await left).toBe(0);
  expect(existsSync(join(tiny.folder, 'store.duckdb.wal'))).toBe(false);
}, 30_000);

test('a port that is taken is named, with another one to try', async () => {
  const port = await new Promise<number>((resolve) => {
    blocker = createServer().listen(0, '127.0.0.1', () => {
      resolve((blocker!.address() as { port: number }).port);
    });
  });
  const { line } = await serve(port);
  expect(line).toMatch(new RegExp(`^port-in-use port ${port} .*PORT=${port + 1} npm start`));
}, 30_000);
