export type AgeUnit = 'seconds' | 'minutes' | 'hours' | 'days';

/** Age of the data in the largest unit that still says something: seconds up to two minutes, then minutes, hours, days. */
export function ageText(seconds: number): { value: string; unit: AgeUnit } {
  if (seconds < 120) return { value: String(seconds), unit: 'seconds' };
  if (seconds < 2 * 3600) return { value: String(Math.floor(seconds / 60)), unit: 'minutes' };
  if (seconds < 48 * 3600) return { value: String(Math.floor(seconds / 3600)), unit: 'hours' };
  return { value: String(Math.floor(seconds / 86400)), unit: 'days' };
}
