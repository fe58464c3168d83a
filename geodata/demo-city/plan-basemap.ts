import type { BasemapFeature } from '../model/basemap.ts';
import type { Estate } from '../model/building.ts';
import type { WayKind } from '../model/walk-source.ts';
import type { Crossing } from './plan-crossings.ts';
import { atomPoints, type Mesh } from './plan-mesh.ts';
import { ROAD_CLASS, type RoadClass } from './plan-partition.ts';
import { type PlaneProjection, type Ring, smoothRing } from './plan-plane.ts';
import { FACE_USE, type FaceUse } from './plan-settle.ts';
import { closedDegrees, planeRing, shapesOfLabels } from './plan-shapes.ts';
import type { Site } from './plan-site.ts';
import type { StreetRun } from './plan-streets.ts';
import type { Territory } from './plan-territory.ts';

const ROAD_KIND: Partial<Record<WayKind, string>> = {
  arterial: 'arterial',
  secondary: 'secondary',
  collector: 'local',
  lane: 'local',
  footpath: 'path',
};
const CROSSING_KIND: Partial<Record<RoadClass, string>> = {
  [ROAD_CLASS.arterial]: 'arterial',
  [ROAD_CLASS.secondary]: 'secondary',
};

/** Turns of less than about 17° belong to a street's curve. */
const BEND_SINE = 0.3;

export interface CityGround {
  territory: Territory;
  mesh: Mesh;
  projection: PlaneProjection;
  uses: readonly FaceUse[];
  sites: readonly (Site | null)[];
  runs: readonly StreetRun[];
  names: readonly string[];
  crossings: readonly Crossing[];
  estates: readonly Estate[];
}

/** Streets, water within the city, parks, hills and estates. What lies around is `drawHinterland`'s. */
export function drawCity(ground: CityGround): BasemapFeature[] {
  return [...drawGreen(ground), ...drawLakes(ground), ...drawStreets(ground)];
}

function drawStreets({ mesh, runs, names, crossings }: CityGround): BasemapFeature[] {
  const features: BasemapFeature[] = runs.map(({ line, first, last, kind }) => {
    const points = [mesh.from[first]!];
    for (let atom = first; atom < last; atom++) points.push(...atomPoints(mesh, atom).slice(1));
    return road(ROAD_KIND[kind] ?? 'local', names[line]!, degrees(mesh, points));
  });
  for (const { left, right, roadClass } of crossings) {
    features.push(road(CROSSING_KIND[roadClass] ?? 'local', '', degrees(mesh, [left, right])));
  }
  return features;
}

function road(kind: string, name: string, coordinates: number[][]): BasemapFeature {
  return { layer: 'road', kind, name, geometry: { type: 'LineString', coordinates } };
}

function degrees(mesh: Mesh, points: readonly number[]): number[][] {
  return points.map((point) => [mesh.lon[point]!, mesh.lat[point]!]);
}

function drawLakes({ mesh, territory }: CityGround): BasemapFeature[] {
  const labels = new Int32Array(territory.faces.length).fill(-1);
  let lakes = 0;
  territory.faces.forEach((face, i) => {
    if (face.row < 0) labels[i] = lakes++;
  });
  return shapesOfLabels(mesh, labels, lakes).map(({ parts }, i) => ({
    layer: 'water',
    kind: 'lake',
    name: LAKE_NAMES[i % LAKE_NAMES.length]!,
    geometry: { type: 'Polygon', coordinates: [closedDegrees(mesh, parts[0]!.outer)] },
  }));
}

/** Invented: a real lake's name on an invented shore would mislead. */
const LAKE_NAMES = [
  '翠屏湖',
  '云溪湖',
  '映月湖',
  '松溪湖',
  '梅兰湖',
  '金鳞湖',
  '青桐湖',
  '望星湖',
  '听泉湖',
  '霞光湖',
];

function drawGreen(ground: CityGround): BasemapFeature[] {
  const { mesh, territory, uses, sites, projection, estates } = ground;
  const features: BasemapFeature[] = [];
  const { labels, count } = hillLabels(ground);
  shapesOfLabels(mesh, labels, count).forEach(({ parts }) => {
    const polygons = parts.map(({ outer, holes }) =>
      [outer, ...holes].map((ring) => closed(smoothRing(bends(planeRing(mesh, ring)), 3), projection)),
    );
    features.push({
      layer: 'green',
      kind: 'hill',
      name: '',
      geometry: { type: 'MultiPolygon', coordinates: polygons },
    });
  });
  for (let face = 0; face < territory.faces.length; face++) {
    const plot = sites[face]?.plot;
    if (uses[face] !== FACE_USE.park || !plot || plot.length === 0) continue;
    const ring = closed(smoothRing(plot, 1), projection);
    features.push({
      layer: 'green',
      kind: 'park',
      name: '',
      geometry: { type: 'Polygon', coordinates: [ring] },
    });
  }
  for (const { name, footprint } of estates) {
    const ring: number[][] = [];
    for (let i = 0; i < footprint.length; i += 2) ring.push([footprint[i]!, footprint[i + 1]!]);
    features.push({
      layer: 'green',
      kind: 'estate',
      name,
      geometry: { type: 'Polygon', coordinates: [ring] },
    });
  }
  return features;
}

/** The corners where a ring turns: streets run straight past a hill's foot, the wood does not. */
function bends(ring: Ring): Ring {
  const kept: Ring = [];
  const count = ring.length / 2;
  for (let i = 0; i < count; i++) {
    const before = 2 * ((i + count - 1) % count);
    const here = 2 * i;
    const after = 2 * ((i + 1) % count);
    const ax = ring[here]! - ring[before]!;
    const ay = ring[here + 1]! - ring[before + 1]!;
    const bx = ring[after]! - ring[here]!;
    const by = ring[after + 1]! - ring[here + 1]!;
    const sine = Math.abs(ax * by - ay * bx) / (Math.hypot(ax, ay) * Math.hypot(bx, by));
    if (sine > BEND_SINE) kept.push(ring[here]!, ring[here + 1]!);
  }
  return kept.length >= 6 ? kept : ring;
}

function closed(ring: Ring, projection: PlaneProjection): number[][] {
  const points: number[][] = [];
  for (let i = 0; i < ring.length; i += 2)
    points.push([projection.toLon(ring[i]!), projection.toLat(ring[i + 1]!)]);
  points.push([...points[0]!]);
  return points;
}

/** Faces of one hill get one label: neighbours across anything less than a secondary road. */
function hillLabels({ mesh, territory, uses }: CityGround): { labels: Int32Array; count: number } {
  const { lines } = territory.partition;
  const neighbours: number[][] = uses.map(() => []);
  for (let atom = 0; atom < mesh.atomCount; atom++) {
    const left = mesh.left[atom]!;
    const right = mesh.right[atom]!;
    if (left < 0 || right < 0 || uses[left] !== FACE_USE.hill || uses[right] !== FACE_USE.hill) continue;
    const { roadClass } = lines[mesh.line[atom]!]!;
    if (roadClass !== ROAD_CLASS.collector && roadClass !== ROAD_CLASS.lane) continue;
    neighbours[left]!.push(right);
    neighbours[right]!.push(left);
  }
  const labels = new Int32Array(uses.length).fill(-1);
  let count = 0;
  for (let start = 0; start < uses.length; start++) {
    if (uses[start] !== FACE_USE.hill || labels[start]! >= 0) continue;
    const stack = [start];
    labels[start] = count;
    while (stack.length > 0)
      for (const next of neighbours[stack.pop()!]!) {
        if (labels[next]! >= 0) continue;
        labels[next] = count;
        stack.push(next);
      }
    count++;
  }
  return { labels, count };
}
