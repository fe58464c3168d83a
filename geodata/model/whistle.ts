import { type Static, Type } from 'typebox';

/**
 * 吹哨报到: somebody who cannot settle a matter alone blows the whistle, and those who are called report in (报到) within the time of the
 * level of response (分级响应). Anyone may blow and anyone may be called: a unit, an overlay (片区) or a department (职能部门).
 */
export const PARTY_KINDS = ['unit', 'overlay', 'department'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];
export const WhistleParty = Type.Object(
  {
    kind: Type.Unsafe<PartyKind>(Type.Union(PARTY_KINDS.map((kind) => Type.Literal(kind)))),
    id: Type.String({
      minLength: 1,
      maxLength: 80,
      description: 'id of a unit or overlay; a department goes by its name',
    }),
  },
  { additionalProperties: false },
);
export type WhistleParty = Static<typeof WhistleParty>;

/** Two parties are the same where their keys are. */
export function partyKey({ kind, id }: WhistleParty): string {
  return `${kind}:${id}`;
}

/**
 * Where a whistle goes, seen from who blew it: 向上 up · 向下 down · 平级 sideways · 街道向部门 toDepartment · 部门向乡镇（街道） fromDepartment ·
 * 部门之间 betweenDepartments (江川: 双召集).
 */
export const WHISTLE_DIRECTIONS = [
  'up',
  'down',
  'sideways',
  'toDepartment',
  'fromDepartment',
  'betweenDepartments',
] as const;
export type WhistleDirection = (typeof WHISTLE_DIRECTIONS)[number];
export const WhistleDirection = Type.Unsafe<WhistleDirection>(
  Type.Union(WHISTLE_DIRECTIONS.map((direction) => Type.Literal(direction))),
);

/** State of a whistle: 已吹哨 blown (nobody is there) · 报到中 gathering (some are) · 协同处置 handling (all are) · 销哨 ended · 撤哨 withdrawn. */
export const WHISTLE_STATUSES = ['blown', 'gathering', 'handling', 'ended', 'withdrawn'] as const;
export type WhistleStatus = (typeof WHISTLE_STATUSES)[number];
export const WhistleStatus = Type.Unsafe<WhistleStatus>(
  Type.Union(WHISTLE_STATUSES.map((status) => Type.Literal(status))),
);

/** State of one who is called: 待报到 called · 已报到 reportedIn · 不属本职 declined · 处置完毕 finished. */
export const TARGET_STATUSES = ['called', 'reportedIn', 'declined', 'finished'] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];
export const TargetStatus = Type.Unsafe<TargetStatus>(
  Type.Union(TARGET_STATUSES.map((status) => Type.Literal(status))),
);

/** 处置结果: 已解决 solved · 部分解决 partlySolved · 未解决 unsolved. */
export const WHISTLE_OUTCOMES = ['solved', 'partlySolved', 'unsolved'] as const;
export type WhistleOutcome = (typeof WHISTLE_OUTCOMES)[number];
export const WhistleOutcome = Type.Unsafe<WhistleOutcome>(
  Type.Union(WHISTLE_OUTCOMES.map((outcome) => Type.Literal(outcome))),
);

/**
 * Events: 吹哨 blown · 召集 called (one target, at the beginning or later) · 调整响应级别 levelChanged · 报到 reportedIn · 退回 declined ·
 * 处置完毕 finished (one target) · 销哨 ended · 撤哨 withdrawn.
 */
export const WHISTLE_EVENT_TYPES = [
  'blown',
  'called',
  'levelChanged',
  'reportedIn',
  'declined',
  'finished',
  'ended',
  'withdrawn',
] as const;
export type WhistleEventType = (typeof WHISTLE_EVENT_TYPES)[number];
export const WhistleEventType = Type.Unsafe<WhistleEventType>(
  Type.Union(WHISTLE_EVENT_TYPES.map((type) => Type.Literal(type))),
);

/** For each state of a whistle, the events that are legal in it; of those about one target, `TARGET_TRANSITIONS` decides too. */
export const WHISTLE_TRANSITIONS: Record<WhistleStatus, readonly WhistleEventType[]> = {
  blown: ['called', 'levelChanged', 'reportedIn', 'declined', 'withdrawn'],
  gathering: ['called', 'levelChanged', 'reportedIn', 'declined', 'finished', 'ended'],
  handling: ['called', 'levelChanged', 'finished', 'ended'],
  ended: [],
  withdrawn: [],
};

/** For each state of a target, the events that are legal and the state they lead to. Who is not called yet can only be called. */
export const TARGET_TRANSITIONS: Record<TargetStatus, Partial<Record<WhistleEventType, TargetStatus>>> = {
  called: { reportedIn: 'reportedIn', declined: 'declined' },
  reportedIn: { finished: 'finished' },
  declined: { called: 'called' },
  finished: {},
};

/** The most levels of response that a flow may have, and the most targets of one whistle. */
export const MOST_RESPONSE_LEVELS = 9;
export const MOST_TARGETS = 20;

/** One who is called. Times are epoch milliseconds; null = has not happened. */
export interface WhistleTargetState {
  party: WhistleParty;
  status: TargetStatus;
  calledAt: number;
  /** By when to report in. */
  dueAt: number;
  reportedInAt: number | null;
  declinedAt: number | null;
  finishedAt: number | null;
  outcome: WhistleOutcome | null;
}

/** The current state folded from events. Times are epoch milliseconds; null = has not happened. */
export interface WhistleState {
  status: WhistleStatus;
  blownAt: number;
  /** 分级响应: 1 is the ordinary one. */
  level: number;
  /** In the order in which they were called first. */
  targets: WhistleTargetState[];
  endedAt: number | null;
  outcome: WhistleOutcome | null;
}

/** One step as it is applied to a state. */
export interface AppliedWhistleEvent {
  type: WhistleEventType;
  atMs: number;
  /** called, reportedIn, declined, finished: whom it is about. */
  target?: WhistleParty | null;
  /** called: by when to report in. */
  dueMs?: number | null;
  /** blown, levelChanged. */
  level?: number | null;
  /** finished, ended. */
  outcome?: WhistleOutcome | null;
}

/** A step with who took it and which system told of it: a role, never a person. */
export interface WhistleStep extends AppliedWhistleEvent {
  actorRole: string;
  source: string;
}

/** A whistle with all that has happened to it: what a store is handed. The first step is `blown`. */
export interface WhistleHistory {
  from: WhistleParty;
  /** What it is about: a category of any level, one or several 诉求, or both. */
  categoryCode: string | null;
  requestIds: number[];
  simulated: boolean;
  steps: WhistleStep[];
}

export class IllegalWhistle extends Error {
  readonly code = 'illegal-transition';
  readonly allowed: WhistleEventType[];
  constructor(state: WhistleState | null, { type, target }: AppliedWhistleEvent) {
    const allowed = legalWhistleEvents(state, target);
    const where = state === null ? 'before anything has happened' : `in state "${state.status}"`;
    const whom = target ? ` for ${target.kind} "${target.id}"` : '';
    super(`event "${type}" is not legal ${where}${whom}; legal are: ${allowed.join(', ') || 'none'}`);
    this.allowed = allowed;
  }
}

/** Whether an event is about one target. */
export function isTargetEvent(type: WhistleEventType): boolean {
  return type === 'called' || type === 'reportedIn' || type === 'declined' || type === 'finished';
}

/** Events that are legal now, in a fixed order: for one target where it is given, else for the whistle and any of its targets. */
export function legalWhistleEvents(
  state: WhistleState | null,
  target?: WhistleParty | null,
): WhistleEventType[] {
  if (state === null) return ['blown'];
  const isLegalFor = (type: WhistleEventType): boolean => {
    if (!isTargetEvent(type)) return !target;
    if (target) return isLegal(state, { type, atMs: 0, target });
    return type === 'called' || state.targets.some(({ status }) => type in TARGET_TRANSITIONS[status]);
  };
  return WHISTLE_EVENT_TYPES.filter(
    (type) => WHISTLE_TRANSITIONS[state.status].includes(type) && isLegalFor(type),
  );
}

function isLegal(state: WhistleState, { type, target }: AppliedWhistleEvent): boolean {
  if (!WHISTLE_TRANSITIONS[state.status].includes(type)) return false;
  if (!isTargetEvent(type)) return !target;
  if (!target) return false;
  const known = findTarget(state, target);
  return known === undefined ? type === 'called' : type in TARGET_TRANSITIONS[known.status];
}

function findTarget(state: WhistleState, party: WhistleParty): WhistleTargetState | undefined {
  return state.targets.find((target) => partyKey(target.party) === partyKey(party));
}

/**
 * One event applied to a state. A target that declined may be called again; then its time runs anew. Without a time of its own a call is
 * due at once.
 * @throws {IllegalWhistle} naming the legal events.
 */
export function applyWhistleEvent(state: WhistleState | null, event: AppliedWhistleEvent): WhistleState {
  if (state === null) {
    if (event.type !== 'blown') throw new IllegalWhistle(null, event);
    const { atMs, level } = event;
    return { status: 'blown', blownAt: atMs, level: level ?? 1, targets: [], endedAt: null, outcome: null };
  }
  if (!isLegal(state, event)) throw new IllegalWhistle(state, event);
  switch (event.type) {
    case 'levelChanged':
      return { ...state, level: event.level ?? state.level };
    case 'withdrawn':
      return { ...state, status: 'withdrawn', endedAt: event.atMs };
    case 'ended':
      return { ...state, status: 'ended', endedAt: event.atMs, outcome: event.outcome ?? null };
    default: {
      const targets = targetsAfter(state, event);
      return { ...state, targets, status: gatheredStatus(targets) };
    }
  }
}

function targetsAfter(state: WhistleState, event: AppliedWhistleEvent): WhistleTargetState[] {
  const party = event.target!;
  const known = findTarget(state, party);
  const after = targetAfter(known ?? null, party, event);
  return known ? state.targets.map((one) => (one === known ? after : one)) : [...state.targets, after];
}

function targetAfter(
  before: WhistleTargetState | null,
  party: WhistleParty,
  { type, atMs, dueMs, outcome }: AppliedWhistleEvent,
): WhistleTargetState {
  if (before === null || type === 'called') {
    return {
      party,
      status: 'called',
      calledAt: atMs,
      dueAt: dueMs ?? atMs,
      reportedInAt: null,
      declinedAt: null,
      finishedAt: null,
      outcome: null,
    };
  }
  const status = TARGET_TRANSITIONS[before.status][type]!;
  if (type === 'reportedIn') return { ...before, status, reportedInAt: atMs };
  if (type === 'declined') return { ...before, status, declinedAt: atMs };
  return { ...before, status, finishedAt: atMs, outcome: outcome ?? null };
}

/** Who declined is no longer waited for. */
function gatheredStatus(targets: readonly WhistleTargetState[]): WhistleStatus {
  if (!targets.some(({ reportedInAt }) => reportedInAt !== null)) return 'blown';
  return targets.some(({ status }) => status === 'called') ? 'gathering' : 'handling';
}

/** The state after a history. @throws {IllegalWhistle} */
export function foldWhistle(steps: readonly AppliedWhistleEvent[]): WhistleState {
  const state = steps.reduce<WhistleState | null>(applyWhistleEvent, null);
  if (state === null) throw new Error('a whistle without events');
  return state;
}

/** Whether somebody still works on it. */
export function isOpenWhistle(status: WhistleStatus): boolean {
  return WHISTLE_TRANSITIONS[status].length > 0;
}
