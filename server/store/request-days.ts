import { DAY_MS, SHANGHAI_OFFSET_MS } from '../../geodata/model/time.ts';

/** Days since 1970 by the clock of Shanghai, as roll-ups are kept by. */
export function dayNumber(epochMs: number): number {
  return Math.floor((epochMs + SHANGHAI_OFFSET_MS) / DAY_MS);
}

/** Midnight at which a day begins, as epoch milliseconds. */
export function dayStartMs(day: number): number {
  return day * DAY_MS - SHANGHAI_OFFSET_MS;
}

/** Months since year 0 by the clock of Shanghai. */
export function monthNumber(epochMs: number): number {
  const local = new Date(epochMs + SHANGHAI_OFFSET_MS);
  return local.getUTCFullYear() * 12 + local.getUTCMonth();
}

/** Midnight at which a month begins, as epoch milliseconds. */
export function monthStartMs(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) - SHANGHAI_OFFSET_MS;
}

/** `monthNumber` of a request's creation, in words both databases know. */
export const MONTH_NUMBER =
  'CAST(extract(year FROM created_at) * 12 + extract(month FROM created_at) - 1 AS integer)';

/** `dayNumber` of a request's creation, in words both databases know. */
export const DAY_NUMBER = "(CAST(created_at AS date) - CAST('1970-01-01' AS date))";
