import { type Static, Type } from 'typebox';

/** Sources of 诉求 in a demo; a data set may bring others. */
export const DEMO_SOURCES = ['12345', '小程序', '窗口', '网格员上报'] as const;

/**
 * State of a 诉求, derived from its events:
 * 收集 received · 派单 dispatched · 接单 accepted · 到场 arrived · 办理 handling · 挂起 suspended · 反馈/办结 resolved ·
 * 评价 rated · 回访 revisited · 关闭 closed (merged into another, or no matter of ours).
 */
export const REQUEST_STATUSES = [
  'received',
  'dispatched',
  'accepted',
  'arrived',
  'handling',
  'suspended',
  'resolved',
  'rated',
  'revisited',
  'closed',
] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];
export const RequestStatus = Type.Unsafe<RequestStatus>(
  Type.Union(REQUEST_STATUSES.map((status) => Type.Literal(status))),
);

/** Events. `returned` 退单, `transferred` 转办, `escalated` 提级办理, `reopened` 返工, `merged` 重复件并案. */
export const REQUEST_EVENT_TYPES = [
  'received',
  'dispatched',
  'returned',
  'transferred',
  'accepted',
  'arrived',
  'handling',
  'suspended',
  'resumed',
  'escalated',
  'resolved',
  'reopened',
  'rated',
  'revisited',
  'merged',
  'closed',
] as const;
export type RequestEventType = (typeof REQUEST_EVENT_TYPES)[number];
export const RequestEventType = Type.Unsafe<RequestEventType>(
  Type.Union(REQUEST_EVENT_TYPES.map((type) => Type.Literal(type))),
);

/** For each state, the events that are legal in it and the state they lead to. `null` = keeps the state. */
export const TRANSITIONS: Record<RequestStatus, Partial<Record<RequestEventType, RequestStatus | null>>> = {
  received: { dispatched: 'dispatched', escalated: null, merged: 'closed', closed: 'closed' },
  dispatched: {
    accepted: 'accepted',
    returned: 'received',
    transferred: null,
    escalated: null,
    merged: 'closed',
    closed: 'closed',
  },
  accepted: {
    arrived: 'arrived',
    handling: 'handling',
    returned: 'received',
    transferred: 'dispatched',
    escalated: null,
    suspended: 'suspended',
    resolved: 'resolved',
    merged: 'closed',
  },
  arrived: {
    handling: 'handling',
    transferred: 'dispatched',
    escalated: null,
    suspended: 'suspended',
    resolved: 'resolved',
    merged: 'closed',
  },
  handling: {
    transferred: 'dispatched',
    escalated: null,
    suspended: 'suspended',
    resolved: 'resolved',
    merged: 'closed',
  },
  suspended: { resumed: 'handling', escalated: null, merged: 'closed', closed: 'closed' },
  resolved: { rated: 'rated', reopened: 'handling', revisited: 'revisited', closed: 'closed' },
  rated: { reopened: 'handling', revisited: 'revisited', closed: 'closed' },
  revisited: { reopened: 'handling', closed: 'closed' },
  closed: {},
};

/** Events that are legal in `status`, in a fixed order. */
export function legalEvents(status: RequestStatus): RequestEventType[] {
  return REQUEST_EVENT_TYPES.filter((type) => type in TRANSITIONS[status]);
}

export const RequestEvent = Type.Object({
  requestId: Type.Integer(),
  seq: Type.Integer({ description: 'from 0, in order of time' }),
  type: RequestEventType,
  at: Type.String(),
  actorRole: Type.String(),
  /** rated: 1–5; escalated: the new level; revisited: 1 satisfied, 0 not; otherwise null. */
  value: Type.Union([Type.Integer(), Type.Null()]),
});
export type RequestEvent = Static<typeof RequestEvent>;

/** Where an escalated 诉求 is handled: 0 cell, 1 community, 2 subdistrict, 3 district/department. */
export const ESCALATION_LEVELS = ['gridCell', 'community', 'subdistrict', 'district'] as const;

/** The current state folded from events. Times are epoch milliseconds; null = has not happened. */
export interface RequestState {
  status: RequestStatus;
  dispatchedAt: number | null;
  acceptedAt: number | null;
  arrivedAt: number | null;
  resolvedAt: number | null;
  ratedAt: number | null;
  rating: number | null;
  escalationLevel: number;
  reopenedCount: number;
  revisitSatisfied: boolean | null;
}

export class IllegalTransition extends Error {
  readonly code = 'illegal-transition';
  readonly allowed: RequestEventType[];
  constructor(status: RequestStatus, type: RequestEventType) {
    const allowed = legalEvents(status);
    super(`event "${type}" is not legal in state "${status}"; legal are: ${allowed.join(', ') || 'none'}`);
    this.allowed = allowed;
  }
}

const INITIAL: RequestState = {
  status: 'received',
  dispatchedAt: null,
  acceptedAt: null,
  arrivedAt: null,
  resolvedAt: null,
  ratedAt: null,
  rating: null,
  escalationLevel: 0,
  reopenedCount: 0,
  revisitSatisfied: null,
};

/**
 * One event applied to a state. The first acceptance and the first arrival stand (the two clocks measure the first answer);
 * the last resolution stands (a reopened 诉求 is not solved until it is solved again).
 * @throws {IllegalTransition} naming the legal events.
 */
export function applyEvent(
  state: RequestState | null,
  event: { type: RequestEventType; atMs: number; value: number | null },
): RequestState {
  if (state === null) {
    if (event.type !== 'received') throw new IllegalTransition('closed', event.type);
    return { ...INITIAL };
  }
  const target = TRANSITIONS[state.status][event.type];
  if (target === undefined) throw new IllegalTransition(state.status, event.type);
  const next: RequestState = { ...state, status: target ?? state.status };
  switch (event.type) {
    case 'dispatched':
      next.dispatchedAt ??= event.atMs;
      break;
    case 'accepted':
      next.acceptedAt ??= event.atMs;
      break;
    case 'arrived':
      next.arrivedAt ??= event.atMs;
      break;
    case 'resolved':
      next.resolvedAt = event.atMs;
      break;
    case 'reopened':
      next.reopenedCount += 1;
      next.resolvedAt = null;
      break;
    case 'rated':
      next.ratedAt = event.atMs;
      next.rating = event.value;
      break;
    case 'escalated':
      next.escalationLevel = Math.max(next.escalationLevel, event.value ?? next.escalationLevel + 1);
      break;
    case 'revisited':
      next.revisitSatisfied = event.value === 1;
      break;
    default:
      break;
  }
  return next;
}

/** A category of three levels; `code` is stable in a data set, `parentCode` null at the top. */
export const RequestCategory = Type.Object({
  code: Type.String(),
  parentCode: Type.Union([Type.String(), Type.Null()]),
  level: Type.Integer({ minimum: 1, maximum: 3 }),
  name: Type.String(),
});
export type RequestCategory = Static<typeof RequestCategory>;

/** What may be shown of a 诉求: no free text, no person, the point rounded to about 100 m. */
export const MaskedRequest = Type.Object({
  id: Type.Integer(),
  source: Type.String(),
  categoryCode: Type.String(),
  categoryName: Type.String(),
  unitId: Type.String(),
  unitAssumed: Type.Boolean({ description: 'no place was given; counted in the unit of the import' }),
  status: RequestStatus,
  urgency: Type.Integer({ minimum: 0, maximum: 2, description: '0 ordinary, 1 urgent, 2 emergency' }),
  escalationLevel: Type.Integer(),
  createdAt: Type.String(),
  acceptSeconds: Type.Union([Type.Integer(), Type.Null()]),
  arriveSeconds: Type.Union([Type.Integer(), Type.Null()]),
  resolveSeconds: Type.Union([Type.Integer(), Type.Null()]),
  rating: Type.Union([Type.Integer(), Type.Null()]),
  simulated: Type.Boolean(),
  position: Type.Union([Type.Array(Type.Number()), Type.Null()]),
});
export type MaskedRequest = Static<typeof MaskedRequest>;

/**
 * A batch of 诉求 in columns, as the demo city and the importers hand them to a store. Parallel arrays of `length` rows.
 * Seconds count from `createdAtMs`; -1 = has not happened (or is not known).
 */
export interface RequestColumns {
  length: number;
  /** Index into `sources`. */
  source: Uint8Array;
  sources: string[];
  /** Unique per source; null = made by the demo (the store uses its own id). */
  externalId: (string | null)[] | null;
  createdAtMs: Float64Array;
  /** Index into `categoryCodes`. */
  category: Uint16Array;
  categoryCodes: string[];
  /** Index into `unitIds`: the finest unit known. */
  unit: Uint32Array;
  unitIds: string[];
  /** 1 = the unit was assumed because no place was given. */
  unitAssumed: Uint8Array;
  /** Degrees; NaN = no point. */
  lon: Float64Array;
  lat: Float64Array;
  /** 0 ordinary, 1 urgent, 2 emergency. */
  urgency: Uint8Array;
  dispatchSeconds: Int32Array;
  acceptSeconds: Int32Array;
  arriveSeconds: Int32Array;
  handleSeconds: Int32Array;
  resolveSeconds: Int32Array;
  rateSeconds: Int32Array;
  revisitSeconds: Int32Array;
  /** 1–5, 0 = not rated. */
  rating: Uint8Array;
  /** -1 not revisited, 0 not satisfied, 1 satisfied. */
  revisitSatisfied: Int8Array;
  /** 0–3, see ESCALATION_LEVELS. */
  escalationLevel: Uint8Array;
  escalateSeconds: Int32Array;
  /** Number of 返工 (resolved, reopened, resolved again); the first resolution is at `firstResolveSeconds`. */
  reopenedCount: Uint8Array;
  firstResolveSeconds: Int32Array;
  reopenSeconds: Int32Array;
  /** 1 = a repeat of an earlier 诉求 about the same matter (counted, not merged). */
  repeated: Uint8Array;
  /** 1 = found by a grid worker before anyone asked (未诉先办). */
  proactive: Uint8Array;
  /** 1 on time, 0 overtime, -1 unknown or still running. */
  onTime: Int8Array;
  /** Handling unit by name, '' = the cell's own workers; null = unknown for the whole batch. */
  handlingUnit: string[] | null;
  simulated: boolean;
}
