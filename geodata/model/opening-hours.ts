import type { OpeningHours } from './station.ts';

/** `unknown`: no hours are known at all. */
export type OpenState = 'open' | 'closed' | 'unknown';

/**
 * State at a minute of a weekday (1 = Monday … 7 = Sunday, minutes after midnight). The closing minute is outside. A span that ends
 * before it begins (22:00–02:00) runs over midnight into the day after its weekday; one that ends where it begins is empty.
 */
export function openStateAt(hours: readonly OpeningHours[], weekday: number, minute: number): OpenState {
  if (hours.length === 0) return 'unknown';
  const dayBefore = weekday === 1 ? 7 : weekday - 1;
  const isOpen = hours.some(({ weekdays, fromMinute, toMinute }) => {
    if (fromMinute <= toMinute) {
      return weekdays.includes(weekday) && fromMinute <= minute && minute < toMinute;
    }
    return (
      (weekdays.includes(weekday) && minute >= fromMinute) ||
      (weekdays.includes(dayBefore) && minute < toMinute)
    );
  });
  return isOpen ? 'open' : 'closed';
}
