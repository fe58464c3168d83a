import type { UnitChain, UnitProfile, UnitsAnswer, UnitsQuery } from '../../server/contract/units.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** The tree as a flat list in code order, or the hits of a search (`q`). */
export function fetchUnits(dataset: DatasetId, query: UnitsQuery, signal: AbortSignal): Promise<UnitsAnswer> {
  return getJson(address(dataset, '/api/units', query), signal);
}

/** Profile of a unit, an estate or a building; `at` is an ISO date. */
export function fetchUnitProfile(
  dataset: DatasetId,
  unitId: string,
  signal: AbortSignal,
  at?: string,
): Promise<UnitProfile> {
  return getJson(address(dataset, `/api/units/${encodeURIComponent(unitId)}`, { at }), signal);
}

/** Chain of organizations from the unit up, lowest first. */
export function fetchUnitChain(dataset: DatasetId, unitId: string, signal: AbortSignal): Promise<UnitChain> {
  return getJson(address(dataset, `/api/units/${encodeURIComponent(unitId)}/chain`), signal);
}
