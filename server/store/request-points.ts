import type { BoundingBox } from '../../geodata/model/geometry.ts';
import { REQUEST_STATUSES, SETTLED_STATUSES } from '../../geodata/model/request-life.ts';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import type { PointFeature, PointsAnswer } from '../contract/points.ts';
import type { SqlValue } from './driver.ts';
import { MASK_STEPS_PER_DEGREE } from './masked-rows.ts';
import { RequestWhere } from './request-filter.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** Closer together than this two signs with their counts cover each other. */
const CELL_PX = 56;
/** More would be no picture but a carpet; a wall of 5,120 × 1,440 px at zoom 15 has 700. */
export const MOST_CELLS = 2000;
const WORLD_PX = 512;
/** Larger than any request id: time and id in one number, so that the newest is a plain maximum. */
const IDS = 2 ** 31;

/**
 * A grid of square cells (in degrees) anchored at 0°, 0° over a box. Numbers are columns and rows, both ends included; `steps` is the
 * side of a cell in steps of the rounding: whole steps, so that every cell holds as many rounded points as its neighbour.
 */
export interface PointGrid {
  steps: number;
  west: number;
  south: number;
  east: number;
  north: number;
}

/** The cells of a zoom that the box touches; coarser ones, doubled as often as it takes, where they would be too many. */
export function pointGrid(bbox: BoundingBox, zoom: number): PointGrid {
  const pixelsPerStep = (WORLD_PX * 2 ** zoom) / 360 / MASK_STEPS_PER_DEGREE;
  let steps = Math.ceil(CELL_PX / pixelsPerStep);
  for (;;) {
    const cell = (degrees: number, most: number): number =>
      Math.floor(maskSteps(Math.min(most, Math.max(-most, degrees))) / steps);
    const [west, south, east, north] = bbox;
    const grid = {
      steps,
      west: cell(west, 180),
      south: cell(south, 90),
      east: cell(east, 180),
      north: cell(north, 90),
    };
    if ((grid.east - grid.west + 1) * (grid.north - grid.south + 1) <= MOST_CELLS) return grid;
    steps *= 2;
  }
}

function maskSteps(degrees: number): number {
  return Math.floor(degrees * MASK_STEPS_PER_DEGREE + 0.5);
}

/** Requests by the cells of a grid over the box: whole cells, so that no box cuts a count, and none can be narrowed to a front door. */
export async function readPoints(
  context: StoreContext,
  selection: RequestSelection,
  bbox: BoundingBox,
  zoom: number,
): Promise<PointsAnswer> {
  const grid = pointGrid(bbox, zoom);
  const where = new RequestWhere(context.memory, selection);
  const columns = await context.driver.columns(pointsSql(grid, where), where.parameters);
  const features = columns[0]!.map((_, row) => pointFeature(context, (index) => columns[index]![row]!));
  return {
    features,
    cellDegrees: grid.steps / MASK_STEPS_PER_DEGREE,
    total: features.reduce((sum, { count }) => sum + count, 0),
    from: toShanghaiIso(selection.fromMs),
    to: toShanghaiIso(selection.toMs),
    asOf: context.asOf,
  };
}

function pointsSql(grid: PointGrid, where: RequestWhere): string {
  const { steps } = grid;
  const x = inSteps('lon', grid.west * steps, (grid.east + 1) * steps - 1, where);
  const y = inSteps('lat', grid.south * steps, (grid.north + 1) * steps - 1, where);
  const settled = SETTLED_STATUSES.map((status) => REQUEST_STATUSES.indexOf(status)).join(', ');
  const isAlarm = '(urgency = 2 OR escalation_level >= 2)';
  const isWarn = '(urgency = 1 OR escalation_level = 1)';
  return `SELECT n, open_n, warn_n, alarm_n, x_sum, y_sum, is_one_point, CAST(newest % ${IDS} AS integer) AS newest_id,
      category_no, status_no, urgency, escalation_level
    FROM (
      SELECT CAST(floor(x / ${steps}.0) AS integer) AS cell_x, CAST(floor(y / ${steps}.0) AS integer) AS cell_y, count(*) AS n,
        CAST(sum(is_open) AS integer) AS open_n,
        CAST(sum(CASE WHEN ${isWarn} AND NOT ${isAlarm} THEN is_open ELSE 0 END) AS integer) AS warn_n,
        CAST(sum(CASE WHEN ${isAlarm} THEN is_open ELSE 0 END) AS integer) AS alarm_n,
        CAST(sum(x) AS double precision) AS x_sum, CAST(sum(y) AS double precision) AS y_sum,
        min(x) = max(x) AND min(y) = max(y) AS is_one_point,
        max(seconds * ${IDS} + request_id) AS newest, min(category_no) AS category_no, min(status_no) AS status_no,
        min(urgency) AS urgency, min(escalation_level) AS escalation_level
      FROM (
        SELECT ${x} AS x, ${y} AS y, request_id, category_no, status_no, urgency, escalation_level,
          CASE WHEN status_no IN (${settled}) THEN 0 ELSE 1 END AS is_open,
          CAST(floor(extract(epoch FROM created_at)) AS bigint) AS seconds
        FROM requests ${where.sql}
      ) AS located
      GROUP BY 1, 2
    ) AS cells
    ORDER BY cell_y, cell_x`;
}

/** A coordinate in steps of the rounding, the same as `maskedSql`; rows outside of `first … last` are left out. */
function inSteps(column: 'lon' | 'lat', first: number, last: number, where: RequestWhere): string {
  const steps = `floor(${column} * ${MASK_STEPS_PER_DEGREE} + 0.5)`;
  // Two steps wider than need be: a plain comparison is read from the column alone, and leaves few rows to be rounded.
  const bound = (value: number): string => where.parameter(value / MASK_STEPS_PER_DEGREE);
  where.and(
    `${column} BETWEEN CAST(${bound(first - 2)} AS double precision) AND CAST(${bound(last + 2)} AS double precision)`,
  );
  where.and(`${steps} BETWEEN ${first} AND ${last}`);
  return `CAST(${steps} AS integer)`;
}

function pointFeature(context: StoreContext, at: (index: number) => SqlValue): PointFeature {
  const count = at(0) as number;
  const mean = (sum: SqlValue): number => round6((sum as number) / count / MASK_STEPS_PER_DEGREE);
  const newestId = at(7) as number;
  return {
    position: [mean(at(4)), mean(at(5))],
    count,
    open: at(1) as number,
    warn: at(2) as number,
    alarm: at(3) as number,
    isOnePoint: at(6) as boolean,
    newestId,
    request:
      count > 1
        ? null
        : {
            id: newestId,
            categoryCode: context.memory.categories[at(8) as number]!.code,
            status: REQUEST_STATUSES[at(9) as number]!,
            urgency: at(10) as number,
            escalationLevel: at(11) as number,
          },
  };
}

/** Six decimals of a degree: a tenth of a metre. */
function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
