import type { Position } from '../model/geometry.ts';
import type { WalkSource } from '../model/walk-source.ts';

/** Rivers and railways as segments, to be asked whether the straight line between two places crosses one. */
export class BarrierIndex {
  private readonly segments: Float64Array;

  constructor(barriers: WalkSource['barriers']) {
    const ends: number[] = [];
    for (const { kind, line } of barriers) {
      if (kind === 'wall') continue;
      for (let at = 2; at + 1 < line.length; at += 2) {
        ends.push(line[at - 2]!, line[at - 1]!, line[at]!, line[at + 1]!);
      }
    }
    this.segments = Float64Array.from(ends);
  }

  liesBetween(a: Position, b: Position): boolean {
    const { segments } = this;
    for (let at = 0; at < segments.length; at += 4) {
      const px = segments[at]!;
      const py = segments[at + 1]!;
      const qx = segments[at + 2]!;
      const qy = segments[at + 3]!;
      if (side(a[0], a[1], b[0], b[1], px, py) === side(a[0], a[1], b[0], b[1], qx, qy)) continue;
      if (side(px, py, qx, qy, a[0], a[1]) !== side(px, py, qx, qy, b[0], b[1])) return true;
    }
    return false;
  }
}

/** Whether a point lies to the left of the line a → b. */
function side(ax: number, ay: number, bx: number, by: number, px: number, py: number): boolean {
  return (bx - ax) * (py - ay) - (by - ay) * (px - ax) > 0;
}
