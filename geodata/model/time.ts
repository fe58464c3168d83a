/**
 * Time of the field: days and months are those of Asia/Shanghai, which keeps UTC+8 all year (no daylight saving since 1991).
 * Stores hold local wall-clock time without zone; the doors speak ISO 8601 with offset.
 */
export const SHANGHAI_OFFSET_MS = 8 * 3600 * 1000;
export const SECOND_MS = 1000;
export const DAY_MS = 24 * 3600 * SECOND_MS;

/** Epoch milliseconds → `2026-11-20T14:32:08+08:00`. */
export function toShanghaiIso(epochMs: number): string {
  return `${new Date(epochMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19)}+08:00`;
}

/** Epoch milliseconds → `2026-11-20 14:32:08`, the form kept in stores. */
export function toStoreTimestamp(epochMs: number): string {
  return new Date(epochMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** Epoch milliseconds → the Shanghai day, `2026-11-20`. */
export function toShanghaiDay(epochMs: number): string {
  return new Date(epochMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
}

/**
 * ISO 8601 date or date-time → epoch milliseconds. A bare date is midnight in Shanghai; a time without offset is Shanghai time.
 * Returns null where the text is no such date.
 */
export function parseInstant(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    text,
  );
  if (!match) return null;
  const [, day, minutes = '00:00', seconds = ':00', , zone = '+08:00'] = match;
  const epochMs = Date.parse(`${day}T${minutes}${seconds}${zone}`);
  if (Number.isNaN(epochMs)) return null;
  // Date.parse rolls 02-30 over into March; a day that does not come back is no day.
  return toShanghaiDay(Date.parse(`${day}T00:00:00+08:00`)) === day ? epochMs : null;
}

/** Midnight (Shanghai) of the day that holds `epochMs`. */
export function startOfShanghaiDay(epochMs: number): number {
  return Math.floor((epochMs + SHANGHAI_OFFSET_MS) / DAY_MS) * DAY_MS - SHANGHAI_OFFSET_MS;
}
