import { comparedPeriod, type PeriodMs } from '../../geodata/indicators/compare-periods.ts';
import { DEFAULT_SETTINGS } from '../../geodata/indicators/settings.ts';
import { REQUEST_STATUSES } from '../../geodata/model/request-life.ts';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import type { SummaryAnswer } from '../contract/requests.ts';
import type { SqlRow } from './driver.ts';
import { RequestWhere } from './request-filter.ts';
import { countSql, REQUEST_COUNTERS } from './request-measures.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/**
 * The closed loop: a later stage implies the earlier ones, or an imported request that was solved without anyone noting the
 * acceptance would make the funnel widen.
 */
const RATED = 'rate_seconds IS NOT NULL';
const RESOLVED = `(resolve_seconds IS NOT NULL OR reopened_count > 0 OR ${RATED})`;
const ARRIVED = `(arrive_seconds IS NOT NULL OR ${RESOLVED})`;
const ACCEPTED = `(accept_seconds IS NOT NULL OR ${ARRIVED})`;

/** KPIs of a selection. Clocks measure what was accepted and arrived at; `running` is what waits and has not been closed. */
export async function readSummary(
  context: StoreContext,
  selection: RequestSelection,
): Promise<SummaryAnswer> {
  const { memory, driver } = context;
  const where = new RequestWhere(memory, selection);
  const lastYear = comparedPeriod(selection, 'lastYear');
  const [[row], previousTotal, lastYearTotal, sources, accept, arrive] = await Promise.all([
    driver.query(countsSql(where), where.parameters),
    countIn(context, selection, comparedPeriod(selection, 'previous')),
    lastYear.fromMs < context.firstDayMs ? null : countIn(context, selection, lastYear),
    driver.query(
      `SELECT source_no, count(*) AS n FROM requests ${where.sql} GROUP BY source_no ORDER BY source_no`,
      where.parameters,
    ),
    readQuantiles(context, where, 'accept_seconds'),
    readQuantiles(context, where, 'arrive_seconds'),
  ]);
  const at = (name: string) => Number(row[name]);
  return {
    total: at('total'),
    previousTotal,
    lastYearTotal,
    located: at('located'),
    unlocated: at('total') - at('located'),
    unitAssumed: at('unit_assumed'),
    bySource: sources.map(({ source_no, n }) => ({
      source: memory.sources[source_no as number],
      count: n as number,
    })),
    funnel: {
      received: at('total'),
      accepted: at('accepted'),
      arrived: at('arrived'),
      resolved: at('resolved'),
      rated: at('rated'),
    },
    ended: {
      received: { merged: at('merged_received'), closed: at('closed_received') },
      accepted: { merged: at('merged_accepted'), closed: at('closed_accepted') },
      arrived: { merged: at('merged_arrived'), closed: at('closed_arrived') },
    },
    escalated: at('escalated'),
    clocks: {
      accept: clock(row, 'accept', accept, DEFAULT_SETTINGS.acceptLimitSeconds),
      arrive: clock(row, 'arrive', arrive, DEFAULT_SETTINGS.arriveLimitSeconds),
    },
    satisfied: at('satisfied'),
    rated: at('ratings'),
    onTime: {
      onTime: at('on_time'),
      overtime: at('overtime'),
      unknown: at('total') - at('on_time') - at('overtime'),
    },
    from: toShanghaiIso(selection.fromMs),
    to: toShanghaiIso(selection.toMs),
    asOf: context.asOf,
  };
}

/** Requests of the same selection in another period. */
async function countIn(
  { memory, driver }: StoreContext,
  selection: RequestSelection,
  period: PeriodMs,
): Promise<number> {
  const where = new RequestWhere(memory, selection, [period]);
  const [row] = await driver.query(`SELECT count(*) AS n FROM requests ${where.sql}`, where.parameters);
  return Number(row!.n);
}

function countsSql(where: RequestWhere): string {
  const open = `status_no < ${REQUEST_STATUSES.indexOf('resolved')}`;
  const { accepted, acceptedOnTime, arrived, arrivedOnTime, rated, satisfied } = REQUEST_COUNTERS;
  const counts: Record<string, string | null> = {
    total: null,
    located: 'lon IS NOT NULL',
    unit_assumed: 'unit_assumed',
    accepted: ACCEPTED,
    ...endedAt('received', `NOT ${ACCEPTED}`),
    ...endedAt('accepted', `${ACCEPTED} AND NOT ${ARRIVED}`),
    ...endedAt('arrived', `${ARRIVED} AND NOT ${RESOLVED}`),
    arrived: ARRIVED,
    resolved: RESOLVED,
    rated: RATED,
    escalated: 'escalation_level > 0',
    accept_on_time: acceptedOnTime.where,
    accept_measured: accepted.where,
    accept_running: `accept_seconds IS NULL AND ${open}`,
    arrive_on_time: arrivedOnTime.where,
    arrive_measured: arrived.where,
    arrive_running: `arrive_seconds IS NULL AND ${open}`,
    satisfied: satisfied.where,
    ratings: rated.where,
    on_time: 'on_time',
    overtime: 'NOT on_time',
  };
  const list = Object.entries(counts).map(([name, condition]) => `${countSql(condition)} AS ${name}`);
  return `SELECT ${list.join(', ')} FROM requests ${where.sql}`;
}

/** Those that came no further than a stage and never will: 并案, or closed. */
function endedAt(stage: string, reached: string): Record<string, string> {
  return {
    [`merged_${stage}`]: `status_no = ${REQUEST_STATUSES.indexOf('merged')} AND ${reached}`,
    [`closed_${stage}`]: `status_no = ${REQUEST_STATUSES.indexOf('closed')} AND ${reached}`,
  };
}

interface Quantiles {
  p50: number | null;
  p90: number | null;
}

/**
 * Quantiles of a clock, interpolated as percentile_cont does. Seconds repeat: counting each value first and walking the counts
 * is many times faster than sorting a million rows, and gives the same number.
 */
async function readQuantiles(context: StoreContext, where: RequestWhere, column: string): Promise<Quantiles> {
  const [values, counts] = await context.driver.columns(
    `SELECT ${column} AS seconds, count(*) AS n FROM requests ${where.sql} AND ${column} IS NOT NULL
     GROUP BY 1 ORDER BY 1`,
    where.parameters,
  );
  return {
    p50: quantile(values as number[], counts as number[], 0.5),
    p90: quantile(values as number[], counts as number[], 0.9),
  };
}

/** Value at `share` of the ordered sample, between two neighbours in proportion (percentile_cont); null = empty sample. */
export function quantile(values: readonly number[], counts: readonly number[], share: number): number | null {
  let total = 0;
  for (const count of counts) total += count;
  if (total === 0) return null;
  const place = share * (total - 1);
  const lower = valueAt(values, counts, Math.floor(place));
  const upper = valueAt(values, counts, Math.ceil(place));
  return lower + (upper - lower) * (place - Math.floor(place));
}

function valueAt(values: readonly number[], counts: readonly number[], place: number): number {
  let seen = 0;
  for (let index = 0; index < values.length; index++) {
    seen += counts[index];
    if (place < seen) return values[index];
  }
  return values[values.length - 1];
}

function clock(
  row: SqlRow,
  name: 'accept' | 'arrive',
  { p50, p90 }: Quantiles,
  limitSeconds: number,
): SummaryAnswer['clocks']['accept'] {
  return {
    p50Seconds: p50,
    p90Seconds: p90,
    onTime: Number(row[`${name}_on_time`]),
    measured: Number(row[`${name}_measured`]),
    limitSeconds,
    running: Number(row[`${name}_running`]),
  };
}
