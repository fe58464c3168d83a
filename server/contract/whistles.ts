import { type Static, Type } from 'typebox';
import { Position } from '../../geodata/model/geometry.ts';
import {
  MOST_RESPONSE_LEVELS,
  MOST_TARGETS,
  TargetStatus,
  WHISTLE_STATUSES,
  WhistleDirection,
  WhistleEventType,
  WhistleOutcome,
  WhistleParty,
  WhistleStatus,
} from '../../geodata/model/whistle.ts';

const OrNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);
const Seconds = OrNull(Type.Number());

/** A party with the name that is shown. */
export const NamedParty = Type.Object({ ...WhistleParty.properties, name: Type.String() });
export type NamedParty = Static<typeof NamedParty>;

/** One who is called. `isOverdue` is as of the newest data: not there although the time is up. */
export const WhistleTarget = Type.Object({
  ...NamedParty.properties,
  direction: WhistleDirection,
  status: TargetStatus,
  calledAt: Type.String(),
  dueAt: Type.String(),
  reportedInAt: OrNull(Type.String()),
  declinedAt: OrNull(Type.String()),
  finishedAt: OrNull(Type.String()),
  outcome: OrNull(WhistleOutcome),
  reportInSeconds: Seconds,
  onTime: OrNull(Type.Boolean()),
  isOverdue: Type.Boolean(),
});
export type WhistleTarget = Static<typeof WhistleTarget>;

/** 吹哨: who blew, whom it calls, about what, and how far it has come. */
export const Whistle = Type.Object({
  id: Type.Integer(),
  from: NamedParty,
  categoryCode: OrNull(Type.String()),
  categoryName: OrNull(Type.String()),
  requestIds: Type.Array(Type.Integer()),
  level: Type.Integer(),
  status: WhistleStatus,
  outcome: OrNull(WhistleOutcome),
  blownAt: Type.String(),
  updatedAt: Type.String(),
  endedAt: OrNull(Type.String()),
  targets: Type.Array(WhistleTarget),
  simulated: Type.Boolean(),
});
export type Whistle = Static<typeof Whistle>;

/** `open` and `overdue` (open, and somebody is overdue) are states that no single status says. */
export const WHISTLE_STATES = [...WHISTLE_STATUSES, 'open', 'overdue'] as const;
export type WhistleFilterState = (typeof WHISTLE_STATES)[number];

/**
 * `GET /api/whistles?within=&from=&to=&state=&direction=&department=&order=&limit=&offset=` — with figures over all that match. A
 * whistle is within an area where it was blown there, calls somebody there or is about a 诉求 there.
 */
export const WhistleFilter = Type.Object({
  within: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  state: Type.Optional(
    Type.Unsafe<WhistleFilterState>(Type.Union(WHISTLE_STATES.map((state) => Type.Literal(state)))),
  ),
  direction: Type.Optional(WhistleDirection),
  department: Type.Optional(Type.String({ description: 'that blew or is called' })),
});
export type WhistleFilter = Static<typeof WhistleFilter>;
export const WHISTLE_ORDERS = ['newest', 'urgency'] as const;
export type WhistleOrder = (typeof WHISTLE_ORDERS)[number];

export const WhistlesQuery = Type.Object({
  ...WhistleFilter.properties,
  order: Type.Optional(
    Type.Enum([...WHISTLE_ORDERS], {
      description: 'newest (usual) · urgency: whoever is to report in first, the late ones before all',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  offset: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type WhistlesQuery = Static<typeof WhistlesQuery>;

/**
 * Reporting in, counted over calls. Still waited for: `waiting` in time, `overdue` after it; `missed` never came before the whistle ended
 * although their time was up. On time is a pair: `onTime` of `measured` = reportedIn + overdue + missed.
 */
export const ReportingIn = Type.Object({
  called: Type.Integer(),
  reportedIn: Type.Integer(),
  onTime: Type.Integer(),
  measured: Type.Integer(),
  declined: Type.Integer(),
  waiting: Type.Integer(),
  overdue: Type.Integer(),
  missed: Type.Integer(),
  p50Seconds: Seconds,
  p90Seconds: Seconds,
});
export type ReportingIn = Static<typeof ReportingIn>;

/** Where a whistle is drawn: who blew, and each who is called; null = no place. */
export const WhistlePlaces = Type.Object({ from: OrNull(Position), targets: Type.Array(OrNull(Position)) });
export type WhistlePlaces = Static<typeof WhistlePlaces>;

export const WhistlesAnswer = Type.Object({
  whistles: Type.Array(Whistle),
  /** Parallel to `whistles`, their targets in the same order. */
  places: Type.Array(WhistlePlaces),
  numberMatched: Type.Integer(),
  byStatus: Type.Array(Type.Object({ status: WhistleStatus, count: Type.Integer() })),
  total: ReportingIn,
  byTarget: Type.Array(Type.Object({ ...NamedParty.properties, ...ReportingIn.properties })),
  byDirection: Type.Array(Type.Object({ direction: WhistleDirection, ...ReportingIn.properties })),
  from: Type.String(),
  to: Type.String(),
  asOf: Type.String(),
});
export type WhistlesAnswer = Static<typeof WhistlesAnswer>;

/**
 * Where a party stands on a map. A department has no place in the data: it is drawn at the district it works for, and says so by
 * `positionAssumed`.
 */
export const PlacedParty = Type.Object({
  ...NamedParty.properties,
  position: OrNull(Position),
  positionAssumed: Type.Boolean(),
});
export type PlacedParty = Static<typeof PlacedParty>;

export const WhistleEvent = Type.Object({
  seq: Type.Integer({ description: 'from 0, in order of time' }),
  type: WhistleEventType,
  at: Type.String(),
  actorRole: Type.String(),
  /** The system that told of it. */
  source: Type.String(),
  target: OrNull(NamedParty),
  dueAt: OrNull(Type.String()),
  level: OrNull(Type.Integer()),
  outcome: OrNull(WhistleOutcome),
});
export type WhistleEvent = Static<typeof WhistleEvent>;

/**
 * `GET /api/whistles/{id}` — with its chain for a map, its events, and what may happen next. `flowReachedAt`: when each step of the data set's
 * flow (`/api/flows/current`) was reached by the whistle or the 诉求 it is about; null = not yet.
 */
export const WhistleDetail = Type.Object({
  whistle: Whistle,
  chain: Type.Object({
    from: PlacedParty,
    targets: Type.Array(
      Type.Object({ ...PlacedParty.properties, direction: WhistleDirection, status: TargetStatus }),
    ),
  }),
  events: Type.Array(WhistleEvent),
  legalEvents: Type.Array(WhistleEventType),
  flowReachedAt: Type.Array(OrNull(Type.String())),
  asOf: Type.String(),
});
export type WhistleDetail = Static<typeof WhistleDetail>;

const strict = { additionalProperties: false };
const At = Type.Optional(Type.String({ description: 'left out = now' }));
const ActorRole = Type.String({
  pattern: '^[a-z][A-Za-z]{1,39}$',
  description: 'a role like gridLeader, never a person',
});
const Source = Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'left out = api' }));
const DueAt = Type.Optional(Type.String({ description: 'left out = the time of the level of response' }));
const ResponseLevel = Type.Integer({ minimum: 1, maximum: MOST_RESPONSE_LEVELS });

/** `POST /api/whistles` — blows one; 201 with the whistle. */
export const WhistleBody = Type.Object(
  {
    from: WhistleParty,
    targets: Type.Array(Type.Object({ ...WhistleParty.properties, dueAt: DueAt }, strict), {
      minItems: 1,
      maxItems: MOST_TARGETS,
    }),
    categoryCode: Type.Optional(Type.String()),
    requestIds: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 200 })),
    level: Type.Optional(ResponseLevel),
    at: At,
    actorRole: ActorRole,
    source: Source,
  },
  strict,
);
export type WhistleBody = Static<typeof WhistleBody>;

/** `POST /api/whistles/{id}/events` — one step; 200 with the whistle, 409 `illegal-transition` with `allowed`. */
export const WhistleEventBody = Type.Object(
  {
    type: WhistleEventType,
    at: At,
    actorRole: ActorRole,
    source: Source,
    target: Type.Optional(WhistleParty),
    dueAt: DueAt,
    level: Type.Optional(ResponseLevel),
    outcome: Type.Optional(WhistleOutcome),
  },
  strict,
);
export type WhistleEventBody = Static<typeof WhistleEventBody>;
