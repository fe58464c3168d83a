import { formatCount, formatNumber } from '../locales/format.ts';

/** `+6,790`, `−120`, `±0`: a change against today, with a real minus. */
export function signedCount(value: number): string {
  if (Math.round(value) === 0) return '±0';
  return `${value > 0 ? '+' : '−'}${formatCount(Math.abs(value))}`;
}

/** A change in percentage points of a whole: `+1.2`; '' where nothing changed. */
export function signedPoints(difference: number, whole: number): string {
  if (difference === 0 || !(whole > 0)) return '';
  const points = (Math.abs(difference) / whole) * 100;
  // A change that rounds to nothing is still a change.
  return `${difference > 0 ? '+' : '−'}${points < 0.05 ? '<0.1' : formatNumber(points, 1)}`;
}
