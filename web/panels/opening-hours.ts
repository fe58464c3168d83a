import type { OpeningHours } from '../../geodata/model/station.ts';

export interface HoursLine {
  /** Runs of weekdays, 1 = Monday: [1, 5] is Monday to Friday. */
  weekdays: [number, number][];
  /** `09:00–17:30`. */
  span: string;
}

/** Opening hours as lines to read, one a span. */
export function hoursLines(hours: OpeningHours[]): HoursLine[] {
  return hours.map(({ weekdays, fromMinute, toMinute }) => ({
    weekdays: runs([...weekdays].sort((a, b) => a - b)),
    span: `${clock(fromMinute)}–${clock(toMinute)}`,
  }));
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function runs(days: number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const day of days) {
    const last = found[found.length - 1];
    if (last !== undefined && last[1] === day - 1) last[1] = day;
    else found.push([day, day]);
  }
  return found;
}
