import { DEFAULT_SETTINGS } from '../../geodata/indicators/settings.ts';
import type { BoundingBox } from '../../geodata/model/geometry.ts';
import {
  REQUEST_EVENT_TYPES,
  type RequestEvent,
  type RequestEventType,
} from '../../geodata/model/request-life.ts';
import type { MaskedRequest, RequestCategory } from '../../geodata/model/service-request.ts';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import type { ClockGrouping, ClocksAnswer } from '../contract/clocks.ts';
import type { PointsAnswer } from '../contract/points.ts';
import type {
  BinsAnswer,
  CategoriesAnswer,
  FacetsAnswer,
  LatestAnswer,
  RequestDetail,
  SummaryAnswer,
} from '../contract/requests.ts';
import { maskedSql, readMasked, secondsSql, secondsToEpochMs } from './masked-rows.ts';
import { rebuildState } from './rebuild-state.ts';
import { readBins } from './request-bins.ts';
import { readClocks } from './request-clocks.ts';
import { readFacets } from './request-facets.ts';
import { RequestWhere } from './request-filter.ts';
import { readPoints } from './request-points.ts';
import { readSummary } from './request-summary.ts';
import type { RequestSelection } from './select.ts';
import { idOfExternal, type ReportQuery, readReports, type ServiceReport } from './service-reports.ts';
import type { StoreContext } from './store-context.ts';

/** Property filters and paging of the OGC collection `service-requests`. */
export interface RequestPageQuery {
  selection: RequestSelection;
  /** On the masked (rounded) point, so that a narrow box tells no more than the answer does. Leaves out what has no point. */
  bbox?: BoundingBox;
  unitId?: string;
  unitAssumed?: boolean;
  simulated?: boolean;
  escalationLevel?: number;
  rating?: number;
  limit: number;
  offset: number;
}

export interface RequestsNoun {
  /** Newest first, masked. */
  latest(selection: RequestSelection, limit: number): Promise<LatestAnswer>;
  /** Newest first, masked, with the number matched in all pages. */
  page(query: RequestPageQuery): Promise<{ requests: MaskedRequest[]; numberMatched: number }>;
  get(id: number): Promise<MaskedRequest | null>;
  /** Newest first, masked, with the time of the last event and who handles it. */
  reports(query: ReportQuery): Promise<ServiceReport[]>;
  /** The request that a source calls so; null = none. */
  idOf(source: string, externalId: string): Promise<number | null>;
  /** The events in order; null = unknown request. */
  events(id: number): Promise<RequestEvent[] | null>;
  /** Heat bins, counts under 5 left out. `zoom` as of the map; bins are never narrower than 50 m. */
  bins(selection: RequestSelection, zoom: number): Promise<BinsAnswer>;
  /** Single requests and counts of several in the cells of a grid over the box (degrees), on rounded points. `zoom` as of the map. */
  points(selection: RequestSelection, bbox: BoundingBox, zoom: number): Promise<PointsAnswer>;
  categories(selection: RequestSelection): Promise<CategoriesAnswer>;
  summary(selection: RequestSelection): Promise<SummaryAnswer>;
  /** Values of each filter with their counts under all other filters of the selection. */
  facets(selection: RequestSelection): Promise<FacetsAnswer>;
  /** Both clocks by group, what still runs judged at `atMs` (epoch milliseconds). */
  clocks(selection: RequestSelection, by: ClockGrouping, atMs: number): Promise<ClocksAnswer>;
  /** One request with its life so far, masked; null = unknown. */
  detail(id: number): Promise<RequestDetail | null>;
  /** The three-level tree of categories as loaded. */
  categoryTree(): RequestCategory[];
  sources(): string[];
  /** Number of all requests. */
  count(): Promise<number>;
  /** Folds the events of the requests (default: all) into their state rows; says how many rows changed. */
  rebuildState(requestIds?: number[]): Promise<number>;
}

/** Ids grow with time within a load and with every commit after it: they break ties of the same second. */
const NEWEST_FIRST = 'ORDER BY created_at DESC, request_id DESC';

export function createRequests(context: StoreContext): RequestsNoun {
  return {
    latest: async (selection, limit) => {
      const page = await readPage(context, { selection, limit, offset: 0 });
      return { ...page, asOf: context.asOf };
    },
    page: (query) => readPage(context, query),
    get: (id) => readOne(context, id),
    reports: (query) => readReports(context, query),
    idOf: (source, externalId) => idOfExternal(context, source, externalId),
    events: (id) => readEvents(context, id),
    bins: (selection, zoom) => readBins(context, selection, zoom),
    points: (selection, bbox, zoom) => readPoints(context, selection, bbox, zoom),
    categories: (selection) => readCategoryCounts(context, selection),
    summary: (selection) => readSummary(context, selection),
    facets: (selection) => readFacets(context, selection),
    clocks: (selection, by, atMs) => readClocks(context, selection, by, atMs),
    detail: (id) => readDetail(context, id),
    categoryTree: () => context.memory.categories,
    sources: () => context.memory.sources,
    count: async () => {
      const [row] = await context.driver.query('SELECT count(*) AS n FROM requests');
      return Number(row.n);
    },
    rebuildState: (requestIds) => rebuildState(context, requestIds),
  };
}

async function readOne(context: StoreContext, id: number): Promise<MaskedRequest | null> {
  const [request] = await readMasked(context.driver, context.memory, 'WHERE request_id = $1', [id]);
  return request ?? null;
}

async function readDetail(context: StoreContext, id: number): Promise<RequestDetail | null> {
  const { driver, memory } = context;
  const [request, events, [row]] = await Promise.all([
    readOne(context, id),
    readEvents(context, id),
    driver.query('SELECT handling_unit_no FROM requests WHERE request_id = $1', [id]),
  ]);
  if (request === null) return null;
  const no = row?.handling_unit_no as number | null | undefined;
  return {
    request,
    // '' is how an import says that the cell's own workers handled it.
    handlingUnit: no === null || no === undefined ? null : memory.handlingUnits[no] || null,
    events: events ?? [],
    acceptLimitSeconds: DEFAULT_SETTINGS.acceptLimitSeconds,
    arriveLimitSeconds: DEFAULT_SETTINGS.arriveLimitSeconds,
    asOf: context.asOf,
  };
}

async function readPage(context: StoreContext, query: RequestPageQuery): ReturnType<RequestsNoun['page']> {
  const { memory, driver } = context;
  const where = new RequestWhere(memory, query.selection);
  if (query.bbox) {
    const [west, south, east, north] = query.bbox.map(
      (bound) => `CAST(${where.parameter(bound)} AS double precision)`,
    );
    where.and(`${maskedSql('lon')} BETWEEN ${west} AND ${east}`);
    where.and(`${maskedSql('lat')} BETWEEN ${south} AND ${north}`);
  }
  if (query.unitId !== undefined)
    where.and(`unit_no = ${where.parameter(memory.units.no(query.unitId) ?? -1)}`);
  if (query.unitAssumed !== undefined) where.and(`unit_assumed = ${query.unitAssumed}`);
  if (query.simulated !== undefined) where.and(`simulated = ${query.simulated}`);
  if (query.escalationLevel !== undefined) {
    where.and(`escalation_level = ${where.parameter(query.escalationLevel)}`);
  }
  if (query.rating !== undefined) where.and(`rating = ${where.parameter(query.rating)}`);
  const [[counted], requests] = await Promise.all([
    driver.query(`SELECT count(*) AS n FROM requests ${where.sql}`, where.parameters),
    readMasked(
      driver,
      memory,
      `${where.sql} ${NEWEST_FIRST} LIMIT ${Math.trunc(query.limit)} OFFSET ${Math.trunc(query.offset)}`,
      where.parameters,
    ),
  ]);
  return { requests, numberMatched: Number(counted.n) };
}

async function readEvents(context: StoreContext, id: number): Promise<RequestEvent[] | null> {
  const { memory, driver } = context;
  const [numbers, types, times, roles, values, sources, related] = await driver.columns(
    `SELECT seq, event_type_no, ${secondsSql('happened_at')}, actor_role_no, event_value, source_no, related_no
     FROM request_events WHERE request_id = $1 ORDER BY seq`,
    [id],
  );
  if (numbers.length === 0) return null;
  return numbers.map((seq, index) => {
    const type = REQUEST_EVENT_TYPES[types[index] as number] as RequestEventType;
    const relatedNo = related[index] as number | null;
    return {
      requestId: id,
      seq: seq as number,
      type,
      at: toShanghaiIso(secondsToEpochMs(times[index] as number)),
      actorRole: memory.actorRoles[roles[index] as number],
      source: memory.sources[sources[index] as number],
      value: values[index] as number | null,
      handlingUnit: type === 'merged' || relatedNo === null ? null : memory.handlingUnits[relatedNo] || null,
      relatedRequestId: type === 'merged' ? relatedNo : null,
    };
  });
}

async function readCategoryCounts(
  context: StoreContext,
  selection: RequestSelection,
): Promise<CategoriesAnswer> {
  const { memory, driver } = context;
  const where = new RequestWhere(memory, selection);
  const [categoryNos, counts] = await driver.columns(
    `SELECT category_no, count(*) AS n FROM requests ${where.sql} GROUP BY category_no`,
    where.parameters,
  );
  const byCode = new Map(memory.categories.map((category) => [category.code, { ...category, count: 0 }]));
  let total = 0;
  categoryNos.forEach((no, index) => {
    const count = counts[index] as number;
    total += count;
    // A category counts for itself and for every one above it.
    let code: string | null = memory.categories[no as number].code;
    while (code !== null) {
      const entry: CategoriesAnswer['categories'][number] | undefined = byCode.get(code);
      if (!entry) break;
      entry.count += count;
      code = entry.parentCode;
    }
  });
  return { categories: [...byCode.values()], total, asOf: context.asOf };
}
