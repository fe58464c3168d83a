import { BREAKS_DAYS } from '../../geodata/indicators/classify.ts';
import { shownFrom } from '../../geodata/indicators/suppress-counts.ts';
import { DAY_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { BinsAnswer } from '../contract/requests.ts';
import { type BinGrid, binGrid, binSql } from './bin-grid.ts';
import type { BinPlan } from './bin-roll-ups.ts';
import type { SqlValue } from './driver.ts';
import { binKey } from './homes-in-bins.ts';
import { RequestWhere } from './request-filter.ts';
import type { RequestSelection } from './store.ts';
import type { StoreContext } from './store-context.ts';

/** Counts below this are left out and summed, with those that they need to hide behind: a bin of one is a front door. */
export const MINIMUM_COUNT = 5;

/**
 * Breaks for 30 days: requests per square kilometre, and requests per 1,000 residents of the bin. Both are densities, so that
 * a colour keeps its meaning over zooms; the screen gets the former scaled to the bin.
 */
const BREAKS_PER_KM2 = [60, 150, 300, 600, 1200];
const BREAKS_PER_THOUSAND = [8, 16, 25, 38, 60];

/** Requests in square bins of a grid anchored at 0°, 0°. inBins + suppressed + unlocated = total. */
export async function readBins(
  context: StoreContext,
  selection: RequestSelection,
  zoom: number,
): Promise<BinsAnswer> {
  const grid = binGrid(context.memory, zoom);
  const { sizeM, stepLon, stepLat } = grid;
  const [[xs, ys, counts], residentsAt] = await Promise.all([
    countBins(context, selection, grid),
    context.homesInBins.at(context, selection.scope, grid),
  ]);
  const days = (selection.toMs - selection.fromMs) / DAY_MS;
  const scale = days / BREAKS_DAYS;
  const answer: BinsAnswer = {
    sizeM,
    halfLon: stepLon / 2,
    halfLat: stepLat / 2,
    lon: [],
    lat: [],
    count: [],
    residents: [],
    minimumCount: MINIMUM_COUNT,
    breaksPerThousand: BREAKS_PER_THOUSAND.map((value) => round2(value * scale)),
    breaksCount: BREAKS_PER_KM2.map((value) => round2(value * scale * (sizeM / 1000) ** 2)),
    inBins: 0,
    suppressed: 0,
    unlocated: 0,
    total: 0,
    from: toShanghaiIso(selection.fromMs),
    to: toShanghaiIso(selection.toMs),
    asOf: context.asOf,
  };
  const limit = shownFrom(
    (counts as number[]).filter((_, index) => xs[index] !== null),
    MINIMUM_COUNT,
  );
  for (let index = 0; index < xs.length; index++) {
    const count = counts[index] as number;
    answer.total += count;
    if (xs[index] === null) answer.unlocated += count;
    else if (count < limit) answer.suppressed += count;
    else {
      const x = xs[index] as number;
      const y = ys[index] as number;
      answer.inBins += count;
      answer.lon.push(round6((x + 0.5) * stepLon));
      answer.lat.push(round6((y + 0.5) * stepLat));
      answer.count.push(count);
      answer.residents.push(residentsAt.get(binKey(x, y)) ?? 0);
    }
  }
  return answer;
}

/** With what a commit has changed meanwhile, an answer of both parts would be of two moments: it is asked for again, at last in one. */
const MOST_TRIES = 3;

/** Columns, rows and counts, in their order; what has no point stands under NULL. */
async function countBins(
  context: StoreContext,
  selection: RequestSelection,
  grid: BinGrid,
): Promise<SqlValue[][]> {
  const { bins } = context.rollUps;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const plan = bins.plan(selection);
    if (plan === null) break;
    const { revision } = bins;
    const answer = await countWithMonths(context, selection, grid, plan);
    if (bins.revision === revision) return answer;
  }
  const where = new RequestWhere(context.memory, selection);
  return context.driver.columns(
    `SELECT ${binSql(context.memory, grid)}, count(*) AS n FROM requests ${where.sql} GROUP BY 1, 2 ORDER BY 1, 2`,
    where.parameters,
  );
}

function countWithMonths(
  { memory, driver }: StoreContext,
  selection: RequestSelection,
  grid: BinGrid,
  { months, rest }: BinPlan,
): Promise<SqlValue[][]> {
  const { halvings } = grid;
  const runs = months.map(([first, last]) => `month_no BETWEEN ${first} AND ${last}`).join(' OR ');
  const parts = [
    `SELECT bin_x >> ${halvings} AS x, bin_y >> ${halvings} AS y, sum(received) AS n
     FROM request_bin_months WHERE ${runs} GROUP BY 1, 2`,
  ];
  const where = rest.length > 0 ? new RequestWhere(memory, selection, rest) : null;
  if (where) {
    parts.push(`SELECT ${binSql(memory, grid)}, count(*) AS n FROM requests ${where.sql} GROUP BY 1, 2`);
  }
  return driver.columns(
    `SELECT x, y, CAST(sum(n) AS bigint) AS n FROM (${parts.join(' UNION ALL ')}) AS parts GROUP BY 1, 2 ORDER BY 1, 2`,
    where?.parameters,
  );
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Six decimals of a degree: a tenth of a metre. */
function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
