import { type Static, Type } from 'typebox';
import { RequestEventType } from './request-life.ts';
import { AREA_LEVELS, type AreaLevel } from './unit.ts';
import { MOST_RESPONSE_LEVELS, WhistleDirection, WhistleEventType } from './whistle.ts';

/**
 * 流程: how a place handles a 诉求 and blows its whistles, as data. One engine (`flowProgress`, `callsAllowed`) reads every configuration;
 * no place has code of its own.
 */
const strict = { additionalProperties: false };

/** Words in both languages of the interface. */
export const FlowText = Type.Object(
  { 'zh-CN': Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  strict,
);
export type FlowText = Static<typeof FlowText>;

/** Whether an article says so, or we had to say something ourselves. Nothing of ours is shown as if it were printed. */
export const FlowOrigin = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('printed'),
      article: Type.String({ minLength: 1 }),
      quote: Type.String({ minLength: 1 }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('ours'), source: Type.String({ minLength: 1 }) }, strict),
]);
export type FlowOrigin = Static<typeof FlowOrigin>;

/** Who may blow or be called, by kind: a level of the unit tree, an overlay (片区), a department. */
export const CALLER_RANKS = [...AREA_LEVELS, 'overlay', 'department'] as const;
export type CallerRank = AreaLevel | 'overlay' | 'department';
export const CallerRank = Type.Unsafe<CallerRank>(Type.Union(CALLER_RANKS.map((rank) => Type.Literal(rank))));

/** An event that means that a step is reached. All that is named must hold. */
export const FlowTrigger = Type.Union([
  Type.Object(
    {
      of: Type.Literal('request'),
      event: RequestEventType,
      /** escalated: at least this level; revisited: 1 satisfied, 0 not; rated: at least this many stars. */
      value: Type.Optional(Type.Integer({ minimum: 0, maximum: 5 })),
    },
    strict,
  ),
  Type.Object(
    {
      of: Type.Literal('whistle'),
      event: WhistleEventType,
      /** Only whistles that one of these blew. */
      blownBy: Type.Optional(Type.Array(CallerRank, { minItems: 1 })),
    },
    strict,
  ),
]);
export type FlowTrigger = Static<typeof FlowTrigger>;

export const FlowStep = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][A-Za-z]*$' }),
    name: FlowText,
    /** Any one of these. */
    reachedBy: Type.Array(FlowTrigger, { minItems: 1 }),
    /** Most 诉求 do without it (提级, 吹哨). */
    optional: Type.Boolean(),
    origin: FlowOrigin,
  },
  strict,
);
export type FlowStep = Static<typeof FlowStep>;

/** Who may blow a whistle to whom. */
export const FlowCall = Type.Object(
  {
    name: FlowText,
    from: Type.Array(CallerRank, { minItems: 1 }),
    to: Type.Array(CallerRank, { minItems: 1 }),
    /** Only these; left out = any. */
    directions: Type.Optional(Type.Array(WhistleDirection, { minItems: 1 })),
    origin: FlowOrigin,
  },
  strict,
);
export type FlowCall = Static<typeof FlowCall>;

/** A level of response with the time in which to report in. */
export const FlowLevel = Type.Object(
  {
    level: Type.Integer({ minimum: 1, maximum: MOST_RESPONSE_LEVELS }),
    name: FlowText,
    reportInSeconds: Type.Integer({ minimum: 60 }),
    /** Where the time comes from. */
    limitOrigin: FlowOrigin,
  },
  strict,
);
export type FlowLevel = Static<typeof FlowLevel>;

/** 督查: how long an order of 整改 may stand unanswered before it counts as 无理由未整改. */
export const FlowSupervision = Type.Object(
  { rectifyWithinDays: Type.Integer({ minimum: 1, maximum: 365 }), limitOrigin: FlowOrigin },
  strict,
);
export type FlowSupervision = Static<typeof FlowSupervision>;

export const FlowConfiguration = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z-]*$' }),
    name: FlowText,
    /** The whole flow in the place's words. */
    origin: FlowOrigin,
    steps: Type.Array(FlowStep, { minItems: 2 }),
    calls: Type.Array(FlowCall),
    levels: Type.Array(FlowLevel),
    supervision: FlowSupervision,
  },
  strict,
);
export type FlowConfiguration = Static<typeof FlowConfiguration>;

/** Something that happened to a 诉求 or to a whistle about it. */
export interface FlowEvent {
  of: 'request' | 'whistle';
  event: RequestEventType | WhistleEventType;
  atMs: number;
  /** Of a 诉求's event. */
  value: number | null;
  /** Of a whistle: who blew it. */
  blownBy: CallerRank | null;
}

/** When each step was reached first (epoch milliseconds), in the order of the steps; null = not reached. */
export function flowProgress(
  flow: Pick<FlowConfiguration, 'steps'>,
  events: readonly FlowEvent[],
): (number | null)[] {
  return flow.steps.map(({ reachedBy }) => {
    const times = events
      .filter((event) => reachedBy.some((trigger) => isReached(trigger, event)))
      .map(({ atMs }) => atMs);
    return times.length > 0 ? Math.min(...times) : null;
  });
}

function isReached(trigger: FlowTrigger, event: FlowEvent): boolean {
  if (trigger.of !== event.of || trigger.event !== event.event) return false;
  if (trigger.of === 'whistle') {
    return (
      trigger.blownBy === undefined || (event.blownBy !== null && trigger.blownBy.includes(event.blownBy))
    );
  }
  if (trigger.value === undefined) return true;
  if (event.value === null) return false;
  return trigger.event === 'revisited' ? event.value === trigger.value : event.value >= trigger.value;
}

/** The rules by which one may call another; empty = the flow knows no such whistle. */
export function callsAllowed(
  flow: Pick<FlowConfiguration, 'calls'>,
  from: CallerRank,
  to: CallerRank,
  direction: WhistleDirection,
): FlowCall[] {
  return flow.calls.filter(
    (call) =>
      call.from.includes(from) &&
      call.to.includes(to) &&
      (call.directions === undefined || call.directions.includes(direction)),
  );
}

/** The level's entry; null = the flow has no such level. */
export function flowLevel(flow: Pick<FlowConfiguration, 'levels'>, level: number): FlowLevel | null {
  return flow.levels.find((one) => one.level === level) ?? null;
}
