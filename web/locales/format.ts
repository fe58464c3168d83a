import { SHANGHAI_OFFSET_MS } from '../../geodata/model/time.ts';

/** 1286 → `1,286`. Both languages group thousands the same way. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** With exactly `decimals` digits after the point; thousands grouped. */
export function formatNumber(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** A share in percent with one decimal, without the sign; null where there is nothing to divide by. */
export function formatShare(numerator: number, denominator: number): string | null {
  if (!(denominator > 0)) return null;
  // 99.96 must not read as 100.0 while someone is missing, nor 0.04 as 0.0 while someone is there.
  const percent = (numerator / denominator) * 100;
  const shown = numerator < denominator ? Math.min(percent, 99.9) : percent;
  return formatNumber(numerator > 0 ? Math.max(shown, 0.1) : shown, 1);
}

/** Seconds → `m:ss`, from an hour on `h:mm:ss`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** Epoch milliseconds as the clock of Asia/Shanghai, whatever the zone of the screen. */
export function shanghaiClock(epochMs: number): { day: string; minutes: string; seconds: string } {
  const text = new Date(epochMs + SHANGHAI_OFFSET_MS).toISOString();
  return { day: text.slice(0, 10), minutes: text.slice(11, 16), seconds: text.slice(17, 19) };
}

/** An instant with offset → `11-20 14:32`, in Asia/Shanghai. */
export function formatInstant(iso: string): string {
  const epochMs = Date.parse(iso);
  if (Number.isNaN(epochMs)) return iso;
  const { day, minutes } = shanghaiClock(epochMs);
  return `${day.slice(5)} ${minutes}`;
}

/** As `formatInstant`, with the year where it is not that of `nowMs`. */
export function formatInstantOf(iso: string, nowMs: number): string {
  const epochMs = Date.parse(iso);
  if (Number.isNaN(epochMs)) return iso;
  const year = (ms: number) => shanghaiClock(ms).day.slice(0, 4);
  return year(epochMs) === year(nowMs) ? formatInstant(iso) : formatFullInstant(iso);
}

/** An instant with offset → `2026-11-20 14:32`, in Asia/Shanghai: for what is read years later. */
export function formatFullInstant(iso: string): string {
  const epochMs = Date.parse(iso);
  if (Number.isNaN(epochMs)) return iso;
  const { day, minutes } = shanghaiClock(epochMs);
  return `${day} ${minutes}`;
}

/** Metres as people say them: `640 m`, `1.2 km`. */
export function formatDistance(metres: number): string {
  return metres < 1000
    ? `${Math.round(metres)} m`
    : `${formatNumber(metres / 1000, metres < 10000 ? 1 : 0)} km`;
}
