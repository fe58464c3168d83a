import type {
  CellCoverageAnswer,
  CoverageAnswer,
  CoverageQuery,
  IsochronesAnswer,
  IsochronesBody,
  StationsAnswer,
} from '../../server/contract/service-areas.ts';
import { address, type DatasetId, getJson, postJson } from './http.ts';

/** Every answer about stations and circles is counted in a scenario where one is named. */
export type InScenario = { scenario?: string | null };

/** Stations that stand inside a unit. */
export function fetchStations(
  dataset: DatasetId,
  query: { within?: string } & InScenario,
  signal: AbortSignal,
): Promise<StationsAnswer> {
  return getJson(address(dataset, '/api/service-areas/stations', query), signal);
}

/** Walking bands of one station, one feature a cut-off. */
export function fetchStationIsochrones(
  dataset: DatasetId,
  stationId: string,
  cutoffsMinutes: number[],
  { scenario, profile, when }: Pick<CoverageQuery, 'profile' | 'when'> & InScenario,
  signal: AbortSignal,
): Promise<IsochronesAnswer> {
  const path = `/api/service-areas/stations/${encodeURIComponent(stationId)}`;
  return getJson(
    address(dataset, path, { cutoffsMinutes: cutoffsMinutes.join(','), profile, when, scenario }),
    signal,
  );
}

/** Walking bands of any points. */
export function fetchIsochrones(
  dataset: DatasetId,
  body: IsochronesBody,
  { scenario }: InScenario,
  signal: AbortSignal,
): Promise<IsochronesAnswer> {
  return postJson(address(dataset, '/api/service-areas/isochrones', { scenario }), body, signal);
}

/** Who is within reach of a station, counted building by building. */
export function fetchCoverage(
  dataset: DatasetId,
  query: CoverageQuery & InScenario,
  signal: AbortSignal,
): Promise<CoverageAnswer> {
  return getJson(address(dataset, '/api/service-areas/coverage', query), signal);
}

/** Coverage cell by cell. */
export function fetchCellCoverage(
  dataset: DatasetId,
  query: Pick<CoverageQuery, 'within' | 'cutoffMinutes' | 'profile' | 'when'> & InScenario,
  signal: AbortSignal,
): Promise<CellCoverageAnswer> {
  return getJson(address(dataset, '/api/service-areas/cells', query), signal);
}
