import type { AreaGeometry, Position } from '../model/geometry.ts';
import { polygonsOf } from './shared-borders.ts';

const SCAN_LINES = 9;

/**
 * A point well inside an area, to put its name at: of several level lines through the largest polygon, the middle of the stretch that
 * leaves most room around it. Always inside (a centroid need not be), and in the middle for round shapes.
 */
export function labelPoint(shape: AreaGeometry): Position {
  const polygon = polygonsOf(shape).reduce((best, next) =>
    Math.abs(ringArea(next[0])) > Math.abs(ringArea(best[0])) ? next : best,
  );
  const [south, north] = extent(polygon[0]);
  // A degree of longitude is shorter than one of latitude; room is compared in latitude's measure.
  const lonScale = Math.cos((((south + north) / 2) * Math.PI) / 180);
  let best: Position = [polygon[0][0][0], polygon[0][0][1]];
  let bestRoom = -1;
  for (let line = 1; line <= SCAN_LINES; line++) {
    const lat = south + ((north - south) * line) / (SCAN_LINES + 1);
    const crossings = crossingsAt(polygon, lat);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const halfWidth = ((crossings[i + 1] - crossings[i]) / 2) * lonScale;
      const room = Math.min(halfWidth, lat - south, north - lat);
      if (room > bestRoom) {
        bestRoom = room;
        best = [(crossings[i] + crossings[i + 1]) / 2, lat];
      }
    }
  }
  return best;
}

/** Longitudes at which the rings cross a parallel, ascending: inside lies between the first and the second, and so on. */
function crossingsAt(rings: number[][][], lat: number): number[] {
  const crossings: number[] = [];
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [lon0, lat0] = ring[i];
      const [lon1, lat1] = ring[i + 1];
      // Half-open, so that a vertex on the line is counted once.
      if (lat0 <= lat !== lat1 <= lat) crossings.push(lon0 + ((lat - lat0) / (lat1 - lat0)) * (lon1 - lon0));
    }
  }
  return crossings.sort((a, b) => a - b);
}

function extent(ring: number[][]): [number, number] {
  let south = Infinity;
  let north = -Infinity;
  for (const position of ring) {
    if (position[1] < south) south = position[1];
    if (position[1] > north) north = position[1];
  }
  return [south, north];
}

function ringArea(ring: number[][]): number {
  let twice = 0;
  for (let i = 0; i + 1 < ring.length; i++)
    twice += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return twice / 2;
}
