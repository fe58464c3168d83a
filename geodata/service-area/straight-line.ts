import { segmentsCross } from '../network/barriers.ts';
import { BARRIER_KINDS, GATE_CLOSED, GATE_OPEN, type WalkNetwork } from '../network/walk-network.ts';

export type BarrierKind = (typeof BARRIER_KINDS)[number];

/** Where a straight line meets a barrier: the kind, the share of the line before it (0…1) and the place in decimetres. */
export interface Crossing {
  kind: BarrierKind;
  share: number;
  x: number;
  y: number;
}

/**
 * All barriers that the straight way from one place to another crosses, in the order of the way. A plain loop over all barriers: for
 * some hundred lines of a list, not for every home.
 */
export function crossingsOf(
  network: WalkNetwork,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): Crossing[] {
  const { firstBarrierPoint, barrierX, barrierY, barrierKind } = network;
  const found: Crossing[] = [];
  for (let b = 0; b < barrierKind.length; b++) {
    for (let i = firstBarrierPoint[b]; i < firstBarrierPoint[b + 1] - 1; i++) {
      const cx = barrierX[i];
      const cy = barrierY[i];
      const dx = barrierX[i + 1];
      const dy = barrierY[i + 1];
      if (!segmentsCross(fromX, fromY, toX, toY, cx, cy, dx, dy)) continue;
      // Both ends of the line lie on different sides of the barrier, so the two are not parallel.
      const share =
        ((cx - fromX) * (dy - cy) - (cy - fromY) * (dx - cx)) /
        ((toX - fromX) * (dy - cy) - (toY - fromY) * (dx - cx));
      found.push({
        kind: BARRIER_KINDS[barrierKind[b]],
        share,
        x: Math.round(fromX + share * (toX - fromX)),
        y: Math.round(fromY + share * (toY - fromY)),
      });
    }
  }
  return found.sort((one, other) => one.share - other.share);
}

/**
 * Whether people who come from zone `fromZone` and go to zone `toZone` (numbers of `WalkNetwork.nodeZone`) may pass a gate: an open one
 * always, one for residents only where it leads into one of the two.
 */
export function mayPass(network: WalkNetwork, gate: number, fromZone: number, toZone: number): boolean {
  const policy = network.gatePolicy[gate];
  if (policy === GATE_OPEN) return true;
  if (policy === GATE_CLOSED) return false;
  const sides = [network.nodeZone[network.gateFrom[gate]], network.nodeZone[network.gateTo[gate]]];
  return sides.some((zone) => zone !== 0 && (zone === fromZone || zone === toZone));
}

/** Gates within `mostDm` of a place, nearest first, as their numbers; ties: the lower number first. */
export function gatesNear(network: WalkNetwork, x: number, y: number, mostDm: number): number[] {
  const squaredOf = (gate: number): number => {
    const node = network.gateFrom[gate];
    return (network.nodeX[node] - x) ** 2 + (network.nodeY[node] - y) ** 2;
  };
  const near: number[] = [];
  for (let gate = 0; gate < network.gateCount; gate++) {
    if (squaredOf(gate) <= mostDm * mostDm) near.push(gate);
  }
  return near.sort((a, b) => squaredOf(a) - squaredOf(b) || a - b);
}
