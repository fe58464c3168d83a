import { GATE_POLICIES, WAY_FLAGS, type WalkSource } from '../model/walk-source.ts';
import { distanceM } from './plane.ts';
import { GATE_OPEN, GATE_RESIDENTS } from './walk-network.ts';

/**
 * The source as single segments, each gate's node split into one node for each of its sides with a link between them.
 * Node numbers below `source.nodeLon.length` are the source's; `nodeSource` gives the source node of every number.
 */
export interface RawGraph {
  nodeSource: number[];
  segmentFrom: Uint32Array;
  segmentTo: Uint32Array;
  segmentWay: Uint32Array;
  /** Length on the ground, not rounded. */
  segmentLengthDm: Float64Array;
  /** 0 = the public part, the largest when all gates are shut; others are areas behind gates. */
  segmentZone: Uint32Array;
  gateFrom: number[];
  gateTo: number[];
  gatePolicy: number[];
  /** Index into `source.gates`, -1 for the mouth of a way that only residents may use. */
  gateSource: number[];
  /** Gates that part nothing (a dead end, or not on any way): they are left out. */
  idleGates: number;
}

/** Splits `source` into segments and puts a link in the place of each gate. Throws nothing; empty ways vanish. */
export function rawGraph(source: WalkSource): RawGraph {
  const segments = segmentsOf(source);
  const incidence = incidenceOf(source.nodeLon.length, segments.from, segments.to);
  const gateOfNode = gatesOfNodes(source, segments.way, incidence);
  const group = groupsWithoutGates(segments, incidence, gateOfNode);
  const segmentLengthDm = lengthsOf(source, segments);
  const nodeSource: number[] = [];
  for (let node = 0; node < source.nodeLon.length; node++) nodeSource.push(node);
  const graph: RawGraph = {
    nodeSource,
    segmentFrom: segments.from,
    segmentTo: segments.to,
    segmentWay: segments.way,
    segmentLengthDm,
    segmentZone: zonesOf(group, segmentLengthDm),
    gateFrom: [],
    gateTo: [],
    gatePolicy: [],
    gateSource: [],
    idleGates: 0,
  };
  const policies = gatePoliciesOf(source, segments.way, incidence, gateOfNode);
  for (let node = 0; node < gateOfNode.length; node++) {
    if (gateOfNode[node] !== NO_GATE) splitGate(graph, incidence, node, gateOfNode[node], policies[node]);
  }
  return graph;
}

const NO_GATE = -2;
const MOUTH = -1;

interface Segments {
  from: Uint32Array;
  to: Uint32Array;
  way: Uint32Array;
}

function segmentsOf(source: WalkSource): Segments {
  const wayCount = source.wayStart.length - 1;
  const capacity = source.wayNodes.length;
  const from = new Uint32Array(capacity);
  const to = new Uint32Array(capacity);
  const way = new Uint32Array(capacity);
  let count = 0;
  for (let w = 0; w < wayCount; w++) {
    for (let i = source.wayStart[w] + 1; i < source.wayStart[w + 1]; i++) {
      if (source.wayNodes[i] === source.wayNodes[i - 1]) continue;
      from[count] = source.wayNodes[i - 1];
      to[count] = source.wayNodes[i];
      way[count++] = w;
    }
  }
  return { from: from.slice(0, count), to: to.slice(0, count), way: way.slice(0, count) };
}

function lengthsOf({ nodeLon, nodeLat }: WalkSource, { from, to }: Segments): Float64Array {
  const length = new Float64Array(from.length);
  for (let s = 0; s < length.length; s++) {
    length[s] = distanceM(nodeLon[from[s]], nodeLat[from[s]], nodeLon[to[s]], nodeLat[to[s]]) * 10;
  }
  return length;
}

export interface Incidence {
  first: Uint32Array;
  segment: Uint32Array;
}

/** Segments at each node, in CSR form; a segment from a node to itself is listed twice. */
export function incidenceOf(nodeCount: number, from: Uint32Array, to: Uint32Array): Incidence {
  const first = new Uint32Array(nodeCount + 1);
  for (let s = 0; s < from.length; s++) {
    first[from[s] + 1]++;
    first[to[s] + 1]++;
  }
  for (let n = 0; n < nodeCount; n++) first[n + 1] += first[n];
  const fill = first.slice(0, nodeCount);
  const segment = new Uint32Array(from.length * 2);
  for (let s = 0; s < from.length; s++) {
    segment[fill[from[s]]++] = s;
    segment[fill[to[s]]++] = s;
  }
  return { first, segment };
}

/** Per node: index of its gate, `MOUTH` where a way for residents only meets one for all, else `NO_GATE`. */
function gatesOfNodes(source: WalkSource, segmentWay: Uint32Array, incidence: Incidence): Int32Array {
  const nodeCount = source.nodeLon.length;
  const gateOfNode = new Int32Array(nodeCount).fill(NO_GATE);
  for (let node = 0; node < nodeCount; node++) {
    if (isMouth(source, segmentWay, incidence, node)) gateOfNode[node] = MOUTH;
  }
  source.gates.forEach((gate, index) => {
    gateOfNode[gate.node] = index;
  });
  return gateOfNode;
}

function isMouth(source: WalkSource, segmentWay: Uint32Array, incidence: Incidence, node: number): boolean {
  let anyPublic = false;
  let anyResidents = false;
  for (let i = incidence.first[node]; i < incidence.first[node + 1]; i++) {
    if (source.wayFlags[segmentWay[incidence.segment[i]]] & WAY_FLAGS.residentsOnly) anyResidents = true;
    else anyPublic = true;
  }
  return anyPublic && anyResidents;
}

/** A gate's own policy, but never more open than the way that begins at it. */
function gatePoliciesOf(
  source: WalkSource,
  segmentWay: Uint32Array,
  incidence: Incidence,
  gateOfNode: Int32Array,
): Uint8Array {
  const policies = new Uint8Array(gateOfNode.length);
  for (let node = 0; node < gateOfNode.length; node++) {
    const gate = gateOfNode[node];
    if (gate === NO_GATE) continue;
    const own = gate === MOUTH ? GATE_RESIDENTS : GATE_POLICIES.indexOf(source.gates[gate].policy);
    const mouth = isMouth(source, segmentWay, incidence, node) ? GATE_RESIDENTS : GATE_OPEN;
    policies[node] = Math.max(own, mouth);
  }
  return policies;
}

/** Union–find over segments that share a node without a gate; returns the root of each segment. */
function groupsWithoutGates(segments: Segments, incidence: Incidence, gateOfNode: Int32Array): Uint32Array {
  const parent = new Uint32Array(segments.from.length);
  for (let s = 0; s < parent.length; s++) parent[s] = s;
  const find = (start: number): number => {
    let s = start;
    while (parent[s] !== s) {
      parent[s] = parent[parent[s]];
      s = parent[s];
    }
    return s;
  };
  const join = (first: number, second: number): void => {
    const a = find(first);
    const b = find(second);
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  };
  for (let node = 0; node < gateOfNode.length; node++) {
    const begin = incidence.first[node];
    const end = incidence.first[node + 1];
    for (let i = begin + 1; i < end; i++) {
      if (gateOfNode[node] === NO_GATE) join(incidence.segment[i - 1], incidence.segment[i]);
      else if (isBesideThroughWay(begin, end)) joinSameWay(segments, incidence, begin, i, join);
    }
  }
  for (let s = 0; s < parent.length; s++) parent[s] = find(s);
  return parent;
}

/** A gate where three ways or more meet stands beside the way that runs on through its node, not across it. */
function isBesideThroughWay(begin: number, end: number): boolean {
  return end - begin > 2;
}

function joinSameWay(
  segments: Segments,
  incidence: Incidence,
  begin: number,
  at: number,
  join: (first: number, second: number) => void,
): void {
  for (let i = begin; i < at; i++) {
    const isSameWay = segments.way[incidence.segment[i]] === segments.way[incidence.segment[at]];
    if (isSameWay) join(incidence.segment[i], incidence.segment[at]);
  }
}

/** Numbers the groups: 0 for the longest, the others 1, 2, … in the order of their first segment. */
function zonesOf(group: Uint32Array, segmentLengthDm: Float64Array): Uint32Array {
  const length = new Float64Array(group.length);
  for (let s = 0; s < group.length; s++) length[group[s]] += segmentLengthDm[s];
  let longest = 0;
  for (let g = 1; g < length.length; g++) if (length[g] > length[longest]) longest = g;
  const zoneOfGroup = new Int32Array(group.length).fill(-1);
  zoneOfGroup[longest] = 0;
  let zoneCount = 1;
  const zones = new Uint32Array(group.length);
  for (let s = 0; s < group.length; s++) {
    if (zoneOfGroup[group[s]] < 0) zoneOfGroup[group[s]] = zoneCount++;
    zones[s] = zoneOfGroup[group[s]];
  }
  return zones;
}

/**
 * One side for each zone that meets at the gate. A gate within one zone (a barrier across a through street) gets a
 * side for each of its segments, or for each of its ways if it stands beside a through way. The first side keeps the node; the others get new nodes linked with it.
 */
function splitGate(graph: RawGraph, incidence: Incidence, node: number, gate: number, policy: number): void {
  const begin = incidence.first[node];
  const end = incidence.first[node + 1];
  const zones = new Set<number>();
  for (let i = begin; i < end; i++) zones.add(graph.segmentZone[incidence.segment[i]]);
  const isWithinZone = zones.size === 1;
  const sideOf = (segment: number): number => {
    if (!isWithinZone) return graph.segmentZone[segment];
    return isBesideThroughWay(begin, end) ? graph.segmentWay[segment] : segment;
  };
  if (end - begin < 2) {
    graph.idleGates++;
    return;
  }
  // The public side keeps the node, so that all links lead from it.
  const sideNode = new Map<number, number>();
  const firstSide = isWithinZone ? sideOf(incidence.segment[begin]) : Math.min(...zones);
  sideNode.set(firstSide, node);
  for (let i = begin; i < end; i++) {
    const segment = incidence.segment[i];
    const side = sideOf(segment);
    let at = sideNode.get(side);
    if (at === undefined) {
      at = graph.nodeSource.length;
      graph.nodeSource.push(node);
      sideNode.set(side, at);
      graph.gateFrom.push(node);
      graph.gateTo.push(at);
      graph.gatePolicy.push(policy);
      graph.gateSource.push(gate);
    }
    if (at === node) continue;
    if (graph.segmentFrom[segment] === node) graph.segmentFrom[segment] = at;
    else graph.segmentTo[segment] = at;
  }
}
