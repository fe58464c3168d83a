import { WAY_KINDS } from '../../model/walk-source.ts';
import {
  emptySnapped,
  MAX_OFF_STREET_M,
  type SnappedPoints,
  type Snapper,
  snapPoints,
} from '../../network/snap.ts';
import { ARC_FLAGS, EDGE_FLAGS, NO_SNAP, type WalkNetwork } from '../../network/walk-network.ts';
import type { Homes } from '../homes.ts';

/**
 * `junction`: any road node · `parcel`: a given site · `room`: an existing room to share (共用/挖潜) · `standing`: where a station
 * stands already.
 */
export const CANDIDATE_KINDS = ['junction', 'parcel', 'room', 'standing'] as const;
export type CandidateKind = (typeof CANDIDATE_KINDS)[number];

/** Places where a station could stand, parallel arrays. One without doors lies too far from every street: it covers nobody. */
export interface Candidates {
  count: number;
  /** Index into `CANDIDATE_KINDS`. */
  kind: Uint8Array;
  /** Node of a junction; index in the list given for the others. */
  source: Uint32Array;
  /** Doors of candidate c: `firstDoor[c]` … `firstDoor[c + 1] - 1`. */
  firstDoor: Uint32Array;
  doors: SnappedPoints;
}

/** A rectangle of the network's plane, decimetres, its edges included. */
export interface PlaneBox {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

export interface JunctionOptions {
  /** One junction at most in each square of this side. */
  spacingDm: number;
  /** Where to look; default: the whole network. */
  box?: PlaneBox;
  /** Only squares in which somebody of these units lives (numbers of `Homes`). */
  near?: { homes: Homes; units: Iterable<number> };
  /** No more than these: every k-th is kept along the network's Hilbert order, which spreads them evenly. */
  most?: number;
  /** Junctions inside estates too; default: public streets only, a station being for everybody. */
  behindGates?: boolean;
}

/**
 * Junctions on a regular spacing: of each square the one nearest to its middle (ties: the lower node), in order of nodes.
 * Nothing stands on a bridge, in a tunnel or on a part that leads nowhere.
 */
export function junctionCandidates(network: WalkNetwork, options: JunctionOptions): Candidates {
  const box = options.box ?? boxOfNodes(network);
  const columns = Math.floor((box.maxX - box.minX) / options.spacingDm) + 1;
  const squareOf = (x: number, y: number): number =>
    x < box.minX || x > box.maxX || y < box.minY || y > box.maxY
      ? -1
      : Math.floor((y - box.minY) / options.spacingDm) * columns +
        Math.floor((x - box.minX) / options.spacingDm);
  const wanted = options.near ? squaresWithHomes(options.near.homes, options.near.units, squareOf) : null;
  const best = new Map<number, { node: number; squared: number }>();
  for (let node = 0; node < network.nodeCount; node++) {
    if (network.nodeZone[node] !== 0 && options.behindGates !== true) continue;
    const x = network.nodeX[node];
    const y = network.nodeY[node];
    const square = squareOf(x, y);
    if (square < 0 || (wanted !== null && !wanted.has(square))) continue;
    const dx = x - (box.minX + ((square % columns) + 0.5) * options.spacingDm);
    const dy = y - (box.minY + (Math.floor(square / columns) + 0.5) * options.spacingDm);
    const squared = dx * dx + dy * dy;
    const known = best.get(square);
    if (known !== undefined && known.squared <= squared) continue;
    if (doorEdges(network, node).length > 0) best.set(square, { node, squared });
  }
  const nodes = Array.from(best.values(), ({ node }) => node).sort((a, b) => a - b);
  return atNodes(network, everyKth(nodes, options.most ?? nodes.length));
}

function boxOfNodes(network: WalkNetwork): PlaneBox {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (let node = 0; node < network.nodeCount; node++) {
    box.minX = Math.min(box.minX, network.nodeX[node]);
    box.minY = Math.min(box.minY, network.nodeY[node]);
    box.maxX = Math.max(box.maxX, network.nodeX[node]);
    box.maxY = Math.max(box.maxY, network.nodeY[node]);
  }
  return box;
}

function squaresWithHomes(
  homes: Homes,
  units: Iterable<number>,
  squareOf: (x: number, y: number) => number,
): Set<number> {
  const squares = new Set<number>();
  for (const unit of units) {
    for (let h = homes.firstHome[unit]; h < homes.firstHome[unit + 1]; h++)
      squares.add(squareOf(homes.x[h], homes.y[h]));
  }
  return squares;
}

function everyKth(nodes: number[], most: number): number[] {
  if (nodes.length <= most) return nodes;
  return Array.from({ length: most }, (_, i) => nodes[Math.floor((i * nodes.length) / most)]);
}

function atNodes(network: WalkNetwork, nodes: number[]): Candidates {
  const firstDoor = new Uint32Array(nodes.length + 1);
  const edge: number[] = [];
  const at: number[] = [];
  nodes.forEach((node, c) => {
    for (const e of doorEdges(network, node)) {
      edge.push(e);
      at.push(network.edgeFrom[e] === node ? 0 : network.edgeWeight[e]);
    }
    firstDoor[c + 1] = edge.length;
  });
  return {
    count: nodes.length,
    kind: new Uint8Array(nodes.length).fill(CANDIDATE_KINDS.indexOf('junction')),
    source: Uint32Array.from(nodes),
    firstDoor,
    doors: { edge: Int32Array.from(edge), at: Int32Array.from(at), offDm: new Int32Array(edge.length) },
  };
}

const STEPS = WAY_KINDS.indexOf('steps');

/**
 * Edges by which a door at the node is reached from every side: one that is walked both ways is enough (no steps, if there is
 * one without); where all are one-way, all of them, as each is entered at one end only.
 */
function doorEdges(network: WalkNetwork, node: number): number[] {
  const edges: number[] = [];
  let bothWays = -1;
  for (let arc = network.firstArc[node]; arc < network.firstArc[node + 1]; arc++) {
    const edge = network.arcEdge[arc];
    if ((network.arcFlags[arc] & ARC_FLAGS.gate) !== 0 || (network.edgeFlags[edge] & NO_SNAP) !== 0) continue;
    edges.push(edge);
    if ((network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) !== 0) continue;
    if (bothWays < 0 || (network.edgeKind[bothWays] === STEPS && network.edgeKind[edge] !== STEPS))
      bothWays = edge;
  }
  return bothWays >= 0 ? [bothWays] : edges;
}

/** Given places, `[lon, lat, …]` in degrees, one candidate each, also where no street is near enough (then without a door). */
export function placeCandidates(
  network: WalkNetwork,
  kind: CandidateKind,
  lonLat: Float64Array,
  snapper?: Snapper,
): Candidates {
  return doorCandidates(
    network,
    kind,
    lonLat,
    Uint32Array.from({ length: lonLat.length / 2 }, () => 1),
    snapper,
  );
}

/**
 * Candidates with several doors each, `doorCount[c]` of the places in `lonLat` one after the other. Doors that no street is near are
 * left out.
 */
export function doorCandidates(
  network: WalkNetwork,
  kind: CandidateKind,
  lonLat: Float64Array,
  doorCount: Uint32Array,
  snapper?: Snapper,
): Candidates {
  const count = doorCount.length;
  const snapped = snapPoints(network, lonLat, { maxDistanceM: MAX_OFF_STREET_M }, snapper);
  const kept = Array.from(snapped.edge.keys()).filter((i) => snapped.edge[i] >= 0);
  const doors = emptySnapped(kept.length);
  kept.forEach((i, door) => {
    doors.edge[door] = snapped.edge[i];
    doors.at[door] = snapped.at[i];
    doors.offDm[door] = snapped.offDm[i];
  });
  const firstDoor = new Uint32Array(count + 1);
  let given = 0;
  let door = 0;
  for (let c = 0; c < count; c++) {
    given += doorCount[c];
    while (door < kept.length && kept[door] < given) door++;
    firstDoor[c + 1] = door;
  }
  return {
    count,
    kind: new Uint8Array(count).fill(CANDIDATE_KINDS.indexOf(kind)),
    source: Uint32Array.from({ length: count }, (_, i) => i),
    firstDoor,
    doors,
  };
}

/** One list after the other. */
export function joinCandidates(lists: readonly Candidates[]): Candidates {
  const count = lists.reduce((sum, list) => sum + list.count, 0);
  const firstDoor = new Uint32Array(count + 1);
  let c = 0;
  for (const list of lists) {
    for (let i = 0; i < list.count; i++, c++)
      firstDoor[c + 1] = firstDoor[c] + list.firstDoor[i + 1] - list.firstDoor[i];
  }
  const doorsJoined = (read: (doors: SnappedPoints) => Int32Array): Int32Array =>
    Int32Array.from(lists.flatMap((list) => Array.from(read(list.doors))));
  return {
    count,
    kind: Uint8Array.from(lists.flatMap((list) => Array.from(list.kind))),
    source: Uint32Array.from(lists.flatMap((list) => Array.from(list.source))),
    firstDoor,
    doors: {
      edge: doorsJoined((doors) => doors.edge),
      at: doorsJoined((doors) => doors.at),
      offDm: doorsJoined((doors) => doors.offDm),
    },
  };
}

/** Doors of one candidate (views, not copies). */
export function doorsOf(candidates: Candidates, c: number): SnappedPoints {
  const begin = candidates.firstDoor[c];
  const end = candidates.firstDoor[c + 1];
  const { edge, at, offDm } = candidates.doors;
  return { edge: edge.subarray(begin, end), at: at.subarray(begin, end), offDm: offDm.subarray(begin, end) };
}

/** Candidates too far from every street. */
export function unsnappedCandidates(candidates: Candidates): Uint32Array {
  return Uint32Array.from({ length: candidates.count }, (_, c) => c).filter(
    (c) => candidates.firstDoor[c] === candidates.firstDoor[c + 1],
  );
}
