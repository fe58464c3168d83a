import type { CoverSets } from './cover-sets.ts';
import { hasWholeWeights, type Limits } from './siting-problem.ts';
import type { SwapState } from './swap-state.ts';

/** Best `worth` that candidates outside the must-haves can add within the limits, if they did not overlap. */
export interface Selection {
  bound: number;
  /** A choice that attains it, or nearly does under a budget; keeps the limits. */
  picked: number[];
}

/**
 * Chooses by worth alone. With a number only: the greatest, exactly. With a budget: a bound by a price on cost (Lagrange), the
 * price being found by halving; it is valid at every price, so how well it is found changes only how tight the bound is.
 */
export function selectByWorth(worth: Float64Array, limits: Limits): Selection {
  const stations = limits.stations - limits.mustHave.length;
  const budget = limits.budget - limits.mustHaveCost;
  const { cost, isMustHave } = limits;
  const free = greatest(worth, isMustHave, stations);
  if (costOf(free.picked, cost) <= budget) return { bound: free.sum, picked: free.picked };
  const priced = new Float64Array(worth.length);
  const at = (price: number): Selection & { isWithin: boolean } => {
    for (let c = 0; c < worth.length; c++) priced[c] = worth[c] - price * cost[c];
    const { sum, picked } = greatest(priced, isMustHave, stations);
    return { bound: sum + price * budget, picked, isWithin: costOf(picked, cost) <= budget };
  };
  let low = 0;
  let high = 1;
  let best = at(high);
  let bound = Math.min(free.sum, best.bound);
  // Doubling ends where only what costs nothing is still worth its price.
  while (!best.isWithin) {
    low = high;
    high *= 2;
    best = at(high);
    bound = Math.min(bound, best.bound);
  }
  // 30 halvings leave a price that is right to nine digits.
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    const tried = at(middle);
    bound = Math.min(bound, tried.bound);
    if (tried.isWithin) {
      best = tried;
      high = middle;
    } else low = middle;
  }
  return { bound, picked: best.picked };
}

function costOf(chosen: number[], cost: Float64Array): number {
  return chosen.reduce((sum, c) => sum + cost[c], 0);
}

/** The `most` candidates of greatest positive worth; ties go to the lower number. */
function greatest(
  worth: Float64Array,
  isMustHave: Uint8Array,
  most: number,
): { sum: number; picked: number[] } {
  const picked: number[] = [];
  if (most <= 0) return { sum: 0, picked };
  const isBefore = (a: number, b: number): boolean => worth[a] > worth[b] || (worth[a] === worth[b] && a < b);
  // A heap with the least of the picked on top.
  for (let c = 0; c < worth.length; c++) {
    if (isMustHave[c] !== 0 || !(worth[c] > 0)) continue;
    if (most >= worth.length) picked.push(c);
    else if (picked.length < most) {
      picked.push(c);
      for (let i = picked.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!isBefore(picked[parent], picked[i])) break;
        [picked[parent], picked[i]] = [picked[i], picked[parent]];
        i = parent;
      }
    } else if (isBefore(c, picked[0])) {
      picked[0] = c;
      for (let i = 0; ; ) {
        let least = i;
        for (let child = 2 * i + 1; child <= 2 * i + 2 && child < picked.length; child++) {
          if (isBefore(picked[least], picked[child])) least = child;
        }
        if (least === i) break;
        [picked[least], picked[i]] = [picked[i], picked[least]];
        i = least;
      }
    }
  }
  if (most < worth.length) picked.sort((a, b) => a - b);
  return { sum: picked.reduce((sum, c) => sum + worth[c], 0), picked };
}

/**
 * No choice covers more than a chosen set does plus the greatest gains that the limits allow (Nemhauser, Wolsey & Fisher 1978):
 * cover has diminishing returns. The state holds the must-haves.
 */
export function submodularBound(state: SwapState, limits: Limits): number {
  return state.covered + selectByWorth(state.gain, limits).bound;
}

/** Rounded down where only whole values are possible; 1e-6 keeps a whole bound that rounding left a hair below itself. */
export function roundedBound(covers: CoverSets, bound: number): number {
  return hasWholeWeights(covers) ? Math.floor(bound + 1e-6) : bound;
}

export interface MultiplierOptions {
  iterations: number;
  /** Best value known: the search aims there and ends when it is proven. */
  value: number;
  /** A set that attains it: where the multipliers begin. */
  chosen: readonly number[];
  isCancelled?: () => boolean;
}

export interface MultiplierBound {
  bound: number;
  /** The best choices met on the way, best first: good places for swaps to begin. */
  choices: number[][];
}

/** Choices that are kept for swaps; more hardly ever lead elsewhere. */
const CHOICES_KEPT = 4;
/**
 * How the multipliers are stepped. Chosen among 25 settings on the demo city with 1,000 candidates (8 stations at 10 and 15 minutes,
 * 30 at 15): after 200 steps these stood within 0.01 % of what any setting reached in 1,000, for 8 stations.
 */
const FIRST_BOLDNESS = 2;
/** The step shrinks by this after so many iterations without a better bound (Held, Wolfe & Crowder 1974). */
const SHRINK = 0.7;
const PATIENCE = 8;
/** Steps this small change nothing that is worth waiting for. */
const LAST_BOLDNESS = 0.01;
/** Share of the last direction that is kept, against zigzag (Camerini, Fratta & Maffioli 1975). */
const MOMENTUM = 0.8;

/**
 * Lagrangian bound: “a demand counts only if a chosen candidate covers it” is dropped, and breaking it costs a multiplier of at most
 * the demand's weight. What is left falls apart into single candidates, each worth the multipliers of its demands. The multipliers are
 * improved by subgradient steps (Galvão & ReVelle 1996, European Journal of Operational Research 88); any of them bounds the optimum,
 * and the best reach the bound of the linear relaxation, which is nearly always tight for cover problems.
 */
export function multiplierBound(
  covers: CoverSets,
  limits: Limits,
  options: MultiplierOptions,
): MultiplierBound {
  const { firstDemand, demand, firstCandidate, candidate, weight, candidateCount, demandCount } = covers;
  const timesCovered = new Int32Array(demandCount);
  const cover = (chosen: readonly number[], times: number): void => {
    for (const c of chosen)
      for (let i = firstDemand[c]; i < firstDemand[c + 1]; i++) timesCovered[demand[i]] += times;
  };
  cover(limits.mustHave, 1);
  const isSettled = Uint8Array.from(timesCovered, (times) => (times > 0 ? 1 : 0));
  cover(limits.mustHave, -1);
  const open = Uint32Array.from(isSettled.keys()).filter((d) => isSettled[d] === 0);
  let settled = 0;
  for (let d = 0; d < demandCount; d++) if (isSettled[d] !== 0) settled += weight[d];

  // A demand's price in an optimum: its weight where nobody covers it, nothing where several do.
  const multiplier = new Float64Array(demandCount);
  const worth = new Float64Array(candidateCount);
  let unpaid = 0;
  cover(options.chosen, 1);
  for (const d of open) setMultiplier(d, weight[d] / Math.max(1, timesCovered[d]));
  for (const d of open) unpaid += weight[d] - multiplier[d];
  cover(options.chosen, -1);

  function setMultiplier(d: number, to: number): void {
    const change = to - multiplier[d];
    if (change === 0) return;
    multiplier[d] = to;
    for (let i = firstCandidate[d]; i < firstCandidate[d + 1]; i++) worth[candidate[i]] += change;
  }

  const direction = new Float64Array(demandCount);
  const choices: { value: number; chosen: number[] }[] = [];
  let best = Infinity;
  let boldness = FIRST_BOLDNESS;
  let patience = PATIENCE;
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    if (options.isCancelled?.()) break;
    const { bound: selected, picked } = selectByWorth(worth, limits);
    const bound = settled + unpaid + selected;
    if (bound < best) {
      // Less than one part in 10,000 is no progress worth keeping the step for.
      if (bound < best * (1 - 1e-4)) patience = PATIENCE;
      best = bound;
    }
    if (--patience < 0) {
      boldness *= SHRINK;
      patience = PATIENCE;
      if (boldness < LAST_BOLDNESS) break;
    }
    cover(picked, 1);
    let value = settled;
    for (const d of open) if (timesCovered[d] > 0) value += weight[d];
    keepChoice(choices, value, [...limits.mustHave, ...picked]);
    const target = Math.max(options.value, choices[0].value);
    if (roundedBound(covers, best) <= target) break;
    let squared = 0;
    for (const d of open) {
      direction[d] = timesCovered[d] - 1 + MOMENTUM * direction[d];
      if (isMovable(multiplier[d], weight[d], direction[d])) squared += direction[d] * direction[d];
    }
    if (squared === 0) break;
    const step = (boldness * (bound - target)) / squared;
    unpaid = 0;
    for (const d of open) {
      if (direction[d] !== 0)
        setMultiplier(d, Math.min(weight[d], Math.max(0, multiplier[d] - step * direction[d])));
      unpaid += weight[d] - multiplier[d];
    }
    cover(picked, -1);
  }
  return { bound: best, choices: choices.map(({ chosen }) => chosen) };
}

function isMovable(multiplier: number, weight: number, direction: number): boolean {
  return (direction > 0 && multiplier > 0) || (direction < 0 && multiplier < weight);
}

function keepChoice(choices: { value: number; chosen: number[] }[], value: number, chosen: number[]): void {
  if (choices.length === CHOICES_KEPT && value <= choices[CHOICES_KEPT - 1].value) return;
  const key = chosen.join();
  if (choices.some((known) => known.chosen.join() === key)) return;
  choices.push({ value, chosen });
  choices.sort((a, b) => b.value - a.value);
  choices.length = Math.min(choices.length, CHOICES_KEPT);
}
