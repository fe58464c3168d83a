import { monthNumber, monthStartMs } from './request-days.ts';
import type { Span } from './roll-up-plan.ts';
import { eachOf, type MonthsAndDays, sizeOf, splitMonths } from './split-months.ts';

/** A period as whole months and days: what is to be added up, and what is to be taken away from that. */
export interface PeriodParts {
  added: MonthsAndDays;
  takenAway: MonthsAndDays[];
}

/** What is at hand for a period, and what it takes to get the rest. */
export interface PartsAtHand {
  /** Whether a whole month is answered as one; else it falls into its days. */
  takesMonth(month: number): boolean;
  hasMonth(month: number): boolean;
  hasDay(day: number): boolean;
  /** How many days are read in the time of a month. */
  daysPerMonthRead: number;
}

/**
 * A period that begins or ends within a month is that whole month without the days that lie outside, or the days that lie inside: whichever
 * leaves less to read. So a window that is moved day by day reads a day at each of its ends, and never half a month at once.
 */
export function cutPeriod(period: Span, atHand: PartsAtHand): PeriodParts {
  const [from, to] = [monthAround(period.fromMs), monthAround(period.toMs - 1)];
  const starts = startsIn(period.fromMs, from, atHand);
  const ends = endsIn(period.toMs, to, atHand);
  let best: PeriodParts | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const fromMs of starts) {
    for (const toMs of ends) {
      const parts = partsOf(period, { fromMs, toMs }, atHand);
      const effort = effortOf(parts, atHand);
      if (effort >= least) continue;
      best = parts;
      least = effort;
    }
  }
  return best!;
}

/** All parts, those that are added and those that are taken away. */
export function allOf({ added, takenAway }: PeriodParts): MonthsAndDays[] {
  return [added, ...takenAway];
}

function monthAround(atMs: number): { month: number; startMs: number; endMs: number } {
  const month = monthNumber(atMs);
  return { month, startMs: monthStartMs(month), endMs: monthStartMs(month + 1) };
}

function startsIn(
  fromMs: number,
  { month, startMs }: { month: number; startMs: number },
  atHand: PartsAtHand,
) {
  return startMs < fromMs && atHand.takesMonth(month) ? [fromMs, startMs] : [fromMs];
}

function endsIn(toMs: number, { month, endMs }: { month: number; endMs: number }, atHand: PartsAtHand) {
  return toMs < endMs && atHand.takesMonth(month) ? [toMs, endMs] : [toMs];
}

function partsOf(period: Span, widened: Span, { takesMonth }: PartsAtHand): PeriodParts {
  const outside = [
    { fromMs: widened.fromMs, toMs: period.fromMs },
    { fromMs: period.toMs, toMs: widened.toMs },
  ];
  return {
    added: splitMonths(widened, takesMonth),
    takenAway: outside.map((span) => splitMonths(span, takesMonth)),
  };
}

/** What is kept takes next to nothing: it counts only between parts that leave the same to read. */
const KEPT_EFFORT = 1e-3;

function effortOf(parts: PeriodParts, { hasMonth, hasDay, daysPerMonthRead }: PartsAtHand): number {
  let effort = 0;
  for (const { months, days, rest } of allOf(parts)) {
    for (const month of eachOf(months)) effort += hasMonth(month) ? KEPT_EFFORT : daysPerMonthRead;
    for (const day of eachOf(days)) effort += hasDay(day) ? KEPT_EFFORT : 1;
    effort += rest.length;
  }
  return effort;
}

/** How many single days the parts hold. */
export function singleDaysOf(parts: PeriodParts): number {
  return allOf(parts).reduce((sum, { days }) => sum + sizeOf(days), 0);
}
