import type { Level } from '../../geodata/model/unit.ts';
import type {
  IndicatorColumns,
  IndicatorList,
  IndicatorQuery,
  IndicatorSeries,
  IndicatorSteps,
  SeriesQuery,
  StepsQuery,
} from '../../server/contract/indicators.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** What to count, and for the units of which level. */
export type ColumnsQuery = Omit<IndicatorQuery, 'level'> & { level?: Level };

/** Definitions of all indicators. */
export function fetchIndicators(dataset: DatasetId, signal: AbortSignal): Promise<IndicatorList> {
  return getJson(address(dataset, '/api/indicators'), signal);
}

/** One indicator for every unit of a level inside a unit, as parallel columns. */
export function fetchIndicatorColumns(
  dataset: DatasetId,
  indicatorId: string,
  query: ColumnsQuery,
  signal: AbortSignal,
): Promise<IndicatorColumns> {
  return getJson(address(dataset, `/api/indicators/${encodeURIComponent(indicatorId)}`, query), signal);
}

/** One indicator of a unit over time, one entry a step, empty steps included. */
export function fetchIndicatorSeries(
  dataset: DatasetId,
  indicatorId: string,
  query: SeriesQuery,
  signal: AbortSignal,
): Promise<IndicatorSeries> {
  return getJson(
    address(dataset, `/api/indicators/${encodeURIComponent(indicatorId)}/series`, query),
    signal,
  );
}

/** One indicator for every unit of a level, step by step of the period. */
export function fetchIndicatorSteps(
  dataset: DatasetId,
  indicatorId: string,
  query: StepsQuery,
  signal: AbortSignal,
): Promise<IndicatorSteps> {
  return getJson(address(dataset, `/api/indicators/${encodeURIComponent(indicatorId)}/steps`, query), signal);
}
