import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import type { Highs, InitOptions } from 'highs';
import { describe, expect, it } from 'vitest';
import { placeForEquity } from '../../../../geodata/service-area/siting/equity.ts';
import { solveEquityExactly, solveExactly } from '../../../../geodata/service-area/siting/exact-solve.ts';
import { placeStations } from '../../../../geodata/service-area/siting/greedy-swap.ts';
import { writeCoverModel, writeEquityModel } from '../../../../geodata/service-area/siting/model-lp.ts';
import type { MipSolver } from '../../../../geodata/service-area/siting/run-model.ts';
import {
  choicesWithin,
  coveredIn,
  coversOf,
  randomProblem,
  type Town,
  worstShareIn,
} from './small-problems.ts';

/** Three villages; the middle room reaches one home of each neighbour; the last home only has the far room. */
const villages: Town = {
  homes: [50, 20, 30, 10],
  candidates: [[0, 1], [1, 2], [3]],
  groups: [0, 0, 1, 1],
  groupCount: 2,
};

async function loadSolver(): Promise<MipSolver | null> {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('highs');
  } catch {
    console.warn(
      '!!! The package `highs` is not installed: the exact solver is NOT tested here. Run `npm install`.',
    );
    return null;
  }
  const load: (options?: InitOptions) => Promise<Highs> = require('highs');
  return load();
}

const solver = await loadSolver();

describe('the model as text', () => {
  it('has a row for each demand of several candidates, and the weight of the others with their candidate', () => {
    expect(writeCoverModel({ covers: coversOf(villages), stations: 2, mustHave: [2] })).toBe(
      [
        'Maximize',
        ' covered: 20 y1 + 50 x0 + 30 x1 + 10 x2',
        'Subject To',
        ' cover1: y1 - x0 - x1 <= 0',
        ' stations: x0 + x1 + x2 <= 2',
        ' must2: x2 = 1',
        'Bounds',
        ' y1 <= 1',
        'Binary',
        '  x0 x1 x2',
        'End',
        '',
      ].join('\n'),
    );
  });

  it('asks for the worst share first, then for the cover that keeps it', () => {
    const problem = { covers: coversOf(villages), budget: 3, cost: Float64Array.of(1, 2, 0.5) };
    const worst = writeEquityModel(problem);
    expect(worst).toContain(' share0: 20 y1 + 50 x0 - 70 worst >= 0');
    expect(worst).toContain(' share1: 30 x1 + 10 x2 - 40 worst >= 0');
    expect(worst).toContain(' budget: x0 + 2 x1 + 0.5 x2 <= 3');
    expect(worst).toContain(' 0 <= worst <= 1');
    const total = writeEquityModel(problem, 0.5);
    expect(total).toContain(' share1: 30 x1 + 10 x2 >= 19.999999');
    expect(total).toContain(' covered: 20 y1 + 50 x0 + 30 x1 + 10 x2');
  });

  it('keeps within 510 characters a line, as the format asks', () => {
    const homes = Array.from({ length: 400 }, () => 123456);
    const all = homes.map((_, h) => h);
    const covers = coversOf({ homes, candidates: Array.from({ length: 200 }, (_, c) => all.slice(c)) });
    const lines = writeCoverModel({ covers, stations: 3 }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(510);
  });
});

describe.skipIf(solver === null)('the proven optimum', () => {
  it('chooses the two rooms that cover most', () => {
    const result = solveExactly(solver!, { covers: coversOf(villages), stations: 2 });
    expect(Array.from(result.chosen)).toEqual([0, 1]);
    expect(result).toMatchObject({ covered: 100, bound: 100, gap: 0, status: 'optimal' });
  });

  it('helps the worse village first when asked to', () => {
    // One station: the room of the first village would leave the second with nothing, the middle one helps both.
    const problem = { covers: coversOf(villages), stations: 1 };
    expect(Array.from(solveExactly(solver!, problem).chosen)).toEqual([0]);
    const result = solveEquityExactly(solver!, problem);
    expect(Array.from(result.chosen)).toEqual([1]);
    expect(result.worstShare).toBeCloseTo(20 / 70, 9);
    expect(result.status).toBe('optimal');
  });

  it('is the best of all choices', () => {
    fc.assert(
      fc.property(randomProblem, fc.boolean(), ({ town, problem }, isStarted) => {
        const optimum = Math.max(...choicesWithin(problem).map((choice) => coveredIn(town, choice)));
        const start = isStarted ? placeStations(problem)!.chosen : undefined;
        const result = solveExactly(solver!, problem, { start });
        expect(result).toMatchObject({ covered: optimum, bound: optimum, gap: 0, status: 'optimal' });
        expect(coveredIn(town, Array.from(result.chosen))).toBe(optimum);
      }),
      { numRuns: 150 },
    );
  });

  it('has the best worst share of all choices, and of these the best cover', () => {
    fc.assert(
      fc.property(randomProblem, fc.boolean(), ({ town, problem }, isStarted) => {
        const choices = choicesWithin(problem);
        const worst = Math.max(...choices.map((choice) => worstShareIn(town, choice)));
        const start = isStarted ? placeForEquity(problem)!.chosen : undefined;
        const result = solveEquityExactly(solver!, problem, { start });
        expect(result.status).toBe('optimal');
        const chosen = Array.from(result.chosen);
        expect(result.covered).toBe(coveredIn(town, chosen));
        if (Number.isNaN(worst)) {
          expect(result.worstShare).toBeNaN();
          return;
        }
        expect(result.worstShare).toBeCloseTo(worst, 9);
        expect(worstShareIn(town, chosen)).toBeCloseTo(worst, 9);
        const fair = choices.filter((choice) => worstShareIn(town, choice) >= worst - 1e-9);
        expect(result.covered).toBe(Math.max(...fair.map((choice) => coveredIn(town, choice))));
      }),
      { numRuns: 150 },
    );
  });

  it('tells the gap that is left instead of “optimal” when it is cancelled', () => {
    // Overlapping random rooms: hard enough that the solver asks at least once whether to go on.
    const problem = { covers: coversOf(hardTown()), stations: 12 };
    const start = placeStations(problem, { boundIterations: 0 })!;
    const result = solveExactly(solver!, problem, {
      start: start.chosen,
      isCancelled: () => true,
    });
    expect(result.status).toBe('cancelled');
    expect(result.covered).toBeGreaterThanOrEqual(start.covered);
    expect(result.bound).toBeGreaterThan(result.covered);
    expect(result.gap).toBeCloseTo((result.bound - result.covered) / result.bound, 12);
  });

  it('tells the gap that is left instead of “optimal” when its time is over', () => {
    const problem = { covers: coversOf(hardTown()), stations: 12 };
    const result = solveExactly(solver!, problem, { timeLimitSeconds: 0.2 });
    expect(result.status).toBe('timeLimit');
    expect(result.gap).toBeGreaterThan(0);
    expect(result.gap).toBeCloseTo((result.bound - result.covered) / result.bound, 12);
  });

  it('tells while it runs the best choice so far with what that choice is worth, and a bound that closes in', () => {
    const problem = { covers: coversOf(hardTown()), stations: 12 };
    const told: { value: number; bound: number; covered: number }[] = [];
    const result = solveExactly(solver!, problem, {
      isCancelled: () => told.length >= 5,
      onProgress: ({ value, bound, chosen }) =>
        told.push({ value, bound, covered: coveredIn(hardTown(), chosen) }),
    });
    expect(told.length).toBeGreaterThan(0);
    told.forEach(({ value, bound, covered }, i) => {
      expect(value).toBe(covered);
      expect(bound).toBeGreaterThanOrEqual(value);
      expect(value).toBeLessThanOrEqual(result.covered);
      if (i === 0) return;
      expect(value).toBeGreaterThanOrEqual(told[i - 1].value);
      expect(bound).toBeLessThanOrEqual(told[i - 1].bound + 1e-6);
    });
  });
});

/** 60 rooms with 20 of 200 homes each, scattered by a fixed multiplier. */
function hardTown(): Town {
  const homes = Array.from({ length: 200 }, (_, h) => 1 + ((h * 37) % 41));
  let state = 12345;
  const next = (): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * homes.length);
  };
  return {
    homes,
    candidates: Array.from({ length: 60 }, () => [...new Set(Array.from({ length: 20 }, next))]),
  };
}
