import type { DatasetsAnswer, Health } from '../../server/contract/datasets.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** All data sets and which of them answers without a prefix. */
export function fetchDatasets(signal: AbortSignal): Promise<DatasetsAnswer> {
  return getJson(address(null, '/api/datasets'), signal);
}

/** State of one data set: its version and the time of its newest data. */
export function fetchHealth(dataset: DatasetId, signal: AbortSignal): Promise<Health> {
  return getJson(address(dataset, '/api/health'), signal);
}
