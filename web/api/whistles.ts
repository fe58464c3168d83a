import type { WhistleDetail, WhistlesAnswer, WhistlesQuery } from '../../server/contract/whistles.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** Whistles, newest first, with the times of reporting in over all that match. */
export function fetchWhistles(
  dataset: DatasetId,
  query: WhistlesQuery,
  signal: AbortSignal,
): Promise<WhistlesAnswer> {
  return getJson(address(dataset, '/api/whistles', query), signal);
}

/** One whistle with its chain for the map. @throws {ApiError} `unknown-whistle` where it is not there (any more) */
export function fetchWhistle(dataset: DatasetId, id: number, signal: AbortSignal): Promise<WhistleDetail> {
  return getJson(address(dataset, `/api/whistles/${id}`), signal);
}
