import { WAY_KINDS } from '../model/walk-source.ts';
import { type Reach, UNREACHED } from '../network/reach.ts';
import { ARC_FLAGS, EDGE_FLAGS, GATE_CLOSED, GATE_OPEN, type WalkNetwork } from '../network/walk-network.ts';

/** A place on the network. */
export interface RoutePlace {
  edge: number;
  at: number;
  offDm: number;
}

/** Part of an edge, between two weights from its first node; or a gate passed (then `edge` is -1). */
export interface RouteStep {
  edge: number;
  fromAt: number;
  toAt: number;
  gate: number | null;
}

const STEPS = WAY_KINDS.indexOf('steps');

/**
 * Where a walk stands with the gates for residents (see `reach`): still behind those of its beginning, in public, or behind those of
 * its end.
 */
const BEGINNING = 0;
const PUBLIC = 1;
const END = 2;
const STATES = 3;

/** The trail to a node in a state: how long, and by which step from which earlier entry. */
interface Entry {
  node: number;
  state: number;
  time: number;
  step: RouteStep;
  before: Entry | null;
}

/**
 * The walk between a place and source `source` of a search that takes exactly `timeDm` (the place's label), from the place on. It goes
 * down the labels of the search: they are a lower bound of what is left from a node, so only nodes on which `timeDm` can still be
 * kept are looked at, on most networks those of the walk alone. Labels alone are not enough, since a node behind gates keeps only the
 * best of its states. Throws `RangeError` where `timeDm` and `source` are not the place's label.
 */
export function shortestRoute(
  network: WalkNetwork,
  from: Reach,
  place: RoutePlace,
  timeDm: number,
  source: number,
): RouteStep[] {
  const goal: RoutePlace = {
    edge: from.sources.edge[source],
    at: from.sources.at[source],
    offDm: from.sources.offDm[source],
  };
  const isToward = from.direction === 'toward';
  if (goal.edge === place.edge && mayWalk(network, from, place.edge, place.at, goal.at)) {
    const along = place.offDm + Math.abs(goal.at - place.at) + goal.offDm;
    if (along === timeDm) return [{ edge: place.edge, fromAt: place.at, toAt: goal.at, gate: null }];
  }
  const { firstArc, arcTo, arcWeight, arcFlags, arcEdge, edgeFrom, edgeTo, edgeWeight, nodeZone } = network;
  const best = new Map<number, number>();
  const stack: Entry[] = [];
  const push = (node: number, state: number, time: number, step: RouteStep, before: Entry | null): void => {
    const left = from.time[node];
    if (left === UNREACHED || time + left > timeDm) return;
    const known = best.get(node * STATES + state);
    if (known !== undefined && known <= time) return;
    best.set(node * STATES + state, time);
    stack.push({ node, state, time, step, before });
  };
  const beginAt = (node: number, at: number): void => {
    // As in the search, a one-way is left at its far end only, also by who lives at the very beginning of it.
    if (!mayWalk(network, from, place.edge, network.edgeWeight[place.edge] - at, at)) return;
    const step = { edge: place.edge, fromAt: place.at, toAt: at, gate: null };
    const state = nodeZone[node] === 0 ? PUBLIC : BEGINNING;
    push(node, state, place.offDm + Math.abs(at - place.at), step, null);
  };
  beginAt(edgeFrom[place.edge], 0);
  beginAt(edgeTo[place.edge], edgeWeight[place.edge]);
  const along = isToward ? ARC_FLAGS.forward : ARC_FLAGS.backward;
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const last = lastStep(network, from, entry, goal, timeDm);
    if (last !== null) return stepsOf(entry, last);
    for (let arc = firstArc[entry.node]; arc < firstArc[entry.node + 1]; arc++) {
      if ((arcFlags[arc] & along) === 0) continue;
      const isGate = (arcFlags[arc] & ARC_FLAGS.gate) !== 0;
      const edge = arcEdge[arc];
      const to = arcTo[arc];
      const time = entry.time + arcWeight[arc];
      if (isGate) {
        const step = { edge: -1, fromAt: 0, toAt: 0, gate: edge };
        for (const state of statesBeyond(network, edge, entry.state, to)) push(to, state, time, step, entry);
      } else if (!from.avoidSteps || network.edgeKind[edge] !== STEPS) {
        push(to, entry.state, time, stepAlong(network, edge, entry.node, to), entry);
      }
    }
  }
  throw new RangeError('time and source are not the label of this place');
}

/** Whether one may walk along an edge from one place on it to another, in the direction of the search. */
function mayWalk(network: WalkNetwork, from: Reach, edge: number, fromAt: number, toAt: number): boolean {
  if (from.avoidSteps && network.edgeKind[edge] === STEPS) return false;
  if ((network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) === 0) return true;
  return from.direction === 'toward' ? toAt >= fromAt : toAt <= fromAt;
}

/** The same rules as the search: inside the gates of the beginning – public and open gates – inside the gates of the end. */
function statesBeyond(network: WalkNetwork, gate: number, state: number, to: number): number[] {
  const policy = network.gatePolicy[gate];
  if (policy === GATE_CLOSED) return [];
  const isInside = network.nodeZone[to] !== 0;
  if (state === END) return isInside ? [END] : [];
  if (state === BEGINNING) return [isInside ? BEGINNING : PUBLIC];
  if (policy === GATE_OPEN) return [PUBLIC];
  return isInside ? [END] : [];
}

/** From a node along the edge of the source to it, if that takes all of what is left. */
function lastStep(
  network: WalkNetwork,
  from: Reach,
  entry: Entry,
  goal: RoutePlace,
  timeDm: number,
): RouteStep | null {
  for (const fromAt of [0, network.edgeWeight[goal.edge]]) {
    const end = fromAt === 0 ? network.edgeFrom[goal.edge] : network.edgeTo[goal.edge];
    const otherEnd = network.edgeWeight[goal.edge] - fromAt;
    if (end !== entry.node || !mayWalk(network, from, goal.edge, fromAt, otherEnd)) continue;
    if (entry.time + Math.abs(goal.at - fromAt) + goal.offDm !== timeDm) continue;
    return { edge: goal.edge, fromAt, toAt: goal.at, gate: null };
  }
  return null;
}

function stepAlong(network: WalkNetwork, edge: number, node: number, to: number): RouteStep {
  const weight = network.edgeWeight[edge];
  const isForward = network.edgeFrom[edge] === node && network.edgeTo[edge] === to;
  return { edge, fromAt: isForward ? 0 : weight, toAt: isForward ? weight : 0, gate: null };
}

function stepsOf(entry: Entry, last: RouteStep): RouteStep[] {
  const steps: RouteStep[] = [last];
  for (let at: Entry | null = entry; at !== null; at = at.before) steps.push(at.step);
  return steps.reverse();
}
