import { WAY_FLAGS, type WalkSource } from '../model/walk-source.ts';
import { incidenceOf, type RawGraph } from './raw-graph.ts';

/** Chains of segments between junctions: chain c runs over the raw nodes `nodes[first[c]]` … `nodes[first[c + 1] - 1]`. */
export interface Chains {
  first: Uint32Array;
  nodes: Uint32Array;
  /** Segment that leads to the node from the one before it; means nothing at the first node of a chain. */
  segment: Uint32Array;
  /** Way of the chain's first segment; all its segments agree in kind, flags and name. */
  way: Uint32Array;
  zone: Uint32Array;
}

/**
 * Joins segments at nodes where nothing branches and nothing changes (kind, flags, name). A chain of one-way segments
 * runs in their direction. A ring without any junction becomes one chain from a node to itself.
 */
export function contractChains(graph: RawGraph, source: WalkSource): Chains {
  const { segmentFrom, segmentTo, segmentWay } = graph;
  const nodeCount = graph.nodeSource.length;
  const { first, segment } = incidenceOf(nodeCount, segmentFrom, segmentTo);
  const inner = innerNodes(graph, source, first, segment);
  const used = new Uint8Array(segmentFrom.length);
  const most = segmentFrom.length;
  const chains: Chains = {
    first: new Uint32Array(most + 1),
    nodes: new Uint32Array(most * 2),
    segment: new Uint32Array(most * 2),
    way: new Uint32Array(most),
    zone: new Uint32Array(most),
  };
  let chainCount = 0;
  let nodesInChains = 0;

  const follow = (start: number, begin: number): void => {
    const at = nodesInChains;
    let node = start;
    let next = begin;
    chains.nodes[nodesInChains++] = node;
    for (;;) {
      used[next] = 1;
      node = segmentFrom[next] === node ? segmentTo[next] : segmentFrom[next];
      chains.nodes[nodesInChains] = node;
      chains.segment[nodesInChains++] = next;
      if (inner[node] === 0 || node === start) break;
      const a = segment[first[node]];
      const b = segment[first[node] + 1];
      next = used[a] === 0 ? a : b;
      if (used[next] === 1) break;
    }
    const way = segmentWay[begin];
    if (source.wayFlags[way] & WAY_FLAGS.onewayFoot && segmentFrom[begin] !== start) {
      chains.nodes.subarray(at, nodesInChains).reverse();
      chains.segment.subarray(at + 1, nodesInChains).reverse();
    }
    chains.way[chainCount] = way;
    chains.zone[chainCount++] = graph.segmentZone[begin];
    chains.first[chainCount] = nodesInChains;
  };

  for (let node = 0; node < nodeCount; node++) {
    if (inner[node] === 1) continue;
    for (let i = first[node]; i < first[node + 1]; i++) if (used[segment[i]] === 0) follow(node, segment[i]);
  }
  for (let s = 0; s < segmentFrom.length; s++) if (used[s] === 0) follow(segmentFrom[s], s);
  return {
    first: chains.first.subarray(0, chainCount + 1),
    nodes: chains.nodes.subarray(0, nodesInChains),
    segment: chains.segment.subarray(0, nodesInChains),
    way: chains.way.subarray(0, chainCount),
    zone: chains.zone.subarray(0, chainCount),
  };
}

/** 1 where a node may vanish inside a chain. */
function innerNodes(
  graph: RawGraph,
  source: WalkSource,
  first: Uint32Array,
  segment: Uint32Array,
): Uint8Array {
  const inner = new Uint8Array(graph.nodeSource.length);
  for (let node = 0; node < inner.length; node++) {
    if (first[node + 1] - first[node] !== 2) continue;
    const a = segment[first[node]];
    const b = segment[first[node] + 1];
    if (a === b) continue;
    const wayA = graph.segmentWay[a];
    const wayB = graph.segmentWay[b];
    if (source.wayKind[wayA] !== source.wayKind[wayB]) continue;
    if (source.wayFlags[wayA] !== source.wayFlags[wayB]) continue;
    if (source.wayNames[wayA] !== source.wayNames[wayB]) continue;
    if (source.wayFlags[wayA] & WAY_FLAGS.onewayFoot) {
      // In through one, out through the other: both begin here or both end here is a change of direction.
      if ((graph.segmentFrom[a] === node) === (graph.segmentFrom[b] === node)) continue;
    }
    inner[node] = 1;
  }
  for (let g = 0; g < graph.gateFrom.length; g++) {
    inner[graph.gateFrom[g]] = 0;
    inner[graph.gateTo[g]] = 0;
  }
  return inner;
}
