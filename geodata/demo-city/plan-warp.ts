import type { Corridor } from './plan-corridors.ts';
import { ringArea, ringCentroid } from './plan-plane.ts';
import type { Territory } from './plan-territory.ts';
import { createWaveField } from './plan-waves.ts';
import type { Random } from './random.ts';

/** Maps the straight plane to the real one and writes `[x, y]` metres into `out`. One-to-one: no street crosses itself. */
export type Warp = (x: number, y: number, out: Float64Array) => void;

/** Least det J allowed: ground keeps at least this share of its size. */
const MIN_DETERMINANT = 0.36;
/** Greatest and least stretch in any direction. */
const MAX_STRETCH = 1.95;
const MIN_STRETCH = 0.45;
const CHECK_STEPS = 34;
const LAKE_DIRECTIONS = 128;

/** One smooth bending of the whole city: lakes get shores, the river meanders, streets curve, the outline gets bays and capes. */
export function createWarp(territory: Territory, random: Random): Warp {
  const shores = lakeRings(territory).map((ring) =>
    createShore(ring, random.stream(`shore ${Math.round(ring[0]!)}`)),
  );
  const meanders = territory.corridors.map((corridor) =>
    createMeander(corridor, territory.radiusM, random.stream(`meander ${corridor.kind}`)),
  );
  const bend = createBend(territory, random.stream('bend'));
  const compose =
    (meanderStrength: number, bendStrength: number, withShores: boolean): Warp =>
    (x, y, out) => {
      out[0] = x;
      out[1] = y;
      if (withShores) for (const shore of shores) shore(out[0], out[1], out);
      for (const meander of meanders) meander(out[0], out[1], out, meanderStrength);
      if (bendStrength > 0) bend(out[0], out[1], out, bendStrength);
    };
  // Shores are one-to-one by construction and bend hard close by: the check looks at the rest.
  const reachM = territory.radiusM * 1.25;
  const meanderStrength = strongest((strength) => isGentle(compose(strength, 0, false), reachM, 0.6));
  const bendStrength = strongest((strength) =>
    isGentle(compose(meanderStrength, strength, false), reachM, 1),
  );
  return compose(meanderStrength, bendStrength, true);
}

/** The greatest strength that will do, in small steps from 1; 0 is the identity. */
function strongest(fits: (strength: number) => boolean): number {
  for (let strength = 1; strength > 0.05; strength *= 0.92) if (fits(strength)) return strength;
  return 0;
}

type Bending = (x: number, y: number, out: Float64Array, strength: number) => void;

/** Low waves over the whole city and stronger ones near its edge. */
function createBend(territory: Territory, random: Random): Bending {
  const radiusM = territory.radiusM;
  const octaves = [
    { lengthM: radiusM * 1.15, heightM: radiusM * 0.11 },
    { lengthM: Math.min(4200, radiusM), heightM: Math.min(4200, radiusM) * 0.045 },
    { lengthM: Math.min(1500, radiusM * 0.5), heightM: Math.min(1500, radiusM * 0.5) * 0.014 },
  ].map(({ lengthM, heightM }, i) => ({
    heightM,
    east: createWaveField(random.stream(`east ${i}`), lengthM),
    north: createWaveField(random.stream(`north ${i}`), lengthM),
  }));
  const bays = createWaveField(random.stream('bays'), radiusM * 0.72);
  const capes = createWaveField(random.stream('capes'), Math.min(radiusM * 0.24, 2600));
  const outline = territory.outline;
  const bayDepthM = radiusM * 0.09;
  const capeDepthM = Math.min(radiusM * 0.24, 2600) * 0.05;
  return (x, y, out, strength) => {
    let dx = 0;
    let dy = 0;
    for (const { heightM, east, north } of octaves) {
      dx += heightM * east(x, y);
      dy += heightM * north(x, y);
    }
    const edge = edgeShare(outline, x, y);
    const away = Math.hypot(x, y) + 1;
    const bay = Math.exp(-(((1 - edge) / 0.3) ** 2)) * bayDepthM * bays(x, y);
    const cape = Math.exp(-(((1 - edge) / 0.11) ** 2)) * capeDepthM * capes(x, y);
    dx += ((bay + cape) * x) / away;
    dy += ((bay + cape) * y) / away;
    out[0] = x + strength * dx;
    out[1] = y + strength * dy;
  };
}

/** How far out a point lies: 0 in the middle, 1 on the outline (a convex ring around the origin). */
function edgeShare(outline: number[], x: number, y: number): number {
  let share = 0;
  for (let i = 0; i < outline.length; i += 2) {
    const j = (i + 2) % outline.length;
    const nx = outline[j + 1]! - outline[i + 1]!;
    const ny = outline[i]! - outline[j]!;
    const reach = nx * outline[i]! + ny * outline[i + 1]!;
    share = Math.max(share, (nx * x + ny * y) / reach);
  }
  return share;
}

/** Swings a corridor and the ground beside it to and fro. A railway swings wider and less. */
function createMeander(corridor: Corridor, radiusM: number, random: Random): Bending {
  const { x, y, dx, dy } = corridor.left;
  const wavelengthM =
    corridor.kind === 'river' ? Math.min(4200, radiusM * 0.9) : Math.min(9000, radiusM * 1.6);
  const heightM = wavelengthM * (corridor.kind === 'river' ? 0.12 : 0.05);
  const reachM = wavelengthM * 0.55;
  const swing = createWaveField(random, wavelengthM);
  return (px, py, out, strength) => {
    const along = (px - x) * dx + (py - y) * dy;
    const beside = (py - y) * dx - (px - x) * dy;
    // The wave is read on the corridor itself, so that both banks swing together.
    const shift = strength * heightM * swing(along, 0) * Math.exp(-((beside / reachM) ** 2));
    out[0] = px - dy * shift;
    out[1] = py + dx * shift;
  };
}

function lakeRings(territory: Territory): number[][] {
  return territory.faces.filter((face) => face.row < 0).map((face) => territory.partition.ringOf(face.piece));
}

/** Rounds the convex ring of a lake and lets the ground outside follow, less with distance. */
function createShore(ring: number[], random: Random): Warp {
  const [cx, cy] = ringCentroid(ring);
  const sizeM = Math.sqrt(ringArea(ring) / Math.PI);
  const raw = new Float64Array(LAKE_DIRECTIONS);
  for (let i = 0; i < LAKE_DIRECTIONS; i++) raw[i] = reach(ring, cx, cy, (i / LAKE_DIRECTIONS) * 2 * Math.PI);
  const three = random.float(0, 2 * Math.PI);
  const five = random.float(0, 2 * Math.PI);
  const shore = new Float64Array(LAKE_DIRECTIONS);
  let greatest = 0;
  for (let i = 0; i < LAKE_DIRECTIONS; i++) {
    let sum = 0;
    let weights = 0;
    for (let step = -22; step <= 22; step++) {
      const weight = Math.exp(-((step / 10) ** 2));
      sum += weight * raw[(i + step + LAKE_DIRECTIONS) % LAKE_DIRECTIONS]!;
      weights += weight;
    }
    const angle = (i / LAKE_DIRECTIONS) * 2 * Math.PI;
    const lobes = 1 + 0.13 * Math.cos(3 * angle + three) + 0.07 * Math.cos(5 * angle + five);
    shore[i] = (0.88 * lobes * sum) / weights;
    greatest = Math.max(greatest, Math.abs(shore[i]! - raw[i]!));
  }
  // A smoothstep falls by at most 1.5 / width: with three times the shift the order along a ray is kept.
  const widthM = Math.max(3 * greatest, sizeM);
  return (x, y, out) => {
    out[0] = x;
    out[1] = y;
    const away = Math.hypot(x - cx, y - cy);
    if (away < 1 || away > sizeM * 3 + widthM) return;
    const angle = Math.atan2(y - cy, x - cx);
    const edge = reach(ring, cx, cy, angle);
    const turn = ((angle / (2 * Math.PI) + 1) % 1) * LAKE_DIRECTIONS;
    const low = Math.floor(turn) % LAKE_DIRECTIONS;
    const share = turn - Math.floor(turn);
    const target = shore[low]! * (1 - share) + shore[(low + 1) % LAKE_DIRECTIONS]! * share;
    const t = Math.min(1, Math.max(0, (away - edge) / widthM));
    const pulled = away + (target - edge) * (1 - t * t * (3 - 2 * t));
    out[0] = cx + ((x - cx) * pulled) / away;
    out[1] = cy + ((y - cy) * pulled) / away;
  };
}

/** Distance from an inner point of a convex ring to its edge in a direction. */
function reach(ring: number[], cx: number, cy: number, angle: number): number {
  const ux = Math.cos(angle);
  const uy = Math.sin(angle);
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const nx = ring[j + 1]! - ring[i + 1]!;
    const ny = ring[i]! - ring[j]!;
    const speed = nx * ux + ny * uy;
    if (speed > 1e-9) nearest = Math.min(nearest, (nx * (ring[i]! - cx) + ny * (ring[i + 1]! - cy)) / speed);
  }
  return nearest;
}

/**
 * Looks at the Jacobian on a lattice: nowhere folded, nowhere squeezed or stretched beyond what streets bear.
 * @param latitude share of the bearable that may be used up, 0…1.
 */
function isGentle(warp: Warp, reachM: number, latitude: number): boolean {
  const leastStretch = 1 - (1 - MIN_STRETCH) * latitude;
  const mostStretch = 1 + (MAX_STRETCH - 1) * latitude;
  const leastDeterminant = 1 - (1 - MIN_DETERMINANT) * latitude;
  const out = new Float64Array(2);
  const step = 4;
  for (let row = -CHECK_STEPS; row <= CHECK_STEPS; row++)
    for (let column = -CHECK_STEPS; column <= CHECK_STEPS; column++) {
      const x = (column / CHECK_STEPS) * reachM;
      const y = (row / CHECK_STEPS) * reachM;
      warp(x - step, y, out);
      const [westX, westY] = [out[0]!, out[1]!];
      warp(x + step, y, out);
      const a = (out[0]! - westX) / (2 * step);
      const c = (out[1]! - westY) / (2 * step);
      warp(x, y - step, out);
      const [southX, southY] = [out[0]!, out[1]!];
      warp(x, y + step, out);
      const b = (out[0]! - southX) / (2 * step);
      const d = (out[1]! - southY) / (2 * step);
      const determinant = a * d - b * c;
      const squares = a * a + b * b + c * c + d * d;
      const root = Math.sqrt(Math.max(0, squares * squares - 4 * determinant * determinant));
      const greatest = Math.sqrt((squares + root) / 2);
      const least = Math.sqrt(Math.max(0, (squares - root) / 2));
      if (determinant < leastDeterminant || greatest > mostStretch || least < leastStretch) return false;
    }
  return true;
}
