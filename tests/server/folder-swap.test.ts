import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearAbandoned, makeWorkingFolder, putInPlace } from '../../server/folder-swap.ts';

/** No process has it: pids end far below. */
const DEAD_PID = 2 ** 30;
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'onegrid-swap-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function put(name: string, text: string): Promise<void> {
  await mkdir(join(dataDir, name));
  await writeFile(join(dataDir, name, 'dataset.json'), text);
}
const read = (name: string) => readFile(join(dataDir, name, 'dataset.json'), 'utf8');

test('the new takes the place of the old, and nothing stays beside it', async () => {
  await put('own', 'old');
  const folder = await makeWorkingFolder(dataDir, 'own', 'importing');
  await writeFile(join(folder, 'dataset.json'), 'new');
  await putInPlace(folder, join(dataDir, 'own'));
  expect(await read('own')).toBe('new');
  expect(await readdir(dataDir)).toEqual(['own']);
});

test('the old comes back where the new cannot be put', async () => {
  await put('own', 'old');
  await expect(putInPlace(join(dataDir, 'missing'), join(dataDir, 'own'))).rejects.toThrow();
  expect(await read('own')).toBe('old');
  expect(await readdir(dataDir)).toEqual(['own']);
});

test('a data set moved aside by a process that was killed goes back: it is the only copy', async () => {
  await put(`.replaced-my-own-${DEAD_PID}-abc`, 'only copy');
  await clearAbandoned(dataDir);
  expect(await read('my-own')).toBe('only copy');
});

test('what killed processes left is cleared, what is being made and the data sets stay', async () => {
  await put('own', 'new');
  await put(`.replaced-own-${DEAD_PID}-abc`, 'old');
  await put(`.making-own-${DEAD_PID}-abc`, 'half');
  await put(`.importing-own-${DEAD_PID}-abc`, 'half');
  await put(`.making-own-${process.pid}-abc`, 'under way');
  await clearAbandoned(dataDir);
  expect((await readdir(dataDir)).sort()).toEqual([`.making-own-${process.pid}-abc`, 'own']);
  expect(await read('own')).toBe('new');
});

test('a data folder that is not there yet has nothing to clear', async () => {
  await clearAbandoned(join(dataDir, 'none'));
});
