import { UNREACHED } from '../network/reach.ts';
import type { SnappedPoints } from '../network/snap.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import type { Assignment } from './assigned.ts';
import type { AssignedWalks } from './assigned-walks.ts';
import type { Homes } from './homes.ts';
import { type BarrierKind, crossingsOf, gatesNear, mayPass } from './straight-line.ts';

/**
 * Why people cannot walk to the station they are assigned to, the first that holds:
 * `stationClosed` – every station that is answerable for them is shut at the time asked ·
 * `homesOffNetwork`, `stationOffNetwork` – most of them, or the station, are on no street ·
 * `water`, `railway`, `wall` – what the straight line meets first, a wall beside a gate that they may pass left out ·
 * `closedGate` – that is a wall, beside a gate which they may not pass · `detour` – it meets nothing: the way is just long.
 */
export type FalseCoverageReason =
  | BarrierKind
  | 'closedGate'
  | 'detour'
  | 'stationClosed'
  | 'homesOffNetwork'
  | 'stationOffNetwork';

/** 假覆盖: a grid cell that a station is answerable for and whose residents cannot walk to it. */
export interface FalseCoverage {
  cell: number;
  cellId: string;
  /** Index of the station in the list of the assignment. */
  station: number;
  residents: number;
  /** Those of them who reach any station that is answerable for them within the cut-off. */
  reachingResidents: number;
  /** Straight line from the home in the middle of the cell's residents to the station. */
  straightM: number;
  /** Walk of the median resident to the station (decimetres); null = beyond the horizon. */
  medianWalkDm: number | null;
  reason: FalseCoverageReason;
  /** Name of the gate of `closedGate`, '' where it has none. */
  gateName: string | null;
}

/** Less than half: then the median resident, by whom walks of a cell are told everywhere, cannot walk there. */
export const FALSE_COVERAGE_SHARE = 0.5;

/** A gate within a block (150 m, as `GAP_JOIN_M`) of where the line meets the wall lets people through that wall. */
const GATE_NEAR_DM = 1500;

/** Where a station stands, decimetres on the network's plane, its doors on the network, and whether it counts at the time asked. */
export interface StationPlace {
  x: number;
  y: number;
  doors: SnappedPoints;
  isOpen: boolean;
}

/**
 * All cells that have stations answerable for them, of whose residents less than half reach any of these within the cut-off; most
 * residents first, then by cell. Told of the assigned station with the shortest median walk, or where none is known of the nearest
 * in a straight line, an open one where there is any. Cells without residents known are judged by their homes; cells without homes
 * are left out. Pauses after each cell that is found.
 * @param walks of the same assignment to the open stations, with a horizon of at least the cut-off
 */
export function* falseCoverage(
  network: WalkNetwork,
  homes: Homes,
  assignment: Assignment,
  walks: AssignedWalks,
  stations: readonly StationPlace[],
  cutoffDm: number,
): Generator<void, FalseCoverage[]> {
  const found: FalseCoverage[] = [];
  for (let cell = 0; cell < homes.cellCount; cell++) {
    const isAssigned = assignment.firstStation[cell] < assignment.firstStation[cell + 1];
    if (!isAssigned || homes.firstHome[cell] === homes.firstHome[cell + 1]) continue;
    const people = peopleOf(homes, walks, cell, cutoffDm);
    if (people.reaching >= FALSE_COVERAGE_SHARE * people.all) continue;
    found.push(describe(network, homes, assignment, walks, stations, cell, people));
    yield;
  }
  return found.sort((a, b) => b.residents - a.residents || a.cell - b.cell);
}

interface CellPeople {
  residents: number;
  reachingResidents: number;
  /** Residents, or homes where none are known. */
  all: number;
  reaching: number;
  offNetwork: number;
  weightOf: (h: number) => number;
}

function peopleOf(homes: Homes, walks: AssignedWalks, cell: number, cutoffDm: number): CellPeople {
  let residents = 0;
  for (let h = homes.firstHome[cell]; h < homes.firstHome[cell + 1]; h++) residents += homes.residents[h];
  const weightOf = (h: number): number => (residents > 0 ? homes.residents[h] : 1);
  const people = { residents, reachingResidents: 0, all: 0, reaching: 0, offNetwork: 0, weightOf };
  for (let h = homes.firstHome[cell]; h < homes.firstHome[cell + 1]; h++) {
    people.all += weightOf(h);
    if (homes.firstEntrance[h] === homes.firstEntrance[h + 1]) people.offNetwork += weightOf(h);
    if (walks.timeDm[h] > cutoffDm) continue;
    people.reaching += weightOf(h);
    people.reachingResidents += homes.residents[h];
  }
  return people;
}

function describe(
  network: WalkNetwork,
  homes: Homes,
  assignment: Assignment,
  walks: AssignedWalks,
  stations: readonly StationPlace[],
  cell: number,
  people: CellPeople,
): FalseCoverage {
  const middle = middleHome(homes, cell, people.weightOf);
  const station =
    walks.bestStation[cell] >= 0
      ? walks.bestStation[cell]
      : nearestStation(homes, assignment, stations, cell, middle);
  const { x, y } = stations[station];
  const medianDm = walks.bestMedianDm[cell];
  return {
    cell,
    cellId: homes.unitIds[cell],
    station,
    residents: people.residents,
    reachingResidents: people.reachingResidents,
    straightM: Math.round(Math.hypot(homes.x[middle] - x, homes.y[middle] - y) / 10),
    medianWalkDm: medianDm === UNREACHED ? null : medianDm,
    ...reasonOf(network, homes, middle, stations[station], people),
  };
}

/** The home nearest to the mean place of the residents; ties: the first. */
function middleHome(homes: Homes, cell: number, weightOf: (h: number) => number): number {
  const begin = homes.firstHome[cell];
  const end = homes.firstHome[cell + 1];
  let weight = 0;
  let x = 0;
  let y = 0;
  for (let h = begin; h < end; h++) {
    weight += weightOf(h);
    x += weightOf(h) * homes.x[h];
    y += weightOf(h) * homes.y[h];
  }
  return nearestOf(begin, end, (h) => Math.hypot(homes.x[h] - x / weight, homes.y[h] - y / weight));
}

function nearestStation(
  homes: Homes,
  { firstStation, station }: Assignment,
  stations: readonly StationPlace[],
  cell: number,
  home: number,
): number {
  const assigned = station.subarray(firstStation[cell], firstStation[cell + 1]);
  const open = assigned.filter((index) => stations[index].isOpen);
  const among = open.length > 0 ? open : assigned;
  const away = (i: number): number =>
    Math.hypot(stations[among[i]].x - homes.x[home], stations[among[i]].y - homes.y[home]);
  return among[nearestOf(0, among.length, away)];
}

function nearestOf(begin: number, end: number, away: (item: number) => number): number {
  let best = begin;
  for (let item = begin + 1; item < end; item++) if (away(item) < away(best)) best = item;
  return best;
}

function reasonOf(
  network: WalkNetwork,
  homes: Homes,
  home: number,
  station: StationPlace,
  people: CellPeople,
): Pick<FalseCoverage, 'reason' | 'gateName'> {
  if (!station.isOpen) return { reason: 'stationClosed', gateName: null };
  if (people.offNetwork * 2 > people.all) return { reason: 'homesOffNetwork', gateName: null };
  if (station.doors.edge.every((edge) => edge < 0)) return { reason: 'stationOffNetwork', gateName: null };
  const fromZone = zoneOf(network, homes.edge[homes.firstEntrance[home]]);
  const toZone = zoneOf(
    network,
    station.doors.edge.find((edge) => edge >= 0),
  );
  for (const { kind, x, y } of crossingsOf(network, homes.x[home], homes.y[home], station.x, station.y)) {
    if (kind !== 'wall') return { reason: kind, gateName: null };
    const gates = gatesNear(network, x, y, GATE_NEAR_DM);
    if (gates.some((gate) => mayPass(network, gate, fromZone, toZone))) continue;
    if (gates.length === 0) return { reason: 'wall', gateName: null };
    return { reason: 'closedGate', gateName: network.gateNames[gates[0]] };
  }
  return { reason: 'detour', gateName: null };
}

/** Part of the city behind gates that an edge lies in, 0 = the public part (or no edge). */
function zoneOf(network: WalkNetwork, edge: number | undefined): number {
  return edge === undefined ? 0 : network.nodeZone[network.edgeFrom[edge]];
}
