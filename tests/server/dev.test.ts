import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROGRESS = /^ *\d+ % [\d.]+ s {2}楼栋 Buildings$/m;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'onegrid-dev-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Runs `npm run dev` as a user does. `onText` sees all it has said so far. */
function dev(
  dataset: string,
  onText: (said: string, stop: () => unknown) => void = () => undefined,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/dev.ts'], {
    env: { ...process.env, PORT: '0', ONEGRID_DATA_DIR: dataDir, ONEGRID_DATASET: dataset },
  });
  let said = '';
  const listen = (chunk: Buffer) => {
    said += chunk;
    // A second signal would end it at once.
    onText(said, () => child.killed || child.kill('SIGTERM'));
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

test('a demo city that is missing is made, with progress; interrupted, it leaves nothing', {
  timeout: 60_000,
}, async () => {
  const { code, said } = await dev('wudang', (text, stop) => {
    if (PROGRESS.test(text)) stop();
  });
  expect(said).toMatch(PROGRESS);
  expect(said).toMatch(/^OneGrid: interrupted: nothing half-made is left behind$/m);
  expect(code).toBe(1);
  expect(await readdir(dataDir)).toEqual([]);
});

test('a data set that nobody can make is refused with the names of those that can', {
  timeout: 60_000,
}, async () => {
  const { code, said } = await dev('atlantis');
  expect(said).toMatch(
    /^OneGrid: ONEGRID_DATASET=atlantis: there is no such data set .* cases are guiyang, /,
  );
  expect(code).toBe(2);
  expect(await readdir(dataDir)).toEqual([]);
});
