import type { RequestImport } from '../../geodata/import/plan-requests.ts';
import type { ReadFindings } from './read-requests-messages.ts';

/** What has been found so far: whole when the batches are through. */
export function findingsOf({ problems, counts, mapping }: RequestImport): ReadFindings {
  const { rejected, unmatched } = problems;
  return { rejected, unmatched, ...counts(), reasons: problems.reasons(), mapping };
}
