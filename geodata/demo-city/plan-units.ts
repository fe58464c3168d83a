import type { Building } from '../model/building.ts';
import type { AreaGeometry, BoundingBox, Position } from '../model/geometry.ts';
import type { Unit } from '../model/unit.ts';
import { AREA_LEVELS } from '../model/unit.ts';
import type { Mesh } from './plan-mesh.ts';
import {
  extentAlong,
  type PlaneProjection,
  type Ring,
  ringArea,
  ringCentroid,
  ringContains,
} from './plan-plane.ts';
import { type LabelShape, planeRing, shapesOfLabels, toGeometry } from './plan-shapes.ts';
import type { Skeleton } from './plan-skeleton.ts';

/**
 * Units with their sums and shapes, parents first. Shapes of all levels are unions of the same faces.
 * @param faceRows row of the cell of each face; -1 = no cell.
 * @param buildings in any order; their `unitId` is a cell.
 */
export function createUnits(
  skeleton: Skeleton,
  mesh: Mesh,
  faceRows: Int32Array,
  buildings: readonly Building[],
  projection: PlaneProjection,
  validFrom: string,
): { units: Unit[]; shapes: Map<string, AreaGeometry> } {
  const { rows } = skeleton;
  const shapeOfRow: LabelShape[] = new Array(rows.length);
  const labels = new Int32Array(faceRows);
  for (let depth = AREA_LEVELS.length - 1; depth >= 0; depth--) {
    const level = AREA_LEVELS[depth]!;
    const shapes = shapesOfLabels(mesh, labels, rows.length);
    rows.forEach((row, i) => {
      if (row.level === level) shapeOfRow[i] = shapes[i]!;
    });
    for (let face = 0; face < labels.length; face++)
      if (labels[face]! >= 0) labels[face] = rows[labels[face]!]!.parent;
  }
  const sums = sumUp(skeleton, buildings);
  const areas = rows.map((row, i) => (row.level === 'gridCell' ? Math.round(shapeOfRow[i]!.areaM2) : 0));
  // Children come after their parents, so that backwards every sum is complete when it is passed on.
  for (let i = rows.length - 1; i > 0; i--) areas[rows[i]!.parent]! += areas[i]!;
  const shapes = new Map<string, AreaGeometry>();
  const units = rows.map((row, i): Unit => {
    const shape = shapeOfRow[i]!;
    shapes.set(row.id, toGeometry(mesh, shape));
    const [households, residents, elderly, children] = sums[i]!;
    return {
      id: row.id,
      parentId: row.parent < 0 ? null : rows[row.parent]!.id,
      level: row.level,
      name: row.name,
      codeStatus: row.codeStatus,
      validFrom,
      validTo: null,
      households: households!,
      residents: residents!,
      elderly: elderly!,
      children: children!,
      areaM2: areas[i]!,
      center: middleOf(mesh, shape, projection),
      bbox: boxOf(mesh, shape),
    };
  });
  return { units, shapes };
}

function sumUp(skeleton: Skeleton, buildings: readonly Building[]): number[][] {
  const { rows } = skeleton;
  const index = new Map(rows.map((row, i) => [row.id, i]));
  const sums = rows.map(() => [0, 0, 0, 0]);
  for (const { unitId, households, residents, elderly, children } of buildings)
    for (let row = index.get(unitId)!; row >= 0; row = rows[row]!.parent) {
      const sum = sums[row]!;
      sum[0]! += households;
      sum[1]! += residents;
      sum[2]! += elderly;
      sum[3]! += children;
    }
  return sums;
}

/** A point inside the largest part: its centre of mass, or else the middle of the widest span at that height. */
function middleOf(mesh: Mesh, shape: LabelShape, projection: PlaneProjection): Position {
  const part = shape.parts[0]!;
  const ring = planeRing(mesh, part.outer);
  const holes = part.holes.map((hole) => planeRing(mesh, hole));
  const inside = (x: number, y: number) =>
    ringContains(ring, x, y) && !holes.some((hole) => ringContains(hole, x, y));
  const [cx, cy] = ringCentroid(ring);
  if (ringArea(ring) > 0 && inside(cx, cy)) return [projection.toLon(cx), projection.toLat(cy)];
  const [south, north] = extentAlong(ring, 0, 1);
  let best: [number, number] = [cx, cy];
  let widest = -1;
  for (let step = 1; step < 20; step++) {
    const y = south + ((north - south) * step) / 20 + 1e-4;
    for (const [from, to] of spansAt([ring, ...holes], y)) {
      if (to - from <= widest) continue;
      widest = to - from;
      best = [(from + to) / 2, y];
    }
  }
  return [projection.toLon(best[0]), projection.toLat(best[1])];
}

function spansAt(rings: Ring[], y: number): [number, number][] {
  const crossings: number[] = [];
  for (const ring of rings)
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      if (ring[i + 1]! > y === ring[j + 1]! > y) continue;
      crossings.push(ring[i]! + ((ring[j]! - ring[i]!) * (y - ring[i + 1]!)) / (ring[j + 1]! - ring[i + 1]!));
    }
  crossings.sort((a, b) => a - b);
  const spans: [number, number][] = [];
  for (let i = 0; i + 1 < crossings.length; i += 2) spans.push([crossings[i]!, crossings[i + 1]!]);
  return spans;
}

function boxOf(mesh: Mesh, shape: LabelShape): BoundingBox {
  const box: BoundingBox = [180, 90, -180, -90];
  for (const { outer } of shape.parts)
    for (const point of outer) {
      box[0] = Math.min(box[0], mesh.lon[point]!);
      box[1] = Math.min(box[1], mesh.lat[point]!);
      box[2] = Math.max(box[2], mesh.lon[point]!);
      box[3] = Math.max(box[3], mesh.lat[point]!);
    }
  return box;
}
