import { WAY_FLAGS, WAY_KINDS, type WalkSource, type WayKind } from '../model/walk-source.ts';
import { type Chains, contractChains } from './contract.ts';
import { hilbertOrder } from './hilbert.ts';
import { type Plane, planeAt, planeX, planeY } from './plane.ts';
import { type RawGraph, rawGraph } from './raw-graph.ts';
import { slopeCost } from './slope-cost.ts';
import { ARC_FLAGS, BARRIER_KINDS, EDGE_FLAGS, type WalkNetwork } from './walk-network.ts';

export interface BuildOptions {
  /**
   * Effective length of a metre of steps, up as down. 2 is chosen: half the speed on the level is what the IES VE building simulation
   * takes for going down (going up: 0.35 of it).
   */
  stepsCost?: number;
}

/**
 * Builds the routable graph: gates become links, nodes without a junction are contracted away, nodes are put in Hilbert
 * order, lengths become whole decimetres (an edge is rounded once, at least 1). Ways that cross without a common node
 * do not join.
 */
export function buildWalkNetwork(source: WalkSource, options: BuildOptions = {}): WalkNetwork {
  const plane = planeOf(source);
  const raw = rawGraph(source);
  const chains = contractChains(raw, source);
  const nodes = orderedNodes(raw, chains, source, plane);
  const edges = edgesOf(raw, chains, source, plane, nodes.newNumber, options.stepsCost ?? 2);
  const gates = gatesOf(raw, source, nodes.newNumber);
  const arcs = arcsOf(nodes.x.length, edges, gates);
  markApart(nodes.x.length, edges, gates);
  return {
    plane,
    nodeCount: nodes.x.length,
    edgeCount: edges.edgeFrom.length,
    gateCount: gates.gateFrom.length,
    nodeX: nodes.x,
    nodeY: nodes.y,
    nodeZone: nodeZones(nodes.x.length, edges, chains, edges.order),
    ...arcs,
    edgeFrom: edges.edgeFrom,
    edgeTo: edges.edgeTo,
    edgeWeight: edges.edgeWeight,
    edgeKind: edges.edgeKind,
    edgeFlags: edges.edgeFlags,
    edgeName: edges.edgeName,
    firstPoint: edges.firstPoint,
    pointX: edges.pointX,
    pointY: edges.pointY,
    pointAt: edges.pointAt,
    ...gates,
    ...barriersOf(source, plane),
    names: edges.names,
    sourceName: source.sourceName,
    sourceDate: source.sourceDate,
  };
}

function planeOf(source: WalkSource): Plane {
  let west = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  let south = Number.POSITIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < source.nodeLon.length; n++) {
    west = Math.min(west, source.nodeLon[n]);
    east = Math.max(east, source.nodeLon[n]);
    south = Math.min(south, source.nodeLat[n]);
    north = Math.max(north, source.nodeLat[n]);
  }
  return source.nodeLon.length === 0 ? planeAt(0, 0) : planeAt((west + east) / 2, (south + north) / 2);
}

/** Numbers the ends of chains along the Hilbert curve. */
function orderedNodes(raw: RawGraph, chains: Chains, source: WalkSource, plane: Plane) {
  const kept: number[] = [];
  const slot = new Int32Array(raw.nodeSource.length).fill(-1);
  const keep = (node: number): void => {
    if (slot[node] >= 0) return;
    slot[node] = kept.length;
    kept.push(node);
  };
  for (let c = 0; c < chains.way.length; c++) {
    keep(chains.nodes[chains.first[c]]);
    keep(chains.nodes[chains.first[c + 1] - 1]);
  }
  const keptX = new Int32Array(kept.length);
  const keptY = new Int32Array(kept.length);
  for (let i = 0; i < kept.length; i++) {
    keptX[i] = planeX(plane, source.nodeLon[raw.nodeSource[kept[i]]]);
    keptY[i] = planeY(plane, source.nodeLat[raw.nodeSource[kept[i]]]);
  }
  const order = hilbertOrder(keptX, keptY);
  const newNumber = new Int32Array(raw.nodeSource.length).fill(-1);
  const x = new Int32Array(kept.length);
  const y = new Int32Array(kept.length);
  order.forEach((old, place) => {
    newNumber[kept[old]] = place;
    x[place] = keptX[old];
    y[place] = keptY[old];
  });
  return { x, y, newNumber };
}

function flagsOf(source: WalkSource, way: number): number {
  const kind: WayKind = WAY_KINDS[source.wayKind[way]];
  let flags =
    source.wayFlags[way] &
    (WAY_FLAGS.onewayFoot | WAY_FLAGS.bridge | WAY_FLAGS.tunnel | WAY_FLAGS.residentsOnly);
  if (kind === 'bridge') flags |= EDGE_FLAGS.bridge;
  if (kind === 'underpass') flags |= EDGE_FLAGS.tunnel;
  return flags;
}

/** Numbers of the chains by their lower end, then by their higher end, then as they came: two counting sorts, the lesser key first. */
function orderOfChains({ first, nodes }: Chains, newNumber: Int32Array): Uint32Array {
  const count = first.length - 1;
  const lower = new Uint32Array(count);
  const higher = new Uint32Array(count);
  let order = new Uint32Array(count);
  let ends = 0;
  for (let c = 0; c < count; c++) {
    const from = newNumber[nodes[first[c]]];
    const to = newNumber[nodes[first[c + 1] - 1]];
    lower[c] = Math.min(from, to);
    higher[c] = Math.max(from, to);
    ends = Math.max(ends, higher[c] + 1);
    order[c] = c;
  }
  for (const key of [higher, lower]) {
    const place = new Uint32Array(ends + 1);
    for (let c = 0; c < count; c++) place[key[c] + 1]++;
    for (let end = 0; end < ends; end++) place[end + 1] += place[end];
    const sorted = new Uint32Array(count);
    for (const c of order) sorted[place[key[c]]++] = c;
    order = sorted;
  }
  return order;
}

/** Edges in the order of their lower end, so that neighbours in the city are neighbours in memory. */
function edgesOf(
  raw: RawGraph,
  chains: Chains,
  source: WalkSource,
  plane: Plane,
  newNumber: Int32Array,
  stepsCost: number,
) {
  const count = chains.way.length;
  const order = orderOfChains(chains, newNumber);
  const names: string[] = [''];
  const nameNumber = new Map<string, number>([['', 0]]);
  const edges = {
    order,
    names,
    edgeFrom: new Uint32Array(count),
    edgeTo: new Uint32Array(count),
    edgeWeight: new Int32Array(count),
    edgeKind: new Uint8Array(count),
    edgeFlags: new Uint8Array(count),
    edgeName: new Uint32Array(count),
    firstPoint: new Uint32Array(count + 1),
    pointX: new Int32Array(chains.nodes.length),
    pointY: new Int32Array(chains.nodes.length),
    pointAt: new Int32Array(chains.nodes.length),
  };
  const { nodeLon, nodeLat } = source;
  const { firstPoint, pointX, pointY, pointAt } = edges;
  const costOfWay = costsOfWays(source, stepsCost);
  let point = 0;
  for (let e = 0; e < count; e++) {
    const chain = order[e];
    const begin = chains.first[chain];
    const end = chains.first[chain + 1];
    const way = chains.way[chain];
    firstPoint[e] = point;
    let effectiveDm = 0;
    for (let i = begin; i < end; i++) {
      const node = raw.nodeSource[chains.nodes[i]];
      if (i > begin) {
        const segment = chains.segment[i];
        // The ways of one chain may be of different slopes.
        effectiveDm += raw.segmentLengthDm[segment] * costOfWay[raw.segmentWay[segment]];
      }
      pointX[point] = planeX(plane, nodeLon[node]);
      pointY[point] = planeY(plane, nodeLat[node]);
      pointAt[point] = Math.round(effectiveDm);
      point++;
    }
    // At least 1: only gates are passed in no time.
    pointAt[point - 1] = Math.max(1, pointAt[point - 1]);
    edges.edgeWeight[e] = pointAt[point - 1];
    edges.edgeFrom[e] = newNumber[chains.nodes[begin]];
    edges.edgeTo[e] = newNumber[chains.nodes[end - 1]];
    edges.edgeKind[e] = source.wayKind[way];
    edges.edgeFlags[e] = flagsOf(source, way);
    const name = source.wayNames[way] ?? '';
    let number = nameNumber.get(name);
    if (number === undefined) {
      number = names.length;
      nameNumber.set(name, number);
      names.push(name);
    }
    edges.edgeName[e] = number;
  }
  firstPoint[count] = point;
  return edges;
}

/** Effective length of a metre of each way. */
function costsOfWays({ wayKind, wayGrade }: WalkSource, stepsCost: number): Float64Array {
  const costs = new Float64Array(wayKind.length).fill(1);
  for (let way = 0; way < costs.length; way++) {
    if (WAY_KINDS[wayKind[way]] === 'steps') costs[way] = stepsCost;
    const grade = wayGrade?.[way] ?? 0;
    if (grade !== 0) costs[way] *= slopeCost(grade);
  }
  return costs;
}

type Edges = ReturnType<typeof edgesOf>;
type Gates = ReturnType<typeof gatesOf>;

function gatesOf(raw: RawGraph, source: WalkSource, newNumber: Int32Array) {
  return {
    gateFrom: Uint32Array.from(raw.gateFrom, (node) => newNumber[node]),
    gateTo: Uint32Array.from(raw.gateTo, (node) => newNumber[node]),
    gatePolicy: Uint8Array.from(raw.gatePolicy),
    gateSource: Int32Array.from(raw.gateSource),
    gateNames: raw.gateSource.map((gate) => (gate < 0 ? '' : source.gates[gate].name)),
    gateEstateIds: raw.gateSource.map((gate) => (gate < 0 ? '' : (source.gates[gate].estateId ?? ''))),
  };
}

/** Both directions of every edge and gate. Loops are kept: they bring nobody anywhere, but people live along them. */
function arcsOf(nodeCount: number, edges: Edges, gates: Gates) {
  const firstArc = new Uint32Array(nodeCount + 1);
  const countBoth = (from: Uint32Array, to: Uint32Array): void => {
    for (let i = 0; i < from.length; i++) {
      firstArc[from[i] + 1]++;
      firstArc[to[i] + 1]++;
    }
  };
  countBoth(edges.edgeFrom, edges.edgeTo);
  countBoth(gates.gateFrom, gates.gateTo);
  for (let n = 0; n < nodeCount; n++) firstArc[n + 1] += firstArc[n];
  const arcCount = firstArc[nodeCount];
  const arcTo = new Uint32Array(arcCount);
  const arcWeight = new Int32Array(arcCount);
  const arcFlags = new Uint8Array(arcCount);
  const arcEdge = new Uint32Array(arcCount);
  const fill = firstArc.slice(0, nodeCount);
  const put = (from: number, to: number, weight: number, flags: number, edge: number): void => {
    const arc = fill[from]++;
    arcTo[arc] = to;
    arcWeight[arc] = weight;
    arcFlags[arc] = flags;
    arcEdge[arc] = edge;
  };
  const both = ARC_FLAGS.forward | ARC_FLAGS.backward;
  for (let e = 0; e < edges.edgeFrom.length; e++) {
    const from = edges.edgeFrom[e];
    const to = edges.edgeTo[e];
    const oneway = (edges.edgeFlags[e] & EDGE_FLAGS.onewayFoot) !== 0;
    put(from, to, edges.edgeWeight[e], oneway ? ARC_FLAGS.forward : both, e);
    put(to, from, edges.edgeWeight[e], oneway ? ARC_FLAGS.backward : both, e);
  }
  for (let g = 0; g < gates.gateFrom.length; g++) {
    put(gates.gateFrom[g], gates.gateTo[g], 0, both | ARC_FLAGS.gate, g);
    put(gates.gateTo[g], gates.gateFrom[g], 0, both | ARC_FLAGS.gate, g);
  }
  return { firstArc, arcTo, arcWeight, arcFlags, arcEdge };
}

/** Flags every edge outside the longest connected part. All gates count as passable here: they may be opened later. */
function markApart(nodeCount: number, edges: Edges, gates: Gates): void {
  const parent = new Uint32Array(nodeCount);
  for (let n = 0; n < nodeCount; n++) parent[n] = n;
  const find = (start: number): number => {
    let n = start;
    while (parent[n] !== n) {
      parent[n] = parent[parent[n]];
      n = parent[n];
    }
    return n;
  };
  for (let e = 0; e < edges.edgeFrom.length; e++) parent[find(edges.edgeFrom[e])] = find(edges.edgeTo[e]);
  for (let g = 0; g < gates.gateFrom.length; g++) parent[find(gates.gateFrom[g])] = find(gates.gateTo[g]);
  const length = new Float64Array(nodeCount);
  for (let e = 0; e < edges.edgeFrom.length; e++) length[find(edges.edgeFrom[e])] += edges.edgeWeight[e];
  let main = 0;
  for (let n = 1; n < nodeCount; n++) if (length[n] > length[main]) main = n;
  for (let e = 0; e < edges.edgeFrom.length; e++) {
    if (find(edges.edgeFrom[e]) !== main) edges.edgeFlags[e] |= EDGE_FLAGS.apart;
  }
}

/** Gates were split by zone, so that all edges at a node lie in one. */
function nodeZones(nodeCount: number, edges: Edges, chains: Chains, order: Uint32Array): Uint32Array {
  const zones = new Uint32Array(nodeCount);
  for (let e = 0; e < edges.edgeFrom.length; e++) {
    zones[edges.edgeFrom[e]] = chains.zone[order[e]];
    zones[edges.edgeTo[e]] = chains.zone[order[e]];
  }
  return zones;
}

function barriersOf(source: WalkSource, plane: Plane) {
  const points = source.barriers.reduce((sum, barrier) => sum + barrier.line.length / 2, 0);
  const firstBarrierPoint = new Uint32Array(source.barriers.length + 1);
  const barrierX = new Int32Array(points);
  const barrierY = new Int32Array(points);
  const barrierKind = new Uint8Array(source.barriers.length);
  let point = 0;
  source.barriers.forEach((barrier, index) => {
    firstBarrierPoint[index] = point;
    barrierKind[index] = BARRIER_KINDS.indexOf(barrier.kind);
    for (let i = 0; i < barrier.line.length; i += 2) {
      barrierX[point] = planeX(plane, barrier.line[i]);
      barrierY[point] = planeY(plane, barrier.line[i + 1]);
      point++;
    }
  });
  firstBarrierPoint[source.barriers.length] = point;
  return { firstBarrierPoint, barrierX, barrierY, barrierKind };
}
