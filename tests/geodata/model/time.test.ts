import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  parseInstant,
  startOfShanghaiDay,
  toShanghaiDay,
  toShanghaiIso,
  toStoreTimestamp,
} from '../../../geodata/model/time.ts';

const instants = fc
  .integer({ min: Date.UTC(1992, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 })
  .map((s) => s * 1000);

describe('time of the field', () => {
  it('reads a bare date as midnight in Shanghai', () => {
    expect(parseInstant('2026-11-20')).toBe(Date.parse('2026-11-19T16:00:00Z'));
  });

  it('reads a time without offset as Shanghai time, one with offset as it says', () => {
    expect(parseInstant('2026-11-20 14:32')).toBe(Date.parse('2026-11-20T06:32:00Z'));
    expect(parseInstant('2026-11-20T14:32:08Z')).toBe(Date.parse('2026-11-20T14:32:08Z'));
    expect(parseInstant('2026-11-20T14:32:08+0900')).toBe(Date.parse('2026-11-20T05:32:08Z'));
  });

  it.each(['', 'today', '2026-13-01', '2026-02-30', '2026-11-20T25:00', '20.11.2026'])(
    'refuses %j',
    (text) => {
      expect(parseInstant(text)).toBeNull();
    },
  );

  it('brings every second back through both written forms', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(parseInstant(toShanghaiIso(instant))).toBe(instant);
        expect(parseInstant(toStoreTimestamp(instant))).toBe(instant);
      }),
    );
  });

  it('agrees with the calendar of Asia/Shanghai', () => {
    const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(toShanghaiDay(instant)).toBe(calendar.format(instant));
      }),
    );
  });

  it('starts a day at its midnight', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const start = startOfShanghaiDay(instant);
        expect(instant - start).toBeGreaterThanOrEqual(0);
        expect(instant - start).toBeLessThan(DAY_MS);
        expect(toShanghaiIso(start)).toMatch(/T00:00:00\+08:00$/);
      }),
    );
  });
});
