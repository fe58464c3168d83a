import { DAY_MS, parseInstant, toShanghaiDay, toShanghaiIso } from '../../geodata/model/time.ts';
import type { Period, PeriodName } from './selection-url.ts';

/** Length of a named period in days. */
export const PERIOD_DAYS: Record<PeriodName, number> = { '24h': 1, '7d': 7, '30d': 30, '365d': 365 };

/** ISO instants, `from` inclusive, `to` exclusive. */
export interface TimeRange {
  from: string;
  to: string;
}

const MINUTE_MS = 60000;

/**
 * Range of a period that ends at `endMs` (epoch). The end is rounded up to the minute: the newest request is inside, and
 * calls made within a minute ask for the same thing. Both ends move together, so the period before is as long as this one.
 */
export function periodRange(period: Period, endMs: number): TimeRange {
  if (typeof period !== 'string') return { from: period.from, to: period.to };
  const toMs = Math.floor(endMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  return { from: toShanghaiIso(toMs - PERIOD_DAYS[period] * DAY_MS), to: toShanghaiIso(toMs) };
}

/** Length of a period in days, for captions and rates. */
export function periodDays(period: Period): number {
  if (typeof period === 'string') return PERIOD_DAYS[period];
  const fromMs = parseInstant(period.from);
  const toMs = parseInstant(period.to);
  return fromMs === null || toMs === null ? 0 : (toMs - fromMs) / DAY_MS;
}

/** First and last day of a range as shown, both inclusive. */
export function periodDaysShown(range: TimeRange): { first: string; last: string } {
  const fromMs = parseInstant(range.from) ?? 0;
  const toMs = parseInstant(range.to) ?? 0;
  return { first: toShanghaiDay(fromMs), last: toShanghaiDay(toMs - 1) };
}
