import type { AreaGeometry } from '../model/geometry.ts';
import { type Mesh, ringPoints } from './plan-mesh.ts';
import { type Ring, ringArea, ringContains } from './plan-plane.ts';

/** The shape of everything that carries one label: outer rings with their holes, as indexes of mesh points. */
export interface LabelShape {
  parts: { outer: number[]; holes: number[][] }[];
  areaM2: number;
}

/**
 * Unions of faces by label, made of the mesh's own points, so that neighbours share their border exactly.
 * @param labels per face; -1 = belongs to nothing.
 */
export function shapesOfLabels(mesh: Mesh, labels: Int32Array, labelCount: number): LabelShape[] {
  const walks: number[][] = Array.from({ length: labelCount }, () => []);
  for (let atom = 0; atom < mesh.atomCount; atom++) {
    const left = mesh.left[atom]! >= 0 ? labels[mesh.left[atom]!]! : -1;
    const right = mesh.right[atom]! >= 0 ? labels[mesh.right[atom]!]! : -1;
    if (left === right) continue;
    if (left >= 0) walks[left]!.push(atom);
    if (right >= 0) walks[right]!.push(~atom);
  }
  return walks.map((atoms) => assemble(mesh, atoms));
}

export function toGeometry(mesh: Mesh, shape: LabelShape): AreaGeometry {
  const polygons = shape.parts.map(({ outer, holes }) =>
    [outer, ...holes].map((ring) => closedDegrees(mesh, ring)),
  );
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons };
}

export function planeRing(mesh: Mesh, points: readonly number[]): Ring {
  const ring: Ring = [];
  for (const point of points) ring.push(mesh.x[point]!, mesh.y[point]!);
  return ring;
}

export function closedDegrees(mesh: Mesh, points: readonly number[]): number[][] {
  const ring = points.map((point) => [mesh.lon[point]!, mesh.lat[point]!]);
  ring.push([...ring[0]!]);
  return ring;
}

function assemble(mesh: Mesh, atoms: number[]): LabelShape {
  const outers: { outer: number[]; ring: Ring; holes: number[][]; area: number }[] = [];
  const holes: { points: number[]; ring: Ring }[] = [];
  let areaM2 = 0;
  for (const walk of closedWalks(mesh, atoms)) {
    const points = ringPoints(mesh, walk);
    const ring = planeRing(mesh, points);
    const area = ringArea(ring);
    areaM2 += area;
    if (area > 0) outers.push({ outer: points, ring, holes: [], area });
    else holes.push({ points, ring });
  }
  outers.sort((a, b) => b.area - a.area);
  for (const hole of holes) {
    // The smallest ring around it; any corner of the hole will do, none is shared unless they touch in one point.
    const around = outers.filter(({ ring }) => containsMost(ring, hole.ring)).at(-1);
    around?.holes.push(hole.points);
  }
  return { parts: outers.map(({ outer, holes: inner }) => ({ outer, holes: inner })), areaM2 };
}

function containsMost(outer: Ring, inner: Ring): boolean {
  let inside = 0;
  for (let i = 0; i < inner.length; i += 2) if (ringContains(outer, inner[i]!, inner[i + 1]!)) inside++;
  return inside * 4 > inner.length;
}

/** Joins directed atoms, area on their left, into closed walks. Where rings touch in a corner, each keeps to its own area. */
function closedWalks(mesh: Mesh, atoms: number[]): number[][] {
  const leaving = new Map<number, number[]>();
  for (const atom of atoms) {
    const start = startOf(mesh, atom);
    const list = leaving.get(start);
    if (list) list.push(atom);
    else leaving.set(start, [atom]);
  }
  const used = new Set<number>();
  const walks: number[][] = [];
  for (const first of atoms) {
    if (used.has(first)) continue;
    const walk: number[] = [];
    let current = first;
    do {
      used.add(current);
      walk.push(current);
      const options = leaving
        .get(startOf(mesh, ~current))!
        .filter((atom) => !used.has(atom) || atom === first);
      current = options.length > 1 ? leftmost(mesh, current, options) : options[0]!;
    } while (current !== first);
    walks.push(walk);
  }
  return walks;
}

function startOf(mesh: Mesh, walked: number): number {
  return walked >= 0 ? mesh.from[walked]! : mesh.to[~walked]!;
}

/** The next atom clockwise from where we came: the area lies between the two. */
function leftmost(mesh: Mesh, arrived: number, options: number[]): number {
  const back = heading(mesh, ~arrived);
  let best = options[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const option of options) {
    let turn = back - heading(mesh, option);
    if (turn <= 1e-9) turn += 2 * Math.PI;
    if (turn < least) {
      least = turn;
      best = option;
    }
  }
  return best;
}

/** Direction in which an atom leaves its start, radians. */
export function heading(mesh: Mesh, walked: number): number {
  const atom = walked >= 0 ? walked : ~walked;
  const first = mesh.innerStart[atom]!;
  const last = mesh.innerStart[atom + 1]! - 1;
  const start = startOf(mesh, walked);
  const hasInner = last >= first;
  const next = hasInner ? (walked >= 0 ? first : last) : walked >= 0 ? mesh.to[atom]! : mesh.from[atom]!;
  return Math.atan2(mesh.y[next]! - mesh.y[start]!, mesh.x[next]! - mesh.x[start]!);
}
