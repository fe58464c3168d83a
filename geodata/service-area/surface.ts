import { createSnapper, emptySnapped, MAX_OFF_STREET_M, type Snapper } from '../network/snap.ts';
import { NO_SNAP, type WalkNetwork } from '../network/walk-network.ts';
import type { Homes } from './homes.ts';
import { homesOfPoints, NO_HOME } from './surface-homes.ts';

/**
 * A regular surface of points over the city, each owned by a place on a street: that of the home it belongs to (the four
 * points around every home are its own, at each of its entrances), or else the place it would be snapped to if it were
 * one, the nearest not across a barrier. Times on the surface follow from the times on the street, so what is drawn is
 * what is counted. Entries are ordered by edge: those of edge e are `firstOfEdge[e]` … `firstOfEdge[e + 1] - 1`; a point
 * of several entries has the shortest of their times.
 */
export interface Surface {
  spacingDm: number;
  /** Farthest that a point lies off its street. */
  maxOffDm: number;
  /** Plane coordinates of point 0; point = row × columns + column. The outermost rows and columns are owned by nobody. */
  minX: number;
  minY: number;
  columns: number;
  rows: number;
  firstOfEdge: Uint32Array;
  point: Uint32Array;
  at: Int32Array;
  offDm: Uint16Array;
}

export interface SurfaceOptions {
  /** Homes whose surroundings are to agree with them exactly. */
  homes?: Homes;
  spacingM?: number;
  maxDistanceM?: number;
  snapper?: Snapper;
  onProgress?: (share: number) => void;
}

/**
 * 10 m. Homes on the wrong side of the drawn line, of those counted inside 5/10/15 minutes, in a dense centre of row houses:
 * 3.9/1.9/1.4 % at 20 m, 1.9/1.1/0.7 % at 12 m, 1.3/0.8/0.5 % at 10 m; the time of a drawing grows with the square.
 */
const SPACING_M = 10;
/** A city of more points than this is drawn coarser: 6 M are 60 MB of file and 36 MB of field. */
const MOST_POINTS = 6_000_000;

export function buildSurface(network: WalkNetwork, options: SurfaceOptions = {}): Surface {
  const maxDm = (options.maxDistanceM ?? MAX_OFF_STREET_M) * 10;
  const snapper = options.snapper ?? createSnapper(network);
  const frame = frameOf(network, options.spacingM, maxDm);
  const { spacingDm } = frame;
  const near = pointsNearStreets(network, frame, maxDm);
  const homeOfPoint = options.homes ? homesOfPoints(frame, options.homes, snapper.barriers) : null;
  const entries = createEntries(near, options.homes);
  const one = emptySnapped(1);
  for (let row = 0; row < frame.rows; row++) {
    for (let column = 0; column < frame.columns; column++) {
      const p = row * frame.columns + column;
      const home = homeOfPoint === null ? NO_HOME : homeOfPoint[p];
      if (home !== NO_HOME) addHome(entries, p, options.homes!, home);
      else if (near[p] === 1) {
        snapper.snapPlane(frame.minX + column * spacingDm, frame.minY + row * spacingDm, maxDm, one, 0);
        if (one.edge[0] >= 0) addEntry(entries, p, one.edge[0], one.at[0], one.offDm[0]);
      }
    }
    if (row % 32 === 0) options.onProgress?.(row / frame.rows);
  }
  return { ...frame, maxOffDm: maxDm, ...byEdge(network.edgeCount, entries) };
}

interface Entries {
  owner: Int32Array;
  point: Uint32Array;
  at: Int32Array;
  offDm: Uint16Array;
  count: number;
}

function createEntries(near: Uint8Array, homes: Homes | undefined): Entries {
  // Every point once, and the four of each home once more for each further entrance.
  const capacity = near.reduce((sum, isNear) => sum + isNear, 0) + 4 * (homes?.edge.length ?? 0);
  return {
    owner: new Int32Array(capacity),
    point: new Uint32Array(capacity),
    at: new Int32Array(capacity),
    offDm: new Uint16Array(capacity),
    count: 0,
  };
}

function addEntry(entries: Entries, point: number, edge: number, at: number, offDm: number): void {
  entries.owner[entries.count] = edge;
  entries.point[entries.count] = point;
  entries.at[entries.count] = at;
  entries.offDm[entries.count++] = offDm;
}

function addHome(entries: Entries, point: number, homes: Homes, home: number): void {
  for (let e = homes.firstEntrance[home]; e < homes.firstEntrance[home + 1]; e++) {
    addEntry(entries, point, homes.edge[e], homes.at[e], homes.offDm[e]);
  }
}

/** Where the points lie. */
export type SurfaceFrame = Pick<Surface, 'spacingDm' | 'minX' | 'minY' | 'columns' | 'rows'>;

function frameOf(network: WalkNetwork, askedSpacingM: number | undefined, maxDm: number): SurfaceFrame {
  let minX = 0;
  let minY = 0;
  let maxX = 0;
  let maxY = 0;
  for (let i = 0; i < network.pointX.length; i++) {
    if (network.pointX[i] < minX) minX = network.pointX[i];
    if (network.pointX[i] > maxX) maxX = network.pointX[i];
    if (network.pointY[i] < minY) minY = network.pointY[i];
    if (network.pointY[i] > maxY) maxY = network.pointY[i];
  }
  const width = maxX - minX + 2 * maxDm;
  const height = maxY - minY + 2 * maxDm;
  const spacingDm =
    10 * (askedSpacingM ?? Math.max(SPACING_M, Math.ceil(Math.sqrt((width * height) / MOST_POINTS) / 10)));
  const margin = maxDm + 2 * spacingDm;
  return {
    spacingDm,
    minX: minX - margin,
    minY: minY - margin,
    columns: Math.ceil((maxX - minX + 2 * margin) / spacingDm) + 1,
    rows: Math.ceil((maxY - minY + 2 * margin) / spacingDm) + 1,
  };
}

/** 1 for points in the box around any segment, so that empty country costs nothing. */
function pointsNearStreets(network: WalkNetwork, frame: SurfaceFrame, maxDm: number): Uint8Array {
  const { minX, minY, columns, rows, spacingDm } = frame;
  const { pointX, pointY, firstPoint } = network;
  const near = new Uint8Array(columns * rows);
  for (let e = 0; e < network.edgeCount; e++) {
    if ((network.edgeFlags[e] & NO_SNAP) !== 0) continue;
    for (let i = firstPoint[e]; i < firstPoint[e + 1] - 1; i++) {
      const fromColumn = Math.ceil((Math.min(pointX[i], pointX[i + 1]) - maxDm - minX) / spacingDm);
      const toColumn = Math.floor((Math.max(pointX[i], pointX[i + 1]) + maxDm - minX) / spacingDm);
      const fromRow = Math.ceil((Math.min(pointY[i], pointY[i + 1]) - maxDm - minY) / spacingDm);
      const toRow = Math.floor((Math.max(pointY[i], pointY[i + 1]) + maxDm - minY) / spacingDm);
      for (let row = fromRow; row <= toRow; row++) {
        near.fill(1, row * columns + fromColumn, row * columns + toColumn + 1);
      }
    }
  }
  return near;
}

/** Sorts the entries by their edge (counting sort). */
function byEdge(
  edgeCount: number,
  entries: Entries,
): Pick<Surface, 'firstOfEdge' | 'point' | 'at' | 'offDm'> {
  const { owner, count } = entries;
  const firstOfEdge = new Uint32Array(edgeCount + 1);
  for (let i = 0; i < count; i++) firstOfEdge[owner[i] + 1]++;
  for (let e = 0; e < edgeCount; e++) firstOfEdge[e + 1] += firstOfEdge[e];
  const fill = firstOfEdge.slice(0, edgeCount);
  const sorted = {
    firstOfEdge,
    point: new Uint32Array(count),
    at: new Int32Array(count),
    offDm: new Uint16Array(count),
  };
  for (let i = 0; i < count; i++) {
    const place = fill[owner[i]]++;
    sorted.point[place] = entries.point[i];
    sorted.at[place] = entries.at[i];
    sorted.offDm[place] = entries.offDm[i];
  }
  return sorted;
}
