import { WAY_KINDS } from '../model/walk-source.ts';
import type { SnappedPoints } from './snap.ts';
import { ARC_FLAGS, EDGE_FLAGS, GATE_CLOSED, GATE_OPEN, type WalkNetwork } from './walk-network.ts';

/** Label of what is not reached. */
export const UNREACHED = 0x7fffffff;

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
  buckets: Buckets;
}

/** Doubly linked lists of nodes by label: Dial's buckets, a node being in one at most. */
interface Buckets {
  head: Int32Array;
  next: Int32Array;
  before: Int32Array;
  lowest: number;
  highest: number;
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
    buckets: {
      head: new Int32Array(0),
      next: new Int32Array(network.nodeCount),
      before: new Int32Array(network.nodeCount),
      lowest: 0,
      highest: -1,
    },
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
  if (into.buckets.head.length < options.cutoffDm + 1) {
    into.buckets.head = new Int32Array(options.cutoffDm + 1).fill(NOWHERE);
  }
  linkSources(into, sources);
  const behindGates = seed(network, into, sources, true);
  if (behindGates) {
    spread(network, into, INSIDE);
    seedAcrossGates(network, into, OUTWARD);
  }
  seed(network, into, sources, false);
  spread(network, into, PUBLIC);
  if (network.gateCount > 0) {
    seedAcrossGates(network, into, INWARD);
    spread(network, into, INSIDE);
  }
  return into;
}

/** Undoes the last search; costs as much as it reached. */
function clear(into: Reach): void {
  for (let i = 0; i < into.touchedCount; i++) {
    into.time[into.touched[i]] = UNREACHED;
    into.nearest[into.touched[i]] = NOWHERE;
  }
  into.touchedCount = 0;
  for (let s = 0; s < into.sources.edge.length; s++) {
    if (into.sources.edge[s] >= 0) into.sourceOfEdge[into.sources.edge[s]] = NOWHERE;
  }
}

function linkSources(into: Reach, sources: SnappedPoints): void {
  if (into.nextSource.length < sources.edge.length) into.nextSource = new Int32Array(sources.edge.length);
  for (let s = sources.edge.length - 1; s >= 0; s--) {
    const edge = sources.edge[s];
    if (edge < 0) continue;
    into.nextSource[s] = into.sourceOfEdge[edge];
    into.sourceOfEdge[edge] = s;
  }
}

/** Puts the ends of the sources' edges into the buckets; returns whether there was any of the asked sort. */
function seed(network: WalkNetwork, into: Reach, sources: SnappedPoints, behindGates: boolean): boolean {
  let any = false;
  for (let s = 0; s < sources.edge.length; s++) {
    const edge = sources.edge[s];
    if (edge < 0) continue;
    const isBehindGates = network.nodeZone[network.edgeFrom[edge]] !== 0;
    if (isBehindGates !== behindGates) continue;
    any = true;
    if (into.avoidSteps && network.edgeKind[edge] === STEPS) continue;
    const oneway = (network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) !== 0;
    // On a one-way edge people come to a source from its first node and leave it for its second.
    if (!oneway || into.direction === 'toward')
      improve(into, network.edgeFrom[edge], sources.offDm[s] + sources.at[s], s);
    if (!oneway || into.direction === 'away') {
      improve(into, network.edgeTo[edge], sources.offDm[s] + network.edgeWeight[edge] - sources.at[s], s);
    }
  }
  return any;
}

const OUTWARD = 0;
const INWARD = 1;

/**
 * Carries labels over gates: `OUTWARD` from behind them to the public part, `INWARD` to areas behind gates for residents.
 * Looks at the gates of the nodes that are reached, or at all gates where those are fewer.
 */
function seedAcrossGates(network: WalkNetwork, into: Reach, side: number): void {
  if (into.touchedCount >= network.gateCount) {
    for (let g = 0; g < network.gateCount; g++) {
      seedAcross(network, into, side, g, network.gateFrom[g], network.gateTo[g]);
      seedAcross(network, into, side, g, network.gateTo[g], network.gateFrom[g]);
    }
    return;
  }
  const { firstArc, arcTo, arcFlags, arcEdge } = network;
  for (let i = 0, count = into.touchedCount; i < count; i++) {
    const node = into.touched[i];
    for (let arc = firstArc[node], end = firstArc[node + 1]; arc < end; arc++) {
      if ((arcFlags[arc] & ARC_FLAGS.gate) !== 0)
        seedAcross(network, into, side, arcEdge[arc], node, arcTo[arc]);
    }
  }
}

function seedAcross(
  network: WalkNetwork,
  into: Reach,
  side: number,
  gate: number,
  from: number,
  to: number,
): void {
  const policy = network.gatePolicy[gate];
  if (policy === GATE_CLOSED || (side === INWARD && policy === GATE_OPEN)) return;
  if (into.time[from] === UNREACHED) return;
  const isToInside = network.nodeZone[to] !== 0;
  if (side === INWARD ? isToInside : !isToInside && network.nodeZone[from] !== 0)
    improve(into, to, into.time[from], into.nearest[from]);
}

/** Lowers a node's label and moves it to the bucket of its new time. */
function improve(into: Reach, node: number, time: number, source: number): void {
  if (time > into.cutoffDm) return;
  const old = into.time[node];
  if (time > old || (time === old && source >= into.nearest[node])) return;
  const { buckets } = into;
  if (old === UNREACHED) into.touched[into.touchedCount++] = node;
  else unlink(buckets, node, old);
  into.time[node] = time;
  into.nearest[node] = source;
  const { head, next, before } = buckets;
  const first = head[time];
  next[node] = first;
  before[node] = NOWHERE;
  if (first !== NOWHERE) before[first] = node;
  head[time] = node;
  if (buckets.highest < buckets.lowest) {
    buckets.lowest = time;
    buckets.highest = time;
  } else if (time < buckets.lowest) buckets.lowest = time;
  else if (time > buckets.highest) buckets.highest = time;
}

/** A node that already left its bucket has `before` = itself. */
function unlink(buckets: Buckets, node: number, time: number): void {
  const { head, next, before } = buckets;
  const previous = before[node];
  if (previous === node) return;
  const following = next[node];
  if (previous === NOWHERE) head[time] = following;
  else next[previous] = following;
  if (following !== NOWHERE) before[following] = previous;
}

/** `PUBLIC`: everywhere, through open gates only · `INSIDE`: only behind gates, through every gate that is not closed. */
const PUBLIC = 0;
const INSIDE = 1;

/** Dial's search: empties the buckets from the lowest up. */
function spread(network: WalkNetwork, into: Reach, mode: number): void {
  const { firstArc, arcTo, arcWeight, arcFlags, arcEdge, edgeKind, gatePolicy, nodeZone } = network;
  const { time, nearest, buckets, cutoffDm, avoidSteps } = into;
  const { head, next, before } = buckets;
  const along = into.direction === 'toward' ? ARC_FLAGS.backward : ARC_FLAGS.forward;
  const mostOpen = mode === PUBLIC ? GATE_OPEN : GATE_CLOSED - 1;
  for (let bucket = buckets.lowest; bucket <= buckets.highest; bucket++) {
    for (let node = head[bucket]; node !== NOWHERE; node = head[bucket]) {
      const following = next[node];
      head[bucket] = following;
      if (following !== NOWHERE) before[following] = NOWHERE;
      before[node] = node;
      if (mode === INSIDE && nodeZone[node] === 0) continue;
      const source = nearest[node];
      for (let arc = firstArc[node], end = firstArc[node + 1]; arc < end; arc++) {
        const to = arcTo[arc];
        const reached = bucket + arcWeight[arc];
        const old = time[to];
        if (reached > old || reached > cutoffDm || (reached === old && source >= nearest[to])) continue;
        const flags = arcFlags[arc];
        if ((flags & along) === 0) continue;
        if ((flags & ARC_FLAGS.gate) !== 0) {
          if (gatePolicy[arcEdge[arc]] > mostOpen) continue;
          if (mode === INSIDE && nodeZone[to] === 0) continue;
        } else if (avoidSteps && edgeKind[arcEdge[arc]] === STEPS) continue;
        improve(into, to, reached, source);
      }
    }
  }
  buckets.lowest = 0;
  buckets.highest = -1;
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
