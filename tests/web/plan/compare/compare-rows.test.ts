import { describe, expect, it } from 'vitest';
import type { CoverageAnswer } from '../../../../server/contract/service-areas.ts';
import { comparedRows, comparedUnits, type SideFigures } from '../../../../web/plan/compare/compare-rows.ts';

function coverage(cutoffMinutes: number, covered: number): CoverageAnswer {
  const part = (share: number) => ({ covered: Math.round(covered * share), total: Math.round(1000 * share) });
  return {
    within: '520115',
    cutoffMinutes,
    residents: part(1),
    households: part(0.4),
    buildings: part(0.1),
    gridCells: part(0.01),
    unsnappedBuildings: 0,
    speedMps: 1.2,
    profile: 'adult',
    when: 'anytime',
    closedStations: 0,
    unknownHoursStations: 0,
    asOf: '2026-11-01T00:00:00+08:00',
  };
}

function side(covered: number[], rest: Partial<SideFigures> = {}): SideFigures {
  return {
    coverage: [5, 10, 15].map((minutes, index) => coverage(minutes, covered[index])),
    stations: 3,
    falseCells: 2,
    children: [],
    ...rest,
  };
}

describe('two plans beside each other', () => {
  it('tell every figure of both, and who is left out at the chosen minutes', () => {
    const rows = comparedRows(side([100, 500, 900]), side([100, 600, 950], { stations: 4 }), 10);
    expect(rows.filter(({ part }) => part === 'residents')).toEqual([
      { part: 'residents', minutes: 10, a: 500, b: 600, total: 1000 },
      { part: 'residents', minutes: 5, a: 100, b: 100, total: 1000 },
      { part: 'residents', minutes: 15, a: 900, b: 950, total: 1000 },
    ]);
    expect(rows.slice(4, 7)).toEqual([
      { part: 'uncovered', minutes: 10, a: 500, b: 400, total: null },
      { part: 'stations', minutes: null, a: 3, b: 4, total: null },
      { part: 'falseCells', minutes: null, a: 2, b: 2, total: null },
    ]);
  });

  it('name the units with the greatest difference first, whichever way it goes', () => {
    const children = (numbers: number[]) =>
      numbers.map((covered, index) => ({ unitId: `u${index}`, covered, total: 100 }));
    const rows = comparedUnits(
      side([1, 2, 3], { children: children([10, 50, 90]) }),
      side([1, 2, 3], { children: children([12, 20, 90]) }),
    );
    expect(rows.map(({ unitId }) => unitId)).toEqual(['u1', 'u0', 'u2']);
    expect(rows[0]).toEqual({ unitId: 'u1', a: 50, b: 20, total: 100 });
  });
});
