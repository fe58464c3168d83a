import { DAY_MS } from '../../geodata/model/time.ts';
import type { TimeStep } from '../../geodata/model/time-step.ts';
import type { AreaLevel } from '../../geodata/model/unit.ts';
import type { LevelPairs } from './level-slots.ts';
import { rankDurations } from './ranked-durations.ts';
import { isUnfiltered, RequestWhere } from './request-filter.ts';
import type { QuantileMeasure } from './request-measures.ts';
import { STEP_NUMBER } from './request-steps.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** An answer that counts and requests both gave is asked for again where a commit came between; at last from the requests. */
const MOST_TRIES = 3;

/**
 * Exact quantiles of a column per unit of a level and over the whole selection: numerators are the quantiles (as percentile_cont
 * interpolates them), denominators the sizes of the samples.
 */
export async function quantilePairs(
  context: StoreContext,
  measure: QuantileMeasure,
  level: AreaLevel,
  slots: readonly number[],
  selection: RequestSelection,
): Promise<LevelPairs> {
  const { durationCounts } = context;
  for (let attempt = 0; attempt < MOST_TRIES && countsAnswer(level, selection); attempt++) {
    const plan = durationCounts.plan(selection);
    if (plan === null) break;
    const before = durationCounts.versions(plan);
    const parts = await durationCounts.read(context, plan);
    const pairs = await rankDurations(context, parts, measure.quantile, level, slots, selection);
    if (pairs !== null && durationCounts.versions(plan) === before) return pairs;
  }
  return pairsOfRequests(context, measure, level, slots, selection);
}

const STREET_OR_WIDER: readonly string[] = ['city', 'district', 'subdistrict'];
/** A street alone has few requests, which are ranked sooner than counts of a whole city are read. */
const WIDER_THAN_STREET: readonly string[] = ['city', 'district'];
/** Below this the requests of a period are ranked at once. */
const LEAST_DAYS = 14;

/** Whether the counts by street know enough: they hold no filter and no unit below a street. */
function countsAnswer(level: AreaLevel, selection: RequestSelection): boolean {
  const { scope, fromMs, toMs } = selection;
  const isWide = scope.kind === 'unit' && WIDER_THAN_STREET.includes(scope.level);
  const isLong = toMs - fromMs >= LEAST_DAYS * DAY_MS;
  return isWide && isLong && STREET_OR_WIDER.includes(level) && isUnfiltered(selection);
}

async function pairsOfRequests(
  context: StoreContext,
  { quantile, column }: QuantileMeasure,
  level: AreaLevel,
  slots: readonly number[],
  selection: RequestSelection,
): Promise<LevelPairs> {
  const where = new RequestWhere(context.memory, selection);
  const rows = `SELECT unit_no, ${column} AS measured FROM requests ${where.sql} AND ${column} IS NOT NULL`;
  const sample = quantileSql(quantile, 'measured');
  const [[whole], [unitNos, sizes, quantiles]] = await Promise.all([
    context.driver.query(`SELECT ${sample} FROM (${rows}) AS chosen`, where.parameters),
    context.driver.columns(
      `SELECT ancestor_no, ${sample} FROM (${rows}) AS chosen
       JOIN unit_ancestors ON unit_ancestors.unit_no = chosen.unit_no
       JOIN units ON units.unit_no = unit_ancestors.ancestor_no
       WHERE units.unit_level = '${level}' GROUP BY ancestor_no`,
      where.parameters,
    ),
  ]);
  const slotOf = new Map(slots.map((no, slot) => [no, slot]));
  const pairs: LevelPairs = {
    numerator: new Float64Array(slots.length),
    denominator: new Float64Array(slots.length),
    totalNumerator: Number(whole!.quantile ?? 0),
    totalDenominator: Number(whole!.size),
    outsideLevel: Number(whole!.size),
  };
  unitNos!.forEach((no, row) => {
    const slot = slotOf.get(no as number);
    if (slot === undefined) return;
    pairs.numerator[slot] = quantiles![row] as number;
    pairs.denominator[slot] = sizes![row] as number;
    pairs.outsideLevel -= sizes![row] as number;
  });
  return pairs;
}

/** Exact quantiles of a column by step; steps without a sample are left out. Parallel lists. */
export async function quantilesByStep(
  context: StoreContext,
  { quantile, column }: QuantileMeasure,
  selection: RequestSelection,
  step: TimeStep,
): Promise<{ buckets: number[]; sizes: number[]; quantiles: number[] }> {
  const where = new RequestWhere(context.memory, selection);
  const [buckets, sizes, quantiles] = await context.driver.columns(
    `SELECT ${STEP_NUMBER[step]} AS bucket, ${quantileSql(quantile, column)}
     FROM requests ${where.sql} AND ${column} IS NOT NULL GROUP BY 1`,
    where.parameters,
  );
  return { buckets: buckets as number[], sizes: sizes as number[], quantiles: quantiles as number[] };
}

/**
 * Size of the sample, and its quantile. The medians and P90s of whole seconds are multiples of a tenth: brought back to it, the databases'
 * ways to interpolate agree to the last bit.
 */
export function quantileSql(quantile: number, column: string): string {
  const interpolated = `CAST(percentile_cont(${quantile}) WITHIN GROUP (ORDER BY ${column}) AS double precision)`;
  return `count(*) AS size, floor(${interpolated} * 10 + 0.5) / 10 AS quantile`;
}

/** What `quantileSql` makes of two neighbours in an ordered sample, and of how far from the first the quantile lies. */
export function roundedQuantile(lower: number, upper: number, share: number): number {
  return Math.floor((lower + (upper - lower) * share) * 10 + 0.5) / 10;
}
