import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { killRounds } from '../server/kill-rounds.ts';
import { ask, startScript } from './child-task.ts';
import { type BenchRow, round, spread, summarize } from './harness.ts';
import type { IngestResult, IngestTask } from './ingest-client.ts';
import { DEMO_CASE, type Workplace } from './workplace.ts';
import { copyCity, openWritable, type WritableCity } from './writable-city.ts';

const CLIENTS = 50;
const KILLS = 100;
/** Ten times the fifty a second of the largest city's worst ten minutes. */
const BURST_PER_SECOND = 500;
const BURST_SECONDS = 60;

/** Rows that come in: how many, and what a burst does. */
export async function* ingestRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  const city = await openWritable(workplace);
  const clients = startScript('ingest-client.ts');
  const deliver = (prefix: string, task: Partial<IngestTask>) =>
    ask<IngestResult>(clients, {
      address: city.server.address,
      unitId: city.unitId,
      categoryCode: city.categoryCode,
      prefix,
      ...task,
    });
  try {
    await deliver('warm', { seconds: 5, clients: CLIENTS });
    const { statuses, seconds, latency } = await deliver('steady', { seconds: 15, clients: CLIENTS });
    const refused = Object.entries(statuses).filter(([status]) => status !== '200');
    if (refused.length > 0) throw new Error(`not every row was taken: ${JSON.stringify(statuses)}`);
    yield {
      name: `durable rows a second, one a request, ${CLIENTS} clients, over HTTP`,
      unit: 'rows/s',
      measured: statuses[200]! / seconds,
      asked: 2000,
      better: 'higher',
      note: `a million requests before; each answered after its commit, in ms: ${spread(latency)}`,
    };
    yield* burstRows(city, deliver);
  } finally {
    clients.kill();
    await city.close();
  }
}

type Deliver = (prefix: string, task: Partial<IngestTask>) => Promise<IngestResult>;

async function* burstRows({ server }: WritableCity, deliver: Deliver): AsyncGenerator<BenchRow> {
  const memoryMb = () => residentMb(server.process.pid!);
  const calm = await deliver('calm', { seconds: 5, rowsPerSecond: 50 });
  const beforeMb = memoryMb();
  let mostMb = beforeMb;
  const watch = setInterval(() => {
    mostMb = Math.max(mostMb, memoryMb());
  }, 250);
  const burst = await deliver('burst', { seconds: BURST_SECONDS, rowsPerSecond: BURST_PER_SECOND });
  const recoverySeconds = await untilCalm(deliver, calm.latency.p95);
  clearInterval(watch);
  const { 200: taken = 0, 503: busy = 0, ...other } = burst.statuses;
  const wrong = Object.values(other).reduce((sum, count) => sum + count, 0) + burst.busyWithoutRetry;
  const asFast = `${BURST_PER_SECOND} rows a second for ${BURST_SECONDS} s`;
  yield {
    name: `${asFast}: answers that are neither a commit nor a 503 with Retry-After`,
    unit: 'answers',
    measured: wrong,
    asked: 0,
    better: 'lower',
    note: `${taken} committed, ${busy} told to come again; in ms: ${spread(burst.latency)}`,
  };
  yield {
    name: `${asFast}: memory against before`,
    unit: '×',
    measured: mostMb / beforeMb,
    asked: 1.5,
    better: 'lower',
    note: `${round(beforeMb)} MB before, ${round(mostMb)} MB at most`,
  };
  yield {
    name: `${asFast}: until answers are as quick as before`,
    unit: 's',
    measured: recoverySeconds,
    asked: 30,
    better: 'lower',
    note: `50 rows a second, p95 of a second at most twice the ${round(calm.latency.p95)} ms from before`,
  };
}

/** Seconds until a second of ordinary deliveries is answered in at most twice the time. */
async function untilCalm(deliver: Deliver, calmP95Ms: number): Promise<number> {
  const startedMs = performance.now();
  for (let no = 0; no < 120; no++) {
    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    const { latency } = await deliver(`after-${no}`, { seconds: 1, rowsPerSecond: 50 });
    if (latency.p95 <= 2 * calmP95Ms) return elapsedSeconds;
    await sleep(100);
  }
  return Number.POSITIVE_INFINITY;
}

/** Memory of a process in megabytes, as the system counts it. */
function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

/** What was answered for is there, however the server ends. */
export async function* killRows(workplace: Workplace): AsyncGenerator<BenchRow> {
  const { dataDir, unitId, categoryCode } = await copyCity(workplace);
  const lives: number[] = [];
  let startedMs = performance.now();
  try {
    const result = await killRounds({
      dataDir,
      dataset: DEMO_CASE,
      unitId,
      categoryCode,
      kills: KILLS,
      clients: 8,
      seed: 1,
      onRound: () => {
        lives.push((performance.now() - startedMs) / 1000);
        startedMs = performance.now();
      },
    });
    yield {
      name: `rows and steps lost or doubled in ${KILLS} kills at random moments`,
      unit: 'rows',
      measured: result.lostRows + result.lostSteps + result.doubled + result.wrongStates,
      asked: 0,
      better: 'lower',
      note: `${result.acknowledgedRows} rows and ${result.acknowledgedSteps} steps had been answered for; a round takes ${round(summarize(lives).median)} s`,
    };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
