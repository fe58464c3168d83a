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

/**
 * Groups rings into polygons: counter-clockwise rings are outlines, clockwise ones holes of the smallest outline around
 * them. Rings of no area (a single point exactly at the level) are dropped. Returns outline first, then its holes.
 */
export function ringsToPolygons(rings: Float64Array[]): Float64Array[][] {
  const outlines: { ring: Float64Array; area: number; rings: Float64Array[] }[] = [];
  const holes: Float64Array[] = [];
  for (const ring of rings) {
    const area = doubleArea(ring);
    if (area > 0) outlines.push({ ring, area, rings: [ring] });
    else if (area < 0) holes.push(ring);
  }
  outlines.sort((a, b) => a.area - b.area);
  for (const hole of holes) {
    const area = -doubleArea(hole);
    const around = outlines.find(
      (outline) => outline.area > area && ringContains(outline.ring, hole[0], hole[1]),
    );
    around?.rings.push(hole);
  }
  return outlines.map((outline) => outline.rings);
}
