import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simplifyRing } from '../../../geodata/service-area/simplify-ring.ts';

function distanceToSegment(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const squared = dx * dx + dy * dy;
  const along = squared > 0 ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / squared)) : 0;
  return Math.hypot(px - ax - along * dx, py - ay - along * dy);
}

describe('simplifyRing', () => {
  it('keeps the corners of a square and nothing between', () => {
    const square = Float64Array.of(0, 0, 1, 0, 2, 0, 3, 0, 3, 1, 3, 2, 3, 3, 2, 3, 1, 3, 0, 3, 0, 2, 0, 1);
    expect(Array.from(simplifyRing(square, 0.1))).toEqual([0, 0, 3, 0, 3, 3, 0, 3]);
  });

  it('leaves a ring alone of which nothing would be left', () => {
    const speck = Float64Array.of(0, 0, 0.01, 0, 0, 0.01);
    expect(Array.from(simplifyRing(speck, 1))).toEqual(Array.from(speck));
  });

  it('never leaves a point farther from the line than the tolerance, whatever the ring', () => {
    const coordinate = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 40 }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        (points, tolerance) => {
          const ring = Float64Array.from(points.flat());
          const kept = simplifyRing(ring, tolerance);
          let next = 0;
          for (let i = 0; i < ring.length; i += 2) {
            // Kept points are points of the ring, in its order; what is left out belongs to the segment that passes it.
            const isKept = kept[next] === ring[i] && kept[next + 1] === ring[i + 1] && next < kept.length;
            if (isKept) next += 2;
            const after = next < kept.length ? next : 0;
            const off = distanceToSegment(
              ring[i],
              ring[i + 1],
              kept[next - 2],
              kept[next - 1],
              kept[after],
              kept[after + 1],
            );
            expect(off).toBeLessThanOrEqual(tolerance + 1e-9);
          }
          expect(next).toBe(kept.length);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
