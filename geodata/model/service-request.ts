import { type Static, Type } from 'typebox';
import { RequestKind } from './request-kind.ts';
import { NATIONAL_CALENDAR } from './work-calendar.ts';

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

/**
 * Events. `returned` 退单, `transferred` 转办, `escalated` 提级办理, `reopened` 返工, `merged` 重复件并案; of the supervision (督查)
 * `rectificationOrdered` 责令整改, `rectified` 整改完成, `justified` 说明理由, `censured` 通报. Stores keep the place in this list: new
 * ones are added at its end.
 */
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
  'rectificationOrdered',
  'rectified',
  'justified',
  'censured',
] as const;
export type RequestEventType = (typeof REQUEST_EVENT_TYPES)[number];
export const RequestEventType = Type.Unsafe<RequestEventType>(
  Type.Union(REQUEST_EVENT_TYPES.map((type) => Type.Literal(type))),
);

/** What supervision may do about a 诉求 that was answered; whether an order stands decides too, see `SUPERVISION`. */
const SUPERVISED = { rectificationOrdered: null, rectified: null, justified: null, censured: null } as const;

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
    justified: null,
    censured: null,
  },
  suspended: {
    resumed: 'handling',
    escalated: null,
    merged: 'closed',
    closed: 'closed',
    justified: null,
    censured: null,
  },
  resolved: { rated: 'rated', reopened: 'handling', revisited: 'revisited', closed: 'closed', ...SUPERVISED },
  rated: { reopened: 'handling', revisited: 'revisited', closed: 'closed', ...SUPERVISED },
  revisited: { reopened: 'handling', closed: 'closed', ...SUPERVISED },
  closed: {},
};

/** An order of 整改 is answered once, by putting right or by a reason; 通报 is for an order that stands unanswered. */
const SUPERVISION: Partial<Record<RequestEventType, (state: RequestState) => boolean>> = {
  rectificationOrdered: (state) => state.rectifyOrderedAt === null,
  rectified: hasOpenOrder,
  justified: hasOpenOrder,
  censured: (state) => hasOpenOrder(state) && state.censuredAt === null,
};

/** 责令整改 that has neither been followed nor answered with a reason (无理由未整改, once it is overdue). */
export function hasOpenOrder(
  state: Pick<RequestState, 'rectifyOrderedAt' | 'rectifiedAt' | 'justifiedAt'>,
): boolean {
  return state.rectifyOrderedAt !== null && state.rectifiedAt === null && state.justifiedAt === null;
}

/** Events that are legal now, in a fixed order; before anything has happened only `received`. */
export function legalEvents(state: RequestState | null): RequestEventType[] {
  if (state === null) return ['received'];
  return REQUEST_EVENT_TYPES.filter((type) => isLegal(state, type));
}

function isLegal(state: RequestState, type: RequestEventType): boolean {
  return type in TRANSITIONS[state.status] && (SUPERVISION[type]?.(state) ?? true);
}

export const RequestEvent = Type.Object({
  requestId: Type.Integer(),
  seq: Type.Integer({ description: 'from 0, in order of time' }),
  type: RequestEventType,
  at: Type.String(),
  actorRole: Type.String(),
  /** The system that told of it. */
  source: Type.String(),
  /** rated: 1–5; escalated: the new level; revisited: 1 satisfied, 0 not; otherwise null. */
  value: Type.Union([Type.Integer(), Type.Null()]),
  handlingUnit: Type.Union([Type.String(), Type.Null()], {
    description: 'dispatched, returned, transferred: to whom, where it was said',
  }),
  relatedRequestId: Type.Union([Type.Integer(), Type.Null()], { description: 'merged: into which' }),
});
export type RequestEvent = Static<typeof RequestEvent>;

/** Where an escalated 诉求 is handled: 0 cell, 1 community, 2 subdistrict, 3 district/department. */
export const ESCALATION_LEVELS = ['gridCell', 'community', 'subdistrict', 'district'] as const;

/** The current state folded from events. Times are epoch milliseconds; null = has not happened. */
export interface RequestState {
  status: RequestStatus;
  receivedAt: number;
  dispatchedAt: number | null;
  acceptedAt: number | null;
  arrivedAt: number | null;
  resolvedAt: number | null;
  /** 办结时长: working seconds from receipt to the last resolution, suspensions left out; null = not resolved. */
  resolveWorkSeconds: number | null;
  ratedAt: number | null;
  rating: number | null;
  escalationLevel: number;
  reopenedCount: number;
  returnedCount: number;
  transferredCount: number;
  revisitSatisfied: boolean | null;
  /** Since when it is suspended; null = it is not. */
  suspendedAt: number | null;
  /** Working seconds of the suspensions that are over. */
  suspendedWorkSeconds: number;
  /** Who has it, by the store's number; null = no event said. */
  handlingUnitNo: number | null;
  /** 并案: the 诉求 that stands for this one; null = not merged, or nobody said into which. */
  mergedInto: number | null;
  rectifyOrderedAt: number | null;
  rectifiedAt: number | null;
  justifiedAt: number | null;
  censuredAt: number | null;
}

export class IllegalTransition extends Error {
  readonly code = 'illegal-transition';
  readonly allowed: RequestEventType[];
  constructor(state: RequestState | null, type: RequestEventType) {
    const allowed = legalEvents(state);
    const where = state === null ? 'before anything has happened' : `in state "${state.status}"`;
    super(`event "${type}" is not legal ${where}; legal are: ${allowed.join(', ') || 'none'}`);
    this.allowed = allowed;
  }
}

/** One step as it is applied to a state. */
export interface AppliedEvent {
  type: RequestEventType;
  atMs: number;
  value: number | null;
  /** dispatched, returned, transferred: the handling unit's number; merged: the 诉求 it went into. */
  related?: number | null;
}

function initialState(receivedAt: number): RequestState {
  return {
    status: 'received',
    receivedAt,
    dispatchedAt: null,
    acceptedAt: null,
    arrivedAt: null,
    resolvedAt: null,
    resolveWorkSeconds: null,
    ratedAt: null,
    rating: null,
    escalationLevel: 0,
    reopenedCount: 0,
    returnedCount: 0,
    transferredCount: 0,
    revisitSatisfied: null,
    suspendedAt: null,
    suspendedWorkSeconds: 0,
    handlingUnitNo: null,
    mergedInto: null,
    rectifyOrderedAt: null,
    rectifiedAt: null,
    justifiedAt: null,
    censuredAt: null,
  };
}

/**
 * One event applied to a state. The first acceptance and the first arrival stand (the two clocks measure the first answer);
 * the last resolution stands (a reopened 诉求 is not solved until it is solved again).
 * @throws {IllegalTransition} naming the legal events.
 */
export function applyEvent(state: RequestState | null, event: AppliedEvent): RequestState {
  if (state === null) {
    if (event.type !== 'received') throw new IllegalTransition(null, event.type);
    return initialState(event.atMs);
  }
  if (!isLegal(state, event.type)) throw new IllegalTransition(state, event.type);
  const next: RequestState = { ...state, status: TRANSITIONS[state.status][event.type] ?? state.status };
  const related = event.related ?? null;
  switch (event.type) {
    case 'dispatched':
      next.dispatchedAt ??= event.atMs;
      next.handlingUnitNo = related ?? next.handlingUnitNo;
      break;
    case 'returned':
      next.returnedCount += 1;
      break;
    case 'transferred':
      next.transferredCount += 1;
      next.handlingUnitNo = related ?? next.handlingUnitNo;
      break;
    case 'accepted':
      next.acceptedAt ??= event.atMs;
      break;
    case 'arrived':
      next.arrivedAt ??= event.atMs;
      break;
    case 'suspended':
      next.suspendedAt = event.atMs;
      break;
    case 'resumed':
      endSuspension(next, event.atMs);
      break;
    case 'resolved':
      next.resolvedAt = event.atMs;
      next.resolveWorkSeconds = Math.max(
        0,
        NATIONAL_CALENDAR.workSecondsBetween(next.receivedAt, event.atMs) - next.suspendedWorkSeconds,
      );
      break;
    case 'reopened':
      next.reopenedCount += 1;
      next.resolvedAt = null;
      next.resolveWorkSeconds = null;
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
    case 'merged':
      next.mergedInto = related;
      endSuspension(next, event.atMs);
      break;
    case 'closed':
      endSuspension(next, event.atMs);
      break;
    case 'rectificationOrdered':
      next.rectifyOrderedAt = event.atMs;
      break;
    case 'rectified':
      next.rectifiedAt = event.atMs;
      break;
    case 'justified':
      next.justifiedAt = event.atMs;
      break;
    case 'censured':
      next.censuredAt = event.atMs;
      break;
    default:
      break;
  }
  return next;
}

function endSuspension(state: RequestState, atMs: number): void {
  if (state.suspendedAt === null) return;
  state.suspendedWorkSeconds += NATIONAL_CALENDAR.workSecondsBetween(state.suspendedAt, atMs);
  state.suspendedAt = null;
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
  kind: RequestKind,
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
  handlingUnit: Type.Union([Type.String(), Type.Null()]),
  rating: Type.Union([Type.Integer(), Type.Null()]),
  simulated: Type.Boolean(),
  position: Type.Union([Type.Array(Type.Number()), Type.Null()]),
});
export type MaskedRequest = Static<typeof MaskedRequest>;

/** A step that few lives have: 退单, 转办, 挂起, 并案, 整改 … Seconds count from the creation. */
export interface DetourStep {
  type: RequestEventType;
  seconds: number;
  actorRole: string;
  value: number | null;
}

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
  /** Index into REQUEST_KINDS. */
  kind: Uint8Array;
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
  /** Steps beside those above, by row and in order of time; null = no row has any. */
  detours: ReadonlyMap<number, readonly DetourStep[]> | null;
  /** Handling unit by name, '' = the cell's own workers; null = unknown for the whole batch. */
  handlingUnit: string[] | null;
  simulated: boolean;
}
