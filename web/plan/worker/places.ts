import type { Position } from '../../../geodata/model/geometry.ts';
import { planeLat, planeLon } from '../../../geodata/network/plane.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';

/** Point of the street `at` (weight) from the first node of an edge, degrees. */
export function placeOn(network: WalkNetwork, edge: number, at: number): Position {
  const { plane, firstPoint, pointAt, pointX, pointY } = network;
  let point = firstPoint[edge];
  const last = firstPoint[edge + 1] - 1;
  while (point + 1 < last && pointAt[point + 1] < at) point++;
  const span = pointAt[point + 1] - pointAt[point];
  const share = span === 0 ? 0 : (at - pointAt[point]) / span;
  return [
    planeLon(plane, pointX[point] + share * (pointX[point + 1] - pointX[point])),
    planeLat(plane, pointY[point] + share * (pointY[point + 1] - pointY[point])),
  ];
}

/** Places of several lists as one, in their order. */
export function together(parts: readonly SnappedPoints[]): SnappedPoints {
  const join = (read: (part: SnappedPoints) => Int32Array) =>
    Int32Array.from(parts.flatMap((part) => [...read(part)]));
  return { edge: join((part) => part.edge), at: join((part) => part.at), offDm: join((part) => part.offDm) };
}
