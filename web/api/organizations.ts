import type { OrganizationCoverageAnswer, OrganizationsAnswer } from '../../server/contract/organizations.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** Organizations of a unit, parents before children, with their count by tier. */
export function fetchOrganizations(
  dataset: DatasetId,
  query: { within?: string; type?: string },
  signal: AbortSignal,
): Promise<OrganizationsAnswer> {
  return getJson(address(dataset, '/api/organizations', query), signal);
}

/** How each cell is covered by party organizations. */
export function fetchOrganizationCoverage(
  dataset: DatasetId,
  query: { within?: string },
  signal: AbortSignal,
): Promise<OrganizationCoverageAnswer> {
  return getJson(address(dataset, '/api/organizations/coverage', query), signal);
}
