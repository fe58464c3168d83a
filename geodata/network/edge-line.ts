import type { Position } from '../model/geometry.ts';
import { planeLat, planeLon } from './plane.ts';
import type { WalkNetwork } from './walk-network.ts';

/** Degrees of a place on the network's plane. */
export function positionOf({ plane }: WalkNetwork, x: number, y: number): Position {
  return [planeLon(plane, x), planeLat(plane, y)];
}

/** Degrees of the place that lies `at` (weight, effective decimetres) from the first node of an edge. */
export function placeOnEdge(network: WalkNetwork, edge: number, at: number): Position {
  const { firstPoint, pointAt, pointX, pointY } = network;
  let i = firstPoint[edge];
  while (i < firstPoint[edge + 1] - 2 && pointAt[i + 1] < at) i++;
  const length = pointAt[i + 1] - pointAt[i];
  const share = length > 0 ? (at - pointAt[i]) / length : 0;
  return positionOf(
    network,
    pointX[i] + share * (pointX[i + 1] - pointX[i]),
    pointY[i] + share * (pointY[i + 1] - pointY[i]),
  );
}

/** Degrees along an edge from weight `fromAt` to weight `toAt`, in that order, its bends included. */
export function lineAlongEdge(network: WalkNetwork, edge: number, fromAt: number, toAt: number): Position[] {
  const { firstPoint, pointAt, pointX, pointY } = network;
  const low = Math.min(fromAt, toAt);
  const high = Math.max(fromAt, toAt);
  const points: Position[] = [placeOnEdge(network, edge, low)];
  for (let i = firstPoint[edge]; i < firstPoint[edge + 1]; i++) {
    if (pointAt[i] > low && pointAt[i] < high) points.push(positionOf(network, pointX[i], pointY[i]));
  }
  points.push(placeOnEdge(network, edge, high));
  return fromAt <= toAt ? points : points.reverse();
}
