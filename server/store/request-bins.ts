import { BREAKS_DAYS } from '../../geodata/indicators/classify.ts';
import { DAY_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { BinsAnswer } from '../contract/requests.ts';
import { RequestWhere, unitsSql } from './request-filter.ts';
import type { RequestSelection } from './store.ts';
import type { StoreContext } from './store-context.ts';

/** Counts below this are left out and summed: a bin of one is a front door. */
export const MINIMUM_COUNT = 5;

/** Side of a bin in metres by zoom: about 24 px on screen, and never so small that a bin is a house. */
const FINEST_ZOOM = 15;
const FINEST_SIZE_M = 50;
const COARSEST_SIZE_M = 6400;

/** Metres of a degree of latitude. */
const METRES_PER_DEGREE = 111_132;

/**
 * Breaks for 30 days: requests per square kilometre, and requests per 1,000 residents of the bin. Both are densities, so that
 * a colour keeps its meaning over zooms; the screen gets the former scaled to the bin.
 */
const BREAKS_PER_KM2 = [60, 150, 300, 600, 1200];
const BREAKS_PER_THOUSAND = [8, 16, 25, 38, 60];

/** Side of a bin at a zoom; halves with each zoom step. */
export function binSizeM(zoom: number): number {
  return Math.min(COARSEST_SIZE_M, FINEST_SIZE_M * 2 ** Math.max(0, FINEST_ZOOM - Math.floor(zoom)));
}

/** Requests in square bins of a grid anchored at 0°, 0°. inBins + suppressed + unlocated = total. */
export async function readBins(
  context: StoreContext,
  selection: RequestSelection,
  zoom: number,
): Promise<BinsAnswer> {
  const { memory, driver } = context;
  const sizeM = binSizeM(zoom);
  const stepLat = sizeM / METRES_PER_DEGREE;
  // One width for the whole data set: columns of bins stay straight.
  const stepLon = stepLat / Math.cos((memory.units.root().center[1] * Math.PI) / 180);
  const where = new RequestWhere(memory, selection);
  const columnSql = (x: string, y: string) =>
    `CAST(floor(${x} / ${doubleSql(stepLon)}) AS integer) AS x, CAST(floor(${y} / ${doubleSql(stepLat)}) AS integer) AS y`;
  const [xs, ys, counts] = await driver.columns(
    `SELECT ${columnSql('lon', 'lat')}, count(*) AS n FROM requests ${where.sql} GROUP BY 1, 2 ORDER BY 1, 2`,
    where.parameters,
  );
  const units = unitsSql(selection.scope);
  const [homeXs, homeYs, homeResidents] = await driver.columns(
    `SELECT ${columnSql('lon', 'lat')}, sum(residents) AS residents FROM buildings
     WHERE residents > 0 ${units ? `AND ${units}` : ''} GROUP BY 1, 2`,
  );
  const residentsAt = new Map<string, number>();
  homeXs.forEach((x, index) => {
    residentsAt.set(`${x},${homeYs[index]}`, homeResidents[index] as number);
  });

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
  for (let index = 0; index < xs.length; index++) {
    const count = counts[index] as number;
    answer.total += count;
    if (xs[index] === null) answer.unlocated += count;
    else if (count < MINIMUM_COUNT) answer.suppressed += count;
    else {
      const x = xs[index] as number;
      const y = ys[index] as number;
      answer.inBins += count;
      answer.lon.push(round6((x + 0.5) * stepLon));
      answer.lat.push(round6((y + 0.5) * stepLat));
      answer.count.push(count);
      answer.residents.push(residentsAt.get(`${x},${y}`) ?? 0);
    }
  }
  return answer;
}

/** As a text: a number in the statement would be a decimal, and the databases make different doubles of one. */
function doubleSql(value: number): string {
  return `CAST('${value}' AS double precision)`;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Six decimals of a degree: a tenth of a metre. */
function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
