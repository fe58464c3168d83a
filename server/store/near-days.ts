import { toStoreTimestamp } from '../../geodata/model/time.ts';
import { dayStartMs } from './request-days.ts';
import type { Span } from './roll-up-plan.ts';

/** Days that lie further apart are not read together: all that lies between would be looked through. */
const WIDEST_SPAN_DAYS = 31;

/** Days in order, at most `most` of those near one another in a part, to be read together. */
export function nearDays(days: readonly number[], most: number): number[][] {
  const parts: number[][] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const part = parts.at(-1);
    if (part && part.length < most && day - part[0]! < WIDEST_SPAN_DAYS) part.push(day);
    else parts.push([day]);
  }
  return parts;
}

/** Whether a request came in within the span. */
export function withinSql({ fromMs, toMs }: Span): string {
  return `created_at >= CAST('${toStoreTimestamp(fromMs)}' AS timestamp) AND created_at < CAST('${toStoreTimestamp(toMs)}' AS timestamp)`;
}

/**
 * Whether a request came in on one of the days, which stand in order. As ranges: what a number made of the time selects PostgreSQL cannot
 * guess, and then joins row by row.
 */
export function onDaysSql(days: readonly number[]): string {
  const span = withinSql({ fromMs: dayStartMs(days[0]!), toMs: dayStartMs(days.at(-1)! + 1) });
  if (days.at(-1)! - days[0]! === days.length - 1) return span;
  const ranges = days.map((day) => `(${withinSql({ fromMs: dayStartMs(day), toMs: dayStartMs(day + 1) })})`);
  return `${span} AND (${ranges.join(' OR ')})`;
}
