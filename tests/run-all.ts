import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm test`: types and lint beside the tests of all floors (unit, store, server), then the page in a real browser.
 * Every step runs even where an earlier one failed, so that one run tells everything; the exit code tells whether all passed.
 * The last line is plain: “N passed, N failed”, “, N skipped” behind it where a tool was missing.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const reports = mkdtempSync(join(tmpdir(), 'onegrid-tests-'));

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs a command and says how it went. One that runs `beside` another keeps its words until its end, so that nobody's are torn apart. */
function run(title: string, binary: string, args: string[], beside = false): Promise<boolean> {
  const heading = `\n── ${title} ──`;
  if (!beside) console.log(heading);
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules', '.bin', binary), args, {
      cwd: root,
      stdio: beside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    const words: string[] = beside ? [`${heading}\n`] : [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => words.push(String(chunk)));
    child.on('error', (error) => {
      console.error(`${title} could not be started: ${error.message}; run npm install first`);
      resolve(false);
    });
    child.on('close', (exitCode) => {
      console.log(
        `${words.join('')}── ${title}: ${exitCode === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s ──`,
      );
      resolve(exitCode === 0);
    });
  });
}

async function step(title: string, binary: string, args: string[]): Promise<Tally> {
  const passed = await run(title, binary, args, true);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/** A run of tests; one that broke before it could report counts as one failure more than its tests show. */
async function tests(title: string, args: string[]): Promise<Tally> {
  const report = join(reports, `${title}.json`);
  const passed = await run(title, 'vitest', [
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    tally.passed = result.numPassedTests;
    tally.failed = result.numFailedTests;
    tally.skipped = result.numPendingTests + result.numTodoTests;
  } catch {
    console.error(`${title} left no report`);
  }
  if (!passed && tally.failed === 0) tally.failed = 1;
  return tally;
}

const tallies = [
  // Half of the tests wait for processes of their own: the compiler has its turn meanwhile.
  ...(await Promise.all([
    step('types', 'vue-tsc', ['--noEmit']),
    step('lint', 'biome', ['check', '.']),
    tests('tests', []),
  ])),
  await tests('browser', ['--config', 'tests/browser/vitest.config.ts']),
];
rmSync(reports, { recursive: true, force: true });

const total = tallies.reduce((sum, tally) => ({
  passed: sum.passed + tally.passed,
  failed: sum.failed + tally.failed,
  skipped: sum.skipped + tally.skipped,
}));
console.log('');
if (total.skipped > 0)
  console.log(
    `${total.skipped} tests were SKIPPED for want of a tool or of test data; the lines above say which.`,
  );
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed === 0 ? 0 : 1;
