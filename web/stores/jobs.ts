import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { JobState } from '../../server/contract/jobs.ts';
import { ApiError } from '../api/http.ts';
import { cancelJob, fetchJob, startJob } from '../api/jobs.ts';
import { useDatasets } from './datasets.ts';
import { useLive } from './live.ts';

const POLL_MS = 1000;

/** The one job that this screen has started: the making of a case's data set. */
export const useJobs = defineStore('jobs', () => {
  const datasets = useDatasets();
  const live = useLive();
  const job = shallowRef<JobState | null>(null);
  const error = shallowRef<ApiError | null>(null);

  watch(
    () => live.lastJob,
    (state) => {
      if (state !== null && state.jobId === job.value?.jobId) job.value = state;
    },
  );
  watch(
    () => job.value?.state,
    (state) => {
      if (state === 'done') void datasets.reload();
    },
  );

  /** Makes the data set and follows it until it is done; the live line may be that of another data set, so it is polled too. */
  async function make(dataset: string, signal: AbortSignal): Promise<void> {
    error.value = null;
    try {
      job.value = await startJob({ kind: 'demo', dataset }, signal);
      while (isRunning(job.value) && !signal.aborted) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        job.value = await fetchJob(job.value.jobId, signal);
      }
    } catch (cause) {
      if (!signal.aborted && cause instanceof ApiError) error.value = cause;
    }
  }

  async function cancel(signal: AbortSignal): Promise<void> {
    if (job.value !== null && isRunning(job.value)) await cancelJob(job.value.jobId, signal);
  }

  return { job, error, make, cancel };
});

function isRunning(job: JobState): boolean {
  return job.state === 'queued' || job.state === 'running';
}
