import { type BuildOrder, buildOrder } from './build-order.ts';
import type { CoverSets } from './cover-sets.ts';
import {
  coveredWeight,
  gapOf,
  type Limits,
  limitsOf,
  type SitingProblem,
  toleranceOf,
} from './siting-problem.ts';
import { chosenOf, createSwapState, type SwapState } from './swap-state.ts';
import { multiplierBound, roundedBound, submodularBound } from './upper-bound.ts';

export interface PlaceOptions {
  /** Steps of the Lagrangian bound; 0: the submodular bound only. Default 200. */
  boundIterations?: number;
  /** Tries of leaving out one of the chosen and settling anew without it. Default 64. */
  detours?: number;
  /** 0…1. */
  onProgress?: (share: number) => void;
  isCancelled?: () => boolean;
}

/** Sites for new stations, with the proof of how good they are. All weights without what kept stations cover. */
export interface Placement extends BuildOrder {
  covered: number;
  cost: number;
  /** No choice within the limits covers more. */
  bound: number;
  /** `(bound - covered) / bound`: 0 = proven to be the best. */
  provenGap: number;
}

const DEFAULT_BOUND_ITERATIONS = 200;
/** In the demo city, eight rounds of eight stations: nearly always ended before by a round that finds nothing. */
const DEFAULT_DETOURS = 64;

/**
 * Greedy, then swaps until none helps, then detours out of what single swaps cannot leave; then the bound, whose choices are tried
 * as other beginnings.
 * The same problem gives the same answer: ties go to the lower number everywhere. Fewer stations than allowed are chosen where
 * a further one would bring nobody. Null when cancelled. Throws `SitingError` for limits that cannot be kept.
 */
export function placeStations(problem: SitingProblem, options: PlaceOptions = {}): Placement | null {
  const limits = limitsOf(problem);
  const { covers } = problem;
  const isCancelled = options.isCancelled ?? (() => false);
  const begun = greedyStations(covers, limits);
  options.onProgress?.(0.1);
  let best = begun.chosen;
  let value = -1;
  const improveFrom = (start: readonly number[]): boolean => {
    const state = stateWith(covers, limits, start);
    if (!swapStations(state, covers, limits, isCancelled)) return false;
    if (!swapByDetours(state, covers, limits, options.detours ?? DEFAULT_DETOURS, isCancelled)) return false;
    const chosen = chosenOf(state);
    const covered = coveredWeight(covers, chosen);
    if (covered > value + toleranceOf(covers)) {
      best = chosen;
      value = covered;
    }
    return true;
  };
  for (const start of begun.starts) if (!improveFrom(start)) return null;
  options.onProgress?.(0.3);
  let bound = roundedBound(covers, begun.bound);
  const iterations = options.boundIterations ?? DEFAULT_BOUND_ITERATIONS;
  if (iterations > 0 && bound > value) {
    const priced = multiplierBound(covers, limits, { iterations, value, chosen: best, isCancelled });
    options.onProgress?.(0.9);
    bound = Math.min(bound, roundedBound(covers, priced.bound));
    for (const start of priced.choices) {
      if (bound > value && !improveFrom(start)) return null;
    }
  }
  if (isCancelled()) return null;
  options.onProgress?.(1);
  return placementOf(covers, limits, best, bound);
}

/** What greedy chose and, from the gains it met, a bound; `starts` are all the sets that swaps should begin from. */
export interface Greedy {
  chosen: number[];
  starts: number[][];
  bound: number;
}

/**
 * Always the candidate that adds most; under a budget also the one that adds most for its cost, and the better of both
 * (Khuller, Moss & Naor 1999). Gains are kept exact by touching each entry of the cover sets once, which costs less than
 * re-evaluating stale ones and gives the bound of every prefix.
 */
export function greedyStations(covers: CoverSets, limits: Limits): Greedy {
  const byGain = greedyBy(covers, limits, (gain) => gain);
  if (limits.budget === Infinity) return { ...byGain, starts: [byGain.chosen] };
  const byRatio = greedyBy(covers, limits, (gain, cost) => (cost > 0 ? gain / cost : Infinity));
  return {
    chosen: byRatio.covered > byGain.covered ? byRatio.chosen : byGain.chosen,
    starts: [byGain.chosen, byRatio.chosen],
    bound: Math.min(byGain.bound, byRatio.bound),
  };
}

function greedyBy(
  covers: CoverSets,
  limits: Limits,
  score: (gain: number, cost: number) => number,
): { chosen: number[]; covered: number; bound: number } {
  const { cost } = limits;
  const state = stateWith(covers, limits, limits.mustHave);
  const tolerance = toleranceOf(covers);
  let spent = limits.mustHaveCost;
  let bound = submodularBound(state, limits);
  while (state.count < limits.stations) {
    let best = -1;
    for (let c = 0; c < covers.candidateCount; c++) {
      if (state.gain[c] <= tolerance || state.slotOfCandidate[c] >= 0 || spent + cost[c] > limits.budget)
        continue;
      if (best >= 0) {
        const better = score(state.gain[c], cost[c]) - score(state.gain[best], cost[best]);
        // Of two that cost nothing, the one that adds more.
        if (!(better > 0) && !(Number.isNaN(better) && state.gain[c] > state.gain[best])) continue;
      }
      best = c;
    }
    if (best < 0) break;
    state.add(best);
    spent += cost[best];
    bound = Math.min(bound, submodularBound(state, limits));
  }
  return { chosen: chosenOf(state), covered: state.covered, bound };
}

/** A state with these chosen, and room for all that the limits allow. */
function stateWith(covers: CoverSets, limits: Limits, chosen: readonly number[]): SwapState {
  const state = createSwapState(covers, mostStations(covers, limits));
  for (const c of chosen) state.add(c);
  return state;
}

/** As many as are allowed, there and affordable: the cheapest first. */
function mostStations(covers: CoverSets, limits: Limits): number {
  const most = Math.min(limits.stations, covers.candidateCount);
  if (limits.budget === Infinity) return most;
  let spent = 0;
  let affordable = 0;
  for (const cost of Float64Array.from(limits.cost).sort()) {
    spent += cost;
    if (spent > limits.budget) break;
    affordable++;
  }
  // One more: fractional costs added in another order may just fit.
  return Math.min(most, affordable + 1);
}

/**
 * Replaces one chosen candidate by another, or adds one where the limits leave room, always the best such step, until none
 * helps. Must-haves stay; `barred` does not come in. False when cancelled.
 */
export function swapStations(
  state: SwapState,
  covers: CoverSets,
  limits: Limits,
  isCancelled: () => boolean = () => false,
  barred = -1,
): boolean {
  const { cost, isMustHave, budget } = limits;
  const { chosen, gain, loss, slotOfCandidate } = state;
  const tolerance = toleranceOf(covers);
  for (;;) {
    if (isCancelled()) return false;
    let spent = 0;
    for (const c of chosen) if (c >= 0) spent += cost[c];
    const hasRoom = state.count < limits.stations;
    let most = tolerance;
    let bestIn = -1;
    let bestSlot = -1;
    if (hasRoom) {
      for (let i = 0; i < covers.candidateCount; i++) {
        if (gain[i] <= most || slotOfCandidate[i] >= 0 || spent + cost[i] > budget || i === barred) continue;
        most = gain[i];
        bestIn = i;
      }
    }
    for (let slot = 0; slot < chosen.length; slot++) {
      const out = chosen[slot];
      if (out < 0 || isMustHave[out] !== 0) continue;
      const extra = state.extra(slot);
      const left = budget - spent + cost[out];
      for (let i = 0; i < covers.candidateCount; i++) {
        const profit = gain[i] - loss[slot] + extra[i];
        if (profit <= most || slotOfCandidate[i] >= 0 || cost[i] > left || i === barred) continue;
        most = profit;
        bestIn = i;
        bestSlot = slot;
      }
    }
    if (bestIn < 0) return true;
    if (bestSlot >= 0) state.remove(bestSlot);
    state.add(bestIn);
  }
}

/**
 * Leaves out one chosen candidate, settles by swaps without it, then with it allowed again, and keeps the outcome if it is better;
 * one after the other, until a whole round finds nothing or the tries are used up. False when cancelled.
 */
export function swapByDetours(
  state: SwapState,
  covers: CoverSets,
  limits: Limits,
  tries: number,
  isCancelled: () => boolean = () => false,
): boolean {
  let best = chosenOf(state);
  let value = state.covered;
  let left = tries;
  for (let isBetter = true; isBetter; ) {
    isBetter = false;
    for (const out of best) {
      if (limits.isMustHave[out] !== 0) continue;
      if (left-- <= 0) return true;
      state.remove(state.slotOfCandidate[out]);
      if (!swapStations(state, covers, limits, isCancelled, out)) return false;
      if (!swapStations(state, covers, limits, isCancelled)) return false;
      if (state.covered > value + toleranceOf(covers)) {
        value = state.covered;
        best = chosenOf(state);
        isBetter = true;
        break;
      }
      changeTo(state, best);
    }
  }
  return true;
}

function changeTo(state: SwapState, chosen: readonly number[]): void {
  const wanted = new Set(chosen);
  for (const c of chosenOf(state)) if (!wanted.has(c)) state.remove(state.slotOfCandidate[c]);
  for (const c of chosen) if (state.slotOfCandidate[c] < 0) state.add(c);
}

/** The chosen in the order to build them, with what each brings. */
function placementOf(covers: CoverSets, limits: Limits, chosen: readonly number[], bound: number): Placement {
  const order = buildOrder(covers, chosen, limits.mustHave);
  const covered = coveredWeight(covers, chosen);
  const proven = Math.max(bound, covered);
  return {
    ...order,
    covered,
    cost: order.chosen.reduce((sum, c) => sum + limits.cost[c], 0),
    bound: proven,
    provenGap: gapOf(covered, proven),
  };
}
