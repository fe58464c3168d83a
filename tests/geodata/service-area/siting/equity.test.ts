import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeForEquity } from '../../../../geodata/service-area/siting/equity.ts';
import { placeStations } from '../../../../geodata/service-area/siting/greedy-swap.ts';
import {
  choicesWithin,
  coveredIn,
  coversOf,
  randomProblem,
  sharesIn,
  type Town,
  worstShareIn,
} from './small-problems.ts';

/** A big cell with 300 people around two rooms, a small one with 30 around the third, and one that no room reaches. */
const BIG = 0;
const SMALL = 1;
const FAR = 2;
const town: Town = {
  homes: [150, 150, 20, 10, 5],
  candidates: [[0], [1], [2], [1, 3]],
  groups: [BIG, BIG, SMALL, SMALL, FAR],
  groupCount: 3,
};

/** Shares worst first, then the total: what the variant orders choices by. */
function ranking(of: Town, chosen: readonly number[]): number[] {
  const shares = sharesIn(of, chosen).filter((share) => !Number.isNaN(share));
  return [...shares.map((share) => Math.round(share * 1e9)).sort((a, b) => a - b), coveredIn(of, chosen)];
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}

describe('sites for the worst-served cells', () => {
  it('leaves the big cell’s second room for the small cell', () => {
    const problem = { covers: coversOf(town), stations: 2 };
    expect(Array.from(placeStations(problem)!.chosen).sort()).toEqual([0, 3]);
    const fair = placeForEquity(problem)!;
    // Both cells get something from the fourth room; the small one is then the worse, and the third room helps it most.
    expect(Array.from(fair.chosen)).toEqual([2, 3]);
    expect(fair.shareOfGroup[BIG]).toBe(0.5);
    expect(fair.shareOfGroup[SMALL]).toBe(1);
    expect([fair.worstGroup, fair.worstShare]).toEqual([BIG, 0.5]);
    expect(fair.covered).toBe(180);
    expect(fair.isProven).toBe(false);
  });

  it('names the cell that no room can help, and does not let it hide the others', () => {
    const fair = placeForEquity({ covers: coversOf(town), stations: 4 })!;
    expect(Array.from(fair.fixedGroups)).toEqual([FAR]);
    expect(fair.shareOfGroup[FAR]).toBe(0);
    expect([fair.worstShare, fair.worstShareBound]).toEqual([1, 1]);
  });

  it('says so when the cover sets know of no cells', () => {
    const { groups: _, groupCount: __, ...plain } = town;
    expect(() => placeForEquity({ covers: coversOf(plain), stations: 1 })).toThrow(/groups/);
  });

  it('stops when cancelled', () => {
    expect(placeForEquity({ covers: coversOf(town), stations: 2 }, { isCancelled: () => true })).toBeNull();
  });

  it('claims no more than it does, and not more than any choice can', () => {
    fc.assert(
      fc.property(randomProblem, ({ town: random, problem }) => {
        const fair = placeForEquity(problem)!;
        const chosen = Array.from(fair.chosen);
        const choices = choicesWithin(problem);
        expect(choices).toContainEqual(chosen);
        expect(fair.covered).toBe(coveredIn(random, chosen));
        expect(Array.from(fair.shareOfGroup)).toEqual(sharesIn(random, chosen));
        expect(fair.worstShare).toEqual(worstShareIn(random, chosen));
        if (Number.isNaN(fair.worstShare)) return;
        const worst = Math.max(...choices.map((choice) => worstShareIn(random, choice)));
        expect(fair.worstShare).toBeLessThanOrEqual(worst);
        expect(fair.worstShareBound).toBeGreaterThanOrEqual(worst);
      }),
      { numRuns: 500 },
    );
  });

  it('cannot be bettered by replacing or adding one', () => {
    fc.assert(
      fc.property(randomProblem, ({ town: random, problem }) => {
        const chosen = Array.from(placeForEquity(problem)!.chosen);
        const reached = ranking(random, chosen);
        const isNeighbour = (choice: number[]): boolean =>
          chosen.filter((c) => !choice.includes(c)).length <= 1 &&
          choice.filter((c) => !chosen.includes(c)).length === 1;
        for (const choice of choicesWithin(problem).filter(isNeighbour))
          expect(compare(ranking(random, choice), reached)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same answer to the same question', () => {
    fc.assert(
      fc.property(randomProblem, ({ problem }) => {
        expect(placeForEquity(problem)).toEqual(placeForEquity(problem));
      }),
      { numRuns: 100 },
    );
  });
});
