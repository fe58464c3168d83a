import { contours } from 'd3-contour';
import type { BasemapFeature } from '../model/basemap.ts';
import type { Corridor } from './plan-corridors.ts';
import { atomPoints, type Mesh } from './plan-mesh.ts';
import { type CutLine, ROAD_CLASS } from './plan-partition.ts';
import type { PlaneProjection } from './plan-plane.ts';
import type { Territory } from './plan-territory.ts';
import type { Warp } from './plan-warp.ts';
import { createWaveField } from './plan-waves.ts';
import type { Random } from './random.ts';

/** Invented: a real river's name on an invented course would mislead. */
const RIVER_NAMES = ['清溪河', '云溪河', '碧水河', '松溪河', '龙泉河', '翠屏河', '长溪河'];
/** How far the land around is drawn, in radii of the city. */
const REACH = 2.2;
const STEP_M = 140;
const CONTOUR_CELLS = 110;
/** Heights of the contour lines, of a field of about -1…1. */
const CONTOUR_LEVELS = [-0.35, -0.15, 0.05, 0.25, 0.45, 0.65];
const HILL_LEVEL = 0.5;

/** The land around the city, only for orientation: river, railway, roads that go on, an expressway ring, hills and contour lines. */
export function drawHinterland(
  territory: Territory,
  mesh: Mesh,
  warp: Warp,
  projection: PlaneProjection,
  random: Random,
): BasemapFeature[] {
  const bend = createPen(warp, projection);
  return [
    ...drawRelief(territory, projection, random.stream('relief')),
    ...territory.corridors.map((corridor) =>
      drawCorridor(territory, mesh, corridor, warp, projection, random),
    ),
    ...drawRoads(territory, random.stream('roads'), bend),
  ];
}

type Pen = (x: number, y: number) => number[];

function createPen(warp: Warp, projection: PlaneProjection): Pen {
  const out = new Float64Array(2);
  return (x, y) => {
    warp(x, y, out);
    return [projection.toLon(out[0]!), projection.toLat(out[1]!)];
  };
}

/** A river is the ground between its banks, with the very corners of the cells on both sides. */
function drawCorridor(
  territory: Territory,
  mesh: Mesh,
  corridor: Corridor,
  warp: Warp,
  projection: PlaneProjection,
  random: Random,
): BasemapFeature {
  const { left, right } = corridor;
  const far = territory.radiusM * REACH;
  const out = new Float64Array(2);
  const middle = (at: number): [number, number] => {
    warp((left.x + right.x) / 2 + left.dx * at, (left.y + right.y) / 2 + left.dy * at, out);
    return [out[0]!, out[1]!];
  };
  if (corridor.kind === 'railway') {
    const points: number[][] = [];
    for (let at = -far; at <= far; at += STEP_M) {
      const [x, y] = middle(at);
      points.push([projection.toLon(x), projection.toLat(y)]);
    }
    return {
      layer: 'railway',
      kind: 'railway',
      name: '',
      geometry: { type: 'LineString', coordinates: points },
    };
  }
  const bank = (line: CutLine, side: number): number[][] => {
    const points: number[][] = [];
    const first = Math.min(...line.distances);
    const last = Math.max(...line.distances);
    // Beyond the city the river keeps its width, whatever the warp does out there: half of it to each side of its middle.
    const beyond = (from: number, to: number) => {
      for (let at = from; at < to; at += STEP_M) {
        const [x, y] = middle(at);
        const [nextX, nextY] = middle(at + STEP_M / 2);
        const length = Math.hypot(nextX - x, nextY - y) || 1;
        const shift = (side * corridor.widthM) / 2 / length;
        points.push([projection.toLon(x - (nextY - y) * shift), projection.toLat(y + (nextX - x) * shift)]);
      }
    };
    beyond(-far, first - STEP_M);
    for (let atom = mesh.lineStart[line.id]!; atom < mesh.lineStart[line.id + 1]!; atom++) {
      const skip = atom === mesh.lineStart[line.id]! ? 0 : 1;
      for (const point of atomPoints(mesh, atom).slice(skip))
        points.push([mesh.lon[point]!, mesh.lat[point]!]);
    }
    beyond(last + STEP_M, far);
    return points;
  };
  const ring = [...bank(right, -1), ...bank(left, 1).reverse()];
  ring.push([...ring[0]!]);
  return {
    layer: 'water',
    kind: 'river',
    name: random.stream('river').pick(RIVER_NAMES),
    geometry: { type: 'Polygon', coordinates: [ring] },
  };
}

function drawRoads(territory: Territory, random: Random, bend: Pen): BasemapFeature[] {
  const { partition, radiusM } = territory;
  const features: BasemapFeature[] = [];
  const add = (kind: string, name: string, coordinates: number[][]) => {
    if (coordinates.length > 1)
      features.push({ layer: 'road', kind, name, geometry: { type: 'LineString', coordinates } });
  };
  const onEdge = new Set<number>();
  for (const line of partition.lines)
    if (line.roadClass === ROAD_CLASS.outline) for (const vertex of line.vertices) onEdge.add(vertex);
  for (const line of partition.lines) {
    if (line.roadClass > ROAD_CLASS.collector || line.vertices.length < 2) continue;
    const kind =
      line.roadClass === ROAD_CLASS.arterial
        ? 'arterial'
        : line.roadClass === ROAD_CLASS.secondary
          ? 'secondary'
          : 'local';
    if (kind === 'local' && random.next() < 0.5) continue;
    const reachM =
      radiusM * { arterial: 1.1, secondary: random.float(0.3, 0.6), local: random.float(0.08, 0.25) }[kind];
    for (const end of [0, 1]) {
      const at = end === 0 ? Math.min(...line.distances) : Math.max(...line.distances);
      const vertex = line.vertices[line.distances.indexOf(at)]!;
      if (!onEdge.has(vertex)) continue;
      add(kind, '', wander(partition.x[vertex]!, partition.y[vertex]!, line, end, reachM, random, bend));
    }
  }
  const swing = createWaveField(random.stream('ring'), radiusM * 0.9);
  const ring: number[][] = [];
  for (let step = 0; step <= 180; step++) {
    const angle = ((step % 180) / 180) * 2 * Math.PI;
    const r = radiusM * (1.42 + 0.1 * swing(Math.cos(angle) * radiusM, Math.sin(angle) * radiusM));
    ring.push(bend(r * Math.cos(angle), r * Math.sin(angle)));
  }
  add('expressway', '绕城高速', ring);
  return features;
}

/** A road that goes on outwards with bends of its own. */
function wander(
  startX: number,
  startY: number,
  line: { dx: number; dy: number },
  end: number,
  reachM: number,
  random: Random,
  bend: Pen,
): number[][] {
  const sign = end === 0 ? -1 : 1;
  let heading = Math.atan2(line.dy * sign, line.dx * sign);
  let turn = 0;
  let x = startX;
  let y = startY;
  const points = [bend(x, y)];
  for (let gone = 0; gone < reachM; gone += STEP_M) {
    turn = turn * 0.85 + random.normal(0, 0.035);
    // Drawn back to its outward course, lest it come round into the city.
    const outward = Math.atan2(y, x);
    const away = Math.atan2(Math.sin(outward - heading), Math.cos(outward - heading));
    heading += turn + away * 0.04;
    x += Math.cos(heading) * STEP_M;
    y += Math.sin(heading) * STEP_M;
    points.push(bend(x, y));
  }
  return points;
}

/** Contour lines of an imagined relief, higher away from the city, and woods on its hills. */
function drawRelief(territory: Territory, projection: PlaneProjection, random: Random): BasemapFeature[] {
  const { radiusM, outline } = territory;
  const span = radiusM * REACH;
  const coarse = createWaveField(random.stream('coarse'), Math.max(3200, radiusM * 0.5));
  const fine = createWaveField(random.stream('fine'), 1500);
  const values = new Array<number>(CONTOUR_CELLS * CONTOUR_CELLS);
  const cellM = (2 * span) / CONTOUR_CELLS;
  const cityM = outline.reduce((farM, offsetM) => Math.max(farM, Math.abs(offsetM)), 0);
  for (let row = 0; row < CONTOUR_CELLS; row++)
    for (let column = 0; column < CONTOUR_CELLS; column++) {
      const x = -span + (column + 0.5) * cellM;
      const y = -span + (row + 0.5) * cellM;
      // Sinks towards the rim of the drawing, so that no wood ends in a straight line.
      const fade = Math.min(1, (span - Math.max(Math.abs(x), Math.abs(y))) / (0.25 * span));
      const away = Math.min(1, Math.max(0, (Math.hypot(x, y) / cityM - 0.75) / 0.6));
      values[row * CONTOUR_CELLS + column] =
        ((coarse(x, y) + 0.35 * fine(x, y)) * (0.35 + 0.9 * away) + 0.35 * away - 0.1) * fade - (1 - fade);
    }
  const toDegrees = ([column, row]: number[]) => [
    projection.toLon(-span + column! * cellM),
    projection.toLat(-span + row! * cellM),
  ];
  const features: BasemapFeature[] = [];
  const maker = contours().size([CONTOUR_CELLS, CONTOUR_CELLS]);
  for (const level of CONTOUR_LEVELS)
    for (const polygon of maker.contour(values, level).coordinates)
      for (const ring of polygon)
        features.push({
          layer: 'contour',
          kind: 'contour',
          name: '',
          geometry: { type: 'LineString', coordinates: ring.map(toDegrees) },
        });
  const woods = maker
    .contour(values, HILL_LEVEL)
    .coordinates.filter((polygon) =>
      polygon[0]!.every(
        ([column, row]) => Math.hypot(-span + column! * cellM, -span + row! * cellM) > cityM * 1.06,
      ),
    );
  for (const polygon of woods)
    features.push({
      layer: 'green',
      kind: 'hill',
      name: '',
      geometry: { type: 'Polygon', coordinates: polygon.map((ring) => ring.map(toDegrees)) },
    });
  return features;
}
