import type { ClocksAnswer, ClocksQuery } from '../../server/contract/clocks.ts';
import type { RequestFilter } from '../../server/contract/indicators.ts';
import type { PointsAnswer, PointsQuery } from '../../server/contract/points.ts';
import type {
  BinsAnswer,
  BinsQuery,
  CategoriesAnswer,
  FacetsAnswer,
  LatestAnswer,
  LatestQuery,
  RequestDetail,
  SummaryAnswer,
} from '../../server/contract/requests.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** The latest requests, newest first, masked. */
export function fetchLatestRequests(
  dataset: DatasetId,
  query: LatestQuery,
  signal: AbortSignal,
): Promise<LatestAnswer> {
  return getJson(address(dataset, '/api/requests', query), signal);
}

/** KPIs, closed loop and what has no point. */
export function fetchRequestSummary(
  dataset: DatasetId,
  query: RequestFilter,
  signal: AbortSignal,
): Promise<SummaryAnswer> {
  return getJson(address(dataset, '/api/requests/summary', query), signal);
}

/** The three-level tree of categories with counts. */
export function fetchRequestCategories(
  dataset: DatasetId,
  query: RequestFilter,
  signal: AbortSignal,
): Promise<CategoriesAnswer> {
  return getJson(address(dataset, '/api/requests/categories', query), signal);
}

/** Counts in square bins for heat at a zoom. */
export function fetchRequestBins(
  dataset: DatasetId,
  query: BinsQuery,
  signal: AbortSignal,
): Promise<BinsAnswer> {
  return getJson(address(dataset, '/api/requests/bins', query), signal);
}

/** Single requests and clusters in a box, on rounded points. */
export function fetchRequestPoints(
  dataset: DatasetId,
  query: PointsQuery,
  signal: AbortSignal,
): Promise<PointsAnswer> {
  return getJson(address(dataset, '/api/requests/points', query), signal);
}

/** Values of each filter with their counts under all other filters. */
export function fetchRequestFacets(
  dataset: DatasetId,
  query: RequestFilter,
  signal: AbortSignal,
): Promise<FacetsAnswer> {
  return getJson(address(dataset, '/api/requests/facets', query), signal);
}

/** 接单 and 到场 by group, and what runs out next. */
export function fetchRequestClocks(
  dataset: DatasetId,
  query: ClocksQuery,
  signal: AbortSignal,
): Promise<ClocksAnswer> {
  return getJson(address(dataset, '/api/requests/clocks', query), signal);
}

/** One request with its life so far, masked. @throws {ApiError} `unknown-request` where it is not there (any more) */
export function fetchRequestDetail(
  dataset: DatasetId,
  id: number,
  signal: AbortSignal,
): Promise<RequestDetail> {
  return getJson(address(dataset, `/api/requests/${id}`), signal);
}
