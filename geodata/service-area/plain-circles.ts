import { budgetDm } from '../network/walk-network.ts';
import type { HomeTimes } from './coverage.ts';
import type { Homes } from './homes.ts';
import { addHome, nobody, type People } from './people.ts';
import { type PointGrid, pointGrid } from './point-grid.ts';

/** A circle that stands for a walk of so many minutes. */
export interface PlainCircle {
  minutes: number;
  radiusM: number;
}

/**
 * GB 50180-2018, table 3.0.4: 300 m for the circle of five minutes, 500 m for ten, 800–1,000 m for fifteen, of which both ends are told.
 * The table means metres on foot; on maps they are drawn as radii, which is what is compared here.
 */
export const PLAIN_CIRCLES: readonly PlainCircle[] = [
  { minutes: 5, radiusM: 300 },
  { minutes: 10, radiusM: 500 },
  { minutes: 15, radiusM: 800 },
  { minutes: 15, radiusM: 1000 },
];

/** What a circle says and what feet say, and how they differ. */
export interface CircleComparison extends PlainCircle {
  total: People;
  inCircle: People;
  walkable: People;
  /** In the circle and not within the minutes: what circles count too much. */
  onlyInCircle: People;
  /** Within the minutes and not in the circle: what circles miss. */
  onlyWalkable: People;
}

/** Straight line of what lies beyond the search. */
const BEYOND = -1;

/**
 * Squared straight distance (dm²) of every home to the nearest station on the network's plane, -1 beyond `mostM`. `stationX`, `stationY`:
 * where the stations stand, decimetres, on a street or not.
 */
export function straightToNearest(
  homes: Homes,
  stationX: Int32Array,
  stationY: Int32Array,
  mostM: number,
): Float64Array {
  const mostDm = mostM * 10;
  const grid = pointGrid(stationX, stationY, Uint32Array.from(stationX.keys()), mostDm);
  const nearest = new Float64Array(homes.count).fill(BEYOND);
  for (let h = 0; h < homes.count; h++) {
    const squared = nearestSquared(grid, stationX, stationY, homes.x[h], homes.y[h]);
    if (squared <= mostDm * mostDm) nearest[h] = squared;
  }
  return nearest;
}

/** Nearest of the stations in the cell of a place and the eight around it; a cell is as large as the search is wide. */
function nearestSquared(
  { cellDm, minX, minY, columns, rows, first, items }: PointGrid,
  stationX: Int32Array,
  stationY: Int32Array,
  x: number,
  y: number,
): number {
  const column = Math.floor((x - minX) / cellDm);
  const row = Math.floor((y - minY) / cellDm);
  let least = Number.POSITIVE_INFINITY;
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
    for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
      const cell = r * columns + c;
      for (let i = first[cell]; i < first[cell + 1]; i++) {
        const squared = (stationX[items[i]] - x) ** 2 + (stationY[items[i]] - y) ** 2;
        if (squared < least) least = squared;
      }
    }
  }
  return least;
}

/**
 * Each of `circles` against the walk of its minutes, for the homes of `units` (numbers as in `Homes`, each once); a home exactly on
 * the circle is in it.
 * @param times walks to the nearest station, searched with a horizon of at least the longest minutes
 */
export function comparePlainCircles(
  homes: Homes,
  times: HomeTimes,
  stationX: Int32Array,
  stationY: Int32Array,
  units: Iterable<number>,
  speedMps: number,
  circles: readonly PlainCircle[] = PLAIN_CIRCLES,
): CircleComparison[] {
  const straight = straightToNearest(
    homes,
    stationX,
    stationY,
    Math.max(0, ...circles.map((circle) => circle.radiusM)),
  );
  const chosen = [...units];
  return circles.map((circle) => compareOne(homes, times, straight, chosen, speedMps, circle));
}

function compareOne(
  homes: Homes,
  times: HomeTimes,
  straight: Float64Array,
  units: number[],
  speedMps: number,
  circle: PlainCircle,
): CircleComparison {
  const squaredRadius = (circle.radiusM * 10) ** 2;
  const cutoffDm = budgetDm(circle.minutes, speedMps);
  const comparison: CircleComparison = {
    ...circle,
    total: nobody(),
    inCircle: nobody(),
    walkable: nobody(),
    onlyInCircle: nobody(),
    onlyWalkable: nobody(),
  };
  for (const unit of units) {
    for (let h = homes.firstHome[unit]; h < homes.firstHome[unit + 1]; h++) {
      const isInCircle = straight[h] !== BEYOND && straight[h] <= squaredRadius;
      const isWalkable = times.timeDm[h] <= cutoffDm;
      addHome(comparison.total, homes, h);
      if (isInCircle) addHome(comparison.inCircle, homes, h);
      if (isWalkable) addHome(comparison.walkable, homes, h);
      if (isInCircle && !isWalkable) addHome(comparison.onlyInCircle, homes, h);
      if (isWalkable && !isInCircle) addHome(comparison.onlyWalkable, homes, h);
    }
  }
  return comparison;
}
