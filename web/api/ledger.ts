import type { LedgerAnswer } from '../../server/contract/ledger.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** Figures of record of a case. */
export function fetchLedger(
  dataset: DatasetId,
  query: { case?: string },
  signal: AbortSignal,
): Promise<LedgerAnswer> {
  return getJson(address(dataset, '/api/ledger', query), signal);
}
