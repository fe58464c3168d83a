import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TokenFile } from '../../../server/auth/token-file.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tokens-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const run = promisify(execFile);
/** Runs `npm run token` as a user does. */
const command = (...args: string[]) =>
  run(process.execPath, ['--import', 'tsx', 'server/commands/token.ts', ...args], {
    env: { ...process.env, ONEGRID_DATA_DIR: dataDir },
  }).then(
    (done) => ({ code: 0, ...done }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  );

test('a token is found by itself and nothing near it, and only its hash is on disk', async () => {
  const tokens = new TokenFile(dataDir);
  const { token, kept } = await tokens.add('planner', '李', '2026-11-20T12:00:00+08:00');
  expect(await tokens.find(token)).toEqual(kept);
  for (const other of [token.slice(0, -1), `${token}x`, token.toUpperCase(), kept.sha256, kept.id, '']) {
    expect(await tokens.find(other)).toBeNull();
  }
  const file = join(dataDir, 'tokens.json');
  expect(await readFile(file, 'utf8')).not.toContain(token.slice('onegrid_'.length));
  expect((await stat(file)).mode & 0o077).toBe(0);
});

test('another process that adds or revokes one is noticed at once', async () => {
  const server = new TokenFile(dataDir);
  expect(await server.list()).toEqual([]);
  const { token, kept } = await new TokenFile(dataDir).add('admin', '', '');
  expect(await server.find(token)).toMatchObject({ role: 'admin' });
  expect(await new TokenFile(dataDir).revoke(kept.id)).toBe(true);
  expect(await server.find(token)).toBeNull();
  expect(await server.revoke(kept.id)).toBe(false);
});

test('a broken list lets nobody in, and says what would work', async () => {
  await writeFile(join(dataDir, 'tokens.json'), '{"tokens": [{"role": "king"}]}');
  await expect(new TokenFile(dataDir).find('onegrid_x')).rejects.toThrow(/move it away.*npm run token/);
});

test('the command prints the token alone, lists it without it, and takes it back', {
  timeout: 60_000,
}, async () => {
  const made = await command('--role', 'planner', '--name', '规划科');
  expect(made.code).toBe(0);
  const token = made.stdout.trim();
  expect(token).toMatch(/^onegrid_[\w-]{43}$/);
  const kept = await new TokenFile(dataDir).find(token);
  expect(kept).toMatchObject({ role: 'planner', name: '规划科' });
  const list = await command('--list');
  expect(list.stdout).toMatch(new RegExp(`^${kept!.id} +planner .*规划科$`, 'm'));
  expect(list.stdout).not.toContain(token);
  expect((await command('--revoke', kept!.id)).code).toBe(0);
  expect(await new TokenFile(dataDir).find(token)).toBeNull();
});

test.each([
  [['--role', 'mayor'], /there are viewer, operator, planner, admin/],
  [['--revoke', 'none'], /no such token; npm run token -- --list/],
  [[], /one of --role, --list and --revoke/],
  [['--roles', 'planner'], /npm run token/],
])('the command refuses %j and says what would work', { timeout: 30_000 }, async (args, message) => {
  const { code, stderr } = await command(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
