import type { JobState } from '../../../server/contract/jobs.ts';
import type { SitingBody } from '../../../server/contract/siting.ts';
import type { DatasetId } from '../../api/http.ts';
import { cancelJob, fetchJob } from '../../api/jobs.ts';
import { startSiting } from '../../api/siting.ts';

/** Often enough for a clock in seconds. */
const POLL_MS = 400;

/** A search that runs on the server. */
export interface SitingJob {
  /** Every state of it, the last one too. @throws {ApiError} */
  follow(onState: (state: JobState) => void): Promise<void>;
  /** Ends it; what it has found so far stays its result. */
  cancel(): Promise<void>;
  /** Ends it, and nobody listens any more. */
  drop(): void;
}

export function sitingJob(dataset: DatasetId, body: SitingBody): SitingJob {
  const listening = new AbortController();
  let started: Promise<{ jobId: string }> | null = null;
  const cancel = async (): Promise<void> => {
    const job = await started?.catch(() => null);
    if (job) await cancelJob(job.jobId, new AbortController().signal);
  };
  return {
    async follow(onState) {
      const { signal } = listening;
      // Not with that signal: a job whose start nobody waits for would run on unknown.
      started = startSiting(dataset, body, new AbortController().signal);
      const { jobId } = await started;
      while (!signal.aborted) {
        const state = await fetchJob(jobId, signal);
        onState(state);
        if (state.state !== 'queued' && state.state !== 'running') return;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    cancel,
    drop() {
      listening.abort();
      // A job that has ended, or a server that is gone: nothing is left to end.
      cancel().catch(() => {});
    },
  };
}
