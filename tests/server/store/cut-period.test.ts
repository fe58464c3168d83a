import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../geodata/model/time.ts';
import { allOf, cutPeriod, type PartsAtHand, type PeriodParts } from '../../../server/store/cut-period.ts';
import { dayStartMs, monthStartMs } from '../../../server/store/request-days.ts';
import { eachOf, type MonthsAndDays } from '../../../server/store/split-months.ts';

const HOUR_MS = DAY_MS / 24;
const START_MS = Date.parse('2025-01-01T00:00:00+08:00');

const NOTHING_AT_HAND: PartsAtHand = {
  takesMonth: () => true,
  hasMonth: () => false,
  hasDay: () => false,
  daysPerMonthRead: 8,
};

/** How often each hour of two years is counted, part by part. */
function hoursCounted({ added, takenAway }: PeriodParts): Int8Array {
  const hours = new Int8Array(2 * 366 * 24);
  const add = ({ months, days, rest }: MonthsAndDays, sign: 1 | -1) => {
    const spans = [
      ...eachOf(months).map((month) => [monthStartMs(month), monthStartMs(month + 1)]),
      ...eachOf(days).map((day) => [dayStartMs(day), dayStartMs(day + 1)]),
      ...rest.map(({ fromMs, toMs }) => [fromMs, toMs]),
    ];
    for (const [fromMs, toMs] of spans) {
      for (let at = fromMs!; at < toMs!; at += HOUR_MS) hours[(at - START_MS) / HOUR_MS]! += sign;
    }
  };
  add(added, 1);
  for (const parts of takenAway) add(parts, -1);
  return hours;
}

describe('a period cut into months and days', () => {
  it('counts every hour inside once and none outside, whatever is at hand', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 31 * 24, max: 600 * 24 }),
        fc.integer({ min: 1, max: 100 * 24 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 12 }),
        (first, length, seed, daysPerMonthRead) => {
          const some = (number: number, share: number) => ((number * 7919 + seed) % 97) / 97 < share;
          const parts = cutPeriod(
            { fromMs: START_MS + first * HOUR_MS, toMs: START_MS + (first + length) * HOUR_MS },
            {
              takesMonth: (month) => some(month, 0.7),
              hasMonth: (month) => some(month + 13, 0.5),
              hasDay: (day) => some(day, 0.5),
              daysPerMonthRead,
            },
          );
          const wrong = hoursCounted(parts).findIndex(
            (times, hour) => times !== (hour >= first && hour < first + length ? 1 : 0),
          );
          expect(wrong).toBe(-1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes the shorter way where nothing is at hand', () => {
    const parts = cutPeriod(
      { fromMs: Date.parse('2025-03-03T00:00:00+08:00'), toMs: Date.parse('2025-09-04T00:00:00+08:00') },
      NOTHING_AT_HAND,
    );
    // The whole of March without two days, and three days of September.
    const daysOf = (one: MonthsAndDays) => eachOf(one.days).length;
    expect(eachOf(parts.added.months)).toHaveLength(6);
    expect(daysOf(parts.added)).toBe(3);
    expect(parts.takenAway.map(daysOf)).toEqual([2, 0]);
  });

  it('reads two days at most for each day by which a window is moved', () => {
    const kept = { months: new Set<number>(), days: new Set<number>() };
    const readBy: number[] = [];
    for (let moved = 0; moved < 120; moved++) {
      const toMs = Date.parse('2026-05-19T00:00:00+08:00') - moved * DAY_MS;
      const parts = cutPeriod(
        { fromMs: toMs - 100 * DAY_MS, toMs },
        {
          takesMonth: () => true,
          hasMonth: (month) => kept.months.has(month),
          hasDay: (day) => kept.days.has(day),
          daysPerMonthRead: 8,
        },
      );
      let read = 0;
      for (const { months, days } of allOf(parts)) {
        for (const day of eachOf(days)) if (!kept.days.has(day)) read += 1;
        for (const day of eachOf(days)) kept.days.add(day);
        for (const month of eachOf(months)) kept.months.add(month);
      }
      readBy.push(read);
    }
    expect(Math.max(...readBy.slice(1))).toBeLessThanOrEqual(2);
  });
});
