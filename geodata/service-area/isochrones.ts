import type { MultiPolygonGeometry } from '../model/geometry.ts';
import { planeLat, planeLon } from '../network/plane.ts';
import { labelAt, type PlaceLabel, type Reach, UNREACHED } from '../network/reach.ts';
import { ARC_FLAGS, EDGE_FLAGS, type WalkNetwork } from '../network/walk-network.ts';
import {
  type ContourScratch,
  contourRings,
  createContourScratch,
  type FieldWindow,
  NOBODYS,
  type TimeField,
} from './contour-rings.ts';
import { ringsToPolygons } from './rings-to-polygons.ts';
import type { Surface } from './surface.ts';

/** Draws bands on one surface; keep one per network, as it holds the field between drawings. Not for two drawings at once. */
export interface IsochroneDrawer {
  /**
   * One MultiPolygon for each cut-off (decimetres, any order), each holding the smaller ones. `from` must have been
   * searched with a cut-off of at least `searchBudgetDm(largest)`.
   */
  draw(from: Reach, cutoffsDm: number[]): MultiPolygonGeometry[];
  /** What to search with, so that the field goes on a little beyond the last line. */
  searchBudgetDm(largestCutoffDm: number): number;
}

export function createIsochroneDrawer(network: WalkNetwork, surface: Surface): IsochroneDrawer {
  const state: FieldState = {
    field: emptyField(surface),
    boxOfEdge: boxesOfEdges(network, surface),
    visitOfEdge: new Uint32Array(network.edgeCount),
    visit: 0,
    label: { time: UNREACHED, source: -1 },
    window: { ...EMPTY_WINDOW },
  };
  const scratch = createContourScratch();
  return {
    // Two points further than the line: the interpolation needs the first point outside.
    searchBudgetDm: (largestCutoffDm) => largestCutoffDm + 2 * surface.spacingDm,
    draw(from, cutoffsDm) {
      fillField(network, surface, from, state);
      const drawn = cutoffsDm.map((cutoffDm) => drawLevel(network, surface, state, cutoffDm, scratch));
      clearField(state);
      return drawn;
    },
  };
}

function emptyField(surface: Surface): TimeField {
  const { columns, rows, spacingDm, maxOffDm } = surface;
  const offDm = new Uint16Array(columns * rows).fill(NOBODYS);
  for (let i = 0; i < surface.point.length; i++) {
    if (surface.offDm[i] < offDm[surface.point[i]]) offDm[surface.point[i]] = surface.offDm[i];
  }
  return { columns, spacingDm, maxOffDm, offDm, timeDm: new Int32Array(columns * rows).fill(UNREACHED) };
}

interface FieldState {
  field: TimeField;
  /** First and last column, first and last row of each edge's points: `[4 × edge]` …; an edge without points has none. */
  boxOfEdge: Int32Array;
  visitOfEdge: Uint32Array;
  visit: number;
  label: PlaceLabel;
  /** Where the field holds times. */
  window: FieldWindow;
}

const EMPTY_WINDOW: FieldWindow = { fromColumn: 0x7fffffff, fromRow: 0x7fffffff, toColumn: -1, toRow: -1 };

function boxesOfEdges(network: WalkNetwork, surface: Surface): Int32Array {
  const boxes = new Int32Array(4 * network.edgeCount);
  for (let edge = 0; edge < network.edgeCount; edge++) {
    const box: FieldWindow = { ...EMPTY_WINDOW };
    for (let i = surface.firstOfEdge[edge]; i < surface.firstOfEdge[edge + 1]; i++) {
      const row = Math.floor(surface.point[i] / surface.columns);
      const column = surface.point[i] - row * surface.columns;
      box.fromColumn = Math.min(box.fromColumn, column);
      box.toColumn = Math.max(box.toColumn, column);
      box.fromRow = Math.min(box.fromRow, row);
      box.toRow = Math.max(box.toRow, row);
    }
    boxes.set([box.fromColumn, box.toColumn, box.fromRow, box.toRow], 4 * edge);
  }
  return boxes;
}

/** Times of all points whose street is reached. */
function fillField(network: WalkNetwork, surface: Surface, from: Reach, state: FieldState): void {
  state.window = { ...EMPTY_WINDOW };
  state.visit++;
  const { firstArc, arcEdge, arcFlags } = network;
  for (let i = 0; i < from.touchedCount; i++) {
    const node = from.touched[i];
    for (let arc = firstArc[node]; arc < firstArc[node + 1]; arc++) {
      if ((arcFlags[arc] & ARC_FLAGS.gate) === 0) fillEdge(network, surface, from, state, arcEdge[arc]);
    }
  }
  for (let s = 0; s < from.sources.edge.length; s++) {
    if (from.sources.edge[s] >= 0) fillEdge(network, surface, from, state, from.sources.edge[s]);
  }
}

function fillEdge(
  network: WalkNetwork,
  surface: Surface,
  from: Reach,
  state: FieldState,
  edge: number,
): void {
  if (state.visitOfEdge[edge] === state.visit) return;
  state.visitOfEdge[edge] = state.visit;
  const begin = surface.firstOfEdge[edge];
  const end = surface.firstOfEdge[edge + 1];
  if (begin === end) return;
  growWindow(state, edge);
  const isPlain =
    !from.avoidSteps &&
    from.sourceOfEdge[edge] < 0 &&
    (network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) === 0;
  if (isPlain) fillPlainEdge(network, surface, from, state, edge);
  else fillAnyEdge(network, surface, from, state, edge);
}

/** What `labelAt` says where people come from either end and no source stands on the edge: nearly every edge, at a quarter of the time. */
function fillPlainEdge(
  network: WalkNetwork,
  surface: Surface,
  from: Reach,
  state: FieldState,
  edge: number,
): void {
  const { point, at, offDm } = surface;
  const { timeDm } = state.field;
  const { cutoffDm } = from;
  const first = from.time[network.edgeFrom[edge]];
  const second = from.time[network.edgeTo[edge]];
  const weight = network.edgeWeight[edge];
  // Within the cut-off and one edge there is room below the largest integer; an end that is not reached is beyond both.
  const viaFirst = first === UNREACHED ? cutoffDm + 1 : first;
  const viaSecond = (second === UNREACHED ? cutoffDm + 1 : second) + weight;
  for (let i = surface.firstOfEdge[edge], end = surface.firstOfEdge[edge + 1]; i < end; i++) {
    const along = at[i];
    let time = viaFirst + along;
    const back = viaSecond - along;
    if (back < time) time = back;
    time += offDm[i];
    const p = point[i];
    if (time <= cutoffDm && time < timeDm[p]) timeDm[p] = time;
  }
}

function fillAnyEdge(
  network: WalkNetwork,
  surface: Surface,
  from: Reach,
  state: FieldState,
  edge: number,
): void {
  const { point, at, offDm } = surface;
  const { timeDm } = state.field;
  for (let i = surface.firstOfEdge[edge]; i < surface.firstOfEdge[edge + 1]; i++) {
    const { time } = labelAt(network, from, edge, at[i], offDm[i], state.label);
    if (time < timeDm[point[i]]) timeDm[point[i]] = time;
  }
}

function growWindow({ window, boxOfEdge }: FieldState, edge: number): void {
  const box = 4 * edge;
  if (boxOfEdge[box] < window.fromColumn) window.fromColumn = boxOfEdge[box];
  if (boxOfEdge[box + 1] > window.toColumn) window.toColumn = boxOfEdge[box + 1];
  if (boxOfEdge[box + 2] < window.fromRow) window.fromRow = boxOfEdge[box + 2];
  if (boxOfEdge[box + 3] > window.toRow) window.toRow = boxOfEdge[box + 3];
}

/** Every time written lies in the window; filling its rows is quicker than remembering single points. */
function clearField({ field, window }: FieldState): void {
  for (let row = window.fromRow; row <= window.toRow; row++) {
    const line = row * field.columns;
    field.timeDm.fill(UNREACHED, line + window.fromColumn, line + window.toColumn + 1);
  }
}

function drawLevel(
  network: WalkNetwork,
  surface: Surface,
  state: FieldState,
  cutoffDm: number,
  scratch: ContourScratch,
): MultiPolygonGeometry {
  if (state.window.toRow < 0) return { type: 'MultiPolygon', coordinates: [] };
  const { window } = state;
  const padded: FieldWindow = {
    fromColumn: window.fromColumn - 1,
    fromRow: window.fromRow - 1,
    toColumn: window.toColumn + 1,
    toRow: window.toRow + 1,
  };
  const rings = contourRings(state.field, padded, cutoffDm, scratch);
  const polygons = ringsToPolygons(rings);
  return {
    type: 'MultiPolygon',
    coordinates: polygons.map((polygon) => polygon.map((ring) => lonLatRing(network, surface, ring))),
  };
}

/** Closed ring in degrees, rounded to 0.1 m. */
function lonLatRing(network: WalkNetwork, surface: Surface, ring: Float64Array): number[][] {
  const positions: number[][] = [];
  for (let i = 0; i < ring.length; i += 2) {
    positions.push([
      Math.round(planeLon(network.plane, surface.minX + ring[i] * surface.spacingDm) * 1e6) / 1e6,
      Math.round(planeLat(network.plane, surface.minY + ring[i + 1] * surface.spacingDm) * 1e6) / 1e6,
    ]);
  }
  positions.push(positions[0]);
  return positions;
}
