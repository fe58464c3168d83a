import { openStateAt } from '../model/opening-hours.ts';
import type { Station } from '../model/station.ts';

/** A minute of the week: weekday 1 = Monday … 7 = Sunday, minutes after midnight. */
export interface WeekMoment {
  weekday: number;
  minute: number;
}

/**
 * Times of day that circles are drawn for, by their keys. Wednesday at 10:00: every office that opens at all is open, and no holiday
 * moves it to another day; 20:00: after work; Saturday at 10:00: families; 02:00: only what is open through the night.
 */
export const DAY_TIMES = {
  workday: { weekday: 3, minute: 600 },
  evening: { weekday: 3, minute: 1200 },
  weekend: { weekday: 6, minute: 600 },
  night: { weekday: 3, minute: 120 },
} as const satisfies Record<string, WeekMoment>;
export type DayTime = keyof typeof DAY_TIMES;

/** Stations (as indexes of the given list, ascending) that count at a moment. */
export interface CountingStations {
  counting: number[];
  /** Among `counting`: those whose hours nobody knows. */
  unknown: number[];
  /** Those that are shut; among `counting` only when asked for. */
  closed: number[];
}

/**
 * Which stations count at a moment: the open ones and those without hours, who count as always open and are told apart so that it
 * can be said beside the figure.
 * @param countClosed count the closed ones as well
 */
export function stationsAt(
  stations: readonly Pick<Station, 'hours'>[],
  moment: WeekMoment,
  countClosed = false,
): CountingStations {
  const found: CountingStations = { counting: [], unknown: [], closed: [] };
  stations.forEach(({ hours }, index) => {
    const state = openStateAt(hours, moment.weekday, moment.minute);
    if (state !== 'closed' || countClosed) found.counting.push(index);
    if (state === 'closed') found.closed.push(index);
    if (state === 'unknown') found.unknown.push(index);
  });
  return found;
}
