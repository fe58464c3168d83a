import { Worker } from 'node:worker_threads';
import type { JobState } from '../contract/jobs.ts';
import type { SitingBody, SitingResult } from '../contract/siting.ts';
import { ProblemError } from '../errors.ts';
import type { OpenDataset } from '../open-dataset.ts';
import { bundledEntry } from '../server-build.ts';
import { sourceRoot } from '../source-root.ts';
import type { JobList, JobWork } from './job-list.ts';
import type { SitingInput, SitingMessage } from './siting-messages.ts';
import { sitingQuestion } from './siting-question.ts';

export const SITING_JOB = 'siting';
/** Each takes a thread and up to a minute: more than these at a time would only make all of them late. */
const MOST_AT_A_TIME = 4;
/** A first relaxation cannot be cut short from inside: a worker that is so much over its time is ended. */
const GRACE_SECONDS = 10;
/** The solver is silent for seconds at times; the clock on the page is not. */
const CLOCK_MS = 1000;

/**
 * Looks for places of new stations, in a thread of its own, beside whatever else is running. Stores nothing: the answer is the job's
 * `result`, there as soon as the quick one is found.
 * @throws {ProblemError} 400 for a question that has no answer, 404 for an unknown unit, 409 without a network, 429 when too many run
 */
export async function startSitingJob(
  dataset: OpenDataset,
  body: SitingBody,
  jobs: JobList,
): Promise<JobState> {
  const input = await sitingQuestion(dataset, body);
  if (jobs.activeCount(SITING_JOB) >= MOST_AT_A_TIME) {
    throw new ProblemError(
      429,
      'too-many-jobs',
      `${MOST_AT_A_TIME} sitings are running; cancel one (DELETE /api/jobs/{id}) or try again in a minute.`,
    );
  }
  return jobs.start(SITING_JOB, dataset.manifest.id, siting(input), { isAtOnce: true });
}

function siting(input: SitingInput): JobWork {
  return async (report, signal) => {
    const file = await bundledEntry(sourceRoot(), 'siting-worker');
    signal.throwIfAborted();
    const worker = new Worker(file, { workerData: input, execArgv: [] });
    const cancel = () => void worker.terminate();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      await follow(worker, input, report);
    } finally {
      signal.removeEventListener('abort', cancel);
      await worker.terminate();
    }
  };
}

/** Ends when the worker has answered, or is out of time with the best so far. */
function follow(worker: Worker, input: SitingInput, report: Parameters<JobWork>[0]): Promise<void> {
  let last: { progress: number; step: string; result: SitingResult } | null = null;
  let exactSince = 0;
  let clock: NodeJS.Timeout | undefined;
  const tell = (state?: 'timeLimit' | 'cancelled'): void => {
    if (!last?.result.exact) return;
    const elapsedSeconds = (performance.now() - exactSince) / 1000;
    const exact = { ...last.result.exact, elapsedSeconds, ...(state ? { state } : {}) };
    report(last.progress, last.step, { ...last.result, exact });
  };
  return new Promise<void>((resolve, reject) => {
    const tick = (): void => {
      const isLate = performance.now() - exactSince > ((input.exactSeconds ?? 0) + GRACE_SECONDS) * 1000;
      tell(isLate ? 'timeLimit' : undefined);
      if (!isLate) return;
      last = null;
      resolve();
    };
    worker.on('message', (message: SitingMessage) => {
      if (message.kind === 'failed') reject(new Error(message.message));
      else if (message.kind === 'done') {
        last = null;
        report(1, '', message.result);
        resolve();
      } else {
        const { progress, step, result } = message;
        report(progress, step, result);
        if (!result) return;
        last = { progress, step, result };
        exactSince ||= performance.now();
        clock ??= setInterval(tick, CLOCK_MS);
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      tell('cancelled');
      reject(new Error('the worker ended before it had an answer'));
    });
  }).finally(() => clearInterval(clock));
}
