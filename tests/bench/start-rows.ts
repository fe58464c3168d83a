import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isHealthy } from '../browser/serve-demo.ts';
import { type BenchRow, spread, summarize } from './harness.ts';
import type { Workplace } from './workplace.ts';

/** Seconds from `npm start`'s own command to the first healthy answer. */
async function startSeconds(root: string, dataFolder: string): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/start.ts'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), ONEGRID_DATA_DIR: dataFolder, ONEGRID_SIMULATED_FEED: 'off' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    while (!(await isHealthy(`http://127.0.0.1:${port}`))) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return (performance.now() - started) / 1000;
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
}

/** First start (page built, demo city made) and later starts. */
export async function* startRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'onegrid-start-'));
  try {
    rmSync(join(workplace.root, 'dist'), { recursive: true, force: true });
    yield {
      name: 'first start: page built, three districts and 1 M requests made',
      unit: 's',
      measured: await startSeconds(workplace.root, dataFolder),
      asked: 60,
      better: 'lower',
      note: 'one run, from an empty data folder and no built page to the first healthy answer',
    };
    const later: number[] = [];
    for (let run = 0; run < 5; run++) later.push(await startSeconds(workplace.root, dataFolder));
    const sample = summarize(later);
    yield {
      name: 'later start',
      unit: 's',
      measured: sample.median,
      asked: 2,
      better: 'lower',
      note: spread(sample),
    };
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}
