import { describe, expect, it } from 'vitest';
import { SUPERVISION_COUNTS, type SupervisionCount } from '../../../server/contract/supervision.ts';
import { isTooShort, orderParts, overdueParts, unitRows } from '../../../web/panels/supervision-rows.ts';

function counts(part: Partial<Record<SupervisionCount, number>>): Record<SupervisionCount, number> {
  return {
    ...(Object.fromEntries(SUPERVISION_COUNTS.map((name) => [name, 0])) as Record<SupervisionCount, number>),
    ...part,
  };
}
function answerOf(units: Record<string, Record<SupervisionCount, number>>, outsideLevel = counts({})) {
  const columns = Object.fromEntries(
    SUPERVISION_COUNTS.map((name) => [name, Object.values(units).map((of) => of[name])]),
  ) as Record<SupervisionCount, number[]>;
  return { unitIds: Object.keys(units), columns, outsideLevel };
}

describe('the orders to put right', () => {
  it('are the sum of their parts, as numbers and as a bar', () => {
    const parts = orderParts({ ordered: 20, rectified: 12, justified: 3, open: 1, unanswered: 4 });
    expect(parts.map(({ part, count }) => [part, count])).toEqual([
      ['rectified', 12],
      ['justified', 3],
      ['open', 1],
      ['unanswered', 4],
    ]);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('have no bar where nothing was ordered', () => {
    const parts = orderParts({ ordered: 0, rectified: 0, justified: 0, open: 0, unanswered: 0 });
    expect(parts.map(({ share }) => share)).toEqual([0, 0, 0, 0]);
  });
});

describe('the table of units', () => {
  const units = {
    calm: counts({ revisited: 90 }),
    late: counts({ ordered: 5, unanswered: 2, open: 3 }),
    later: counts({ ordered: 4, unanswered: 4 }),
    busy: counts({ ordered: 9, rectified: 9 }),
  };

  it('begins with those who owe most answers', () => {
    expect(unitRows(answerOf(units)).map(({ unitId }) => unitId)).toEqual(['later', 'late', 'busy', 'calm']);
  });

  it('keeps what no unit of the level has, so that the rows make up the total', () => {
    const outside = counts({ ordered: 2, open: 2, revisited: 7 });
    const rows = unitRows(answerOf(units, outside));
    expect(rows.at(-1)).toEqual({ unitId: null, counts: outside });
    for (const name of SUPERVISION_COUNTS) {
      const total = Object.values(units).reduce((sum, of) => sum + of[name], outside[name]);
      expect(rows.reduce((sum, row) => sum + row.counts[name], 0)).toBe(total);
    }
  });
});

describe('what is overdue', () => {
  it.each([
    [0, 0, 0],
    [3599, 0, 0],
    [3600, 0, 1],
    [86_399, 0, 23],
    [86_400, 1, 0],
    [3 * 86_400 + 4 * 3600 + 59, 3, 4],
    [-5, 0, 0],
  ])('for %d seconds is %d days and %d hours', (seconds, days, hours) => {
    expect(overdueParts(seconds)).toEqual({ days, hours });
  });

  it('can only be in a period that is longer than the limit', () => {
    const range = { from: '2026-11-13T00:00:00+08:00', to: '2026-11-20T00:00:00+08:00' };
    expect(isTooShort(range, 7)).toBe(true);
    expect(isTooShort(range, 6)).toBe(false);
  });
});
