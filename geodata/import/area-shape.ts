import { area, featureCollection, multiPolygon, union } from '@turf/turf';
import type { Geometry } from 'geojson';
import type { AreaGeometry, BoundingBox, Position } from '../model/geometry.ts';
import { labelPoint } from '../tiles/label-point.ts';
import { bboxOf } from '../tiles/slice-layers.ts';

/** A shape repaired: rings closed, wound as RFC 7946 wants, without repeated positions; null where no ring is left. */
export function repairArea(geometry: Geometry): { shape: AreaGeometry | null; repaired: boolean } {
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : [];
  let repaired = false;
  const kept: number[][][][] = [];
  for (const polygon of polygons) {
    const rings: number[][][] = [];
    for (let index = 0; index < polygon.length; index++) {
      const ring = repairRing(polygon[index], index === 0);
      if (ring === null || ring.changed) repaired = true;
      if (ring !== null) rings.push(ring.positions);
      else if (index === 0) break;
    }
    if (rings.length > 0) kept.push(rings);
  }
  if (kept.length === 0) return { shape: null, repaired };
  const shape: AreaGeometry =
    kept.length === 1
      ? { type: 'Polygon', coordinates: kept[0] }
      : { type: 'MultiPolygon', coordinates: kept };
  return { shape, repaired };
}

/** `changed` tells closing and dropping; turning a ring round is no repair worth telling. */
function repairRing(ring: number[][], outer: boolean): { positions: number[][]; changed: boolean } | null {
  const positions: number[][] = [];
  for (const [lon, lat] of ring) {
    const last = positions.at(-1);
    if (!last || last[0] !== lon || last[1] !== lat) positions.push([lon, lat]);
  }
  let changed = positions.length !== ring.length;
  const first = positions[0];
  const last = positions.at(-1);
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) {
    positions.push([first[0], first[1]]);
    changed = true;
  }
  if (positions.length < 4) return null;
  if (signedArea(positions) > 0 !== outer) positions.reverse();
  return { positions, changed };
}

function signedArea(ring: number[][]): number {
  let twice = 0;
  for (let i = 0; i + 1 < ring.length; i++)
    twice += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return twice / 2;
}

/** The area that several shapes cover together; one shape is given back as it is. */
export function unionOf(shapes: readonly AreaGeometry[]): AreaGeometry | null {
  if (shapes.length <= 1) return shapes[0] ?? null;
  const parts = shapes.map((shape) =>
    multiPolygon(shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates),
  );
  const joined = union(featureCollection(parts));
  return joined ? repairArea(joined.geometry).shape : null;
}

export interface Measures {
  areaM2: number;
  center: Position;
  bbox: BoundingBox;
}

/** Area in m², a point inside, and the box of a shape. */
export function measure(shape: AreaGeometry): Measures {
  return {
    areaM2: Math.round(area({ type: 'Feature', properties: {}, geometry: shape })),
    center: labelPoint(shape),
    bbox: bboxOf(shape.coordinates),
  };
}
