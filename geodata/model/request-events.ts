import { applyEvent, type RequestEventType, type RequestState, type RequestStatus } from './request-life.ts';
import type { DetourStep, RequestColumns } from './service-request.ts';

/** One step of a 诉求's life as `POST /api/requests/{id}/events` takes it, with the time as epoch milliseconds. */
export interface RequestStep {
  type: RequestEventType;
  atMs: number;
  actorRole: string;
  /** rated: 1–5; escalated: the new level; revisited: 1 satisfied, 0 not; otherwise null. */
  value: number | null;
  /** Only with `merged`: see `DetourStep`. */
  rowsBack?: number;
}

/** Who takes a step, as kept with the event: a role, never a person. */
const ACTOR_ROLES: Partial<Record<RequestEventType, string>> = {
  dispatched: 'dispatcher',
  accepted: 'gridWorker',
  arrived: 'gridWorker',
  handling: 'gridWorker',
  resolved: 'gridWorker',
  escalated: 'gridLeader',
  reopened: 'supervisor',
  rated: 'resident',
  revisited: 'supervisor',
};

/**
 * Row `row` of the columns as the list of steps that led to it: in order of time, each legal after the one before (TRANSITIONS).
 * `related` of the first dispatch is left to the store, which knows the handling units' numbers.
 */
export function requestEvents(columns: RequestColumns, row: number): RequestStep[] {
  const usual = usualEvents(columns, row);
  const detours = columns.detours?.get(row);
  return detours ? withDetours(usual, detours, columns.createdAtMs[row]!) : usual;
}

function usualEvents(columns: RequestColumns, row: number): RequestStep[] {
  const createdAtMs = columns.createdAtMs[row]!;
  const reopened = columns.reopenSeconds[row]! >= 0;
  const escalateSeconds = columns.escalateSeconds[row]!;
  const steps: RequestStep[] = [
    {
      type: 'received',
      atMs: createdAtMs,
      actorRole: columns.proactive[row] === 1 ? 'gridWorker' : 'resident',
      value: null,
    },
  ];
  let escalationPending = escalateSeconds >= 0;
  const add = (type: RequestEventType, seconds: number, value: number | null = null) => {
    if (seconds < 0) return;
    // 提级 keeps the state, so it stands wherever its time puts it; at the same second it comes first.
    if (escalationPending && escalateSeconds <= seconds) {
      escalationPending = false;
      steps.push(step('escalated', escalateSeconds, columns.escalationLevel[row]!));
    }
    steps.push(step(type, seconds, value));
  };
  const step = (type: RequestEventType, seconds: number, value: number | null): RequestStep => ({
    type,
    atMs: createdAtMs + seconds * 1000,
    actorRole: ACTOR_ROLES[type] ?? 'system',
    value,
  });
  add('dispatched', columns.dispatchSeconds[row]!);
  add('accepted', columns.acceptSeconds[row]!);
  add('arrived', columns.arriveSeconds[row]!);
  add('handling', columns.handleSeconds[row]!);
  if (reopened) {
    add('resolved', columns.firstResolveSeconds[row]!);
    add('reopened', columns.reopenSeconds[row]!);
  }
  add('resolved', columns.resolveSeconds[row]!);
  add('rated', columns.rateSeconds[row]!, columns.rating[row]!);
  add('revisited', columns.revisitSeconds[row]!, columns.revisitSatisfied[row]!);
  if (escalationPending) steps.push(step('escalated', escalateSeconds, columns.escalationLevel[row]!));
  return steps;
}

/** Both lists in order of time; at the same second the usual step comes first. */
function withDetours(
  usual: readonly RequestStep[],
  detours: readonly DetourStep[],
  createdAtMs: number,
): RequestStep[] {
  const steps = [...usual];
  for (const { seconds, ...rest } of detours) {
    const atMs = createdAtMs + seconds * 1000;
    const later = steps.findIndex((step) => step.atMs > atMs);
    steps.splice(later < 0 ? steps.length : later, 0, { ...rest, atMs });
  }
  return steps;
}

/** The state after all steps of row `row`. @throws {IllegalTransition} where the columns hold an impossible life */
export function requestStateOf(columns: RequestColumns, row: number): RequestState {
  return requestEvents(columns, row).reduce<RequestState | null>(applyEvent, null)!;
}

/** The status in which row `row` stands: what folding `requestEvents` gives, mostly without the list. */
export function requestStatusOf(columns: RequestColumns, row: number): RequestStatus {
  if (columns.detours?.has(row)) return requestStateOf(columns, row).status;
  if (columns.revisitSeconds[row]! >= 0) return 'revisited';
  if (columns.rateSeconds[row]! >= 0) return 'rated';
  if (columns.resolveSeconds[row]! >= 0) return 'resolved';
  if (columns.reopenSeconds[row]! >= 0 || columns.handleSeconds[row]! >= 0) return 'handling';
  if (columns.arriveSeconds[row]! >= 0) return 'arrived';
  if (columns.acceptSeconds[row]! >= 0) return 'accepted';
  return columns.dispatchSeconds[row]! >= 0 ? 'dispatched' : 'received';
}
