import { decodeBinaryFile, encodeBinaryFile } from '../network/binary-file.ts';
import { createSnapper, emptySnapped, MAX_OFF_STREET_M, type Snapper } from '../network/snap.ts';
import { NO_SNAP, type WalkNetwork } from '../network/walk-network.ts';

/**
 * A regular surface of points over the city, each owned by the street it would be snapped to as a home: nearest edge not
 * across a barrier. Times on the surface follow from the times on the street, so what is drawn is what is counted.
 * Ordered by edge: points of edge e are `firstOfEdge[e]` … `firstOfEdge[e + 1] - 1`.
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
  spacingM?: number;
  maxDistanceM?: number;
  snapper?: Snapper;
  onProgress?: (share: number) => void;
}

/** 16 m: chosen by measurement; see tests/geodata/service-area/drawing-agrees.test.ts. */
export const SURFACE_SPACING_M = 16;

export function buildSurface(network: WalkNetwork, options: SurfaceOptions = {}): Surface {
  const spacingDm = (options.spacingM ?? SURFACE_SPACING_M) * 10;
  const maxDm = (options.maxDistanceM ?? MAX_OFF_STREET_M) * 10;
  const snapper = options.snapper ?? createSnapper(network);
  const frame = frameOf(network, spacingDm, maxDm);
  const near = pointsNearStreets(network, frame, maxDm);
  const capacity = near.reduce((sum, isNear) => sum + isNear, 0);
  const owner = new Int32Array(capacity);
  const point = new Uint32Array(capacity);
  const at = new Int32Array(capacity);
  const offDm = new Uint16Array(capacity);
  const one = emptySnapped(1);
  let count = 0;
  for (let row = 0; row < frame.rows; row++) {
    for (let column = 0; column < frame.columns; column++) {
      const p = row * frame.columns + column;
      if (near[p] === 0) continue;
      snapper.snapPlane(frame.minX + column * spacingDm, frame.minY + row * spacingDm, maxDm, one, 0);
      if (one.edge[0] < 0) continue;
      owner[count] = one.edge[0];
      point[count] = p;
      at[count] = one.at[0];
      offDm[count++] = one.offDm[0];
    }
    if (row % 32 === 0) options.onProgress?.(row / frame.rows);
  }
  return { ...frame, maxOffDm: maxDm, ...byEdge(network.edgeCount, owner, point, at, offDm, count) };
}

type Frame = Pick<Surface, 'spacingDm' | 'minX' | 'minY' | 'columns' | 'rows'>;

function frameOf(network: WalkNetwork, spacingDm: number, maxDm: number): Frame {
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
function pointsNearStreets(network: WalkNetwork, frame: Frame, maxDm: number): Uint8Array {
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

/** Sorts the owned points by their edge (counting sort). */
function byEdge(
  edgeCount: number,
  owner: Int32Array,
  point: Uint32Array,
  at: Int32Array,
  offDm: Uint16Array,
  count: number,
): Pick<Surface, 'firstOfEdge' | 'point' | 'at' | 'offDm'> {
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
    sorted.point[place] = point[i];
    sorted.at[place] = at[i];
    sorted.offDm[place] = offDm[i];
  }
  return sorted;
}

const MAGIC = 'OGSF';
const VERSION = 1;

export function encodeSurface(surface: Surface): Uint8Array {
  const { firstOfEdge, point, at, offDm, ...meta } = surface;
  return encodeBinaryFile(MAGIC, VERSION, meta, { firstOfEdge, point, at, offDm });
}

/** Views on `bytes`. Throws `BinaryFileError`. */
export function decodeSurface(bytes: Uint8Array): Surface {
  const { meta, arrays } = decodeBinaryFile(MAGIC, VERSION, bytes);
  return { ...(meta as object), ...Object.fromEntries(arrays) } as unknown as Surface;
}
