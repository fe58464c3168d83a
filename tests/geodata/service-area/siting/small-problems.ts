import * as fc from 'fast-check';
import { type CoverSets, coverSetsOf } from '../../../../geodata/service-area/siting/cover-sets.ts';
import type { SitingProblem } from '../../../../geodata/service-area/siting/siting-problem.ts';

/** A small town told in words: who lives where, and which place covers which homes. */
export interface Town {
  /** Weight of each home. */
  homes: number[];
  /** Homes that each candidate covers. */
  candidates: number[][];
  /** Group of each home; absent: none. */
  groups?: number[];
  groupCount?: number;
  /** Homes that a kept station covers. */
  kept?: number[];
}

/** As `buildCoverSets` does, homes of no weight and homes that are kept covered are left out of the lists. */
export function coversOf(town: Town): CoverSets {
  const kept = new Set(town.kept ?? []);
  const lists = town.candidates.map((list) => list.filter((h) => town.homes[h] > 0 && !kept.has(h)));
  const firstHome = new Uint32Array(lists.length + 1);
  lists.forEach((list, c) => {
    firstHome[c + 1] = firstHome[c] + list.length;
  });
  return coverSetsOf({
    firstHome,
    home: Uint32Array.from(lists.flat()),
    weightOfHome: Float64Array.from(town.homes),
    isKept: Uint8Array.from(town.homes, (_, h) => (kept.has(h) ? 1 : 0)),
    groups: town.groups && { count: town.groupCount ?? 0, ofHome: Int32Array.from(town.groups) },
  });
}

/** The obvious twin of cover: homes one by one. */
export function coveredIn(town: Town, chosen: readonly number[]): number {
  const covered = new Set(chosen.flatMap((c) => town.candidates[c]));
  const kept = new Set(town.kept ?? []);
  return town.homes.reduce((sum, weight, h) => sum + (covered.has(h) && !kept.has(h) ? weight : 0), 0);
}

/** Every choice that keeps the limits. */
export function choicesWithin(problem: SitingProblem): number[][] {
  const { stations = Infinity, budget = Infinity, mustHave = [] } = problem;
  const count = problem.covers.candidateCount;
  const choices: number[][] = [];
  for (let bits = 0; bits < 1 << count; bits++) {
    const chosen = Array.from({ length: count }, (_, c) => c).filter((c) => (bits & (1 << c)) !== 0);
    const cost = chosen.reduce((sum, c) => sum + (problem.cost?.[c] ?? 1), 0);
    if (chosen.length <= stations && cost <= budget && mustHave.every((c) => chosen.includes(c)))
      choices.push(chosen);
  }
  return choices;
}

const HOMES = 14;
const CELLS = 4;
const CANDIDATES = 8;

export const randomTown: fc.Arbitrary<Town> = fc
  .record({
    homes: fc.array(fc.constantFrom(0, 1, 2, 3, 7, 20, 20, 55), { minLength: 1, maxLength: HOMES }),
    share: fc.constantFrom(2, 3, 5),
    dice: fc.array(fc.nat(9), { minLength: HOMES * CANDIDATES, maxLength: HOMES * CANDIDATES }),
    candidateCount: fc.integer({ min: 1, max: CANDIDATES }),
    cells: fc.array(fc.integer({ min: -1, max: CELLS - 1 }), { minLength: HOMES, maxLength: HOMES }),
    kept: fc.array(fc.nat(HOMES - 1), { maxLength: 2 }),
  })
  .map(({ homes, share, dice, candidateCount, cells, kept }) => ({
    homes,
    candidates: Array.from({ length: candidateCount }, (_, c) =>
      homes.flatMap((_, h) => (dice[c * HOMES + h] < share ? [h] : [])),
    ),
    groups: cells.slice(0, homes.length),
    groupCount: CELLS,
    kept: kept.filter((h) => h < homes.length),
  }));

/** Limits of every sort: a number, a budget, both, with and without must-haves; always such that an answer exists. */
export const randomProblem: fc.Arbitrary<{ town: Town; problem: SitingProblem }> = fc
  .record({
    town: randomTown,
    sort: fc.constantFrom('number', 'budget', 'both'),
    stations: fc.nat(5),
    budget: fc.nat(12),
    costs: fc.array(fc.nat(5), { minLength: CANDIDATES, maxLength: CANDIDATES }),
    mustHave: fc.array(fc.nat(CANDIDATES - 1), { maxLength: 2 }),
  })
  .map(({ town, sort, stations, budget, costs, mustHave }) => {
    const count = town.candidates.length;
    const musts = [...new Set(mustHave.map((c) => c % count))];
    const problem: SitingProblem = { covers: coversOf(town), mustHave: musts };
    if (sort !== 'budget') problem.stations = Math.max(stations, musts.length);
    if (sort !== 'number') {
      problem.cost = Float64Array.from(costs.slice(0, count));
      problem.budget = Math.max(
        budget,
        musts.reduce((sum, c) => sum + costs[c], 0),
      );
    }
    return { town, problem };
  });

/** Covered share of each group, kept homes included; NaN where nobody lives. */
export function sharesIn(town: Town, chosen: readonly number[]): number[] {
  const covered = new Set([...chosen.flatMap((c) => town.candidates[c]), ...(town.kept ?? [])]);
  return Array.from({ length: town.groupCount ?? 0 }, (_, group) => {
    const homes = [...town.homes.keys()].filter((h) => town.groups?.[h] === group);
    const weightOf = (list: number[]): number => list.reduce((sum, h) => sum + town.homes[h], 0);
    return weightOf(homes.filter((h) => covered.has(h))) / weightOf(homes);
  });
}

/** Groups that some candidate could change. */
export function changeableIn(town: Town): number[] {
  const none = sharesIn(town, []);
  const all = sharesIn(town, [...town.candidates.keys()]);
  return [...none.keys()].filter((group) => all[group] > none[group]);
}

/** The lowest share among these; NaN where there are none. */
export function worstShareIn(town: Town, chosen: readonly number[]): number {
  const shares = sharesIn(town, chosen);
  const among = changeableIn(town).map((group) => shares[group]);
  return among.length > 0 ? Math.min(...among) : Number.NaN;
}
