import type { AreaGeometry, Position } from '../model/geometry.ts';

/** Metres per degree of latitude (mean meridian of WGS 84); enough for distances within a cell. */
export const METRES_PER_DEGREE = 111_132;

/** Metres from a point to the nearest edge of a shape, whichever side it lies on. */
export function distanceToBoundaryM(shape: AreaGeometry, position: Position): number {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  const [lon, lat] = position;
  const lonScale = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
  let best = Number.POSITIVE_INFINITY;
  for (const rings of polygons) {
    for (const ring of rings) {
      for (let index = 1; index < ring.length; index++) {
        const ax = (ring[index - 1]![0]! - lon) * lonScale;
        const ay = (ring[index - 1]![1]! - lat) * METRES_PER_DEGREE;
        const bx = (ring[index]![0]! - lon) * lonScale;
        const by = (ring[index]![1]! - lat) * METRES_PER_DEGREE;
        const squared = squaredDistanceToSegment(ax, ay, bx, by);
        if (squared < best) best = squared;
      }
    }
  }
  return Math.sqrt(best);
}

/** Squared distance from the origin to the segment a–b. */
function squaredDistanceToSegment(ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const along = length > 0 ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length)) : 0;
  const x = ax + along * dx;
  const y = ay + along * dy;
  return x * x + y * y;
}
