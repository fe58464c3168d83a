import { DAY_MS, SHANGHAI_OFFSET_MS } from './time.ts';

/** Steps of a course over time, by the clock of Shanghai: weeks begin on Monday, months on the first. */
export const TIME_STEPS = ['hour', 'day', 'week', 'month'] as const;
export type TimeStep = (typeof TIME_STEPS)[number];

export const HOUR_MS = 3600 * 1000;
/** 1970-01-01 was a Thursday: weeks begin on Monday, three days before. */
export const MONDAY_SHIFT_DAYS = 3;

/**
 * Days that a step counts as where classes are brought to its length: a month as 30 of them whatever its own, so that a colour means
 * the same in February and in March.
 */
export const STEP_DAYS: Record<TimeStep, number> = { hour: 1 / 24, day: 1, week: 7, month: 30 };

/** Start of the step that holds `epochMs`, as epoch milliseconds. */
export function startOfStep(epochMs: number, step: TimeStep): number {
  const localMs = epochMs + SHANGHAI_OFFSET_MS;
  if (step === 'hour') return Math.floor(localMs / HOUR_MS) * HOUR_MS - SHANGHAI_OFFSET_MS;
  const day = Math.floor(localMs / DAY_MS);
  if (step === 'day') return day * DAY_MS - SHANGHAI_OFFSET_MS;
  if (step === 'week') {
    const monday = Math.floor((day + MONDAY_SHIFT_DAYS) / 7) * 7 - MONDAY_SHIFT_DAYS;
    return monday * DAY_MS - SHANGHAI_OFFSET_MS;
  }
  return addMonths(localMs, 0);
}

/** Start of the step after the one that begins at `startMs`; `count` may be negative. */
export function stepAfter(startMs: number, step: TimeStep, count = 1): number {
  if (step === 'hour') return startMs + count * HOUR_MS;
  if (step === 'day') return startMs + count * DAY_MS;
  if (step === 'week') return startMs + count * 7 * DAY_MS;
  return addMonths(startMs + SHANGHAI_OFFSET_MS, count);
}

/**
 * Starts of the steps that a period touches (`fromMs` inclusive, `toMs` exclusive), epoch milliseconds; null where there are more than
 * `most`.
 */
export function stepStarts(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  step: TimeStep,
  most: number,
): number[] | null {
  const starts: number[] = [];
  for (let start = startOfStep(fromMs, step); start < toMs; start = stepAfter(start, step)) {
    if (starts.length >= most) return null;
    starts.push(start);
  }
  return starts;
}

/** The first of the month `count` months after the one that holds a moment of local time. */
function addMonths(localMs: number, count: number): number {
  const date = new Date(localMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1) - SHANGHAI_OFFSET_MS;
}
