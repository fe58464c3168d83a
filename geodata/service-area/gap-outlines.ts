import type { MultiPolygonGeometry } from '../model/geometry.ts';
import type { BarrierIndex } from '../network/barriers.ts';
import { planeLat, planeLon } from '../network/plane.ts';
import { UNREACHED } from '../network/reach.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import { contourRings, createContourScratch, NOBODYS, type TimeField } from './contour-rings.ts';
import { GAP_JOIN_M } from './gap-groups.ts';
import type { Gaps } from './gaps.ts';
import type { Homes } from './homes.ts';
import { ringsToPolygons } from './rings-to-polygons.ts';

/** Half the distance that joins homes: the surroundings of two neighbours of one gap just touch. */
const REACH_DM = (GAP_JOIN_M * 10) / 2;
/** 25 m: about the width of an apartment building with its yard, so that most homes have a point of their own. */
const SPACING_DM = 250;
/** 8 M points are 56 MB while drawing; a larger city is drawn coarser. */
const MOST_POINTS = 8_000_000;

const NO_GAP = -1;
/** Any level between the times of points inside (0) and outside. */
const LEVEL = 1_000_000;

/**
 * Outlines of all gaps for drawing, in the order of `gaps.list`: on a raster of points 25 m apart each point within 75 m of homes, with no
 * barrier between, belongs to the nearest of them; the outline goes around the points of the gap's homes. Homes that are covered
 * have points too, so the outline does not run over them. It may be off by one step of the raster (a bank, a home between two
 * others). Counts never come from it.
 */
export function gapOutlines(
  network: WalkNetwork,
  homes: Homes,
  gaps: Gaps,
  barriers: BarrierIndex,
): MultiPolygonGeometry[] {
  if (gaps.list.length === 0) return [];
  const raster = rasterOf(homes, gaps);
  ownPoints(raster, homes, gaps, barriers);
  return drawEach(network, raster, gaps.list.length);
}

interface Raster {
  minX: number;
  minY: number;
  columns: number;
  rows: number;
  spacingDm: number;
  /** Per point: number of the gap whose home is nearest, `NO_GAP` for a covered home or nobody. */
  gap: Int32Array;
  field: TimeField;
}

/** Around the homes of all gaps, with room for their surroundings and a border that belongs to nobody. */
function rasterOf(homes: Homes, gaps: Gaps): Raster {
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  for (let h = 0; h < homes.count; h++) {
    if (gaps.gapOfHome[h] === NO_GAP) continue;
    minX = Math.min(minX, homes.x[h]);
    maxX = Math.max(maxX, homes.x[h]);
    minY = Math.min(minY, homes.y[h]);
    maxY = Math.max(maxY, homes.y[h]);
  }
  const area = (maxX - minX + 2 * REACH_DM) * (maxY - minY + 2 * REACH_DM);
  const spacingDm = Math.max(SPACING_DM, Math.ceil(Math.sqrt(area / MOST_POINTS)));
  const margin = REACH_DM + 2 * spacingDm;
  const columns = Math.ceil((maxX - minX + 2 * margin) / spacingDm) + 1;
  const rows = Math.ceil((maxY - minY + 2 * margin) / spacingDm) + 1;
  return {
    minX: minX - margin,
    minY: minY - margin,
    columns,
    rows,
    spacingDm,
    gap: new Int32Array(columns * rows).fill(NO_GAP),
    field: {
      columns,
      spacingDm,
      timeDm: new Int32Array(columns * rows).fill(UNREACHED),
      offDm: new Uint16Array(columns * rows).fill(NOBODYS),
      maxOffDm: REACH_DM,
    },
  };
}

function ownPoints(raster: Raster, homes: Homes, gaps: Gaps, barriers: BarrierIndex): void {
  const { minX, minY, columns, rows, spacingDm, gap } = raster;
  const { offDm } = raster.field;
  for (let h = 0; h < homes.count; h++) {
    const x = homes.x[h];
    const y = homes.y[h];
    const fromColumn = Math.max(0, Math.ceil((x - REACH_DM - minX) / spacingDm));
    const toColumn = Math.min(columns - 1, Math.floor((x + REACH_DM - minX) / spacingDm));
    const fromRow = Math.max(0, Math.ceil((y - REACH_DM - minY) / spacingDm));
    const toRow = Math.min(rows - 1, Math.floor((y + REACH_DM - minY) / spacingDm));
    for (let row = fromRow; row <= toRow; row++) {
      for (let column = fromColumn; column <= toColumn; column++) {
        const pointX = minX + column * spacingDm;
        const pointY = minY + row * spacingDm;
        const awayDm = Math.round(Math.hypot(pointX - x, pointY - y));
        const point = row * columns + column;
        // Ties go to the home with the lower number, which came first.
        if (awayDm > REACH_DM || awayDm >= offDm[point]) continue;
        if (barriers.crosses(x, y, pointX, pointY)) continue;
        offDm[point] = awayDm;
        gap[point] = gaps.gapOfHome[h];
      }
    }
  }
}

/** One gap after the other in the same field, each in the window of its own points. */
function drawEach(network: WalkNetwork, raster: Raster, count: number): MultiPolygonGeometry[] {
  const { columns, gap, field } = raster;
  const points: number[][] = Array.from({ length: count }, () => []);
  for (let p = 0; p < gap.length; p++) if (gap[p] !== NO_GAP) points[gap[p]].push(p);
  const scratch = createContourScratch();
  return points.map((own) => {
    if (own.length === 0) return { type: 'MultiPolygon', coordinates: [] };
    const window = { fromColumn: columns, fromRow: raster.rows, toColumn: 0, toRow: 0 };
    for (const p of own) {
      field.timeDm[p] = 0;
      const row = Math.floor(p / columns);
      const column = p - row * columns;
      window.fromColumn = Math.min(window.fromColumn, column - 1);
      window.toColumn = Math.max(window.toColumn, column + 1);
      window.fromRow = Math.min(window.fromRow, row - 1);
      window.toRow = Math.max(window.toRow, row + 1);
    }
    const polygons = ringsToPolygons(contourRings(field, window, LEVEL, scratch));
    for (const p of own) field.timeDm[p] = UNREACHED;
    return {
      type: 'MultiPolygon',
      coordinates: polygons.map((rings) => rings.map((ring) => closedRing(network, raster, ring))),
    };
  });
}

/** Closed ring in degrees, rounded to 0.1 m. */
function closedRing({ plane }: WalkNetwork, raster: Raster, ring: Float64Array): number[][] {
  const positions: number[][] = [];
  for (let i = 0; i < ring.length; i += 2) {
    positions.push([
      Math.round(planeLon(plane, raster.minX + ring[i] * raster.spacingDm) * 1e6) / 1e6,
      Math.round(planeLat(plane, raster.minY + ring[i + 1] * raster.spacingDm) * 1e6) / 1e6,
    ]);
  }
  positions.push(positions[0]);
  return positions;
}
