import type { SitingBody } from '../../server/contract/siting.ts';
import { address, type DatasetId, postJson } from './http.ts';

/** Starts a search for places; its answer is the `result` of the job. */
export function startSiting(
  dataset: DatasetId,
  body: SitingBody,
  signal: AbortSignal,
): Promise<{ jobId: string }> {
  return postJson(address(dataset, '/api/service-areas/siting'), body, signal);
}
