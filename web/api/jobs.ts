import type { JobBody, JobState } from '../../server/contract/jobs.ts';
import { address, getJson, postJson, sendDelete } from './http.ts';

/** Starts a job, say the making of a case's data set. */
export function startJob(body: JobBody, signal: AbortSignal): Promise<JobState> {
  return postJson(address(null, '/api/jobs'), body, signal);
}

export function fetchJob(jobId: string, signal: AbortSignal): Promise<JobState> {
  return getJson(address(null, `/api/jobs/${encodeURIComponent(jobId)}`), signal);
}

export function cancelJob(jobId: string, signal: AbortSignal): Promise<void> {
  return sendDelete(address(null, `/api/jobs/${encodeURIComponent(jobId)}`), signal);
}
