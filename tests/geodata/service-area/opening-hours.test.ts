import { describe, expect, it } from 'vitest';
import { openStateAt } from '../../../geodata/model/opening-hours.ts';
import type { OpeningHours } from '../../../geodata/model/station.ts';
import { DAY_TIMES, type DayTime, stationsAt } from '../../../geodata/service-area/opening-hours.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const office: OpeningHours[] = [{ weekdays: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1020 }];
const twice: OpeningHours[] = [
  { weekdays: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 720 },
  { weekdays: [1, 2, 3, 4, 5, 6], fromMinute: 840, toMinute: 1230 },
];
const dayAndNight: OpeningHours[] = [{ weekdays: EVERY_DAY, fromMinute: 0, toMinute: 1440 }];
/** Saturday 22:00 to Sunday 03:00. */
const lateBar: OpeningHours[] = [{ weekdays: [6], fromMinute: 1320, toMinute: 180 }];

describe('opening hours', () => {
  it.each([
    [office, 3, 540, 'open'],
    [office, 3, 539, 'closed'],
    [office, 3, 1019, 'open'],
    [office, 3, 1020, 'closed'],
    [office, 6, 600, 'closed'],
    [twice, 3, 780, 'closed'],
    [twice, 6, 900, 'open'],
    [twice, 6, 600, 'closed'],
    [dayAndNight, 7, 1439, 'open'],
    [lateBar, 6, 1319, 'closed'],
    [lateBar, 6, 1320, 'open'],
    [lateBar, 7, 179, 'open'],
    [lateBar, 7, 180, 'closed'],
    [lateBar, 6, 60, 'closed'],
    [[{ weekdays: [7], fromMinute: 1320, toMinute: 120 }], 1, 60, 'open'],
    [[{ weekdays: [3], fromMinute: 600, toMinute: 600 }], 3, 600, 'closed'],
    [[], 3, 600, 'unknown'],
  ] as [OpeningHours[], number, number, string][])(
    '%j on day %i at minute %i: %s',
    (hours, weekday, minute, state) => {
      expect(openStateAt(hours, weekday, minute)).toBe(state);
    },
  );

  it('decide which stations count; no hours count as always open and are told', () => {
    const stations = [office, twice, dayAndNight, []].map((hours) => ({ hours }));
    const at = (time: DayTime) => stationsAt(stations, DAY_TIMES[time]);
    expect(at('workday')).toEqual({ counting: [0, 1, 2, 3], unknown: [3], closed: [] });
    expect(at('evening')).toEqual({ counting: [1, 2, 3], unknown: [3], closed: [0] });
    expect(at('weekend')).toEqual({ counting: [2, 3], unknown: [3], closed: [0, 1] });
    expect(at('night')).toEqual({ counting: [2, 3], unknown: [3], closed: [0, 1] });
  });

  it('count the closed ones only when asked', () => {
    const stations = [office, dayAndNight].map((hours) => ({ hours }));
    expect(stationsAt(stations, DAY_TIMES.night, true)).toEqual({
      counting: [0, 1],
      unknown: [],
      closed: [0],
    });
  });
});
