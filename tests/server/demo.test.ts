import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** Runs `npm run demo` as a user does. */
const demo = (...args: string[]) =>
  run(process.execPath, ['--import', 'tsx', 'server/commands/demo.ts', ...args]).then(
    (done) => ({ code: 0, ...done }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  );

test('says which sizes a synthetic city takes, and what follows from them', { timeout: 30_000 }, async () => {
  const { code, stdout } = await demo('--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/--cells +up to 15,000 \(default 1,400\)/);
  expect(stdout).toContain('15,000 cells have some 480,000 buildings and 1,350,000 directed edges');
});

test('refuses an option that cannot be, and says how it goes', { timeout: 30_000 }, async () => {
  const { code, stderr } = await demo('--case', 'synthetic', '--buildings', '500000');
  expect(code).toBe(2);
  expect(stderr).toMatch(/--buildings[\s\S]*buildings and streets follow from the cells/);
});
