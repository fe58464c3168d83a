import { type Reach, reach } from '../network/reach.ts';
import type { SnappedPoints } from '../network/snap.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import type { Homes } from './homes.ts';
import { type WalkPath, walkPath } from './walk-path.ts';

/** A station by its number in the given list, and the walk there. */
export interface NearestWalk {
  station: number;
  path: WalkPath;
}

export interface NearestWalkOptions {
  count: number;
  /** Nothing farther is found; effective decimetres. */
  horizonDm: number;
  avoidSteps?: boolean;
}

/**
 * The stations nearest to home `h`, shortest walk first (ties: the one given first). One search after the other, each without the stations
 * already found: exact, however gates and one-ways lie. `doors[s]` are the places of station s; `work` is overwritten.
 */
export function nearestWalks(
  network: WalkNetwork,
  work: Reach,
  homes: Homes,
  h: number,
  doors: readonly SnappedPoints[],
  { count, horizonDm, avoidSteps }: NearestWalkOptions,
): NearestWalk[] {
  const found: NearestWalk[] = [];
  let left = doors.map((_, station) => station);
  while (found.length < count && left.length > 0) {
    const stationOfDoor = left.flatMap((station) => Array.from(doors[station].edge, () => station));
    reach(network, work, joined(left.map((station) => doors[station])), { cutoffDm: horizonDm, avoidSteps });
    const path = walkPath(network, homes, work, h);
    if (path === null) break;
    const station = stationOfDoor[path.source];
    found.push({ station, path });
    left = left.filter((one) => one !== station);
  }
  return found;
}

function joined(parts: readonly SnappedPoints[]): SnappedPoints {
  const join = (read: (part: SnappedPoints) => Int32Array): Int32Array =>
    Int32Array.from(parts.flatMap((part) => [...read(part)]));
  return { edge: join((part) => part.edge), at: join((part) => part.at), offDm: join((part) => part.offDm) };
}
