/**
 * Plane geometry of the plan, in metres: x east, y north. A `Ring` is flat `[x0, y0, x1, y1, …]`, open (the first corner is not
 * repeated) and counter-clockwise.
 */
export type Ring = number[];

/** Mean radius of the Earth (IUGG), metres; the same as Turf uses, so that areas agree. */
const EARTH_RADIUS_M = 6371008.8;
/** 7 decimals are about 1 cm: finer than any map, and the same bytes on every machine. */
const DEGREE_STEPS = 1e7;

/** Local equirectangular projection around the middle of the city: true to 0.1 % in a city of 30 km. */
export interface PlaneProjection {
  toLon(x: number): number;
  toLat(y: number): number;
}

export function createPlaneProjection(center: readonly [number, number]): PlaneProjection {
  const metresPerDegree = (Math.PI / 180) * EARTH_RADIUS_M;
  const metresPerLon = metresPerDegree * Math.cos((center[1] * Math.PI) / 180);
  return {
    toLon: (x) => Math.round((center[0] + x / metresPerLon) * DEGREE_STEPS) / DEGREE_STEPS,
    toLat: (y) => Math.round((center[1] + y / metresPerDegree) * DEGREE_STEPS) / DEGREE_STEPS,
  };
}

/** Signed area in m², positive for a counter-clockwise ring. */
export function ringArea(ring: Ring): number {
  let twice = 0;
  const last = ring.length - 2;
  let px = ring[last]!;
  let py = ring[last + 1]!;
  for (let i = 0; i < ring.length; i += 2) {
    const x = ring[i]!;
    const y = ring[i + 1]!;
    twice += px * y - x * py;
    px = x;
    py = y;
  }
  return twice / 2;
}

/** Centre of mass of a ring with area. */
export function ringCentroid(ring: Ring): [number, number] {
  // Relative to the first corner: city coordinates squared would cost digits.
  const ox = ring[0]!;
  const oy = ring[1]!;
  let twice = 0;
  let cx = 0;
  let cy = 0;
  for (let i = 2; i + 3 < ring.length; i += 2) {
    const ax = ring[i]! - ox;
    const ay = ring[i + 1]! - oy;
    const bx = ring[i + 2]! - ox;
    const by = ring[i + 3]! - oy;
    const cross = ax * by - bx * ay;
    twice += cross;
    cx += (ax + bx) * cross;
    cy += (ay + by) * cross;
  }
  if (Math.abs(twice) < 1e-9) return [ox, oy];
  return [ox + cx / (3 * twice), oy + cy / (3 * twice)];
}

/** The part of a convex ring where `nx·x + ny·y ≥ offset`; fewer than three corners left = `[]`. */
export function clipHalfPlane(ring: Ring, nx: number, ny: number, offset: number): Ring {
  const kept: Ring = [];
  const last = ring.length - 2;
  let px = ring[last]!;
  let py = ring[last + 1]!;
  let pd = nx * px + ny * py - offset;
  for (let i = 0; i < ring.length; i += 2) {
    const x = ring[i]!;
    const y = ring[i + 1]!;
    const d = nx * x + ny * y - offset;
    if (d >= 0 !== pd >= 0) {
      const share = pd / (pd - d);
      kept.push(px + (x - px) * share, py + (y - py) * share);
    }
    if (d >= 0) kept.push(x, y);
    px = x;
    py = y;
    pd = d;
  }
  return kept.length >= 6 ? kept : [];
}

/** Whether a point lies in a ring (even–odd rule; any simple ring). */
export function ringContains(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  const last = ring.length - 2;
  let px = ring[last]!;
  let py = ring[last + 1]!;
  for (let i = 0; i < ring.length; i += 2) {
    const cx = ring[i]!;
    const cy = ring[i + 1]!;
    if (cy > y !== py > y && x < ((px - cx) * (y - cy)) / (py - cy) + cx) inside = !inside;
    px = cx;
    py = cy;
  }
  return inside;
}

/** A convex ring moved inwards by `distanceM` on every side; `[]` where nothing is left. */
export function shrinkConvex(ring: Ring, distanceM: number): Ring {
  let kept = ring;
  for (let i = 0; i < ring.length && kept.length > 0; i += 2) {
    const j = (i + 2) % ring.length;
    const dx = ring[j]! - ring[i]!;
    const dy = ring[j + 1]! - ring[i + 1]!;
    const length = Math.hypot(dx, dy);
    if (length < 1e-6) continue;
    const nx = -dy / length;
    const ny = dx / length;
    kept = clipHalfPlane(kept, nx, ny, nx * ring[i]! + ny * ring[i + 1]! + distanceM);
  }
  return kept;
}

/** Smallest and greatest value of `ux·x + uy·y` over a ring. */
export function extentAlong(ring: Ring, ux: number, uy: number): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < ring.length; i += 2) {
    const value = ux * ring[i]! + uy * ring[i + 1]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/** Corner cutting (Chaikin), for shores and the foot of hills. */
export function smoothRing(ring: Ring, rounds: number): Ring {
  let current = ring;
  for (let round = 0; round < rounds; round++) {
    const next: Ring = [];
    for (let i = 0; i < current.length; i += 2) {
      const j = (i + 2) % current.length;
      const dx = current[j]! - current[i]!;
      const dy = current[j + 1]! - current[i + 1]!;
      next.push(current[i]! + dx * 0.25, current[i + 1]! + dy * 0.25);
      next.push(current[i]! + dx * 0.75, current[i + 1]! + dy * 0.75);
    }
    current = next;
  }
  return current;
}
