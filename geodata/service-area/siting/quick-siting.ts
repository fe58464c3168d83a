import type { Position } from '../../model/geometry.ts';
import { MAX_OFF_STREET_M, type Snapper, snapPoints } from '../../network/snap.ts';
import type { WalkNetwork } from '../../network/walk-network.ts';
import type { Homes } from '../homes.ts';
import { buildOrder } from './build-order.ts';
import { buildCoverSets, type CoverSets, cellGroups } from './cover-sets.ts';
import { placeForEquity, reachableOfGroup, worstGroupOf } from './equity.ts';
import { placeStations } from './greedy-swap.ts';
import { listSites, type Site, type SiteList, type SiteSources } from './site-sources.ts';
import { coveredWeight, gapOf, type SitingProblem } from './siting-problem.ts';

/** `coverage`: most people covered · `equity`: the worst cell as well off as can be. */
export type SitingVariant = 'coverage' | 'equity';

/** 选址: how many stations, for whom, and where they may stand. */
export interface SitingQuestion {
  /** Chosen at most, must-haves and chosen existing stations included. */
  stations: number;
  /** What they may cost together; null = no limit. */
  budget: number | null;
  variant: SitingVariant;
  /** Effective decimetres (`budgetDm`). */
  cutoffDm: number;
  avoidSteps: boolean;
  /** One a home; 0 outside of the question. */
  weightOfHome: Float64Array;
  /** Doors of all stations that stay. */
  keptDoors: readonly Position[];
  sources: SiteSources;
}

/** A question with its walks done. */
export interface PreparedSiting {
  question: SitingQuestion;
  list: SiteList;
  covers: CoverSets;
  problem: SitingProblem;
  /** Ids of the grid cells, which are the groups of the equity variant. */
  cellIds: readonly string[];
}

export interface PrepareOptions {
  snapper?: Snapper;
  /** Of the walks, 0…1. */
  onProgress?: (share: number) => void;
}

/** Finds all candidates and who walks to them in time. */
export function prepareSiting(
  network: WalkNetwork,
  homes: Homes,
  question: SitingQuestion,
  { snapper, onProgress }: PrepareOptions = {},
): PreparedSiting {
  const list = listSites(network, homes, question.sources, snapper);
  const kept = Float64Array.from(question.keptDoors.flat());
  // Null only for walks that are cancelled, which nobody can here.
  const covers = buildCoverSets(network, homes, list.candidates, {
    cutoffDm: question.cutoffDm,
    avoidSteps: question.avoidSteps,
    weightOfHome: question.weightOfHome,
    keptDoors: snapPoints(network, kept, { maxDistanceM: MAX_OFF_STREET_M }, snapper),
    groups: question.variant === 'equity' ? cellGroups(homes) : undefined,
    onProgress,
  })!;
  const problem = {
    covers,
    stations: question.stations,
    budget: question.budget ?? undefined,
    cost: Float64Array.from(list.sites, ({ cost }) => cost),
    mustHave: list.mustHave,
  };
  return { question, list, covers, problem, cellIds: homes.unitIds };
}

export interface ChosenSite extends Site {
  /** Weight added to the places before it; the sum of all is `covered`. */
  adds: number;
  /** Weight that it alone covers: lost if it were left out. */
  alone: number;
}

/** A choice as it is told: all weights newly covered, what kept stations cover is told apart. */
export interface SitingChoice {
  /** In the order to build them: must-haves first, then each that adds most. */
  places: ChosenSite[];
  covered: number;
  cost: number;
  /** No choice within the limits covers more; null in the equity variant, which seeks something else. */
  bound: number | null;
  /** `(bound - covered) / bound`; 0 = proven to be the best. Null in the equity variant. */
  provenGap: number | null;
  /** Equity variant: covered share of the worst cell that a place can change; no choice lifts it above the bound. Else null. */
  worstShare: number | null;
  worstShareBound: number | null;
  worstUnitId: string | null;
  /** Equity variant: cells that are not all covered and that no place changes; they are not looked at. Else null. */
  cellsBeyondReach: number | null;
}

/** What a choice does; `bound` is of what the variant seeks. */
export function choiceOf(prepared: PreparedSiting, chosen: Iterable<number>, bound: number): SitingChoice {
  const { covers, list, question, cellIds } = prepared;
  const order = buildOrder(covers, chosen, list.mustHave);
  const places = Array.from(order.chosen, (c, i) => ({
    ...list.sites[c],
    adds: order.adds[i],
    alone: order.alone[i],
  }));
  const covered = coveredWeight(covers, order.chosen);
  const cost = places.reduce((sum, place) => sum + place.cost, 0);
  if (question.variant === 'coverage') {
    return {
      places,
      covered,
      cost,
      bound,
      provenGap: gapOf(covered, bound),
      worstShare: null,
      worstShareBound: null,
      worstUnitId: null,
      cellsBeyondReach: null,
    };
  }
  const worst = worstGroupOf(covers, order.chosen);
  return {
    places,
    covered,
    cost,
    bound: null,
    provenGap: null,
    worstShare: numberOrNull(worst.share),
    worstShareBound: numberOrNull(bound),
    worstUnitId: worst.group < 0 ? null : cellIds[worst.group],
    cellsBeyondReach: cellsBeyondReach(covers),
  };
}

function cellsBeyondReach(covers: CoverSets): number {
  const reachable = reachableOfGroup(covers);
  return reachable.reduce(
    (count, weight, group) =>
      // Fractional weights are summed in changing order.
      weight === 0 && covers.groupTotal[group] - covers.groupKept[group] > 1e-9 * covers.groupTotal[group]
        ? count + 1
        : count,
    0,
  );
}

/**
 * The quick answer: greedy and swaps with an upper bound. The same question gives the same answer. `chosen` are candidates' numbers.
 * Throws `SitingError` for limits that cannot be kept.
 */
export function quickSiting(prepared: PreparedSiting): { chosen: Uint32Array; choice: SitingChoice } {
  const { problem, question } = prepared;
  // Null only for searches that are cancelled, which nobody can here.
  if (question.variant === 'coverage') {
    const { chosen, bound } = placeStations(problem)!;
    return { chosen, choice: choiceOf(prepared, chosen, bound) };
  }
  const { chosen, worstShareBound } = placeForEquity(problem)!;
  return { chosen, choice: choiceOf(prepared, chosen, worstShareBound) };
}

/** Of everybody in the question; covered by stations that are kept; out of reach of every place. */
export interface SitingTotals {
  totalWeight: number;
  keptWeight: number;
  unreachableWeight: number;
  candidateCount: number;
  roomCount: number;
  /** Of the places given, by index: too far from every street, they cover nobody. */
  unsnappedPlaces: number[];
}

export function totalsOf({ covers, list, question }: PreparedSiting): SitingTotals {
  return {
    totalWeight: covers.totalWeight,
    keptWeight: covers.keptWeight,
    unreachableWeight: covers.unreachableWeight,
    candidateCount: covers.candidateCount,
    roomCount: question.sources.rooms.length,
    unsnappedPlaces: list.unsnappedPlaces,
  };
}

function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
