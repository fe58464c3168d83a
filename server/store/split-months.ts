import { dayNumber, dayStartMs, monthNumber, monthStartMs } from './request-days.ts';
import type { Span } from './roll-up-plan.ts';

/** A period in whole months, whole days beside them, and what is left, within a day. */
export interface MonthsAndDays {
  /** First and last of each run of months (since year 0). */
  months: [first: number, last: number][];
  /** First and last of each run of days (since 1970). */
  days: [first: number, last: number][];
  rest: Span[];
}

/** @param takesMonth whether a whole month is answered as one; else it falls into its days */
export function splitMonths({ fromMs, toMs }: Span, takesMonth: (month: number) => boolean): MonthsAndDays {
  const parts: MonthsAndDays = { months: [], days: [], rest: [] };
  for (let at = fromMs; at < toMs; ) {
    const month = monthNumber(at);
    const monthEnd = monthStartMs(month + 1);
    if (at === monthStartMs(month) && monthEnd <= toMs && takesMonth(month)) {
      append(parts.months, month);
      at = monthEnd;
      continue;
    }
    const day = dayNumber(at);
    const end = Math.min(toMs, dayStartMs(day + 1));
    if (at === dayStartMs(day) && end === dayStartMs(day + 1)) append(parts.days, day);
    else parts.rest.push({ fromMs: at, toMs: end });
    at = end;
  }
  return parts;
}

/** Each number of the runs. */
export function eachOf(runs: readonly (readonly [number, number])[]): number[] {
  return runs.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

/** How many numbers the runs hold. */
export function sizeOf(runs: readonly (readonly [number, number])[]): number {
  return runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function append(runs: [first: number, last: number][], number: number): void {
  const run = runs.at(-1);
  if (run && run[1] === number - 1) run[1] = number;
  else runs.push([number, number]);
}
