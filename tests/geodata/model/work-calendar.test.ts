import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NATIONAL_CALENDAR, WORK_STRETCHES, WorkCalendar } from '../../../geodata/model/work-calendar.ts';
import { WORK_YEARS } from '../../../geodata/model/work-days.ts';

const at = (text: string) => Date.parse(`${text}+08:00`);
const HOUR = 3600;

describe('working time', () => {
  it('is seven hours a day, with a noon', () => {
    const between = (from: string, to: string) =>
      NATIONAL_CALENDAR.workSecondsBetween(at(`2026-11-25T${from}`), at(`2026-11-25T${to}`));
    expect(between('00:00:00', '23:59:59')).toBe(7 * HOUR);
    expect(between('11:30:00', '14:30:00')).toBe(HOUR);
    expect(between('12:10:00', '13:50:00')).toBe(0);
    expect(between('14:30:00', '11:30:00')).toBe(0);
  });

  it('rests over the holidays and works on the weekends that make up for them', () => {
    expect(NATIONAL_CALENDAR.isWorkday('2026-02-17')).toBe(false);
    expect(NATIONAL_CALENDAR.isWorkday('2026-02-28')).toBe(true);
    expect(NATIONAL_CALENDAR.isWorkday('2025-10-11')).toBe(true);
    expect(NATIONAL_CALENDAR.isWorkday('2026-11-28')).toBe(false);
    // The days before and after the Spring Festival of 2026, with nine free days between.
    expect(NATIONAL_CALENDAR.workSecondsBetween(at('2026-02-14T17:00:00'), at('2026-02-24T10:00:00'))).toBe(
      2 * HOUR,
    );
  });

  it('knows no holidays of a year that is not listed', () => {
    expect(WORK_YEARS.some(({ year }) => year === 2031)).toBe(false);
    expect(NATIONAL_CALENDAR.isWorkday('2031-01-01')).toBe(true);
    expect(NATIONAL_CALENDAR.isWorkday('2031-01-04')).toBe(false);
  });

  it('marks as free only days that would be worked, and as made up only weekends', () => {
    const plain = new WorkCalendar([], WORK_STRETCHES);
    for (const { year, makeUpDays } of WORK_YEARS) {
      for (const day of makeUpDays) expect(plain.isWorkday(`${year}-${day}`), `${year}-${day}`).toBe(false);
    }
  });

  it('agrees with counting minute by minute', () => {
    const from = at('2025-09-25T00:00:00');
    const minutes = 20 * 24 * 60;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: minutes }), fc.integer({ min: 0, max: minutes }), (a, b) => {
        let worked = 0;
        for (let minute = a; minute < b; minute++) {
          const local = new Date(from + minute * 60_000 + 8 * HOUR * 1000).toISOString();
          const clock = Number(local.slice(11, 13)) + Number(local.slice(14, 16)) / 60;
          const inHours = (clock >= 9 && clock < 12) || (clock >= 14 && clock < 18);
          if (inHours && NATIONAL_CALENDAR.isWorkday(local.slice(0, 10))) worked += 60;
        }
        expect(NATIONAL_CALENDAR.workSecondsBetween(from + a * 60_000, from + b * 60_000)).toBe(worked);
      }),
      { numRuns: 40 },
    );
  });
});
