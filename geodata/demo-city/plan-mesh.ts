import type { Partition, Piece } from './plan-partition.ts';
import type { PlaneProjection } from './plan-plane.ts';
import type { Face } from './plan-territory.ts';
import type { Warp } from './plan-warp.ts';

/**
 * The divided plane with every corner known to both sides, bent into its real shape. An atom is the stretch of a line between two
 * neighbouring corners; it has the same points for whoever touches it. Atom `a` runs from `from[a]` to `to[a]`.
 */
export interface Mesh {
  /** Points in plane metres and in degrees: first all corners of the partition, then the points that make atoms curve. */
  x: Float64Array;
  y: Float64Array;
  lon: Float64Array;
  lat: Float64Array;
  cornerCount: number;
  atomCount: number;
  from: Int32Array;
  to: Int32Array;
  line: Int32Array;
  /** Faces left and right of the atom; -1 = none. */
  left: Int32Array;
  right: Int32Array;
  /** Inner points of atom `a`: indexes `innerStart[a]` up to `innerStart[a + 1]`. */
  innerStart: Int32Array;
  /** Atoms of a line, in order along it: `lineStart[line]` up to `lineStart[line + 1]`. */
  lineStart: Int32Array;
  /** Per face, atoms counter-clockwise; `~atom` where it is walked from `to` to `from`. */
  faceAtoms: number[][];
}

/** A curve is drawn so that no chord leaves it by more than this. */
const CURVE_TOLERANCE_M = 1.1;
const SHORTEST_CHORD_M = 18;

export function createMesh(
  partition: Partition,
  faces: readonly Face[],
  warp: Warp,
  projection: PlaneProjection,
): Mesh {
  const { lines } = partition;
  const lineStart = new Int32Array(lines.length + 1);
  const order: number[][] = lines.map((line) => {
    const ranks = line.vertices.map((_, i) => i).sort((a, b) => line.distances[a]! - line.distances[b]!);
    return ranks.map((rank) => line.vertices[rank]!);
  });
  for (let i = 0; i < lines.length; i++) lineStart[i + 1] = lineStart[i]! + order[i]!.length - 1;
  const atomCount = lineStart[lines.length]!;
  const from = new Int32Array(atomCount);
  const to = new Int32Array(atomCount);
  const line = new Int32Array(atomCount);
  for (let i = 0; i < lines.length; i++)
    for (let k = 0; k + 1 < order[i]!.length; k++) {
      const atom = lineStart[i]! + k;
      from[atom] = order[i]![k]!;
      to[atom] = order[i]![k + 1]!;
      line[atom] = i;
    }
  const left = new Int32Array(atomCount).fill(-1);
  const right = new Int32Array(atomCount).fill(-1);
  const faceAtoms = faces.map((face, index) => {
    const atoms = atomsAround(face.piece, order, lineStart);
    for (const atom of atoms) {
      if (atom >= 0) left[atom] = index;
      else right[~atom] = index;
    }
    return atoms;
  });
  const points = bend(partition, warp, from, to);
  const lon = new Float64Array(points.x.length);
  const lat = new Float64Array(points.x.length);
  for (let i = 0; i < lon.length; i++) {
    lon[i] = projection.toLon(points.x[i]!);
    lat[i] = projection.toLat(points.y[i]!);
  }
  return {
    x: Float64Array.from(points.x),
    y: Float64Array.from(points.y),
    lon,
    lat,
    cornerCount: partition.x.length,
    atomCount,
    from,
    to,
    line,
    left,
    right,
    innerStart: points.innerStart,
    lineStart,
    faceAtoms,
  };
}

/** Points of an atom from end to end, as indexes; `~atom` gives them backwards. */
export function atomPoints(mesh: Mesh, walked: number): number[] {
  const atom = walked >= 0 ? walked : ~walked;
  const points = [mesh.from[atom]!];
  for (let i = mesh.innerStart[atom]!; i < mesh.innerStart[atom + 1]!; i++) points.push(i);
  points.push(mesh.to[atom]!);
  return walked >= 0 ? points : points.reverse();
}

/** Points around a sequence of atoms that closes, without the repeated last one. */
export function ringPoints(mesh: Mesh, walk: readonly number[]): number[] {
  const points: number[] = [];
  for (const walked of walk) {
    if (walked >= 0) {
      points.push(mesh.from[walked]!);
      for (let i = mesh.innerStart[walked]!; i < mesh.innerStart[walked + 1]!; i++) points.push(i);
    } else {
      const atom = ~walked;
      points.push(mesh.to[atom]!);
      for (let i = mesh.innerStart[atom + 1]! - 1; i >= mesh.innerStart[atom]!; i--) points.push(i);
    }
  }
  return points;
}

function atomsAround(piece: Piece, order: number[][], lineStart: Int32Array): number[] {
  const atoms: number[] = [];
  for (let edge = 0; edge < piece.vertices.length; edge++) {
    const line = piece.lines[edge]!;
    const start = order[line]!.indexOf(piece.vertices[edge]!);
    const end = order[line]!.indexOf(piece.vertices[(edge + 1) % piece.vertices.length]!);
    if (start < 0 || end < 0) throw new Error(`line ${line} has lost a corner of a piece`);
    const base = lineStart[line]!;
    if (start < end) for (let k = start; k < end; k++) atoms.push(base + k);
    else for (let k = start - 1; k >= end; k--) atoms.push(~(base + k));
  }
  return atoms;
}

function bend(
  partition: Partition,
  warp: Warp,
  from: Int32Array,
  to: Int32Array,
): { x: number[]; y: number[]; innerStart: Int32Array } {
  const out = new Float64Array(2);
  const x: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < partition.x.length; i++) {
    warp(partition.x[i]!, partition.y[i]!, out);
    x.push(out[0]!);
    y.push(out[1]!);
  }
  const innerStart = new Int32Array(from.length + 1);
  const refine = (
    ax: number,
    ay: number,
    bx: number,
    by: number,
    wax: number,
    way: number,
    wbx: number,
    wby: number,
  ) => {
    const length = Math.hypot(wbx - wax, wby - way);
    if (length < 2 * SHORTEST_CHORD_M) return;
    const mx = (ax + bx) / 2;
    const my = (ay + by) / 2;
    warp(mx, my, out);
    const wx = out[0]!;
    const wy = out[1]!;
    const away = Math.abs((wx - wax) * (wby - way) - (wy - way) * (wbx - wax)) / length;
    if (away < CURVE_TOLERANCE_M && length < 700) return;
    refine(ax, ay, mx, my, wax, way, wx, wy);
    x.push(wx);
    y.push(wy);
    refine(mx, my, bx, by, wx, wy, wbx, wby);
  };
  for (let atom = 0; atom < from.length; atom++) {
    innerStart[atom] = x.length;
    const a = from[atom]!;
    const b = to[atom]!;
    refine(partition.x[a]!, partition.y[a]!, partition.x[b]!, partition.y[b]!, x[a]!, y[a]!, x[b]!, y[b]!);
  }
  innerStart[from.length] = x.length;
  return { x, y, innerStart };
}
