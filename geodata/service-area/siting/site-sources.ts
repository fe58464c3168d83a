import type { Position } from '../../model/geometry.ts';
import { plannedPlace } from '../../model/station-plan.ts';
import { planeLat, planeLon } from '../../network/plane.ts';
import type { Snapper } from '../../network/snap.ts';
import { ARC_FLAGS, type WalkNetwork } from '../../network/walk-network.ts';
import type { Homes } from '../homes.ts';
import {
  type CandidateKind,
  type Candidates,
  doorCandidates,
  type JunctionOptions,
  joinCandidates,
  junctionCandidates,
  placeCandidates,
  unsnappedCandidates,
} from './candidates.ts';

/** One junction at most a block of 100 m, and no more than 1,000: what the quick answer takes well under a second for. */
const JUNCTION_SPACING_DM = 1000;
const MOST_JUNCTIONS = 1000;

/** What a place costs by what has to be done there. */
export interface SiteCosts {
  /** A station that is built: at junctions, must-haves, and given places without a cost of their own. */
  built: number;
  /** A room that is shared. */
  shared: number;
  /** A station that stands there already. */
  kept: number;
}

/** Where stations may come to stand. */
export interface SiteSources {
  /** Junctions near the homes of these units (numbers of `Homes`); null: no junctions. */
  junctionsNear: readonly number[] | null;
  /** Given parcels. */
  places: readonly Position[];
  /** One for each of `places`; null = that of a station that is built. */
  placeCosts: readonly (number | null)[] | null;
  /** Existing rooms to share (共用/挖潜). */
  rooms: readonly Position[];
  /** Places that must be chosen. */
  mustHave: readonly Position[];
  /** Stations that need not stay: where they stand may be chosen again. */
  standing: readonly { doors: readonly Position[] }[];
  costs: SiteCosts;
}

/** `junction`: a crossing of streets · `place`, `room`, `mustHave`, `station`: of the lists given. */
export type SiteKind = 'junction' | 'place' | 'room' | 'mustHave' | 'station';

export interface Site {
  /** Where a plan puts the station (five decimals, as a plan keeps them). */
  position: Position;
  kind: SiteKind;
  /** Index in its list; -1 for junctions. */
  index: number;
  /** Names of the streets that meet at a junction, at most two; else none. */
  streets: string[];
  cost: number;
}

/** All candidates of a question in one list: must-haves first. */
export interface SiteList {
  candidates: Candidates;
  sites: Site[];
  mustHave: number[];
  /** Of the places given, by index: too far from every street. */
  unsnappedPlaces: number[];
  /** Of the must-haves, by index. */
  unsnappedMustHave: number[];
}

/**
 * Every place is walked to from where a plan will put it, rounded as a plan rounds: what is promised of a place is what the plan counts
 * afterwards.
 */
export function listSites(
  network: WalkNetwork,
  homes: Homes,
  sources: SiteSources,
  snapper?: Snapper,
): SiteList {
  const { costs } = sources;
  const candidates: Candidates[] = [];
  const sites: Site[] = [];
  const addPoints = (
    kind: SiteKind,
    as: CandidateKind,
    points: readonly Position[],
    costOf: (i: number) => number,
  ) => {
    const rounded = points.map(plannedPlace);
    const list = placeCandidates(network, as, Float64Array.from(rounded.flat()), snapper);
    candidates.push(list);
    rounded.forEach((position, index) => {
      sites.push({ position, kind, index, streets: [], cost: costOf(index) });
    });
    return list;
  };
  const mustHave = addPoints('mustHave', 'parcel', sources.mustHave, () => costs.built);
  if (sources.junctionsNear !== null) {
    const junctions = junctionCandidates(network, {
      spacingDm: JUNCTION_SPACING_DM,
      near: { homes, units: sources.junctionsNear },
      most: MOST_JUNCTIONS,
    });
    const nodes = junctions.source;
    const from = sites.length;
    addPoints('junction', 'junction', placesOfNodes(network, nodes), () => costs.built);
    nodes.forEach((node, i) => {
      sites[from + i] = { ...sites[from + i], index: -1, streets: streetsAt(network, node) };
    });
  }
  const places = addPoints('place', 'parcel', sources.places, (i) => sources.placeCosts?.[i] ?? costs.built);
  addPoints('room', 'room', sources.rooms, () => costs.shared);
  const { standing } = sources;
  const doors = Float64Array.from(standing.flatMap((station) => station.doors.flat()));
  const doorCount = Uint32Array.from(standing, (station) => station.doors.length);
  candidates.push(doorCandidates(network, 'standing', doors, doorCount, snapper));
  standing.forEach((station, index) => {
    sites.push({ position: station.doors[0], kind: 'station', index, streets: [], cost: costs.kept });
  });
  return {
    candidates: joinCandidates(candidates),
    sites,
    mustHave: Array.from({ length: mustHave.count }, (_, c) => c),
    unsnappedPlaces: Array.from(unsnappedCandidates(places)),
    unsnappedMustHave: Array.from(unsnappedCandidates(mustHave)),
  };
}

/** Where junctions are, as a plan would put stations there. */
export function junctionPlaces(network: WalkNetwork, options: JunctionOptions): Position[] {
  return placesOfNodes(network, junctionCandidates(network, options).source);
}

function placesOfNodes({ plane, nodeX, nodeY }: WalkNetwork, nodes: Uint32Array): Position[] {
  return Array.from(nodes, (node) =>
    plannedPlace([planeLon(plane, nodeX[node]), planeLat(plane, nodeY[node])]),
  );
}

function streetsAt(network: WalkNetwork, node: number): string[] {
  const names = new Set<string>();
  for (let arc = network.firstArc[node]; arc < network.firstArc[node + 1]; arc++) {
    if ((network.arcFlags[arc] & ARC_FLAGS.gate) !== 0) continue;
    const name = network.names[network.edgeName[network.arcEdge[arc]]];
    if (name !== '') names.add(name);
  }
  return [...names].slice(0, 2);
}
