import type { CoverSets } from './cover-sets.ts';
import { type PlaceOptions, placeStations } from './greedy-swap.ts';
import { SitingError } from './siting-error.ts';
import { coveredWeight, type Limits, limitsOf, type SitingProblem } from './siting-problem.ts';

/** Sites that help the worst-served groups (cells) first. A heuristic's answer: good, not proven to be the best. */
export interface EquityPlacement {
  /** Ascending. */
  chosen: Uint32Array;
  cost: number;
  /** Summed weight newly covered, as in `Placement`. */
  covered: number;
  /** Covered share of each group, kept stations included; NaN where a group has no weight. */
  shareOfGroup: Float64Array;
  /** Lowest share among the groups that a candidate can change, and the first such group; NaN and -1 where there is none. */
  worstShare: number;
  worstGroup: number;
  /** No choice lifts the worst share above this: what it would be, were every candidate chosen. */
  worstShareBound: number;
  /** Groups with weight whose share no candidate can change: too far from all of them, or covered as far as can be. */
  fixedGroups: Uint32Array;
  isProven: false;
}

/** Shares are compared in parts per billion, so that sums of fractions in another order count as equal. */
const SHARE_PARTS = 1e9;

/**
 * Equity variant: the covered share of the worst group as high as can be, then that of the second worst, and so on; among equals the
 * greatest total (a lexicographic maximin of which Ogryczak 1997, European Journal of Operational Research 100, gives the theory).
 * Heuristic: greedy by that order, then single swaps until none helps, also beginning from the sites of greatest cover; the better
 * of both. No single swap or addition improves the answer, but two at once may. The same problem gives the same answer.
 * Null when cancelled. Throws `SitingError`, `no-groups` for cover sets without groups.
 */
export function placeForEquity(problem: SitingProblem, options: PlaceOptions = {}): EquityPlacement | null {
  const limits = limitsOf(problem);
  const { covers } = problem;
  if (covers.groupCount === 0)
    throw new SitingError('no-groups', 'build the cover sets with `groups`, the cell of every home');
  const isCancelled = options.isCancelled ?? (() => false);
  const most = placeStations(problem, { boundIterations: 0, isCancelled });
  if (most === null) return null;
  const starts = [limits.mustHave, Array.from(most.chosen)];
  let best: { town: Town; rank: Rank } | null = null;
  for (const [number, start] of starts.entries()) {
    const town = townWith(covers, start);
    const isDone = improve(town, covers, limits, isCancelled, (share) =>
      options.onProgress?.((number + share) / starts.length),
    );
    if (!isDone) return null;
    const rank = rankOf(covers, town.chosen, town.coveredOfGroup);
    if (best === null || compareRanks(rank, best.rank) > 0) best = { town, rank };
  }
  options.onProgress?.(1);
  return placementOf(covers, limits, best!.town);
}

/** What a choice does to every group. */
interface Town {
  chosen: number[];
  timesCovered: Uint32Array;
  /** Covered weight of each group, kept included. */
  coveredOfGroup: Float64Array;
}

function townWith(covers: CoverSets, chosen: readonly number[]): Town {
  const town: Town = {
    chosen: [],
    timesCovered: new Uint32Array(covers.demandCount),
    coveredOfGroup: covers.groupKept.slice(),
  };
  for (const c of chosen) put(town, covers, c);
  return town;
}

function put(town: Town, covers: CoverSets, c: number): void {
  town.chosen.push(c);
  for (let i = covers.firstDemand[c]; i < covers.firstDemand[c + 1]; i++) {
    const d = covers.demand[i];
    const group = covers.groupOfDemand[d];
    if (town.timesCovered[d]++ === 0 && group >= 0) town.coveredOfGroup[group] += covers.weight[d];
  }
}

function take(town: Town, covers: CoverSets, c: number): void {
  town.chosen.splice(town.chosen.indexOf(c), 1);
  for (let i = covers.firstDemand[c]; i < covers.firstDemand[c + 1]; i++) {
    const d = covers.demand[i];
    const group = covers.groupOfDemand[d];
    if (--town.timesCovered[d] === 0 && group >= 0) town.coveredOfGroup[group] -= covers.weight[d];
  }
}

/** Takes the best step (one more, or one for another) until none improves. False when cancelled. */
function improve(
  town: Town,
  covers: CoverSets,
  limits: Limits,
  isCancelled: () => boolean,
  onProgress: (share: number) => void,
): boolean {
  const additions = createAdditions(covers);
  for (let steps = 0; ; steps++) {
    // How many steps there will be is not known; most searches end after about two for each station.
    onProgress(1 - 1 / (1 + steps / Math.max(1, 2 * town.chosen.length)));
    let bestRank = rankOf(covers, town.chosen, town.coveredOfGroup);
    let best: { out: number; into: number } | null = null;
    const movable = town.chosen.filter((c) => limits.isMustHave[c] === 0).sort((a, b) => a - b);
    for (const out of town.chosen.length < limits.stations ? [-1, ...movable] : movable) {
      if (isCancelled()) return false;
      if (out >= 0) take(town, covers, out);
      const left = limits.budget - costOf(limits, town.chosen);
      const into = additions.best(town, (c) => c !== out && limits.cost[c] <= left);
      if (into >= 0) {
        put(town, covers, into);
        const rank = rankOf(covers, town.chosen, town.coveredOfGroup);
        if (compareRanks(rank, bestRank) > 0) {
          bestRank = rank;
          best = { out, into };
        }
        take(town, covers, into);
      }
      if (out >= 0) put(town, covers, out);
    }
    if (best === null) return true;
    if (best.out >= 0) take(town, covers, best.out);
    put(town, covers, best.into);
  }
}

interface Additions {
  /** The allowed candidate that makes the best of the town, -1 where none adds anybody; ties go to the lower number. */
  best(town: Town, isAllowed: (c: number) => boolean): number;
}

/** Two additions to the same town are compared over the groups that either touches: what is the same after both cannot decide. */
function createAdditions(covers: CoverSets): Additions {
  const { candidateCount, firstDemand, demand, weight, groupOfDemand, groupCount, groupTotal } = covers;
  const change = new Float64Array(groupCount);
  const touched = new Uint32Array(groupCount);
  const bestChange = new Float64Array(groupCount);
  const bestTouched = new Uint32Array(groupCount);
  const partsOfOne = new Float64Array(groupCount);
  const partsOfBest = new Float64Array(groupCount);

  return {
    best(town, isAllowed) {
      let best = -1;
      let bestAdds = 0;
      let bestTouchedCount = 0;
      const isChosen = new Set(town.chosen);
      for (let c = 0; c < candidateCount; c++) {
        if (isChosen.has(c) || !isAllowed(c)) continue;
        let adds = 0;
        let touchedCount = 0;
        for (let i = firstDemand[c]; i < firstDemand[c + 1]; i++) {
          const d = demand[i];
          if (town.timesCovered[d] !== 0) continue;
          adds += weight[d];
          const group = groupOfDemand[d];
          if (group < 0) continue;
          if (change[group] === 0) touched[touchedCount++] = group;
          change[group] += weight[d];
        }
        if (
          adds > 0 &&
          (best < 0 || compareWithBest(town, touchedCount, bestTouchedCount, adds, bestAdds) > 0)
        ) {
          for (let i = 0; i < bestTouchedCount; i++) bestChange[bestTouched[i]] = 0;
          for (let i = 0; i < touchedCount; i++) bestChange[touched[i]] = change[touched[i]];
          bestTouched.set(touched.subarray(0, touchedCount));
          bestTouchedCount = touchedCount;
          bestAdds = adds;
          best = c;
        }
        for (let i = 0; i < touchedCount; i++) change[touched[i]] = 0;
      }
      for (let i = 0; i < bestTouchedCount; i++) bestChange[bestTouched[i]] = 0;
      return best;
    },
  };

  function compareWithBest(
    town: Town,
    touchedCount: number,
    bestTouchedCount: number,
    adds: number,
    bestAdds: number,
  ): number {
    let count = 0;
    const compareAt = (group: number): void => {
      const covered = town.coveredOfGroup[group];
      partsOfOne[count] = parts(covered + change[group], groupTotal[group]);
      partsOfBest[count++] = parts(covered + bestChange[group], groupTotal[group]);
    };
    for (let i = 0; i < touchedCount; i++) compareAt(touched[i]);
    for (let i = 0; i < bestTouchedCount; i++) if (change[bestTouched[i]] === 0) compareAt(bestTouched[i]);
    return (
      compareShares(partsOfOne.subarray(0, count).sort(), partsOfBest.subarray(0, count).sort()) ||
      wholeDifference(adds, bestAdds)
    );
  }
}

/** What choices are ordered by: the shares (in parts), worst first, then the weight covered. */
interface Rank {
  shares: Float64Array;
  covered: number;
}

function rankOf(covers: CoverSets, chosen: readonly number[], coveredOfGroup: Float64Array): Rank {
  return {
    shares: coveredOfGroup.map((covered, group) => parts(covered, covers.groupTotal[group])).sort(),
    covered: coveredWeight(covers, chosen),
  };
}

/** Above 0: a is better. */
function compareRanks(a: Rank, b: Rank): number {
  return compareShares(a.shares, b.shares) || wholeDifference(a.covered, b.covered);
}

/** Both ascending: worst against worst, then second worst against second worst … */
function compareShares(a: Float64Array, b: Float64Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}

/** 0 for what is only rounding. */
function wholeDifference(a: number, b: number): number {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)) ? 0 : a - b;
}

/** A group without weight is never the worst. */
function parts(covered: number, total: number): number {
  return total > 0 ? Math.round((covered / total) * SHARE_PARTS) : SHARE_PARTS;
}

function costOf(limits: Limits, chosen: readonly number[]): number {
  return chosen.reduce((sum, c) => sum + limits.cost[c], 0);
}

/** Weight of each group that some candidate covers and no kept station does. */
export function reachableOfGroup(covers: CoverSets): Float64Array {
  const reachable = new Float64Array(covers.groupCount);
  for (let d = 0; d < covers.demandCount; d++) {
    if (covers.groupOfDemand[d] >= 0) reachable[covers.groupOfDemand[d]] += covers.weight[d];
  }
  return reachable;
}

/** The group that is worst off among those that a candidate can change. */
export interface WorstGroup {
  /** The first such group; -1 where no candidate changes any. */
  group: number;
  /** Its covered share, kept stations included; NaN where there is none. */
  share: number;
}

/** Who is worst off with these chosen. */
export function worstGroupOf(covers: CoverSets, chosen: Iterable<number>): WorstGroup {
  return worstOf(covers, townWith(covers, [...new Set(chosen)]).coveredOfGroup);
}

function worstOf(covers: CoverSets, coveredOfGroup: Float64Array): WorstGroup {
  let worst: WorstGroup = { group: -1, share: Number.NaN };
  reachableOfGroup(covers).forEach((reachable, group) => {
    const share = coveredOfGroup[group] / covers.groupTotal[group];
    if (reachable > 0 && !(share >= worst.share)) worst = { group, share };
  });
  return worst;
}

function placementOf(covers: CoverSets, limits: Limits, town: Town): EquityPlacement {
  const chosen = [...town.chosen].sort((a, b) => a - b);
  const { coveredOfGroup } = townWith(covers, chosen);
  const { groupTotal, groupKept } = covers;
  const reachable = reachableOfGroup(covers);
  const worst = worstOf(covers, coveredOfGroup);
  let worstShareBound = Infinity;
  for (let group = 0; group < covers.groupCount; group++) {
    if (reachable[group] > 0)
      worstShareBound = Math.min(worstShareBound, (groupKept[group] + reachable[group]) / groupTotal[group]);
  }
  return {
    chosen: Uint32Array.from(chosen),
    cost: costOf(limits, chosen),
    covered: coveredWeight(covers, chosen),
    shareOfGroup: coveredOfGroup.map((covered, group) =>
      groupTotal[group] > 0 ? covered / groupTotal[group] : Number.NaN,
    ),
    worstShare: worst.share,
    worstGroup: worst.group,
    worstShareBound: worst.group < 0 ? Number.NaN : worstShareBound,
    fixedGroups: Uint32Array.from(reachable.keys()).filter(
      (group) => groupTotal[group] > 0 && reachable[group] === 0,
    ),
    isProven: false,
  };
}
