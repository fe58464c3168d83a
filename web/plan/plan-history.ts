/** States that were, and states that were taken back; the newest last. */
export interface History<T> {
  past: readonly T[];
  present: T;
  future: readonly T[];
}

/** Steps that can be taken back; a plan of more changes is a new plan. */
const MOST_STEPS = 100;

export function beginHistory<T>(present: T): History<T> {
  return { past: [], present, future: [] };
}

export function step<T>({ past, present }: History<T>, next: T): History<T> {
  return { past: [...past, present].slice(-MOST_STEPS), present: next, future: [] };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past[history.past.length - 1];
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), present: before, future: [...history.future, history.present] };
}

export function redo<T>(history: History<T>): History<T> {
  const after = history.future[history.future.length - 1];
  if (after === undefined) return history;
  return { past: [...history.past, history.present], present: after, future: history.future.slice(0, -1) };
}
