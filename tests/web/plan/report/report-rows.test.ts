import { describe, expect, it } from 'vitest';
import { type ReportPeople, reportRows, sumOfRows } from '../../../../web/plan/report/report-rows.ts';
import type { UnitPeople } from '../../../../web/plan/worker/report-shapes.ts';

const PATHS: Record<string, [string, string][]> = {
  a1: [
    ['d', 'district'],
    ['s', 'subdistrict'],
    ['a', 'community'],
    ['a1', 'gridCell'],
  ],
  a2: [
    ['d', 'district'],
    ['s', 'subdistrict'],
    ['a', 'community'],
    ['a2', 'gridCell'],
  ],
  b1: [
    ['d', 'district'],
    ['s', 'subdistrict'],
    ['b', 'community'],
    ['b1', 'gridCell'],
  ],
  s: [
    ['d', 'district'],
    ['s', 'subdistrict'],
  ],
  x1: [
    ['e', 'district'],
    ['t', 'subdistrict'],
    ['x', 'community'],
    ['x1', 'gridCell'],
  ],
};
const tree = {
  path: (id: string) =>
    (PATHS[id] ?? []).map(([unit, level]) => ({ id: unit, name: unit.toUpperCase(), level })),
};

/** Residents as given, a third as many households, and one home in ten residents. */
function people(residents: number[]): UnitPeople {
  const of = (divisor: number) => Uint32Array.from(residents, (count) => Math.floor(count / divisor));
  return { residents: Uint32Array.from(residents), households: of(3), buildings: of(10) };
}
/** Five units, and twenty people in no unit. */
const city: ReportPeople = {
  unitIds: ['a1', 'a2', 'b1', 's', 'x1'],
  totals: people([100, 50, 80, 7, 999, 20]),
  today: [people([10, 0, 40, 0, 1, 0]), people([90, 20, 80, 7, 2, 0])],
  plan: [people([20, 0, 40, 0, 1, 0]), people([100, 30, 80, 7, 2, 10])],
};
const district = ['d', 'a1', 'a2', 'b1', 's'];

describe('the tables of a report', () => {
  it('sum people to the level that is asked for, inside the scope, in the order of codes', () => {
    const rows = reportRows(tree, city, 'community', district);
    expect(rows.map(({ name, above, total }) => [name, above, total.residents])).toEqual([
      ['A', ['D', 'S'], 150],
      ['B', ['D', 'S'], 80],
      // Homes that are assigned to the street only.
      ['S', ['D'], 7],
    ]);
    expect(rows[0].today).toEqual([
      { residents: 10, households: 3, buildings: 1 },
      { residents: 110, households: 36, buildings: 11 },
    ]);
    expect(rows[0].plan.map(({ residents }) => residents)).toEqual([20, 130]);
    expect(reportRows(tree, city, 'subdistrict', district)).toHaveLength(1);
  });

  it('have a last row for those of no unit where everybody is asked for, and only there', () => {
    const last = reportRows(tree, city, 'gridCell', null).at(-1);
    expect(last).toMatchObject({ unitId: null, total: { residents: 20 }, plan: [{}, { residents: 10 }] });
    expect(reportRows(tree, city, 'gridCell', district).every(({ unitId }) => unitId !== null)).toBe(true);
  });

  it('lose nobody: every level sums to the same people', () => {
    for (const level of ['subdistrict', 'community', 'gridCell'] as const) {
      const sum = sumOfRows(reportRows(tree, city, level, null));
      expect(sum.total.residents).toBe(1256);
      expect(sum.today[1].residents).toBe(199);
      expect(sum.plan[1].residents).toBe(229);
    }
  });
});
