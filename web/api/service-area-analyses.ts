import type {
  ConfidenceAnswer,
  FalseCoverageAnswer,
  FalseCoverageQuery,
} from '../../server/contract/service-area-analyses.ts';
import { address, type DatasetId, getJson } from './http.ts';
import type { InScenario } from './service-areas.ts';

/** Cells whose own stations their residents cannot walk to in time. */
export function fetchFalseCoverage(
  dataset: DatasetId,
  query: FalseCoverageQuery & InScenario,
  signal: AbortSignal,
): Promise<FalseCoverageAnswer> {
  return getJson(address(dataset, '/api/service-areas/false-coverage', query), signal);
}

/** How far walking times can be trusted, and how many live where. */
export function fetchConfidence(
  dataset: DatasetId,
  query: { within?: string },
  signal: AbortSignal,
): Promise<ConfidenceAnswer> {
  return getJson(address(dataset, '/api/service-areas/confidence', query), signal);
}
