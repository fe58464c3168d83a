import type { Mesh } from './plan-mesh.ts';
import { ringPoints } from './plan-mesh.ts';
import { type Partition, ROAD_CLASS, type RoadClass } from './plan-partition.ts';
import { clipHalfPlane, extentAlong, type Ring, ringArea } from './plan-plane.ts';
import { planeRing } from './plan-shapes.ts';

/** One street side of a block: building ground lies where `nx·x + ny·y ≥ offset`. */
export interface SiteSide {
  line: number;
  roadClass: RoadClass;
  nx: number;
  ny: number;
  offset: number;
  lengthM: number;
}

/** A block as builders see it. */
export interface Site {
  face: number;
  /** The block up to the middle of its streets, plane metres. */
  ring: Ring;
  /** Convex building ground, clear of streets and pavements; `[]` where there is none. */
  plot: Ring;
  plotM2: number;
  sides: SiteSide[];
}

/** Half the width of the street and its pavement, by class: 40, 30, 19 and 10 m streets, riverside roads, tracks, the city's edge. */
export const HALF_STREET_M: Record<RoadClass, number> = {
  [ROAD_CLASS.arterial]: 20,
  [ROAD_CLASS.secondary]: 15,
  [ROAD_CLASS.collector]: 9.5,
  [ROAD_CLASS.lane]: 5,
  [ROAD_CLASS.riverBank]: 10,
  [ROAD_CLASS.railBank]: 9,
  [ROAD_CLASS.outline]: 6,
};
const SETBACK_M = 3;

export function createSite(mesh: Mesh, partition: Partition, face: number): Site {
  const atoms = mesh.faceAtoms[face]!;
  const ring = planeRing(mesh, ringPoints(mesh, atoms));
  const [minX, maxX] = extentAlong(ring, 1, 0);
  const [minY, maxY] = extentAlong(ring, 0, 1);
  let plot: Ring = [minX, minY, maxX, minY, maxX, maxY, minX, maxY];
  const sides: SiteSide[] = [];
  for (const run of runsByLine(mesh, atoms)) {
    const side = createSide(mesh, partition, run);
    if (side === null) continue;
    sides.push(side);
    if (plot.length > 0) plot = clipHalfPlane(plot, side.nx, side.ny, side.offset);
  }
  return { face, ring, plot, plotM2: plot.length > 0 ? ringArea(plot) : 0, sides };
}

/** Consecutive atoms of one line; the walk may begin in the middle of a side. */
function runsByLine(mesh: Mesh, atoms: number[]): number[][] {
  const lineOf = (walked: number) => mesh.line[walked >= 0 ? walked : ~walked]!;
  let start = 0;
  while (start < atoms.length && lineOf(atoms[start]!) === lineOf(atoms.at(start - 1)!)) start++;
  const runs: number[][] = [];
  for (let i = 0; i < atoms.length; i++) {
    const walked = atoms[(start + i) % atoms.length]!;
    const run = runs.at(-1);
    if (run && lineOf(run[0]!) === lineOf(walked)) run.push(walked);
    else runs.push([walked]);
  }
  return runs;
}

function createSide(mesh: Mesh, partition: Partition, run: number[]): SiteSide | null {
  const points = ringPoints(mesh, run);
  const last = run.at(-1)!;
  points.push(last >= 0 ? mesh.to[last]! : mesh.from[~last]!);
  const px = mesh.x[points[0]!]!;
  const py = mesh.y[points[0]!]!;
  const dx = mesh.x[points.at(-1)!]! - px;
  const dy = mesh.y[points.at(-1)!]! - py;
  const lengthM = Math.hypot(dx, dy);
  if (lengthM < 0.01) return null;
  const nx = -dy / lengthM;
  const ny = dx / lengthM;
  // A street that bulges into the block takes its ground: the plot must stay clear of the curve, not of its chord.
  let bulge = 0;
  for (const point of points)
    bulge = Math.max(bulge, nx * (mesh.x[point]! - px) + ny * (mesh.y[point]! - py));
  const walked = run[0]!;
  const line = mesh.line[walked >= 0 ? walked : ~walked]!;
  const { roadClass } = partition.lines[line]!;
  const offset = nx * px + ny * py + bulge + HALF_STREET_M[roadClass] + SETBACK_M;
  return { line, roadClass, nx, ny, offset, lengthM };
}
