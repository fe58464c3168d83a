import type { Building } from '../model/building.ts';
import type { Position } from '../model/geometry.ts';
import { planeAt, planeX, planeY } from '../network/plane.ts';
import { segmentGrid } from '../network/segment-grid.ts';
import { createSnapper, emptySnapped } from '../network/snap.ts';
import type { WalkNetwork } from '../network/walk-network.ts';

/** What rightly placed points lie at, and how near. Distances in metres. */
export interface Landmarks {
  kind: 'streets' | 'buildings';
  /** Distance of a point (WGS 84) to the nearest of them; at most `farthestM`, so that open country does not decide alone. */
  offM(position: Position): number;
  farthestM: number;
  /** Half the points must lie farther off than this before anything is suspected. */
  farM: number;
  /** What lies nearer than this is at its door. */
  fitsM: number;
}

const FARTHEST_M = 300;

/**
 * Streets. In a dense city (250 m of way per hectare) points strewn at random lie 20 m from the nearest, and public buildings as far
 * behind their forecourts: there streets tell nothing, so half the points must lie twice as far. 25 m: a street of 30 m with its
 * pavement, measured from the middle.
 */
export function streetLandmarks(network: WalkNetwork): Landmarks {
  const snapper = createSnapper(network);
  const one = emptySnapped(1);
  return {
    kind: 'streets',
    farthestM: FARTHEST_M,
    farM: 40,
    fitsM: 25,
    offM([lon, lat]) {
      snapper.snapPlane(planeX(network.plane, lon), planeY(network.plane, lat), FARTHEST_M * 10, one, 0);
      return one.edge[0] < 0 ? FARTHEST_M : one.offDm[0] / 10;
    },
  };
}

/** 64 m cells: a handful of buildings each. */
const CELL_DM = 640;
/** Farther off a building it does not matter how far. */
const FARTHEST_BUILDING_M = 100;

/**
 * Buildings by their outlines; a point in one is 0 m off. Stations stand in buildings or at their doors; shifted by some hundred metres
 * half of them lie 19 m or more from every building even in a dense city. 6 m: the door and its steps.
 */
export function buildingLandmarks(buildings: readonly Building[]): Landmarks {
  const outlined = buildings.filter(({ footprint }) => footprint.length >= 8);
  const [originLon, originLat] = outlined[0]?.position ?? [0, 0];
  const plane = planeAt(originLon, originLat);
  const firstPoint = new Uint32Array(outlined.length + 1);
  outlined.forEach(({ footprint }, b) => {
    firstPoint[b + 1] = firstPoint[b] + footprint.length / 2;
  });
  const x = new Int32Array(firstPoint[outlined.length]);
  const y = new Int32Array(x.length);
  const buildingOf = new Uint32Array(x.length);
  outlined.forEach(({ footprint }, b) => {
    for (let i = 0; i < footprint.length; i += 2) {
      const point = firstPoint[b] + i / 2;
      x[point] = planeX(plane, footprint[i]);
      y[point] = planeY(plane, footprint[i + 1]);
      buildingOf[point] = b;
    }
  });
  const grid = segmentGrid(firstPoint, x, y, CELL_DM, () => true);
  return {
    kind: 'buildings',
    farthestM: FARTHEST_BUILDING_M,
    farM: 12,
    fitsM: 6,
    offM([lon, lat]) {
      const px = planeX(plane, lon);
      const py = planeY(plane, lat);
      const reach = FARTHEST_BUILDING_M * 10;
      let least = reach;
      const crossings = new Map<number, number>();
      const seen = new Set<number>();
      const column = (at: number): number => Math.floor((at - grid.minX) / CELL_DM);
      const row = (at: number): number => Math.floor((at - grid.minY) / CELL_DM);
      for (let r = Math.max(0, row(py - reach)); r <= Math.min(grid.rows - 1, row(py + reach)); r++) {
        const last = Math.min(grid.columns - 1, column(px + reach));
        for (let c = Math.max(0, column(px - reach)); c <= last; c++) {
          const cell = r * grid.columns + c;
          for (let i = grid.first[cell]; i < grid.first[cell + 1]; i++) {
            const p = grid.items[i];
            // A side that runs through several cells counts once.
            if (seen.has(p)) continue;
            seen.add(p);
            least = Math.min(least, distanceToSide(px, py, x[p], y[p], x[p + 1], y[p + 1]));
            if (isRightOf(px, py, x[p], y[p], x[p + 1], y[p + 1])) {
              crossings.set(buildingOf[p], (crossings.get(buildingOf[p]) ?? 0) + 1);
            }
          }
        }
      }
      // Odd crossings to the east: inside. A building that reaches beyond 100 m is judged by its sides alone.
      const isInside = [...crossings.values()].some((count) => count % 2 === 1);
      return isInside ? 0 : least / 10;
    },
  };
}

function distanceToSide(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const squared = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = squared > 0 ? ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / squared : 0;
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(px - ax - share * (bx - ax), py - ay - share * (by - ay));
}

/** Whether a ray from the point to the east meets the side. */
function isRightOf(px: number, py: number, ax: number, ay: number, bx: number, by: number): boolean {
  return ay > py !== by > py && px < ax + ((bx - ax) * (py - ay)) / (by - ay);
}
