import { WAY_KINDS } from '../../../geodata/model/walk-source.ts';
import { UNREACHED } from '../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import {
  EDGE_FLAGS,
  GATE_CLOSED,
  GATE_OPEN,
  type WalkNetwork,
} from '../../../geodata/network/walk-network.ts';

/**
 * The slow, obvious twin of `reach`: Bellman–Ford over (node, state) with a state for each part of a walk. No CSR, no
 * buckets, no cut-off while searching; it reads edges and gates only.
 * States: 0 = still behind the gates of the beginning, 1 = in public, 2 = behind the gates of the end.
 */
export function reachTwin(
  network: WalkNetwork,
  sources: SnappedPoints,
  cutoffDm: number,
  direction: 'toward' | 'away',
  avoidSteps = false,
): { time: number[]; nearest: number[] } {
  const size = network.nodeCount;
  const time = Array.from({ length: 3 }, () => new Array<number>(size).fill(UNREACHED));
  const nearest = Array.from({ length: 3 }, () => new Array<number>(size).fill(-1));
  const isInside = (node: number): boolean => network.nodeZone[node] !== 0;
  let changed = true;
  const improve = (state: number, node: number, value: number, source: number): void => {
    const better =
      value < time[state][node] || (value === time[state][node] && source < nearest[state][node]);
    if (!better) return;
    time[state][node] = value;
    nearest[state][node] = source;
    changed = true;
  };
  const enter = (node: number, value: number, source: number): void =>
    improve(isInside(node) ? 0 : 1, node, value, source);
  for (let s = 0; s < sources.edge.length; s++) {
    const edge = sources.edge[s];
    if (edge < 0 || (avoidSteps && isSteps(network, edge))) continue;
    const oneway = (network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) !== 0;
    if (!oneway || direction === 'toward') enter(network.edgeFrom[edge], sources.offDm[s] + sources.at[s], s);
    if (!oneway || direction === 'away') {
      enter(network.edgeTo[edge], sources.offDm[s] + network.edgeWeight[edge] - sources.at[s], s);
    }
  }
  const pass = (from: number, to: number, weight: number, gate: number): void => {
    for (let state = 0; state < 3; state++) {
      if (time[state][from] === UNREACHED) continue;
      const value = time[state][from] + weight;
      const source = nearest[state][from];
      if (gate >= 0 && network.gatePolicy[gate] === GATE_CLOSED) continue;
      const isOpen = gate < 0 || network.gatePolicy[gate] === GATE_OPEN;
      // Behind gates one passes all of them; leaving for the public part ends that.
      if (state === 0) improve(isInside(to) ? 0 : 1, to, value, source);
      // In public only open gates; a gate for residents may be the door to the end of the walk.
      if (state === 1 && isOpen) improve(1, to, value, source);
      if (state < 2 && !isOpen && isInside(to)) improve(2, to, value, source);
      if (state === 2 && isInside(to)) improve(2, to, value, source);
    }
  };
  while (changed) {
    changed = false;
    for (let e = 0; e < network.edgeCount; e++) {
      if (avoidSteps && isSteps(network, e)) continue;
      const oneway = (network.edgeFlags[e] & EDGE_FLAGS.onewayFoot) !== 0;
      const from = network.edgeFrom[e];
      const to = network.edgeTo[e];
      if (!oneway || direction === 'away') pass(from, to, network.edgeWeight[e], -1);
      if (!oneway || direction === 'toward') pass(to, from, network.edgeWeight[e], -1);
    }
    for (let g = 0; g < network.gateCount; g++) {
      pass(network.gateFrom[g], network.gateTo[g], 0, g);
      pass(network.gateTo[g], network.gateFrom[g], 0, g);
    }
  }
  const best = { time: new Array<number>(size).fill(UNREACHED), nearest: new Array<number>(size).fill(-1) };
  for (let node = 0; node < size; node++) {
    for (let state = 0; state < 3; state++) {
      const value = time[state][node];
      if (value > cutoffDm || value === UNREACHED) continue;
      const isTie = value === best.time[node] && nearest[state][node] < best.nearest[node];
      if (value < best.time[node] || isTie) {
        best.time[node] = value;
        best.nearest[node] = nearest[state][node];
      }
    }
  }
  return best;
}

function isSteps(network: WalkNetwork, edge: number): boolean {
  return WAY_KINDS[network.edgeKind[edge]] === 'steps';
}
