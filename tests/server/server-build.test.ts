import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeOldBundles } from '../../server/server-build.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'onegrid-bundles-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

/** A process number that nobody can have: above Linux's largest. */
const NOBODY = 2 ** 22 + 1;

async function bundle(name: string, ageDays: number, usedBy?: number): Promise<void> {
  const folder = join(parent, name);
  await mkdir(folder);
  if (usedBy !== undefined) await writeFile(join(folder, `used-by-${usedBy}`), '');
  const at = Date.now() / 1000 - ageDays * 86_400;
  await utimes(folder, at, at);
}

test('of old bundles the newest three stay, and any that a living process may still load from', async () => {
  await bundle('today', 0);
  await bundle('yesterday', 1);
  await bundle('third', 2);
  await bundle('running', 30, process.pid);
  await bundle('left-behind', 31, NOBODY);
  await bundle('ancient', 40);
  await removeOldBundles(parent);
  expect((await readdir(parent)).sort()).toEqual(['running', 'third', 'today', 'yesterday']);
});
