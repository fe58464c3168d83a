import type { RuleHitsAnswer } from '../../server/contract/rules.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** What the rules find inside a unit. */
export function fetchRuleHits(
  dataset: DatasetId,
  query: { within?: string },
  signal: AbortSignal,
): Promise<RuleHitsAnswer> {
  return getJson(address(dataset, '/api/rules/hits', query), signal);
}
