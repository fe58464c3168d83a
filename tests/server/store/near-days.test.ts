import { expect, it } from 'vitest';
import { nearDays, onDaysSql } from '../../../server/store/near-days.ts';

it('reads days together that lie near one another, each once, and never looks through the years between', () => {
  expect(nearDays([], 7)).toEqual([]);
  expect(nearDays([20_700, 20_000, 20_701, 20_003], 7)).toEqual([
    [20_000, 20_003],
    [20_700, 20_701],
  ]);
  expect(nearDays([5, 4, 3, 2, 1], 2)).toEqual([[1, 2], [3, 4], [5]]);
  for (const part of nearDays(
    Array.from({ length: 500 }, (_, place) => (place * 7919) % 800),
    10,
  )) {
    expect(part.length).toBeLessThanOrEqual(10);
    expect(part.at(-1)! - part[0]!).toBeLessThan(31);
  }
});

it('names a run of days by its ends, and what is missing in it by leaving it out', () => {
  const from = `created_at >= CAST('2026-11-01 00:00:00' AS timestamp)`;
  const run = onDaysSql([20_758, 20_759, 20_760]);
  expect(run).toContain(from);
  expect(run).toContain(`created_at < CAST('2026-11-04 00:00:00' AS timestamp)`);
  expect(run).not.toContain('OR');
  expect(onDaysSql([20_758, 20_760]).split(' OR ')).toHaveLength(2);
});
