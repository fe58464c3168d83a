import { type Static, Type } from 'typebox';
import { NATIONAL_CALENDAR } from './work-calendar.ts';

/**
 * State of a 诉求, derived from its events:
 * 收集 received · 派单 dispatched · 接单 accepted · 到场 arrived · 办理 handling · 挂起 suspended · 反馈/办结 resolved ·
 * 评价 rated · 回访 revisited · 关闭 closed (no matter of ours, or ended without more) · 并案 merged (another goes on for both). Stores
 * keep the place in this list: new ones are added at its end.
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
  'merged',
] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];
/** Ends of a request's life: nobody has to look any more. */
export const SETTLED_STATUSES: readonly RequestStatus[] = [
  'resolved',
  'rated',
  'revisited',
  'closed',
  'merged',
];
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
  received: { dispatched: 'dispatched', escalated: null, merged: 'merged', closed: 'closed' },
  dispatched: {
    accepted: 'accepted',
    returned: 'received',
    transferred: null,
    escalated: null,
    merged: 'merged',
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
    merged: 'merged',
  },
  arrived: {
    handling: 'handling',
    transferred: 'dispatched',
    escalated: null,
    suspended: 'suspended',
    resolved: 'resolved',
    merged: 'merged',
  },
  handling: {
    transferred: 'dispatched',
    escalated: null,
    suspended: 'suspended',
    resolved: 'resolved',
    merged: 'merged',
    justified: null,
    censured: null,
  },
  suspended: {
    resumed: 'handling',
    escalated: null,
    merged: 'merged',
    closed: 'closed',
    justified: null,
    censured: null,
  },
  resolved: { rated: 'rated', reopened: 'handling', revisited: 'revisited', closed: 'closed', ...SUPERVISED },
  rated: { reopened: 'handling', revisited: 'revisited', closed: 'closed', ...SUPERVISED },
  revisited: { reopened: 'handling', closed: 'closed', ...SUPERVISED },
  closed: {},
  merged: {},
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
