/** Twice the signed area of a flat ring `[x, y, …]` without repeated end; positive = counter-clockwise. */
export function doubleArea(ring: Float64Array): number {
  let sum = 0;
  let beforeX = ring[ring.length - 2];
  let beforeY = ring[ring.length - 1];
  for (let i = 0; i < ring.length; i += 2) {
    sum += beforeX * ring[i + 1] - ring[i] * beforeY;
    beforeX = ring[i];
    beforeY = ring[i + 1];
  }
  return sum;
}

/** Even–odd rule. */
export function ringContains(ring: Float64Array, x: number, y: number): boolean {
  let inside = false;
  let beforeX = ring[ring.length - 2];
  let beforeY = ring[ring.length - 1];
  for (let i = 0; i < ring.length; i += 2) {
    const hereX = ring[i];
    const hereY = ring[i + 1];
    if (hereY > y !== beforeY > y && x < ((beforeX - hereX) * (y - hereY)) / (beforeY - hereY) + hereX) {
      inside = !inside;
    }
    beforeX = hereX;
    beforeY = hereY;
  }
  return inside;
}

interface Outline {
  area: number;
  box: Box;
  rings: Float64Array[];
}

interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

/**
 * Groups rings into polygons: counter-clockwise rings are outlines, clockwise ones holes of the smallest outline around
 * them. Rings of no area (a single point exactly at the level) are dropped. Returns outline first, then its holes.
 * Rings must not cross, and every hole must lie in an outline, as those of a contour do.
 */
export function ringsToPolygons(rings: Float64Array[]): Float64Array[][] {
  const outlines: Outline[] = [];
  const holes: { ring: Float64Array; area: number }[] = [];
  for (const ring of rings) {
    const area = doubleArea(ring);
    if (area > 0) outlines.push({ area, box: boxOf(ring), rings: [ring] });
    else if (area < 0) holes.push({ ring, area: -area });
  }
  outlines.sort((a, b) => a.area - b.area);
  for (const hole of holes) outlineAround(outlines, hole.ring, hole.area)?.rings.push(hole.ring);
  return outlines.map((outline) => outline.rings);
}

/** The smallest outline around a hole. Where only one can be, it is: no point need be tried against a long ring. */
function outlineAround(outlines: Outline[], hole: Float64Array, area: number): Outline | undefined {
  const box = boxOf(hole);
  const around = outlines.filter((outline) => outline.area > area && boxContains(outline.box, box));
  for (let i = 0; i < around.length - 1; i++) {
    if (ringContains(around[i].rings[0], hole[0], hole[1])) return around[i];
  }
  return around.at(-1);
}

function boxOf(ring: Float64Array): Box {
  const box: Box = { minX: ring[0], minY: ring[1], maxX: ring[0], maxY: ring[1] };
  for (let i = 2; i < ring.length; i += 2) {
    if (ring[i] < box.minX) box.minX = ring[i];
    if (ring[i] > box.maxX) box.maxX = ring[i];
    if (ring[i + 1] < box.minY) box.minY = ring[i + 1];
    if (ring[i + 1] > box.maxY) box.maxY = ring[i + 1];
  }
  return box;
}

const boxContains = (outer: Box, inner: Box): boolean =>
  outer.minX <= inner.minX &&
  outer.minY <= inner.minY &&
  outer.maxX >= inner.maxX &&
  outer.maxY >= inner.maxY;
