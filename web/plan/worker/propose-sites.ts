import type { Position } from '../../../geodata/model/geometry.ts';
import { planeX, planeY } from '../../../geodata/network/plane.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import type { Gap, Gaps } from '../../../geodata/service-area/gaps.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import { type PlaneBox, placeCandidates } from '../../../geodata/service-area/siting/candidates.ts';
import { buildCoverSets, type CoverSets } from '../../../geodata/service-area/siting/cover-sets.ts';
import { junctionPlaces } from '../../../geodata/service-area/siting/site-sources.ts';
import type { PlanSites } from './messages.ts';

/** Candidates around a gap: every block's corner or so. */
const GAP_SPACING_DM = 600;
/** Cover sets of so many take a fifth of a second. */
const MOST_CANDIDATES = 800;
/** Two proposals nearer than this are one proposal. */
const APART_DM = 2000;

/** The city as the plan has it. */
export interface GapQuestion {
  network: WalkNetwork;
  homes: Homes;
  /** Homes beyond the cut-off, of the units looked at. */
  gaps: Gaps;
  cutoffDm: number;
  avoidSteps: boolean;
}

/** The junctions around a gap from which one station would bring most of its people, each for itself, apart from each other. */
export function proposeSites(
  { network, homes, gaps, cutoffDm, avoidSteps }: GapQuestion,
  gapId: string,
  count: number,
): Pick<PlanSites, 'places' | 'candidates'> {
  const number = gaps.list.findIndex(({ id }) => id === gapId);
  if (number < 0) return { places: [], candidates: 0 };
  const positions = junctionPlaces(network, {
    spacingDm: GAP_SPACING_DM,
    most: MOST_CANDIDATES,
    box: boxAround(network, gaps.list[number], cutoffDm),
  });
  const candidates = placeCandidates(network, 'junction', Float64Array.from(positions.flat()));
  // Null only for walks that are cancelled, which nobody can here.
  const covers = buildCoverSets(network, homes, candidates, {
    cutoffDm,
    avoidSteps,
    weightOfHome: Float64Array.from(homes.residents, (residents, home) =>
      gaps.gapOfHome[home] === number ? residents : 0,
    ),
  })!;
  return { places: bestAlone(network, covers, positions, count), candidates: positions.length };
}

function boxAround(
  { plane }: WalkNetwork,
  { bbox: [west, south, east, north] }: Gap,
  airDm: number,
): PlaneBox {
  return {
    minX: planeX(plane, west) - airDm,
    minY: planeY(plane, south) - airDm,
    maxX: planeX(plane, east) + airDm,
    maxY: planeY(plane, north) + airDm,
  };
}

function bestAlone(
  network: WalkNetwork,
  covers: CoverSets,
  positions: readonly Position[],
  count: number,
): PlanSites['places'] {
  const places = positions.map((position, candidate) => {
    let residents = 0;
    for (let i = covers.firstDemand[candidate]; i < covers.firstDemand[candidate + 1]; i++)
      residents += covers.weight[covers.demand[i]];
    return { position, residents };
  });
  places.sort((a, b) => b.residents - a.residents);
  const chosen: PlanSites['places'] = [];
  for (const place of places) {
    if (chosen.length === count || place.residents === 0) break;
    if (chosen.every(({ position }) => straightDm(network, position, place.position) >= APART_DM))
      chosen.push(place);
  }
  return chosen;
}

function straightDm({ plane }: WalkNetwork, a: Position, b: Position): number {
  return Math.hypot(planeX(plane, a[0]) - planeX(plane, b[0]), planeY(plane, a[1]) - planeY(plane, b[1]));
}
