import type { AreaGeometry, BoundingBox } from '../../geodata/model/geometry.ts';

/**
 * Whether a shape and a box (degrees) have a point in common; borders and corners count, a box may be a line or a point, holes
 * are outside. Coordinates are taken as they stand in the plane, as OGC API – Features asks for CRS84.
 */
export function areaMeetsBox(shape: AreaGeometry, box: BoundingBox): boolean {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  return polygons.some((rings) => polygonMeetsBox(rings, box));
}

/** Either a border runs through the box, or all of the box lies on one side of every border: then one corner tells. */
function polygonMeetsBox(rings: readonly number[][][], box: BoundingBox): boolean {
  for (const ring of rings) {
    for (let end = 1; end < ring.length; end++) {
      if (segmentMeetsBox(ring[end - 1]!, ring[end]!, box)) return true;
    }
  }
  return isInside(rings, box[0], box[1]);
}

/** Two convex shapes are apart only where a line along a side of one of them parts them: the box's two axes, or the segment. */
function segmentMeetsBox(from: readonly number[], to: readonly number[], box: BoundingBox): boolean {
  const [west, south, east, north] = box;
  const [x0, y0] = from as [number, number];
  const [x1, y1] = to as [number, number];
  if (Math.max(x0, x1) < west || Math.min(x0, x1) > east) return false;
  if (Math.max(y0, y1) < south || Math.min(y0, y1) > north) return false;
  const side = (x: number, y: number) => Math.sign((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0));
  const first = side(west, south);
  return (
    first === 0 || side(east, south) !== first || side(east, north) !== first || side(west, north) !== first
  );
}

/** Even-odd over all rings, so that a hole is outside. */
function isInside(rings: readonly number[][][], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let end = 1; end < ring.length; end++) {
      const [x0, y0] = ring[end - 1] as [number, number];
      const [x1, y1] = ring[end] as [number, number];
      if (y0 > y === y1 > y) continue;
      if (x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
    }
  }
  return inside;
}
