import type { Position } from '../../../geodata/model/geometry.ts';
import { planeX, planeY } from '../../../geodata/network/plane.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { allUnits } from '../../../geodata/service-area/coverage.ts';
import type { Gap, Gaps } from '../../../geodata/service-area/gaps.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import {
  type Candidates,
  doorsOf,
  junctionCandidates,
  type PlaneBox,
} from '../../../geodata/service-area/siting/candidates.ts';
import { buildCoverSets, type CoverSets } from '../../../geodata/service-area/siting/cover-sets.ts';
import { placeStations } from '../../../geodata/service-area/siting/greedy-swap.ts';
import type { PlanSites } from './messages.ts';
import { placeOn } from './places.ts';

/** Candidates around a gap: every block's corner or so. For a whole district one in a block is enough. */
const GAP_SPACING_DM = 600;
const CITY_SPACING_DM = 1500;
/** Cover sets of so many take a fifth of a second. */
const MOST_CANDIDATES = 800;
/** Two proposals nearer than this are one proposal. */
const APART_DM = 2000;
/** The city as the plan has it. */
export interface SitingQuestion {
  network: WalkNetwork;
  homes: Homes;
  /** Homes beyond the cut-off, of the units looked at. */
  gaps: Gaps;
  /** Units looked at (numbers of `Homes`); null = all. */
  units: readonly number[] | null;
  cutoffDm: number;
  avoidSteps: boolean;
}

/**
 * Places for stations among the junctions around: for a gap those from which one station would bring most people, else `count` places that
 * together bring most of the units looked at. Nobody is counted who is covered already.
 */
export function proposeSites(
  question: SitingQuestion,
  gapId: string | null,
  count: number,
): Pick<PlanSites, 'places' | 'residents' | 'bound' | 'candidates'> {
  const { network, homes, gaps, cutoffDm, avoidSteps } = question;
  const gap = gaps.list.find(({ id }) => id === gapId) ?? null;
  const candidates = candidatesFor(question, gap);
  const covers = buildCoverSets(network, homes, candidates, {
    cutoffDm,
    avoidSteps,
    weightOfHome: uncoveredResidents(homes, gaps, gap),
  });
  if (covers === null || candidates.count === 0) {
    return { places: [], residents: 0, bound: 0, candidates: candidates.count };
  }
  const placeOf = (c: number): Position => {
    const doors = doorsOf(candidates, c);
    return placeOn(network, doors.edge[0], doors.at[0]);
  };
  const found =
    gap === null
      ? bestTogether(covers, Math.min(count, candidates.count))
      : bestAlone(covers, count, placeOf, network);
  return {
    places: found.chosen.map(({ candidate, weight }) => ({
      position: placeOf(candidate),
      residents: weight,
    })),
    residents: found.value,
    bound: found.bound,
    candidates: candidates.count,
  };
}

function candidatesFor({ network, homes, units, cutoffDm }: SitingQuestion, gap: Gap | null): Candidates {
  return junctionCandidates(network, {
    spacingDm: gap === null ? CITY_SPACING_DM : GAP_SPACING_DM,
    most: MOST_CANDIDATES,
    ...(gap === null
      ? { near: { homes, units: units ?? allUnits(homes) } }
      : { box: boxAround(network, gap.bbox, cutoffDm) }),
  });
}

/** Residents of homes beyond the cut-off: of one gap, or of all. */
function uncoveredResidents(homes: Homes, gaps: Gaps, gap: Gap | null): Float64Array {
  const wanted = gap === null ? null : gaps.list.indexOf(gap);
  return Float64Array.from(homes.residents, (residents, home) => {
    const number = gaps.gapOfHome[home];
    return number >= 0 && (wanted === null || number === wanted) ? residents : 0;
  });
}

function boxAround(
  { plane }: WalkNetwork,
  [west, south, east, north]: readonly number[],
  airDm: number,
): PlaneBox {
  return {
    minX: planeX(plane, west) - airDm,
    minY: planeY(plane, south) - airDm,
    maxX: planeX(plane, east) + airDm,
    maxY: planeY(plane, north) + airDm,
  };
}

interface FoundPlaces {
  chosen: { candidate: number; weight: number }[];
  value: number;
  bound: number;
}

/** The places that bring most each for itself, apart from each other. */
function bestAlone(
  covers: CoverSets,
  count: number,
  placeOf: (candidate: number) => Position,
  network: WalkNetwork,
): FoundPlaces {
  const weights = Array.from({ length: covers.candidateCount }, (_, candidate) => {
    let weight = 0;
    for (let i = covers.firstDemand[candidate]; i < covers.firstDemand[candidate + 1]; i++)
      weight += covers.weight[covers.demand[i]];
    return { candidate, weight };
  });
  weights.sort((a, b) => b.weight - a.weight || a.candidate - b.candidate);
  const chosen: FoundPlaces['chosen'] = [];
  for (const one of weights) {
    if (chosen.length === count || one.weight === 0) break;
    const isApart = chosen.every(
      ({ candidate }) => straightDm(network, placeOf(candidate), placeOf(one.candidate)) >= APART_DM,
    );
    if (isApart) chosen.push(one);
  }
  const best = chosen[0]?.weight ?? 0;
  return { chosen, value: best, bound: best };
}

function bestTogether(covers: CoverSets, count: number): FoundPlaces {
  const placement = placeStations({ covers, stations: count });
  if (placement === null) return { chosen: [], value: 0, bound: 0 };
  return {
    chosen: Array.from(placement.chosen, (candidate, i) => ({ candidate, weight: placement.adds[i] })),
    value: placement.covered,
    bound: placement.bound,
  };
}

function straightDm(network: WalkNetwork, a: Position, b: Position): number {
  const { plane } = network;
  return Math.hypot(planeX(plane, a[0]) - planeX(plane, b[0]), planeY(plane, a[1]) - planeY(plane, b[1]));
}
