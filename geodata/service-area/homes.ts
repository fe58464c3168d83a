import type { Building } from '../model/building.ts';
import { planeX, planeY } from '../network/plane.ts';
import { createSnapper, emptySnapped, MAX_OFF_STREET_M, type Snapper } from '../network/snap.ts';
import type { WalkNetwork } from '../network/walk-network.ts';

/**
 * Buildings that people live in, put on the network: parallel arrays, ordered by the unit they are assigned to, so that the
 * homes of `unitIds[u]` are `firstHome[u]` … `firstHome[u + 1] - 1`. Those of no unit come last, under the extra number
 * `unitIds.length`. The first `cellCount` units are grid cells; others hold homes that are assigned no finer.
 */
export interface Homes {
  count: number;
  cellCount: number;
  unitIds: string[];
  firstHome: Uint32Array;
  /** Index of the building in the list given to `buildHomes`. */
  building: Uint32Array;
  unit: Uint32Array;
  /** Index into `estateIds`, -1 = none. */
  estate: Int32Array;
  households: Uint32Array;
  residents: Uint32Array;
  elderly: Uint32Array;
  /** Where the building stands, decimetres on the network's plane. */
  x: Int32Array;
  y: Int32Array;
  /** Entrances of home h: `firstEntrance[h]` … `firstEntrance[h + 1] - 1`; none = not on the network. */
  firstEntrance: Uint32Array;
  edge: Int32Array;
  at: Int32Array;
  offDm: Int32Array;
  buildingIds: string[];
  estateIds: string[];
}

export interface HomesOptions {
  /** How many of the units, from the first, are grid cells; default: all. */
  cellCount?: number;
  maxDistanceM?: number;
  snapper?: Snapper;
}

/**
 * Homes are buildings with households. Where no building of the whole list has any (a street map without people),
 * every building of a dwelling kind counts as one, so that buildings at least can be counted.
 * A home none of whose entrances is near a street keeps its place with no entrance: counted in totals, never covered.
 */
export function buildHomes(
  network: WalkNetwork,
  buildings: Building[],
  unitIds: string[],
  unitIndexOf: (building: Building) => number,
  options: HomesOptions = {},
): Homes {
  const peopleKnown = buildings.some((building) => building.households > 0);
  const chosen: Chosen[] = [];
  buildings.forEach((building, index) => {
    const isHome = peopleKnown ? building.households > 0 : isDwelling(building);
    if (!isHome) return;
    const unit = unitIndexOf(building);
    chosen.push({ building: index, unit: unit < 0 ? unitIds.length : unit });
  });
  chosen.sort((a, b) => a.unit - b.unit || a.building - b.building);
  return snapHomes(network, buildings, unitIds, chosen, options);
}

interface Chosen {
  building: number;
  unit: number;
}

function isDwelling(building: Building): boolean {
  return building.kind === 'tower' || building.kind === 'slab' || building.kind === 'low';
}

function snapHomes(
  network: WalkNetwork,
  buildings: Building[],
  unitIds: string[],
  chosen: Chosen[],
  options: HomesOptions,
): Homes {
  const snapper = options.snapper ?? createSnapper(network);
  const maxDm = (options.maxDistanceM ?? MAX_OFF_STREET_M) * 10;
  const count = chosen.length;
  const firstHome = new Uint32Array(unitIds.length + 2);
  const firstEntrance = new Uint32Array(count + 1);
  const edge: number[] = [];
  const at: number[] = [];
  const offDm: number[] = [];
  const one = emptySnapped(1);
  const x = new Int32Array(count);
  const y = new Int32Array(count);
  chosen.forEach(({ building, unit }, home) => {
    firstHome[unit + 1]++;
    const { position, entrances } = buildings[building];
    x[home] = planeX(network.plane, position[0]);
    y[home] = planeY(network.plane, position[1]);
    for (const entrance of entrances.length > 0 ? entrances : [position]) {
      snapper.snapPlane(
        planeX(network.plane, entrance[0]),
        planeY(network.plane, entrance[1]),
        maxDm,
        one,
        0,
      );
      if (one.edge[0] < 0) continue;
      edge.push(one.edge[0]);
      at.push(one.at[0]);
      offDm.push(one.offDm[0]);
    }
    firstEntrance[home + 1] = edge.length;
  });
  for (let u = 0; u <= unitIds.length; u++) firstHome[u + 1] += firstHome[u];
  const { estate, estateIds } = estatesOf(buildings, chosen);
  const field = (read: (building: Building) => number): Uint32Array =>
    Uint32Array.from(chosen, ({ building }) => read(buildings[building]));
  return {
    count,
    cellCount: options.cellCount ?? unitIds.length,
    unitIds,
    firstHome,
    building: Uint32Array.from(chosen, ({ building }) => building),
    unit: Uint32Array.from(chosen, ({ unit }) => unit),
    estate,
    households: field((building) => building.households),
    residents: field((building) => building.residents),
    elderly: field((building) => building.elderly),
    x,
    y,
    firstEntrance,
    edge: Int32Array.from(edge),
    at: Int32Array.from(at),
    offDm: Int32Array.from(offDm),
    buildingIds: chosen.map(({ building }) => buildings[building].id),
    estateIds,
  };
}

function estatesOf(buildings: Building[], chosen: Chosen[]): { estate: Int32Array; estateIds: string[] } {
  const estateIds: string[] = [];
  const numbers = new Map<string, number>();
  const estate = Int32Array.from(chosen, ({ building }) => {
    const id = buildings[building].estateId;
    if (id === null) return -1;
    let number = numbers.get(id);
    if (number === undefined) {
      number = estateIds.length;
      numbers.set(id, number);
      estateIds.push(id);
    }
    return number;
  });
  return { estate, estateIds };
}

/** Homes without any entrance on the network, as indexes of homes. */
export function unsnappedHomes(homes: Homes): Uint32Array {
  const found: number[] = [];
  for (let h = 0; h < homes.count; h++)
    if (homes.firstEntrance[h] === homes.firstEntrance[h + 1]) found.push(h);
  return Uint32Array.from(found);
}
