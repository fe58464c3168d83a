import type {
  CellCoverageAnswer,
  CoverageAnswer,
  CoverageQuery,
  IsochronesAnswer,
  IsochronesBody,
  StationsAnswer,
} from '../../server/contract/service-areas.ts';
import { address, type DatasetId, getJson, postJson } from './http.ts';

/** Stations that stand inside a unit. */
export function fetchStations(
  dataset: DatasetId,
  query: { within?: string },
  signal: AbortSignal,
): Promise<StationsAnswer> {
  return getJson(address(dataset, '/api/service-areas/stations', query), signal);
}

/** Walking bands of one station, one feature a cut-off. */
export function fetchStationIsochrones(
  dataset: DatasetId,
  stationId: string,
  cutoffsMinutes: number[],
  signal: AbortSignal,
): Promise<IsochronesAnswer> {
  const path = `/api/service-areas/stations/${encodeURIComponent(stationId)}`;
  return getJson(address(dataset, path, { cutoffsMinutes: cutoffsMinutes.join(',') }), signal);
}

/** Walking bands of any points. */
export function fetchIsochrones(
  dataset: DatasetId,
  body: IsochronesBody,
  signal: AbortSignal,
): Promise<IsochronesAnswer> {
  return postJson(address(dataset, '/api/service-areas/isochrones'), body, signal);
}

/** Who is within reach of a station, counted building by building. */
export function fetchCoverage(
  dataset: DatasetId,
  query: CoverageQuery,
  signal: AbortSignal,
): Promise<CoverageAnswer> {
  return getJson(address(dataset, '/api/service-areas/coverage', query), signal);
}

/** Coverage cell by cell. */
export function fetchCellCoverage(
  dataset: DatasetId,
  query: { within?: string; cutoffMinutes?: number },
  signal: AbortSignal,
): Promise<CellCoverageAnswer> {
  return getJson(address(dataset, '/api/service-areas/cells', query), signal);
}
