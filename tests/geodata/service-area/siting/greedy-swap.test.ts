import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  greedyStations,
  placeStations,
  swapStations,
} from '../../../../geodata/service-area/siting/greedy-swap.ts';
import { SitingError } from '../../../../geodata/service-area/siting/siting-error.ts';
import { limitsOf, type SitingProblem } from '../../../../geodata/service-area/siting/siting-problem.ts';
import { createSwapState } from '../../../../geodata/service-area/siting/swap-state.ts';
import { multiplierBound, submodularBound } from '../../../../geodata/service-area/siting/upper-bound.ts';
import {
  choicesWithin,
  coveredIn,
  coversOf,
  randomProblem,
  randomTown,
  type Town,
} from './small-problems.ts';

/** Three villages in a row, 100 people each; the market square lies between two of them and reaches half of both. */
const EAST = 0;
const MIDDLE = 1;
const WEST = 2;
const MARKET = 3;
const villages: Town = {
  homes: [50, 50, 50, 60, 40],
  candidates: [[0, 1], [2, 3], [4], [1, 2]],
};

const isWithin = (problem: SitingProblem, chosen: readonly number[]): boolean => {
  const cost = chosen.reduce((sum, c) => sum + (problem.cost?.[c] ?? 1), 0);
  return chosen.length <= (problem.stations ?? Infinity) && cost <= (problem.budget ?? Infinity);
};

function errorCode(problem: SitingProblem): string {
  try {
    placeStations(problem);
  } catch (error) {
    if (error instanceof SitingError) return error.code;
    throw error;
  }
  return 'none';
}

describe('sites for new stations', () => {
  it('names the stations in the order to build them, with what each adds and what is lost without it', () => {
    const placement = placeStations({ covers: coversOf(villages), stations: 3 })!;
    expect(Array.from(placement.chosen)).toEqual([MIDDLE, EAST, WEST]);
    expect(Array.from(placement.adds)).toEqual([110, 100, 40]);
    expect(Array.from(placement.alone)).toEqual([110, 100, 40]);
    expect(placement.covered).toBe(250);
    expect(placement.provenGap).toBe(0);
  });

  it('builds a must-have first, tells what it alone brings, and places the others around it', () => {
    const placement = placeStations({ covers: coversOf(villages), stations: 2, mustHave: [MARKET] })!;
    expect(Array.from(placement.chosen)).toEqual([MARKET, MIDDLE]);
    expect(Array.from(placement.adds)).toEqual([100, 60]);
    expect(Array.from(placement.alone)).toEqual([50, 60]);
  });

  it('leaves the greedy trap: the best first station is not among the best two', () => {
    // The square between two estates reaches their inner halves, 60 people; each estate's own room reaches 55.
    const SQUARE = 0;
    const town: Town = {
      homes: [25, 30, 30, 25],
      candidates: [
        [1, 2],
        [0, 1],
        [2, 3],
      ],
    };
    const covers = coversOf(town);
    expect(greedyStations(covers, limitsOf({ covers, stations: 2 })).chosen).toContain(SQUARE);
    const placement = placeStations({ covers, stations: 2 })!;
    expect(Array.from(placement.chosen)).toEqual([1, 2]);
    expect([placement.covered, placement.bound]).toEqual([110, 110]);
  });

  it('places fewer than allowed where a further one would bring nobody', () => {
    const placement = placeStations({ covers: coversOf(villages), stations: 4 })!;
    expect(placement.chosen).toHaveLength(3);
    expect(placement.provenGap).toBe(0);
  });

  it('buys two cheap rooms instead of one dear parcel', () => {
    const town: Town = { homes: [50, 30, 30], candidates: [[0], [1], [2]] };
    const placement = placeStations({
      covers: coversOf(town),
      budget: 10,
      cost: Float64Array.from([10, 5, 5]),
    })!;
    expect(Array.from(placement.chosen)).toEqual([1, 2]);
    expect(placement.cost).toBe(10);
  });

  it('has nothing to place where nobody is left uncovered', () => {
    const placement = placeStations({
      covers: coversOf({ ...villages, kept: [0, 1, 2, 3, 4] }),
      stations: 3,
    })!;
    expect(placement.chosen).toHaveLength(0);
    expect([placement.covered, placement.bound, placement.provenGap]).toEqual([0, 0, 0]);
  });

  it('stops when cancelled, and tells how far it is', () => {
    const problem = { covers: coversOf(villages), stations: 2 };
    expect(placeStations(problem, { isCancelled: () => true })).toBeNull();
    const shares: number[] = [];
    placeStations(problem, { onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('refuses what has no answer and says which part', () => {
    const covers = coversOf(villages);
    expect(errorCode({ covers })).toBe('no-limit');
    expect(errorCode({ covers, stations: -1 })).toBe('bad-limit');
    expect(errorCode({ covers, stations: 1.5 })).toBe('bad-limit');
    expect(errorCode({ covers, budget: Number.NaN })).toBe('bad-limit');
    expect(errorCode({ covers, stations: 1, cost: Float64Array.of(1) })).toBe('bad-cost');
    expect(errorCode({ covers, stations: 1, mustHave: [9] })).toBe('bad-candidate');
    expect(errorCode({ covers, stations: 1, mustHave: [0, 1] })).toBe('must-haves-too-many');
    expect(errorCode({ covers, budget: 1, cost: Float64Array.of(2, 2, 2, 2), mustHave: [0] })).toBe(
      'must-haves-too-dear',
    );
  });

  it('lies between what it claims and the optimum of all choices, within the limits, must-haves kept', () => {
    fc.assert(
      fc.property(randomProblem, fc.constantFrom(0, 1, 30, 200), ({ town, problem }, boundIterations) => {
        const placement = placeStations(problem, { boundIterations })!;
        const chosen = Array.from(placement.chosen);
        const optimum = Math.max(...choicesWithin(problem).map((choice) => coveredIn(town, choice)));
        expect(placement.covered).toBe(coveredIn(town, chosen));
        expect(placement.covered).toBeLessThanOrEqual(optimum);
        expect(placement.bound).toBeGreaterThanOrEqual(optimum);
        expect(isWithin(problem, chosen)).toBe(true);
        for (const must of problem.mustHave ?? []) expect(chosen).toContain(must);
        expect(placement.adds.reduce((sum, one) => sum + one, 0)).toBe(placement.covered);
        chosen.forEach((c, k) => {
          const others = chosen.filter((other) => other !== c);
          expect(placement.alone[k]).toBe(placement.covered - coveredIn(town, others));
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('cannot be bettered by replacing or adding one', () => {
    fc.assert(
      fc.property(randomProblem, ({ town, problem }) => {
        const placement = placeStations(problem)!;
        const chosen = Array.from(placement.chosen);
        const free = town.candidates.map((_, c) => c).filter((c) => !chosen.includes(c));
        const movable = chosen.filter((c) => !problem.mustHave?.includes(c));
        const neighbours = free.flatMap((into) => [
          [...chosen, into],
          ...movable.map((out) => [...chosen.filter((c) => c !== out), into]),
        ]);
        for (const neighbour of neighbours.filter((one) => isWithin(problem, one)))
          expect(coveredIn(town, neighbour)).toBeLessThanOrEqual(placement.covered);
      }),
      { numRuns: 600 },
    );
  });

  it('gives the same answer to the same question', () => {
    fc.assert(
      fc.property(randomProblem, ({ problem }) => {
        expect(placeStations(problem)).toEqual(placeStations(problem));
      }),
      { numRuns: 100 },
    );
  });

  it('answers fractional weights within rounding', () => {
    fc.assert(
      fc.property(randomProblem, ({ town, problem }) => {
        const thirds: Town = { ...town, homes: town.homes.map((weight) => weight / 3) };
        const fractional = { ...problem, covers: coversOf(thirds) };
        const placement = placeStations(fractional)!;
        const optimum = Math.max(...choicesWithin(fractional).map((choice) => coveredIn(thirds, choice)));
        expect(placement.covered).toBeLessThanOrEqual(optimum + 1e-6);
        expect(placement.bound).toBeGreaterThanOrEqual(optimum - 1e-6);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the parts of the search', () => {
  it('chooses greedily as one who counts every candidate anew', () => {
    fc.assert(
      fc.property(randomTown, fc.nat(5), (town, stations) => {
        const covers = coversOf(town);
        const chosen: number[] = [];
        while (chosen.length < stations) {
          const now = coveredIn(town, chosen);
          const adds = town.candidates.map((_, c) => coveredIn(town, [...chosen, c]) - now);
          const most = Math.max(...adds);
          if (most <= 0) break;
          chosen.push(adds.indexOf(most));
        }
        expect(greedyStations(covers, limitsOf({ covers, stations })).chosen).toEqual(
          chosen.sort((a, b) => a - b),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('keeps gain, loss and extra as if counted anew, through any additions and removals', () => {
    fc.assert(
      fc.property(randomTown, fc.array(fc.nat(7), { maxLength: 20 }), (town, moves) => {
        const covers = coversOf(town);
        const count = town.candidates.length;
        const state = createSwapState(covers, count);
        const chosen = new Set<number>();
        for (const move of moves) {
          const c = move % count;
          if (chosen.has(c)) {
            state.remove(state.slotOfCandidate[c]);
            chosen.delete(c);
          } else {
            state.add(c);
            chosen.add(c);
          }
          const all = [...chosen];
          const now = coveredIn(town, all);
          expect(state.covered).toBe(now);
          expect(state.count).toBe(chosen.size);
          for (let i = 0; i < count; i++) expect(state.gain[i]).toBe(coveredIn(town, [...all, i]) - now);
          for (const out of all) {
            const slot = state.slotOfCandidate[out];
            const rest = all.filter((other) => other !== out);
            expect(state.loss[slot]).toBe(now - coveredIn(town, rest));
            for (let i = 0; i < count; i++) {
              const profit = state.gain[i] - state.loss[slot] + state.extra(slot)[i];
              expect(profit).toBe(coveredIn(town, [...rest, i]) - now);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('bounds the optimum from any set and after any number of steps', () => {
    fc.assert(
      fc.property(randomProblem, fc.integer({ min: 1, max: 60 }), ({ town, problem }, iterations) => {
        const { covers } = problem;
        const limits = limitsOf(problem);
        const optimum = Math.max(...choicesWithin(problem).map((choice) => coveredIn(town, choice)));
        const state = createSwapState(covers, covers.candidateCount);
        for (const c of limits.mustHave) state.add(c);
        expect(submodularBound(state, limits)).toBeGreaterThanOrEqual(optimum - 1e-6);
        const priced = multiplierBound(covers, limits, { iterations, value: 0, chosen: limits.mustHave });
        expect(priced.bound).toBeGreaterThanOrEqual(optimum - 1e-6);
        for (const choice of priced.choices) {
          expect(isWithin(problem, choice)).toBe(true);
          for (const must of limits.mustHave) expect(choice).toContain(must);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('proves a whole optimum that the submodular bound alone leaves open', () => {
    // Two rooms share most of their people, the third stands apart: gains do not tell that the first two overlap.
    const town: Town = { homes: [10, 30, 10, 20], candidates: [[0, 1], [1, 2], [3]] };
    const problem = { covers: coversOf(town), stations: 2 };
    expect(placeStations(problem, { boundIterations: 0 })!.provenGap).toBeGreaterThan(0);
    expect(placeStations(problem)!.provenGap).toBe(0);
  });

  it('swaps from any beginning to a set that keeps the must-haves', () => {
    fc.assert(
      fc.property(randomProblem, ({ problem }) => {
        const limits = limitsOf(problem);
        const state = createSwapState(problem.covers, problem.covers.candidateCount);
        for (const c of limits.mustHave) state.add(c);
        expect(swapStations(state, problem.covers, limits)).toBe(true);
        for (const must of limits.mustHave) expect(state.slotOfCandidate[must]).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 200 },
    );
  });
});
