import type { BarrierIndex } from '../network/barriers.ts';
import type { Homes } from './homes.ts';
import type { SurfaceFrame } from './surface.ts';

export const NO_HOME = -1;

/**
 * Home that each point of a surface belongs to, `NO_HOME` for most. The four points around a home are its own, so that the
 * line between in and out never runs between a home and its time; where homes are nearer to each other than the points,
 * the nearest home has the point. A point behind a barrier from the home is left to its own street. A home that is not on
 * the network has its points too, and nobody reaches them.
 */
export function homesOfPoints(frame: SurfaceFrame, homes: Homes, barriers: BarrierIndex): Int32Array {
  const { minX, minY, columns, rows, spacingDm } = frame;
  const homeOfPoint = new Int32Array(columns * rows).fill(NO_HOME);
  const distance = new Float64Array(columns * rows).fill(Number.POSITIVE_INFINITY);
  for (let h = 0; h < homes.count; h++) {
    const x = homes.x[h];
    const y = homes.y[h];
    const column = Math.floor((x - minX) / spacingDm);
    const row = Math.floor((y - minY) / spacingDm);
    if (column < 1 || row < 1 || column >= columns - 2 || row >= rows - 2) continue;
    for (let corner = 0; corner < 4; corner++) {
      const pointColumn = column + (corner & 1);
      const pointRow = row + (corner >> 1);
      const pointX = minX + pointColumn * spacingDm;
      const pointY = minY + pointRow * spacingDm;
      const squared = (pointX - x) ** 2 + (pointY - y) ** 2;
      const point = pointRow * columns + pointColumn;
      if (squared >= distance[point] || barriers.crosses(x, y, pointX, pointY)) continue;
      distance[point] = squared;
      homeOfPoint[point] = h;
    }
  }
  return homeOfPoint;
}
