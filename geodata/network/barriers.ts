import { type SegmentGrid, segmentGrid } from './segment-grid.ts';
import type { WalkNetwork } from './walk-network.ts';

/** Answers whether a straight way off the street (decimetres of the network's plane) crosses water, a railway or a wall. */
export interface BarrierIndex {
  crosses(fromX: number, fromY: number, toX: number, toY: number): boolean;
}

/** 64 m: a way off the street is at most about 100 m, so it touches four to nine cells. */
const CELL_DM = 640;

export function barrierIndex(network: WalkNetwork): BarrierIndex {
  const grid = segmentGrid(
    network.firstBarrierPoint,
    network.barrierX,
    network.barrierY,
    CELL_DM,
    () => true,
  );
  const empty = network.barrierX.length === 0;
  return {
    crosses: (fromX, fromY, toX, toY) =>
      !empty && crossesAny(grid, network.barrierX, network.barrierY, fromX, fromY, toX, toY),
  };
}

function crossesAny(
  grid: SegmentGrid,
  barrierX: Int32Array,
  barrierY: Int32Array,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): boolean {
  const { cellDm, minX, minY, columns, rows, first, items } = grid;
  const fromColumn = Math.max(0, Math.floor((Math.min(ax, bx) - minX) / cellDm));
  const toColumn = Math.min(columns - 1, Math.floor((Math.max(ax, bx) - minX) / cellDm));
  const fromRow = Math.max(0, Math.floor((Math.min(ay, by) - minY) / cellDm));
  const toRow = Math.min(rows - 1, Math.floor((Math.max(ay, by) - minY) / cellDm));
  for (let row = fromRow; row <= toRow; row++) {
    for (let column = fromColumn; column <= toColumn; column++) {
      const cell = row * columns + column;
      for (let i = first[cell]; i < first[cell + 1]; i++) {
        const point = items[i];
        if (
          segmentsCross(
            ax,
            ay,
            bx,
            by,
            barrierX[point],
            barrierY[point],
            barrierX[point + 1],
            barrierY[point + 1],
          )
        ) {
          return true;
        }
      }
    }
  }
  return false;
}

/**
 * Whether segment ab crosses segment cd. A point on the line counts to its left side, so that a way through the common
 * end of two barrier segments crosses exactly one of them and never slips between.
 */
export function segmentsCross(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  const cLeft = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) >= 0;
  const dLeft = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax) >= 0;
  if (cLeft === dLeft) return false;
  const aLeft = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx) >= 0;
  const bLeft = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx) >= 0;
  return aLeft !== bLeft;
}
