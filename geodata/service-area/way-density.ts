import { WAY_KINDS, type WayKind } from '../model/walk-source.ts';
import { EDGE_FLAGS, type WalkNetwork } from '../network/walk-network.ts';

/** Metres of walkable way in squares of one hectare over the network; square = row × columns + column. */
export interface WayDensity {
  squareDm: number;
  minX: number;
  minY: number;
  columns: number;
  rows: number;
  /** All ways that are connected with the main part of the network. */
  wayM: Float64Array;
  /** Those of them where nobody drives. */
  footwayM: Float64Array;
}

/** 100 m: a square is one hectare, the unit in which the density is told. */
const SQUARE_DM = 1000;

/** Ways for people on foot, as against the edges of streets. */
const FOOTWAYS: readonly WayKind[] = ['estatePath', 'footpath', 'steps', 'bridge', 'underpass', 'plaza'];

/** Lengths are measured along the ground, not by the cost of walking; each segment counts in the squares it runs through. */
export function wayDensity(network: WalkNetwork): WayDensity {
  const density = emptyDensity(network);
  const isFootway = WAY_KINDS.map((kind) => FOOTWAYS.includes(kind));
  const { firstPoint, pointX, pointY, edgeKind, edgeFlags } = network;
  for (let e = 0; e < network.edgeCount; e++) {
    if ((edgeFlags[e] & EDGE_FLAGS.apart) !== 0) continue;
    for (let i = firstPoint[e]; i < firstPoint[e + 1] - 1; i++) {
      const ends = [pointX[i], pointY[i], pointX[i + 1], pointY[i + 1]] as const;
      addSegment(density, ends, isFootway[edgeKind[e]]);
    }
  }
  return density;
}

/** Square of a place in decimetres, -1 outside of the network. */
export function squareAt({ squareDm, minX, minY, columns, rows }: WayDensity, x: number, y: number): number {
  const column = Math.floor((x - minX) / squareDm);
  const row = Math.floor((y - minY) / squareDm);
  return column < 0 || row < 0 || column >= columns || row >= rows ? -1 : row * columns + column;
}

function emptyDensity({ pointX, pointY }: WalkNetwork): WayDensity {
  let minX = 0;
  let minY = 0;
  let maxX = 0;
  let maxY = 0;
  for (let i = 0; i < pointX.length; i++) {
    if (i === 0 || pointX[i] < minX) minX = pointX[i];
    if (i === 0 || pointX[i] > maxX) maxX = pointX[i];
    if (i === 0 || pointY[i] < minY) minY = pointY[i];
    if (i === 0 || pointY[i] > maxY) maxY = pointY[i];
  }
  const columns = Math.floor((maxX - minX) / SQUARE_DM) + 1;
  const rows = Math.floor((maxY - minY) / SQUARE_DM) + 1;
  return {
    squareDm: SQUARE_DM,
    minX,
    minY,
    columns,
    rows,
    wayM: new Float64Array(columns * rows),
    footwayM: new Float64Array(columns * rows),
  };
}

/** Cuts the segment at the borders of squares; the middle of a piece says in which square it lies. */
function addSegment(
  density: WayDensity,
  [ax, ay, bx, by]: readonly [number, number, number, number],
  isFootway: boolean,
): void {
  const cuts = [
    0,
    ...cutsAlong(density.minX, density.squareDm, ax, bx),
    ...cutsAlong(density.minY, density.squareDm, ay, by),
    1,
  ].sort((a, b) => a - b);
  const lengthM = Math.hypot(bx - ax, by - ay) / 10;
  for (let i = 1; i < cuts.length; i++) {
    const middle = (cuts[i - 1] + cuts[i]) / 2;
    const square = squareAt(density, ax + middle * (bx - ax), ay + middle * (by - ay));
    const pieceM = (cuts[i] - cuts[i - 1]) * lengthM;
    density.wayM[square] += pieceM;
    if (isFootway) density.footwayM[square] += pieceM;
  }
}

/** Shares (0…1) of the way from a to b at which it meets the lines `origin + k × step`. */
function cutsAlong(origin: number, step: number, a: number, b: number): number[] {
  const cuts: number[] = [];
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  for (let line = Math.floor((low - origin) / step) + 1; origin + line * step < high; line++) {
    cuts.push((origin + line * step - a) / (b - a));
  }
  return cuts;
}
