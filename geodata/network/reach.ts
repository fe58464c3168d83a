import { WAY_KINDS } from '../model/walk-source.ts';
import { type SearchArcs, searchArcs } from './search-arcs.ts';
import type { SnappedPoints } from './snap.ts';
import {
  addSeed,
  createQueue,
  createSeeds,
  INTO_GATES,
  makeBuckets,
  OUT_OF_GATES,
  PUBLIC,
  type Queue,
  type Seeds,
  spreadSeeds,
  UNREACHED,
} from './spread.ts';
import { EDGE_FLAGS, type WalkNetwork } from './walk-network.ts';

export { UNREACHED };

/**
 * `toward`: times of people walking to the sources (residents to a station, the default) · `away`: from them.
 * They differ only where a way is `oneway:foot`.
 */
export type Direction = 'toward' | 'away';

export interface ReachOptions {
  /** Nothing beyond is reached; a budget from `budgetDm`. `time ≤ cutoffDm` counts as reached. */
  cutoffDm: number;
  direction?: Direction;
  /** Nobody walks along steps, nor lives or is served at them (a wheelchair). */
  avoidSteps?: boolean;
}

/**
 * Labels of the last search and the room for the next one. `time[n]` is the effective decimetres between node n and its
 * nearest source, `nearest[n]` that source's number; both are valid for the nodes in `touched` and reset by the next search.
 */
export interface Reach {
  time: Int32Array;
  nearest: Int32Array;
  touched: Uint32Array;
  touchedCount: number;
  sources: SnappedPoints;
  direction: Direction;
  cutoffDm: number;
  avoidSteps: boolean;
  /** First source on an edge (-1: none); further ones by `nextSource`. */
  sourceOfEdge: Int32Array;
  nextSource: Int32Array;
  arcs: SearchArcs;
  /** Where the part of the search that is under way begins, and where the next one will. */
  seeds: Seeds;
  nextSeeds: Seeds;
  queue: Queue;
}

const NOWHERE = -1;
const STEPS = WAY_KINDS.indexOf('steps');

export function createReach(network: WalkNetwork): Reach {
  const none: SnappedPoints = { edge: new Int32Array(0), at: new Int32Array(0), offDm: new Int32Array(0) };
  return {
    time: new Int32Array(network.nodeCount).fill(UNREACHED),
    nearest: new Int32Array(network.nodeCount).fill(NOWHERE),
    touched: new Uint32Array(network.nodeCount),
    touchedCount: 0,
    sources: none,
    direction: 'toward',
    cutoffDm: 0,
    avoidSteps: false,
    sourceOfEdge: new Int32Array(network.edgeCount).fill(NOWHERE),
    nextSource: new Int32Array(0),
    arcs: searchArcs(network),
    seeds: createSeeds(),
    nextSeeds: createSeeds(),
    queue: createQueue(),
  };
}

/**
 * Nearest source and time of every node within the cut-off; ties go to the source with the lower number.
 *
 * Who may pass a gate: anybody an open one, nobody a closed one. Gates for residents let people out of the place they
 * come from and into the place they go to, and nobody through: a walk is [inside the gates of its beginning] – public
 * streets and open gates – [inside the gates of its end]. Three searches in one set of labels follow from that:
 * out of the sources that lie behind gates, over the public part, into the areas behind gates.
 */
export function reach(
  network: WalkNetwork,
  into: Reach,
  sources: SnappedPoints,
  options: ReachOptions,
): Reach {
  clear(into);
  into.sources = sources;
  into.direction = options.direction ?? 'toward';
  into.cutoffDm = options.cutoffDm;
  into.avoidSteps = options.avoidSteps ?? false;
  makeBuckets(into.queue, options.cutoffDm);
  linkSources(into, sources);
  seedSources(network, into, sources, true);
  spreadSeeds(network, into, OUT_OF_GATES);
  seedSources(network, into, sources, false);
  spreadSeeds(network, into, PUBLIC);
  spreadSeeds(network, into, INTO_GATES);
  return into;
}

/** Undoes the last search; costs as much as it reached. */
function clear(into: Reach): void {
  const { time, nearest, touched, touchedCount } = into;
  if (touchedCount * MEMORY_IN_A_ROW > time.length) {
    time.fill(UNREACHED);
    nearest.fill(NOWHERE);
  } else {
    for (let i = 0; i < touchedCount; i++) {
      time[touched[i]] = UNREACHED;
      nearest[touched[i]] = NOWHERE;
    }
  }
  into.touchedCount = 0;
  for (let s = 0; s < into.sources.edge.length; s++) {
    if (into.sources.edge[s] >= 0) into.sourceOfEdge[into.sources.edge[s]] = NOWHERE;
  }
}

/** Numbers written one after the other in the time of one written somewhere. */
const MEMORY_IN_A_ROW = 8;

function linkSources(into: Reach, sources: SnappedPoints): void {
  if (into.nextSource.length < sources.edge.length) into.nextSource = new Int32Array(sources.edge.length);
  for (let s = sources.edge.length - 1; s >= 0; s--) {
    const edge = sources.edge[s];
    if (edge < 0) continue;
    into.nextSource[s] = into.sourceOfEdge[edge];
    into.sourceOfEdge[edge] = s;
  }
}

/** Seeds the ends of the sources' edges: of those behind gates or of those in public. */
function seedSources(network: WalkNetwork, into: Reach, sources: SnappedPoints, behindGates: boolean): void {
  for (let s = 0; s < sources.edge.length; s++) {
    const edge = sources.edge[s];
    if (edge < 0) continue;
    const isBehindGates = network.nodeZone[network.edgeFrom[edge]] !== 0;
    if (isBehindGates !== behindGates) continue;
    if (into.avoidSteps && network.edgeKind[edge] === STEPS) continue;
    const oneway = (network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) !== 0;
    // On a one-way edge people come to a source from its first node and leave it for its second.
    if (!oneway || into.direction === 'toward')
      addSeed(into, into.seeds, network.edgeFrom[edge], sources.offDm[s] + sources.at[s], s);
    if (!oneway || into.direction === 'away') {
      const left = network.edgeWeight[edge] - sources.at[s];
      addSeed(into, into.seeds, network.edgeTo[edge], sources.offDm[s] + left, s);
    }
  }
}

/** A place's walk: `time` in effective decimetres (`UNREACHED` beyond the cut-off) and the number of its source (-1 likewise). */
export interface PlaceLabel {
  time: number;
  source: number;
}

/**
 * Walk between a place on an edge and its nearest source, the way off the street included; ties go to the source with the
 * lower number. A place on the same edge as a source is also reached along the edge itself. Writes to `into`, which it returns.
 */
export function labelAt(
  network: WalkNetwork,
  from: Reach,
  edge: number,
  at: number,
  offDm: number,
  into: PlaceLabel,
): PlaceLabel {
  const { time, nearest, sources, sourceOfEdge, nextSource } = from;
  const oneway = (network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) !== 0;
  const isToward = from.direction === 'toward';
  let best = UNREACHED;
  let source = NOWHERE;
  if (from.avoidSteps && network.edgeKind[edge] === STEPS) {
    into.time = UNREACHED;
    into.source = NOWHERE;
    return into;
  }
  // On a one-way edge people come from its first node and go on to its second.
  const first = network.edgeFrom[edge];
  if (time[first] !== UNREACHED && (!oneway || !isToward)) {
    best = time[first] + at;
    source = nearest[first];
  }
  const second = network.edgeTo[edge];
  if (time[second] !== UNREACHED && (!oneway || isToward)) {
    const through = time[second] + network.edgeWeight[edge] - at;
    if (through < best || (through === best && nearest[second] < source)) {
      best = through;
      source = nearest[second];
    }
  }
  for (let s = sourceOfEdge[edge]; s !== NOWHERE; s = nextSource[s]) {
    const ahead = sources.at[s] - at;
    if (oneway && (isToward ? ahead < 0 : ahead > 0)) continue;
    const along = sources.offDm[s] + Math.abs(ahead);
    if (along < best || (along === best && s < source)) {
      best = along;
      source = s;
    }
  }
  const isReached = source !== NOWHERE && best + offDm <= from.cutoffDm;
  into.time = isReached ? best + offDm : UNREACHED;
  into.source = isReached ? source : NOWHERE;
  return into;
}
