import { WAY_KINDS } from '../model/walk-source.ts';
import { ARC_FLAGS, type WalkNetwork } from './walk-network.ts';

/**
 * The arcs of a network as a search reads them: two numbers side by side for each, the node it leads to and a word of all that has to be known
 * about it. Arcs of node n are `list[first[n]]` … `list[first[n + 1] - 1]`.
 */
export interface SearchArcs {
  first: Uint32Array;
  list: Int32Array;
}

/**
 * A word: the weight in effective decimetres (up to 6,700 km), or the number of the gate, above `shift` bits of flags. The first three flags are those
 * of `ARC_FLAGS`; `steps`: along steps · `deadEnd`: leads to a node that only this arc's way back leaves.
 */
export const SEARCH_ARC = { ...ARC_FLAGS, steps: 8, deadEnd: 16, shift: 5 } as const;

const STEPS = WAY_KINDS.indexOf('steps');
const known = new WeakMap<Uint32Array, SearchArcs>();

/** Made once for a network; who may pass a gate is not in it and may change at any time. */
export function searchArcs(network: WalkNetwork): SearchArcs {
  let arcs = known.get(network.firstArc);
  if (arcs === undefined) {
    arcs = pack(network);
    known.set(network.firstArc, arcs);
  }
  return arcs;
}

function pack(network: WalkNetwork): SearchArcs {
  const { firstArc, arcTo, arcWeight, arcFlags, arcEdge, edgeKind } = network;
  const list = new Int32Array(2 * arcTo.length);
  for (let arc = 0; arc < arcTo.length; arc++) {
    const to = arcTo[arc];
    const isGate = (arcFlags[arc] & ARC_FLAGS.gate) !== 0;
    let flags = arcFlags[arc];
    if (!isGate && edgeKind[arcEdge[arc]] === STEPS) flags |= SEARCH_ARC.steps;
    if (firstArc[to + 1] - firstArc[to] === 1) flags |= SEARCH_ARC.deadEnd;
    list[2 * arc] = to;
    list[2 * arc + 1] = ((isGate ? arcEdge[arc] : arcWeight[arc]) << SEARCH_ARC.shift) | flags;
  }
  return { first: firstArc.map((arc) => 2 * arc), list };
}
