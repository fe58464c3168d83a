import type { MultiPolygonGeometry } from '../model/geometry.ts';
import { planeLat, planeLon } from '../network/plane.ts';
import { labelAt, type PlaceLabel, type Reach, UNREACHED } from '../network/reach.ts';
import { SEARCH_ARC } from '../network/search-arcs.ts';
import { EDGE_FLAGS, type WalkNetwork } from '../network/walk-network.ts';
import {
  BREAK,
  type ContourScratch,
  contourRings,
  createContourScratch,
  type FieldWindow,
  NOBODYS,
  type TimeField,
} from './contour-rings.ts';
import { ringsToPolygons } from './rings-to-polygons.ts';
import { simplifyRing } from './simplify-ring.ts';
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
    edges: edgeRecords(network, surface),
    levels: [],
    label: { time: UNREACHED, source: -1 },
    window: { ...EMPTY_WINDOW },
    ring: new Float64Array(0),
  };
  const scratch = createContourScratch();
  return {
    // Two points further than the line: the interpolation needs the first point outside.
    searchBudgetDm: (largestCutoffDm) => largestCutoffDm + 2 * surface.spacingDm,
    draw(from, cutoffsDm) {
      state.levels = [...cutoffsDm].sort((a, b) => a - b);
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
  /** `EDGE_RECORD` numbers for each edge, side by side: what a drawing reads of an edge comes with one access to memory. */
  edges: Int32Array;
  /** Ascending. */
  levels: number[];
  label: PlaceLabel;
  /** Where the field holds times. */
  window: FieldWindow;
  /** Room for a ring. */
  ring: Float64Array;
}

const EDGE_RECORD = 6;
/** First entry on the surface, and the one after the last. */
const FIRST = 0;
const END = 1;
/** Farthest that a point lies off the edge; `ONE_WAY` where people go one way only. */
const MOST_OFF = 2;
const ONE_WAY = -1;
/** First × 65,536 + last column, and row, of its points. A surface has fewer than 65,536 of either. */
const COLUMNS = 3;
const ROWS = 4;
const WEIGHT = 5;
const GATE = SEARCH_ARC.gate;

const EMPTY_WINDOW: FieldWindow = { fromColumn: 0x7fffffff, fromRow: 0x7fffffff, toColumn: -1, toRow: -1 };

function edgeRecords(network: WalkNetwork, surface: Surface): Int32Array {
  const records = new Int32Array(EDGE_RECORD * network.edgeCount);
  for (let edge = 0; edge < network.edgeCount; edge++) {
    const record = EDGE_RECORD * edge;
    const box: FieldWindow = { ...EMPTY_WINDOW };
    let mostOff = 0;
    for (let i = surface.firstOfEdge[edge]; i < surface.firstOfEdge[edge + 1]; i++) {
      const row = Math.floor(surface.point[i] / surface.columns);
      const column = surface.point[i] - row * surface.columns;
      box.fromColumn = Math.min(box.fromColumn, column);
      box.toColumn = Math.max(box.toColumn, column);
      box.fromRow = Math.min(box.fromRow, row);
      box.toRow = Math.max(box.toRow, row);
      mostOff = Math.max(mostOff, surface.offDm[i]);
    }
    const isOneWay = (network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) !== 0;
    records[record + FIRST] = surface.firstOfEdge[edge];
    records[record + END] = surface.firstOfEdge[edge + 1];
    records[record + MOST_OFF] = isOneWay ? ONE_WAY : mostOff;
    records[record + COLUMNS] = (box.fromColumn << 16) | box.toColumn;
    records[record + ROWS] = (box.fromRow << 16) | box.toRow;
    records[record + WEIGHT] = network.edgeWeight[edge];
  }
  return records;
}

/** Times of all points whose street is reached: an edge is filled from its lower node, or from the one end that is reached. */
function fillField(network: WalkNetwork, surface: Surface, from: Reach, state: FieldState): void {
  Object.assign(state.window, EMPTY_WINDOW);
  const { edges } = state;
  const { arcEdge, edgeFrom } = network;
  const { time, touched, touchedCount, cutoffDm, avoidSteps } = from;
  const { first, list } = from.arcs;
  for (let i = 0; i < touchedCount; i++) {
    const node = touched[i];
    const here = time[node];
    for (let arc = first[node], end = first[node + 1]; arc < end; arc += 2) {
      const there = time[list[arc]];
      if (list[arc] < node && there !== UNREACHED) continue;
      if ((list[arc + 1] & GATE) !== 0) continue;
      const edge = arcEdge[arc >> 1];
      const record = EDGE_RECORD * edge;
      if (edges[record + FIRST] === edges[record + END]) continue;
      if (avoidSteps || edges[record + MOST_OFF] === ONE_WAY)
        fillAnyEdge(network, surface, from, state, edge);
      else if (edgeFrom[edge] === node) fillPlainEdge(surface, state, record, here, there, cutoffDm);
      else fillPlainEdge(surface, state, record, there, here, cutoffDm);
    }
  }
  // What is nearer along the street itself than by its ends.
  for (const edge of from.sources.edge) if (edge >= 0) fillAnyEdge(network, surface, from, state, edge);
}

/** Makes room for the points of an edge in the window. */
function widenWindow({ edges, window }: FieldState, record: number): void {
  const columns = edges[record + COLUMNS];
  const rows = edges[record + ROWS];
  if (columns >>> 16 < window.fromColumn) window.fromColumn = columns >>> 16;
  if ((columns & 0xffff) > window.toColumn) window.toColumn = columns & 0xffff;
  if (rows >>> 16 < window.fromRow) window.fromRow = rows >>> 16;
  if ((rows & 0xffff) > window.toRow) window.toRow = rows & 0xffff;
}

/**
 * What `labelAt` says where people come from either end and no source stands on the edge: nearly every edge, at a quarter of the time.
 * `first` and `second` are the times of its ends.
 */
function fillPlainEdge(
  surface: Surface,
  state: FieldState,
  record: number,
  first: number,
  second: number,
  cutoffDm: number,
): void {
  const { edges, field } = state;
  const { point, at, offDm } = surface;
  const { timeDm } = field;
  const begin = edges[record + FIRST];
  const end = edges[record + END];
  const weight = edges[record + WEIGHT];
  // Within the cut-off and one edge there is room below the largest integer; an end that is not reached is beyond both.
  const viaFirst = first === UNREACHED ? cutoffDm + 1 : first;
  const viaSecond = (second === UNREACHED ? cutoffDm + 1 : second) + weight;
  const least = Math.min(viaFirst, viaSecond - weight);
  // All of it is as far beyond the last line as what is not reached.
  if (least > state.levels[state.levels.length - 1] + BREAK * field.spacingDm) return;
  widenWindow(state, record);
  // Half-way between its ends nobody has farther.
  const most = ((viaFirst + viaSecond) >> 1) + 1 + edges[record + MOST_OFF];
  if (isFarFromLines(state.levels, least, most, BREAK * field.spacingDm)) {
    for (let i = begin; i < end; i++) if (least < timeDm[point[i]]) timeDm[point[i]] = least;
    return;
  }
  for (let i = begin; i < end; i++) {
    const along = at[i];
    let time = viaFirst + along;
    const back = viaSecond - along;
    if (back < time) time = back;
    time += offDm[i];
    // What is beyond the search is beyond every line by more than a break: its time need not be exact either.
    if (time < timeDm[point[i]]) timeDm[point[i]] = time;
  }
}

/**
 * Whether times from `least` to `most` lie between the same two levels, a break away from both: then any time between them draws the
 * same lines, as each neighbour on the other side of a line is a break away.
 */
function isFarFromLines(levels: number[], least: number, most: number, breakDm: number): boolean {
  let i = 0;
  while (i < levels.length && levels[i] < least) i++;
  return (i === 0 || least > levels[i - 1] + breakDm) && (i === levels.length || most < levels[i] - breakDm);
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
  if (surface.firstOfEdge[edge] === surface.firstOfEdge[edge + 1]) return;
  widenWindow(state, EDGE_RECORD * edge);
  for (let i = surface.firstOfEdge[edge]; i < surface.firstOfEdge[edge + 1]; i++) {
    const { time } = labelAt(network, from, edge, at[i], offDm[i], state.label);
    if (time < timeDm[point[i]]) timeDm[point[i]] = time;
  }
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
    coordinates: polygons.map((polygon) => polygon.map((ring) => lonLatRing(network, surface, ring, state))),
  };
}

/**
 * 1 m: half the points are enough for that, and a drawing takes half the time with its text. The position of a building's
 * middle on a map is not better known.
 */
const LINE_TOLERANCE_DM = 10;

/** Closed ring in degrees, rounded to 0.1 m. */
function lonLatRing(
  network: WalkNetwork,
  surface: Surface,
  fullRing: Float64Array,
  state: FieldState,
): number[][] {
  if (state.ring.length < fullRing.length) state.ring = new Float64Array(2 * fullRing.length);
  const ring = simplifyRing(fullRing, LINE_TOLERANCE_DM / surface.spacingDm, state.ring);
  const { plane } = network;
  const { minX, minY, spacingDm } = surface;
  const positions: number[][] = [];
  for (let i = 0; i < ring.length; i += 2) {
    positions.push([
      Math.round(planeLon(plane, minX + ring[i] * spacingDm) * 1e6) / 1e6,
      Math.round(planeLat(plane, minY + ring[i + 1] * spacingDm) * 1e6) / 1e6,
    ]);
  }
  positions.push(positions[0]);
  return positions;
}
