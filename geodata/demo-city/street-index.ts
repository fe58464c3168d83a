import Flatbush from 'flatbush';
import type { Position } from '../model/geometry.ts';
import { WAY_FLAGS, WAY_KINDS, type WalkSource, type WayKind } from '../model/walk-source.ts';

/** Ways along which a station may stand: a street or square anyone may walk, on the ground. */
const PUBLIC_KINDS: readonly WayKind[] = ['arterial', 'secondary', 'collector', 'lane', 'footpath', 'plaza'];
const MAIN_KINDS: readonly WayKind[] = ['arterial', 'secondary'];
const METRES_PER_DEGREE = 111_132;
/** Boxes looked at: the nearest segment is nearly always among the nearest few boxes. */
const CANDIDATES = 12;

export interface StreetPoint {
  position: Position;
  distanceM: number;
  /** On an arterial or secondary road. */
  main: boolean;
}

/** Public streets of the walking network, to be asked for the nearest point. */
export class StreetIndex {
  private readonly tree: Flatbush | null;
  private readonly segments: Float64Array;
  private readonly main: Uint8Array;

  constructor(walk: WalkSource) {
    const publicKind = WAY_KINDS.map((kind) => PUBLIC_KINDS.includes(kind));
    const mainKind = WAY_KINDS.map((kind) => MAIN_KINDS.includes(kind));
    const offGround = WAY_FLAGS.residentsOnly | WAY_FLAGS.bridge | WAY_FLAGS.tunnel;
    const ends: number[] = [];
    const main: number[] = [];
    for (let way = 0; way + 1 < walk.wayStart.length; way++) {
      const kind = walk.wayKind[way]!;
      if (!publicKind[kind] || (walk.wayFlags[way]! & offGround) !== 0) continue;
      for (let at = walk.wayStart[way]! + 1; at < walk.wayStart[way + 1]!; at++) {
        const from = walk.wayNodes[at - 1]!;
        const to = walk.wayNodes[at]!;
        ends.push(walk.nodeLon[from]!, walk.nodeLat[from]!, walk.nodeLon[to]!, walk.nodeLat[to]!);
        main.push(mainKind[kind] ? 1 : 0);
      }
    }
    this.segments = Float64Array.from(ends);
    this.main = Uint8Array.from(main);
    this.tree = main.length > 0 ? treeOf(this.segments) : null;
  }

  /** The nearest point of a public street, or null where there is no street at all. */
  nearest([lon, lat]: Position): StreetPoint | null {
    if (!this.tree) return null;
    const lonScale = Math.cos((lat * Math.PI) / 180);
    let best: StreetPoint | null = null;
    for (const segment of this.tree.neighbors(lon, lat, CANDIDATES)) {
      const [ax, ay, bx, by] = this.segments.subarray(segment * 4, segment * 4 + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      const dx = (bx - ax) * lonScale;
      const dy = by - ay;
      const length = dx * dx + dy * dy;
      const along =
        length > 0 ? Math.min(1, Math.max(0, ((lon - ax) * lonScale * dx + (lat - ay) * dy) / length)) : 0;
      const x = ax + along * (bx - ax);
      const y = ay + along * (by - ay);
      const distanceM = Math.hypot((x - lon) * lonScale, y - lat) * METRES_PER_DEGREE;
      if (best && distanceM >= best.distanceM) continue;
      best = {
        position: [Math.round(x * 1e6) / 1e6, Math.round(y * 1e6) / 1e6],
        distanceM,
        main: this.main[segment] === 1,
      };
    }
    return best;
  }
}

function treeOf(segments: Float64Array): Flatbush {
  const tree = new Flatbush(segments.length / 4);
  for (let at = 0; at < segments.length; at += 4) {
    tree.add(
      Math.min(segments[at]!, segments[at + 2]!),
      Math.min(segments[at + 1]!, segments[at + 3]!),
      Math.max(segments[at]!, segments[at + 2]!),
      Math.max(segments[at + 1]!, segments[at + 3]!),
    );
  }
  tree.finish();
  return tree;
}
