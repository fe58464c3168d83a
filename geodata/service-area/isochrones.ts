import type { MultiPolygonGeometry } from '../model/geometry.ts';
import { planeLat, planeLon } from '../network/plane.ts';
import { labelAt, type PlaceLabel, type Reach, UNREACHED } from '../network/reach.ts';
import { ARC_FLAGS, type WalkNetwork } from '../network/walk-network.ts';
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
  const field = emptyField(surface);
  const written = new Uint32Array(surface.point.length);
  const visitOfEdge = new Uint32Array(network.edgeCount);
  const state: FieldState = {
    field,
    written,
    writtenCount: 0,
    visitOfEdge,
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
      for (let i = 0; i < state.writtenCount; i++) field.timeDm[written[i]] = UNREACHED;
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
  written: Uint32Array;
  writtenCount: number;
  visitOfEdge: Uint32Array;
  visit: number;
  label: PlaceLabel;
  window: FieldWindow;
}

const EMPTY_WINDOW: FieldWindow = { fromColumn: 0x7fffffff, fromRow: 0x7fffffff, toColumn: -1, toRow: -1 };

/** Times of all points whose street is reached. */
function fillField(network: WalkNetwork, surface: Surface, from: Reach, state: FieldState): void {
  state.writtenCount = 0;
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
  const { point, at, offDm, columns } = surface;
  const { window } = state;
  const { timeDm } = state.field;
  for (let i = surface.firstOfEdge[edge]; i < surface.firstOfEdge[edge + 1]; i++) {
    const { time } = labelAt(network, from, edge, at[i], offDm[i], state.label);
    const p = point[i];
    if (time >= timeDm[p]) continue;
    if (timeDm[p] !== UNREACHED) {
      timeDm[p] = time;
      continue;
    }
    timeDm[p] = time;
    state.written[state.writtenCount++] = p;
    const row = Math.floor(p / columns);
    const column = p - row * columns;
    if (column < window.fromColumn) window.fromColumn = column;
    if (column > window.toColumn) window.toColumn = column;
    if (row < window.fromRow) window.fromRow = row;
    if (row > window.toRow) window.toRow = row;
  }
}

function drawLevel(
  network: WalkNetwork,
  surface: Surface,
  state: FieldState,
  cutoffDm: number,
  scratch: ContourScratch,
): MultiPolygonGeometry {
  if (state.writtenCount === 0) return { type: 'MultiPolygon', coordinates: [] };
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
