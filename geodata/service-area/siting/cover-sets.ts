import type { SnappedPoints } from '../../network/snap.ts';
import type { WalkNetwork } from '../../network/walk-network.ts';
import type { Homes } from '../homes.ts';
import { type Candidates, doorsOf } from './candidates.ts';
import { createHomeSearch } from './home-search.ts';
import { mergeAlike } from './merge-alike.ts';
import { SitingError } from './siting-error.ts';

/**
 * Who is within the cut-off of which candidate. Homes that the very same candidates cover (and that are of the same group) are
 * one *demand* with their weights summed, so that everything after this works on less. Both directions, as CSR:
 * demands of candidate c are `demand[firstDemand[c]]` … `demand[firstDemand[c + 1] - 1]`, ascending; likewise its transpose.
 */
export interface CoverSets {
  candidateCount: number;
  demandCount: number;
  firstDemand: Uint32Array;
  demand: Uint32Array;
  firstCandidate: Uint32Array;
  candidate: Uint32Array;
  /** Of each demand, above 0. */
  weight: Float64Array;
  /** Demand of each home; -1: no weight, covered by a kept station, or out of every candidate's reach. */
  demandOfHome: Int32Array;
  /** Of all homes. */
  totalWeight: number;
  /** Of the homes within the cut-off of a station that is kept. */
  keptWeight: number;
  /** Of the homes that neither a kept station nor any candidate reaches. */
  unreachableWeight: number;
  /** Groups (cells) for the equity variant; 0 where none were given. */
  groupCount: number;
  /** Of each demand, -1 = none; empty without groups. */
  groupOfDemand: Int32Array;
  /** All and kept weight of each group. */
  groupTotal: Float64Array;
  groupKept: Float64Array;
}

export interface CoverSetOptions {
  /** Effective decimetres (`budgetDm`); a home at exactly this walk is covered. */
  cutoffDm: number;
  /** Walks without steps. */
  avoidSteps?: boolean;
  /** One per home, finite, 0 or more: residents, elderly, households (`homeWeights`), requests. 0: nobody to be covered. */
  weightOfHome: Float64Array;
  /** All doors of the stations that are kept: whom they cover needs no other. */
  keptDoors?: SnappedPoints;
  /** Group of each home for the equity variant, usually its cell (`cellGroups`); -1 = none. */
  groups?: { count: number; ofHome: Int32Array };
  /** 0…1. */
  onProgress?: (share: number) => void;
  isCancelled?: () => boolean;
}

/** Walks are those of residents to the station. Null when cancelled. */
export function buildCoverSets(
  network: WalkNetwork,
  homes: Homes,
  candidates: Candidates,
  options: CoverSetOptions,
): CoverSets | null {
  const { weightOfHome } = options;
  checkWeights(weightOfHome, homes.count);
  const search = createHomeSearch(network, homes);
  const avoidSteps = options.avoidSteps ?? false;
  const isKept = new Uint8Array(homes.count);
  if (options.keptDoors) {
    for (const home of search.homesWithin(options.keptDoors, options.cutoffDm, avoidSteps)) isKept[home] = 1;
  }
  const firstHome = new Uint32Array(candidates.count + 1);
  let homeList = new Uint32Array(1024);
  for (let c = 0; c < candidates.count; c++) {
    // 32 searches take a few milliseconds: often enough for a bar and a button.
    if (c % 32 === 0) {
      if (options.isCancelled?.()) return null;
      options.onProgress?.(c / candidates.count);
    }
    let end = firstHome[c];
    const around = search.homesWithin(doorsOf(candidates, c), options.cutoffDm, avoidSteps);
    if (end + around.length > homeList.length) homeList = grown(homeList, end + around.length);
    for (const home of around) if (weightOfHome[home] > 0 && isKept[home] === 0) homeList[end++] = home;
    firstHome[c + 1] = end;
  }
  const covers = coverSetsOf({
    firstHome,
    home: homeList.subarray(0, firstHome[candidates.count]),
    weightOfHome,
    isKept,
    groups: options.groups,
  });
  options.onProgress?.(1);
  return covers;
}

/** Homes by candidate, before merging: CSR as in `CoverSets`, without homes that have no weight or are kept covered. */
export interface HomeSets {
  firstHome: Uint32Array;
  home: Uint32Array;
  weightOfHome: Float64Array;
  isKept: Uint8Array;
  groups?: { count: number; ofHome: Int32Array };
}

/** Cover sets from plain lists of homes. */
export function coverSetsOf(sets: HomeSets): CoverSets {
  const { firstHome, home, weightOfHome, isKept } = sets;
  const homeCount = weightOfHome.length;
  const groupOfHome = sets.groups?.ofHome ?? new Int32Array(homeCount).fill(-1);
  const candidateCount = firstHome.length - 1;
  const { demandOfHome, demandCount } = mergeAlike(firstHome, home, groupOfHome);
  const weight = new Float64Array(demandCount);
  const groupOfDemand = new Int32Array(sets.groups ? demandCount : 0).fill(-1);
  const groupCount = sets.groups?.count ?? 0;
  const groupTotal = new Float64Array(groupCount);
  const groupKept = new Float64Array(groupCount);
  let totalWeight = 0;
  let keptWeight = 0;
  let unreachableWeight = 0;
  for (let h = 0; h < homeCount; h++) {
    const d = demandOfHome[h];
    const g = groupOfHome[h];
    totalWeight += weightOfHome[h];
    if (isKept[h] !== 0) keptWeight += weightOfHome[h];
    else if (d < 0) unreachableWeight += weightOfHome[h];
    if (d >= 0) weight[d] += weightOfHome[h];
    if (g < 0) continue;
    groupTotal[g] += weightOfHome[h];
    if (isKept[h] !== 0) groupKept[g] += weightOfHome[h];
    if (d >= 0) groupOfDemand[d] = g;
  }
  const merged = mergedLists(firstHome, home, demandOfHome, demandCount);
  const byDemand = transposed(merged.first, merged.item, demandCount);
  // Twice transposed: ascending, whatever order the search found the homes in.
  const byCandidate = transposed(byDemand.first, byDemand.item, candidateCount);
  return {
    candidateCount,
    demandCount,
    firstDemand: byCandidate.first,
    demand: byCandidate.item,
    firstCandidate: byDemand.first,
    candidate: byDemand.item,
    weight,
    demandOfHome,
    totalWeight,
    keptWeight,
    unreachableWeight,
    groupCount,
    groupOfDemand,
    groupTotal,
    groupKept,
  };
}

interface Csr {
  first: Uint32Array;
  item: Uint32Array;
}

/** Each candidate's demands once. */
function mergedLists(
  firstHome: Uint32Array,
  home: Uint32Array,
  demandOfHome: Int32Array,
  demandCount: number,
): Csr {
  const first = new Uint32Array(firstHome.length);
  const item = new Uint32Array(home.length);
  const seenBy = new Int32Array(demandCount).fill(-1);
  let end = 0;
  for (let c = 0; c + 1 < firstHome.length; c++) {
    for (let i = firstHome[c]; i < firstHome[c + 1]; i++) {
      const d = demandOfHome[home[i]];
      if (seenBy[d] === c) continue;
      seenBy[d] = c;
      item[end++] = d;
    }
    first[c + 1] = end;
  }
  return { first, item: item.slice(0, end) };
}

function transposed(first: Uint32Array, item: Uint32Array, count: number): Csr {
  const into = new Uint32Array(count + 1);
  for (const other of item) into[other + 1]++;
  for (let i = 0; i < count; i++) into[i + 1] += into[i];
  const fill = into.slice(0, count);
  const list = new Uint32Array(item.length);
  for (let row = 0; row + 1 < first.length; row++) {
    for (let i = first[row]; i < first[row + 1]; i++) list[fill[item[i]]++] = row;
  }
  return { first: into, item: list };
}

function grown(list: Uint32Array, atLeast: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(Math.max(atLeast, list.length * 2));
  longer.set(list);
  return longer;
}

function checkWeights(weightOfHome: Float64Array, homeCount: number): void {
  if (weightOfHome.length !== homeCount)
    throw new SitingError(
      'bad-weight',
      `${weightOfHome.length} weights for ${homeCount} homes: give one each`,
    );
  for (const weight of weightOfHome) {
    if (!(weight >= 0 && weight < Infinity))
      throw new SitingError('bad-weight', `weight ${weight}: give a finite number, 0 or more`);
  }
}

export type HomeWeight = 'residents' | 'elderly' | 'households' | 'homes';

/** Weights of homes; only those of `units` (numbers of `Homes`) count, or all. `homes`: 1 each, where no people are known. */
export function homeWeights(homes: Homes, by: HomeWeight, units?: Iterable<number>): Float64Array {
  const weights = new Float64Array(homes.count);
  for (const unit of units ?? Array.from({ length: homes.unitIds.length + 1 }, (_, u) => u)) {
    for (let h = homes.firstHome[unit]; h < homes.firstHome[unit + 1]; h++)
      weights[h] = by === 'homes' ? 1 : homes[by][h];
  }
  return weights;
}

/** Every grid cell a group; homes that are assigned no finer than to a coarser unit belong to none. */
export function cellGroups(homes: Homes): { count: number; ofHome: Int32Array } {
  return {
    count: homes.cellCount,
    ofHome: Int32Array.from(homes.unit, (unit) => (unit < homes.cellCount ? unit : -1)),
  };
}
