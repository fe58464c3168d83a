import type { Mesh } from './plan-mesh.ts';

/** Where a straight path leaves a block. */
export interface Exit {
  /** Atom as the face walks it; `~atom` backwards. */
  walked: number;
  /** From the atom's own start, along its curve, metres. */
  distance: number;
  lengthM: number;
  x: number;
  y: number;
}

/** The nearest point of a face's edge in a direction from a point inside; null where there is none (a point outside). */
export function exitFrom(
  mesh: Mesh,
  face: number,
  x: number,
  y: number,
  dx: number,
  dy: number,
): Exit | null {
  let best: { walked: number; point: number; share: number } | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (const walked of mesh.faceAtoms[face]!) {
    const atom = walked >= 0 ? walked : ~walked;
    const inner = mesh.innerStart[atom]!;
    const innerEnd = mesh.innerStart[atom + 1]!;
    let a = mesh.from[atom]!;
    for (let i = inner; i <= innerEnd; i++) {
      const b = i < innerEnd ? i : mesh.to[atom]!;
      const ex = mesh.x[b]! - mesh.x[a]!;
      const ey = mesh.y[b]! - mesh.y[a]!;
      const cross = dx * ey - dy * ex;
      if (Math.abs(cross) > 1e-12) {
        const px = mesh.x[a]! - x;
        const py = mesh.y[a]! - y;
        const far = (px * ey - py * ex) / cross;
        const share = (px * dy - py * dx) / cross;
        if (far > 0 && far < nearest && share >= 0 && share <= 1) {
          nearest = far;
          best = { walked, point: i - inner, share };
        }
      }
      a = b;
    }
  }
  if (best === null) return null;
  const atom = best.walked >= 0 ? best.walked : ~best.walked;
  let distance = 0;
  let lengthM = 0;
  let a = mesh.from[atom]!;
  const inner = mesh.innerStart[atom]!;
  const count = mesh.innerStart[atom + 1]! - inner;
  for (let i = 0; i <= count; i++) {
    const b = i < count ? inner + i : mesh.to[atom]!;
    const length = Math.hypot(mesh.x[b]! - mesh.x[a]!, mesh.y[b]! - mesh.y[a]!);
    if (i < best.point) distance += length;
    if (i === best.point) distance += length * best.share;
    lengthM += length;
    a = b;
  }
  return { walked: best.walked, distance, lengthM, x: x + dx * nearest, y: y + dy * nearest };
}
