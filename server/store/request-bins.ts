import { BREAKS_DAYS } from '../../geodata/indicators/classify.ts';
import { shownFrom } from '../../geodata/indicators/suppress-counts.ts';
import { DAY_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { BinsAnswer } from '../contract/requests.ts';
import type { BinCounts } from './bin-counts.ts';
import { type BinGrid, binGrid, binSql } from './bin-grid.ts';
import { RequestWhere } from './request-filter.ts';
import type { RequestSelection } from './select.ts';
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
  const [bins, residentsAt] = await Promise.all([
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
    unlocated: bins.unlocated,
    total: bins.unlocated,
    from: toShanghaiIso(selection.fromMs),
    to: toShanghaiIso(selection.toMs),
    asOf: context.asOf,
  };
  const { x, y, n, order } = bins;
  const limit = shownFrom(
    order.map((index) => n[index]!).filter((count) => count > 0),
    MINIMUM_COUNT,
  );
  for (const index of order) {
    const count = n[index]!;
    answer.total += count;
    if (count < limit) answer.suppressed += count;
    else {
      answer.inBins += count;
      answer.lon.push(round6((x[index]! + 0.5) * stepLon));
      answer.lat.push(round6((y[index]! + 0.5) * stepLat));
      answer.count.push(count);
      answer.residents.push(residentsAt.at(x[index]!, y[index]!));
    }
  }
  return answer;
}

/** What has changed while it was read is read again, at last from the requests in one go. */
const MOST_TRIES = 3;

async function countBins(
  context: StoreContext,
  selection: RequestSelection,
  grid: BinGrid,
): Promise<BinCounts> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const plan = context.binCounts.plan(selection);
    if (plan === null) break;
    const answer = await context.binCounts.count(context, plan, grid);
    if (answer !== null) return answer;
  }
  const where = new RequestWhere(context.memory, selection);
  const [xs, ys, counts] = await context.driver.columns(
    `SELECT ${binSql(context.memory, grid)}, count(*) AS n FROM requests ${where.sql} GROUP BY 1, 2 ORDER BY 1, 2`,
    where.parameters,
  );
  const unlocatedAt = xs!.indexOf(null);
  return {
    x: xs as number[],
    y: ys as number[],
    n: counts as number[],
    order: Uint32Array.from(xs!.keys()).filter((row) => row !== unlocatedAt),
    unlocated: unlocatedAt < 0 ? 0 : (counts![unlocatedAt] as number),
  };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Six decimals of a degree: a tenth of a metre. */
function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
