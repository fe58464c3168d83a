import type { WhistleDirection } from '../../geodata/model/whistle.ts';
import type { Whistle, WhistleTarget } from '../../server/contract/whistles.ts';

/** How a call stands: nobody is late · about to be late · late · the one called is there · it is not theirs to answer. */
export type CallState = 'waiting' | 'soon' | 'late' | 'there' | 'declined';

/** A shape for each, so that colour is never alone. */
export const CALL_MARKS: Record<CallState, string> = {
  waiting: '○',
  soon: '◆',
  late: '▲',
  there: '✓',
  declined: '–',
};

/** Up, down and level with who blew; to a department, from one, between two. */
export const DIRECTION_MARKS: Record<WhistleDirection, string> = {
  up: '↑',
  down: '↓',
  sideways: '↔',
  toDepartment: '→',
  fromDepartment: '←',
  betweenDepartments: '⇄',
};

/** About to be late: less than this share of the time to report in is left. */
const SOON_SHARE = 0.2;

/** State of a call at a moment of the server's clock (epoch milliseconds). */
export function callState(
  target: Pick<WhistleTarget, 'status' | 'calledAt' | 'dueAt'>,
  nowMs: number,
): CallState {
  if (target.status === 'declined') return 'declined';
  if (target.status !== 'called') return 'there';
  const dueMs = Date.parse(target.dueAt);
  if (nowMs > dueMs) return 'late';
  const givenMs = dueMs - Date.parse(target.calledAt);
  return dueMs - nowMs < givenMs * SOON_SHARE ? 'soon' : 'waiting';
}

const URGENCY: readonly CallState[] = ['late', 'soon', 'waiting', 'there', 'declined'];

/** A whistle stands as the most urgent of its calls. */
export function whistleState(whistle: Pick<Whistle, 'targets'>, nowMs: number): CallState {
  const states = new Set(whistle.targets.map((target) => callState(target, nowMs)));
  return URGENCY.find((state) => states.has(state)) ?? 'waiting';
}

/** Those that are late first, then those about to be, then the rest; among equals whoever has waited longest. */
export function byUrgency<Row extends Pick<Whistle, 'targets' | 'blownAt' | 'id'>>(
  whistles: readonly Row[],
  nowMs: number,
): Row[] {
  const rank = new Map(whistles.map((whistle) => [whistle, URGENCY.indexOf(whistleState(whistle, nowMs))]));
  return [...whistles].sort(
    (a, b) => rank.get(a)! - rank.get(b)! || Date.parse(a.blownAt) - Date.parse(b.blownAt) || a.id - b.id,
  );
}

/** How many of those called have come; who says that it is not theirs is not waited for. */
export function reportedIn({ targets }: Pick<Whistle, 'targets'>): { there: number; called: number } {
  const answerable = targets.filter(({ status }) => status !== 'declined');
  return { there: answerable.filter(({ status }) => status !== 'called').length, called: answerable.length };
}

/** Seconds until a call is due, negative once it is late; null where nobody is waited for. */
export function secondsLeft(target: Pick<WhistleTarget, 'status' | 'dueAt'>, nowMs: number): number | null {
  return target.status === 'called' ? (Date.parse(target.dueAt) - nowMs) / 1000 : null;
}
