import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, startOfShanghaiDay } from '../../../geodata/model/time.ts';
import { draggedDays, type Grip, momentAt, placeOf, quarterMarks } from '../../../web/panels/time-scale.ts';

const at = (text: string) => Date.parse(`${text}+08:00`);
const axis = { fromMs: at('2024-11-25T00:00:00'), toMs: at('2026-11-30T00:00:00') };
const week = { fromMs: at('2026-11-21T15:40:00'), toMs: at('2026-11-28T15:40:00') };
const day = (ms: number) => new Date(ms + 8 * 3600_000).toISOString().slice(0, 16);

describe('the scale of the time axis', () => {
  it('places moments between its ends, and finds them again', () => {
    expect(placeOf(axis.fromMs - DAY_MS, axis)).toBe(0);
    expect(placeOf(axis.toMs + DAY_MS, axis)).toBe(1);
    expect(Math.round(momentAt(placeOf(week.fromMs, axis), axis))).toBe(week.fromMs);
  });

  it('names the first months of quarters, with the year where it begins', () => {
    expect(quarterMarks(axis).map(({ label }) => label)).toEqual([
      '2025-01',
      '04',
      '07',
      '10',
      '2026-01',
      '04',
    ]);
  });
});

describe('what is dragged', () => {
  it('over the bars is a new period of the days it touches, in either direction', () => {
    const [low, high] = [at('2026-03-04T10:00:00'), at('2026-03-09T20:00:00')];
    for (const [start, end] of [
      [low, high],
      [high, low],
    ]) {
      const { fromMs, toMs } = draggedDays('new', week, start, end, axis);
      expect([day(fromMs), day(toMs)]).toEqual(['2026-03-04T00:00', '2026-03-10T00:00']);
    }
  });

  it('as a whole keeps its length and stops at the ends', () => {
    const moved = draggedDays('whole', week, at('2026-11-01T00:00:00'), at('2026-10-02T00:00:00'), axis);
    expect([day(moved.fromMs), day(moved.toMs)]).toEqual(['2026-10-23T00:00', '2026-10-30T00:00']);
    const end = draggedDays('whole', week, at('2026-11-01T00:00:00'), at('2028-01-01T00:00:00'), axis);
    expect([end.toMs, end.toMs - end.fromMs]).toEqual([axis.toMs, 7 * DAY_MS]);
  });

  it('is always of whole days, a day at least, inside the axis', () => {
    const moment = fc.integer({ min: axis.fromMs - 40 * DAY_MS, max: axis.toMs + 40 * DAY_MS });
    const period = fc
      .tuple(
        fc.integer({ min: axis.fromMs, max: axis.toMs - DAY_MS }),
        fc.integer({ min: 1, max: 400 * DAY_MS }),
      )
      .map(([fromMs, length]) => ({ fromMs, toMs: Math.min(axis.toMs, fromMs + length) }));
    fc.assert(
      fc.property(
        fc.constantFrom<Grip[]>('new', 'whole', 'from', 'to'),
        period,
        moment,
        moment,
        (grip, before, start, end) => {
          const { fromMs, toMs } = draggedDays(grip, before, start, end, axis);
          expect(startOfShanghaiDay(fromMs)).toBe(fromMs);
          expect(startOfShanghaiDay(toMs)).toBe(toMs);
          expect(toMs - fromMs).toBeGreaterThanOrEqual(DAY_MS);
          expect(fromMs).toBeGreaterThanOrEqual(axis.fromMs);
          expect(toMs).toBeLessThanOrEqual(axis.toMs);
        },
      ),
    );
  });
});
