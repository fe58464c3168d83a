import type { CoverSets } from './cover-sets.ts';
import { SitingError } from './siting-error.ts';

/**
 * Maximal covering location (Church & ReVelle 1974): choose candidates so that the summed weight of the demands that at least one
 * of them covers is greatest, within a number of stations, a budget, or both. Stations that are kept are no candidates: their
 * homes are left out of the cover sets.
 */
export interface SitingProblem {
  covers: CoverSets;
  /** New stations at most, must-haves included. */
  stations?: number;
  /** What the chosen may cost together, in the unit of `cost`. */
  budget?: number;
  /** Per candidate, 0 or more; default: 1 each. */
  cost?: Float64Array;
  /** Candidates that are chosen in any case. */
  mustHave?: readonly number[];
}

/** The limits with nothing left open: an absent number or budget is infinite. */
export interface Limits {
  stations: number;
  budget: number;
  cost: Float64Array;
  /** Ascending, each once. */
  mustHave: number[];
  isMustHave: Uint8Array;
  mustHaveCost: number;
}

/** Throws `SitingError` where the question has no answer. */
export function limitsOf(problem: SitingProblem): Limits {
  const { candidateCount } = problem.covers;
  const { stations = Infinity, budget = Infinity } = problem;
  if (stations === Infinity && budget === Infinity)
    throw new SitingError('no-limit', 'give a number of stations, a budget, or both');
  if (!(stations >= 0) || (stations !== Infinity && !Number.isInteger(stations)))
    throw new SitingError('bad-limit', `${stations} stations: give a whole number, 0 or more`);
  if (!(budget >= 0)) throw new SitingError('bad-limit', `budget ${budget}: give a number, 0 or more`);
  const cost = problem.cost ?? new Float64Array(candidateCount).fill(1);
  if (cost.length !== candidateCount || cost.some((one) => !(one >= 0 && one < Infinity)))
    throw new SitingError('bad-cost', 'give every candidate a finite cost, 0 or more');
  const mustHave = [...new Set(problem.mustHave ?? [])].sort((a, b) => a - b);
  const isMustHave = new Uint8Array(candidateCount);
  for (const c of mustHave) {
    if (!Number.isInteger(c) || c < 0 || c >= candidateCount)
      throw new SitingError(
        'bad-candidate',
        `there is no candidate ${c}: they are 0 to ${candidateCount - 1}`,
      );
    isMustHave[c] = 1;
  }
  if (mustHave.length > stations)
    throw new SitingError(
      'must-haves-too-many',
      `${mustHave.length} places must be there, ${stations} are allowed`,
    );
  const mustHaveCost = mustHave.reduce((sum, c) => sum + cost[c], 0);
  if (mustHaveCost > budget)
    throw new SitingError(
      'must-haves-too-dear',
      `what must be there costs ${mustHaveCost}, the budget is ${budget}`,
    );
  return { stations, budget, cost, mustHave, isMustHave, mustHaveCost };
}

/** Summed weight of the demands that at least one of the chosen covers. */
export function coveredWeight(covers: CoverSets, chosen: Iterable<number>): number {
  const isCovered = new Uint8Array(covers.demandCount);
  for (const c of chosen) {
    for (let i = covers.firstDemand[c]; i < covers.firstDemand[c + 1]; i++) isCovered[covers.demand[i]] = 1;
  }
  let sum = 0;
  for (let d = 0; d < covers.demandCount; d++) if (isCovered[d] !== 0) sum += covers.weight[d];
  return sum;
}

/** Whether every weight is a whole number: then every value is one, and a bound may be rounded down. */
export function hasWholeWeights(covers: CoverSets): boolean {
  return covers.weight.every((weight) => Number.isInteger(weight));
}

/** A share of the best that may be missing at most; 0 where there is nothing to be had. */
export function gapOf(value: number, bound: number): number {
  return bound > 0 ? Math.max(0, (bound - value) / bound) : 0;
}

/**
 * Differences below this are rounding: fractional weights are added and taken away in changing order.
 * 1e-9 of all weight is far less than one resident.
 */
export function toleranceOf(covers: CoverSets): number {
  return 1e-9 * Math.max(1, covers.totalWeight);
}
