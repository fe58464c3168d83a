import { type Static, Type } from 'typebox';
import { RequestEvent, RequestStatus } from '../../geodata/model/request-life.ts';
import { MaskedRequest } from '../../geodata/model/service-request.ts';
import { RequestFilter } from './indicators.ts';

/** `GET /api/requests?within=&limit=` — the latest, newest first, masked. */
export const LatestQuery = Type.Object({
  ...RequestFilter.properties,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
export type LatestQuery = Static<typeof LatestQuery>;
export const LatestAnswer = Type.Object({
  requests: Type.Array(MaskedRequest),
  numberMatched: Type.Integer(),
  asOf: Type.String(),
});
export type LatestAnswer = Static<typeof LatestAnswer>;

/** `GET /api/requests/bins?zoom=&within=&from=&to=` — counts in square bins for heat. */
export const BinsQuery = Type.Object({
  ...RequestFilter.properties,
  zoom: Type.Integer({ minimum: 0, maximum: 20 }),
});
export type BinsQuery = Static<typeof BinsQuery>;
/**
 * Square bins of `sizeM` metres in a local grid. `lon`/`lat` are centres, `half` the half widths in degrees.
 * `residents` live in the bin. Counts under `minimumCount`, and those by
 * which they could be found out by subtraction, are left out and summed in `suppressed`.
 * inBins + suppressed + unlocated = total.
 */
export const BinsAnswer = Type.Object({
  sizeM: Type.Number(),
  halfLon: Type.Number(),
  halfLat: Type.Number(),
  lon: Type.Array(Type.Number()),
  lat: Type.Array(Type.Number()),
  count: Type.Array(Type.Integer()),
  residents: Type.Array(Type.Integer()),
  minimumCount: Type.Integer(),
  /** Frozen inner class breaks: per 1,000 residents and absolute, per 30 days and square kilometre-normalised bin. */
  breaksPerThousand: Type.Array(Type.Number()),
  breaksCount: Type.Array(Type.Number()),
  inBins: Type.Integer(),
  suppressed: Type.Integer(),
  unlocated: Type.Integer(),
  total: Type.Integer(),
  from: Type.String(),
  to: Type.String(),
  asOf: Type.String(),
});
export type BinsAnswer = Static<typeof BinsAnswer>;

/** `GET /api/requests/categories?within=&from=&to=` — the three-level tree with counts (own and descendants). */
export const CategoriesAnswer = Type.Object({
  categories: Type.Array(
    Type.Object({
      code: Type.String(),
      parentCode: Type.Union([Type.String(), Type.Null()]),
      level: Type.Integer(),
      name: Type.String(),
      count: Type.Integer(),
    }),
  ),
  total: Type.Integer(),
  asOf: Type.String(),
});
export type CategoriesAnswer = Static<typeof CategoriesAnswer>;

/**
 * `GET /api/requests/facets?…` — for each filter its values with the counts under all *other* filters, so that what is chosen can be
 * changed. Categories come from `/api/requests/categories`, asked without `category`.
 */
export const FacetsAnswer = Type.Object({
  /** Every status in the order of a request's life, those without requests too. */
  status: Type.Array(Type.Object({ value: RequestStatus, count: Type.Integer() })),
  /** Every source of the data set, in the order of its first request. */
  source: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
  /** 0 ordinary, 1 urgent, 2 emergency. */
  urgency: Type.Array(Type.Object({ value: Type.Integer(), count: Type.Integer() })),
  /** The 50 units that handle most, most first, by name where equal. Requests without a handling unit stand in none. */
  handlingUnit: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
  /** The units beyond those, and their requests together. */
  handlingUnitOthers: Type.Object({ units: Type.Integer(), count: Type.Integer() }),
  asOf: Type.String(),
});
export type FacetsAnswer = Static<typeof FacetsAnswer>;

/** `GET /api/requests/{id}` — one request and its life so far: no text, no person, the point rounded. */
export const RequestDetail = Type.Object({
  request: MaskedRequest,
  /** Name of the unit that handles it; null = the cell's own workers, or unknown. */
  handlingUnit: Type.Union([Type.String(), Type.Null()]),
  /** In order of time. */
  events: Type.Array(RequestEvent),
  /** Limits of the two clocks. */
  acceptLimitSeconds: Type.Integer(),
  arriveLimitSeconds: Type.Integer(),
  asOf: Type.String(),
});
export type RequestDetail = Static<typeof RequestDetail>;

const EndedAtStage = Type.Object({ merged: Type.Integer(), closed: Type.Integer() });

/** `GET /api/requests/summary?within=&from=&to=` — the KPIs, the closed loop and what has no point. */
export const SummaryAnswer = Type.Object({
  total: Type.Integer(),
  /** In the period before (环比) and in the same one a year before (同比), null where the data begin after its start. */
  previousTotal: Type.Integer(),
  lastYearTotal: Type.Union([Type.Integer(), Type.Null()]),
  located: Type.Integer(),
  unlocated: Type.Integer(),
  unitAssumed: Type.Integer(),
  bySource: Type.Array(Type.Object({ source: Type.String(), count: Type.Integer() })),
  /** How far the closed loop has come, each stage counting those that reached it: received ≥ accepted ≥ … */
  funnel: Type.Object({
    received: Type.Integer(),
    accepted: Type.Integer(),
    arrived: Type.Integer(),
    resolved: Type.Integer(),
    rated: Type.Integer(),
  }),
  /** Those that came as far as a stage and will come no further: merged into another (并案), or closed unresolved. */
  ended: Type.Object({ received: EndedAtStage, accepted: EndedAtStage, arrived: EndedAtStage }),
  escalated: Type.Integer(),
  clocks: Type.Object({
    accept: Type.Object({
      p50Seconds: Type.Union([Type.Number(), Type.Null()]),
      p90Seconds: Type.Union([Type.Number(), Type.Null()]),
      onTime: Type.Integer(),
      measured: Type.Integer(),
      limitSeconds: Type.Integer(),
      running: Type.Integer(),
    }),
    arrive: Type.Object({
      p50Seconds: Type.Union([Type.Number(), Type.Null()]),
      p90Seconds: Type.Union([Type.Number(), Type.Null()]),
      onTime: Type.Integer(),
      measured: Type.Integer(),
      limitSeconds: Type.Integer(),
      running: Type.Integer(),
    }),
  }),
  satisfied: Type.Integer(),
  rated: Type.Integer(),
  /** On time, overtime, unknown: they sum to `total`. */
  onTime: Type.Object({ onTime: Type.Integer(), overtime: Type.Integer(), unknown: Type.Integer() }),
  from: Type.String(),
  to: Type.String(),
  asOf: Type.String(),
});
export type SummaryAnswer = Static<typeof SummaryAnswer>;

/** `GET /api/requests/unmatched` — imported rows for which no unit was found, the newest first; for operators. */
export const UnmatchedQuery = Type.Object({
  source: Type.Optional(Type.String({ maxLength: 80 })),
  reason: Type.Optional(Type.String({ maxLength: 40 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
});
export type UnmatchedQuery = Static<typeof UnmatchedQuery>;
export const UnmatchedAnswer = Type.Object({
  rows: Type.Array(
    Type.Object({
      source: Type.String(),
      externalId: Type.String(),
      createdAt: Type.String(),
      categoryCode: Type.String(),
      /** What the row names, '' = nothing. */
      unitCode: Type.String(),
      district: Type.String(),
      street: Type.String(),
      community: Type.String(),
      position: Type.Union([Type.Array(Type.Number()), Type.Null()], {
        description: 'rounded to about 100 m',
      }),
      reason: Type.String(),
      candidates: Type.Array(Type.Object({ unitId: Type.String(), name: Type.String() })),
    }),
  ),
  numberMatched: Type.Integer(),
  /** Of the whole list (of the source), most first. */
  reasons: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
});
export type UnmatchedAnswer = Static<typeof UnmatchedAnswer>;
