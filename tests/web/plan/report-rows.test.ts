import { describe, expect, it } from 'vitest';
import { csvText, reportRows } from '../../../web/plan/report-rows.ts';

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
const people = {
  unitIds: ['a1', 'a2', 'b1', 's', 'x1'],
  peopleOfUnit: [100, 50, 80, 7, 999],
  peopleWithin: [
    [10, 0, 40, 0, 1],
    [90, 20, 80, 7, 2],
  ],
};

describe('the tables of a report', () => {
  it('sum people to the level that is asked for, inside the scope, those most missed first', () => {
    expect(reportRows(tree, people, 'community', 'd')).toEqual([
      { unitId: 'a', name: 'A', above: ['D', 'S'], people: 150, within: [10, 110] },
      { unitId: 'b', name: 'B', above: ['D', 'S'], people: 80, within: [40, 80] },
      // Homes that are assigned to the street only.
      { unitId: 's', name: 'S', above: ['D'], people: 7, within: [0, 7] },
    ]);
    expect(reportRows(tree, people, 'subdistrict', 'd')).toEqual([
      { unitId: 's', name: 'S', above: ['D'], people: 237, within: [50, 197] },
    ]);
  });

  it('lose nobody: every level sums to the same people', () => {
    for (const level of ['subdistrict', 'community', 'gridCell'] as const) {
      const rows = reportRows(tree, people, level, null);
      expect(rows.reduce((sum, row) => sum + row.people, 0)).toBe(1236);
      expect(rows.reduce((sum, row) => sum + row.within[1], 0)).toBe(199);
    }
  });

  it('become a table that a spreadsheet opens without running anything', () => {
    expect(
      csvText(
        ['name', 'n'],
        [
          ['=1+1', 2],
          ['a "b", c', -3],
        ],
      ),
    ).toBe('\uFEFFname,n\r\n\'=1+1,2\r\n"a ""b"", c",-3\r\n');
  });
});
