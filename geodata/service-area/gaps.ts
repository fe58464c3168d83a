import type { BoundingBox, Position } from '../model/geometry.ts';
import type { BarrierIndex } from '../network/barriers.ts';
import { planeLat, planeLon } from '../network/plane.ts';
import { UNREACHED } from '../network/reach.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import type { HomeTimes } from './coverage.ts';
import { type GapGroups, groupUncovered } from './gap-groups.ts';
import type { Homes } from './homes.ts';

/** 服务空白: a cluster of homes whose walk to the nearest station is longer than the cut-off. */
export interface Gap {
  /** `gap-` and the smallest id of its buildings: the same as long as that home is uncovered. */
  id: string;
  /** Homes (buildings) in it, and those of them that are on no street at all. */
  homes: number;
  unsnappedHomes: number;
  households: number;
  residents: number;
  elderly: number;
  /** Grid cells with at least one home in it. */
  gridCells: number;
  /** Unit that most of its residents belong to (ties: the first in `Homes.unitIds`); null = no unit. */
  unitId: string | null;
  /** The home nearest to the mean place of the residents, as an index of homes, and where it stands. */
  centerHome: number;
  center: Position;
  bbox: BoundingBox;
  /**
   * Walk of the median resident (decimetres; half the residents walk that long or less) and the source that it leads to;
   * null where that lies beyond the horizon of the search.
   */
  medianWalkDm: number | null;
  nearestSource: number | null;
}

export interface Gaps {
  /** Most residents first; ties: most homes, then by id. */
  list: Gap[];
  /** Number in `list` of the gap that a home lies in, -1 = in none: a moving station takes its homes off with this. */
  gapOfHome: Int32Array;
}

export interface GapOptions {
  /** Homes with `time > cutoffDm` are uncovered; a budget of `budgetDm`. */
  cutoffDm: number;
  /** Only homes of these units (numbers as in `Homes`); default: all. */
  units?: Iterable<number>;
}

/**
 * All gaps of a city. `times` are the walks to the nearest station up to a horizon beyond the cut-off (the further it lies, the more
 * gaps know their nearest station). Where a gap has no residents known, its homes are weighed alike.
 */
export function findGaps(
  network: WalkNetwork,
  homes: Homes,
  times: HomeTimes,
  barriers: BarrierIndex,
  options: GapOptions,
): Gaps {
  const groups = groupUncovered(homes, uncoveredHomes(homes, times, options), barriers);
  const described = Array.from({ length: groups.count }, (_, group) => ({
    group,
    gap: describe(network, homes, times, groups.homes.subarray(groups.first[group], groups.first[group + 1])),
  }));
  described.sort(
    (a, b) =>
      b.gap.residents - a.gap.residents || b.gap.homes - a.gap.homes || (a.gap.id < b.gap.id ? -1 : 1),
  );
  return { list: described.map(({ gap }) => gap), gapOfHome: numberHomes(homes, groups, described) };
}

/** Homes beyond the cut-off, ascending; those that are on no street are among them. */
function uncoveredHomes(homes: Homes, times: HomeTimes, { cutoffDm, units }: GapOptions): Uint32Array {
  const found: number[] = [];
  const isChosen = new Uint8Array(homes.unitIds.length + 1).fill(units === undefined ? 1 : 0);
  for (const unit of units ?? []) isChosen[unit] = 1;
  for (let h = 0; h < homes.count; h++) {
    if (isChosen[homes.unit[h]] === 1 && times.timeDm[h] > cutoffDm) found.push(h);
  }
  return Uint32Array.from(found);
}

function numberHomes(homes: Homes, groups: GapGroups, order: { group: number }[]): Int32Array {
  const gapOfHome = new Int32Array(homes.count).fill(-1);
  order.forEach(({ group }, number) => {
    for (let i = groups.first[group]; i < groups.first[group + 1]; i++) gapOfHome[groups.homes[i]] = number;
  });
  return gapOfHome;
}

function describe(network: WalkNetwork, homes: Homes, times: HomeTimes, members: Uint32Array): Gap {
  const residents = sum(members, homes.residents);
  const weightOf = (h: number): number => (residents > 0 ? homes.residents[h] : 1);
  const centerHome = homeAtMean(homes, members, weightOf);
  const median = homeOfMedian(times, members, weightOf);
  const isReached = times.timeDm[median] !== UNREACHED;
  return {
    id: `gap-${smallestId(homes, members)}`,
    homes: members.length,
    unsnappedHomes: members.reduce(
      (count, h) => count + (homes.firstEntrance[h] === homes.firstEntrance[h + 1] ? 1 : 0),
      0,
    ),
    households: sum(members, homes.households),
    residents,
    elderly: sum(members, homes.elderly),
    gridCells: new Set(members.filter((h) => homes.unit[h] < homes.cellCount).map((h) => homes.unit[h])).size,
    unitId: mainUnit(homes, members, weightOf),
    centerHome,
    center: positionOf(network, homes.x[centerHome], homes.y[centerHome]),
    bbox: boxOf(network, homes, members),
    medianWalkDm: isReached ? times.timeDm[median] : null,
    nearestSource: isReached ? times.nearest[median] : null,
  };
}

function sum(members: Uint32Array, of: Uint32Array): number {
  let total = 0;
  for (const h of members) total += of[h];
  return total;
}

function smallestId(homes: Homes, members: Uint32Array): string {
  let smallest = homes.buildingIds[members[0]];
  for (const h of members) if (homes.buildingIds[h] < smallest) smallest = homes.buildingIds[h];
  return smallest;
}

/** A real home and not the mean itself, which may lie in a lake between two halves of a gap. */
function homeAtMean(homes: Homes, members: Uint32Array, weightOf: (h: number) => number): number {
  let weight = 0;
  let x = 0;
  let y = 0;
  for (const h of members) {
    weight += weightOf(h);
    x += weightOf(h) * homes.x[h];
    y += weightOf(h) * homes.y[h];
  }
  let best = members[0];
  let least = Number.POSITIVE_INFINITY;
  for (const h of members) {
    const squared = (homes.x[h] - x / weight) ** 2 + (homes.y[h] - y / weight) ** 2;
    if (squared >= least) continue;
    least = squared;
    best = h;
  }
  return best;
}

function homeOfMedian(times: HomeTimes, members: Uint32Array, weightOf: (h: number) => number): number {
  const order = members.slice().sort((a, b) => times.timeDm[a] - times.timeDm[b] || a - b);
  const total = order.reduce((weight, h) => weight + weightOf(h), 0);
  let before = 0;
  for (const h of order) {
    before += weightOf(h);
    if (before * 2 >= total) return h;
  }
  return order[order.length - 1];
}

function mainUnit(homes: Homes, members: Uint32Array, weightOf: (h: number) => number): string | null {
  const people = new Map<number, number>();
  for (const h of members) people.set(homes.unit[h], (people.get(homes.unit[h]) ?? 0) + weightOf(h));
  let best = homes.unit[members[0]];
  for (const [unit, count] of people) {
    const most = people.get(best)!;
    if (count > most || (count === most && unit < best)) best = unit;
  }
  return homes.unitIds[best] ?? null;
}

function boxOf(network: WalkNetwork, homes: Homes, members: Uint32Array): BoundingBox {
  let west = homes.x[members[0]];
  let south = homes.y[members[0]];
  let east = west;
  let north = south;
  for (const h of members) {
    west = Math.min(west, homes.x[h]);
    east = Math.max(east, homes.x[h]);
    south = Math.min(south, homes.y[h]);
    north = Math.max(north, homes.y[h]);
  }
  return [...positionOf(network, west, south), ...positionOf(network, east, north)];
}

function positionOf({ plane }: WalkNetwork, x: number, y: number): Position {
  return [planeLon(plane, x), planeLat(plane, y)];
}
