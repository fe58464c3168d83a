import { DAY_MS, SHANGHAI_OFFSET_MS } from '../../geodata/model/time.ts';

/** Days since 1970 by the clock of Shanghai, as roll-ups are kept by. */
export function dayNumber(epochMs: number): number {
  return Math.floor((epochMs + SHANGHAI_OFFSET_MS) / DAY_MS);
}

/** Midnight at which a day begins, as epoch milliseconds. */
export function dayStartMs(day: number): number {
  return day * DAY_MS - SHANGHAI_OFFSET_MS;
}

/** `dayNumber` of a request's creation, in words both databases know. */
export const DAY_NUMBER = "(CAST(created_at AS date) - CAST('1970-01-01' AS date))";
