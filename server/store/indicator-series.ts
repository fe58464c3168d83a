import { shownValue } from '../../geodata/indicators/classify.ts';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { DAY_MS, SHANGHAI_OFFSET_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { IndicatorSeries } from '../contract/indicators.ts';
import { scopeResidents } from './level-slots.ts';
import { secondsSql } from './masked-rows.ts';
import { RequestWhere } from './request-filter.ts';
import { countSql, REQUEST_MEASURES } from './request-measures.ts';
import { stockPairs } from './stock-indicators.ts';
import { QueryError, type RequestSelection, type SeriesStep } from './store.ts';
import type { StoreContext } from './store-context.ts';

/** More points than any chart shows; a question for more is a mistake (hours of many years). */
const MOST_STEPS = 20_000;

const HOUR_MS = 3600 * 1000;
/** 1970-01-01 was a Thursday: weeks begin on Monday, three days before. */
const MONDAY_SHIFT_DAYS = 3;

/**
 * One pair per step, empty steps included; the pairs sum to the total of the period. Steps at the ends are cut by the period.
 * Without `step`: hours up to three days, days up to 120, else months. A stock has one entry: today's.
 */
export async function readSeries(
  context: StoreContext,
  definition: IndicatorDefinition,
  selection: RequestSelection,
  step: SeriesStep | undefined,
): Promise<IndicatorSeries> {
  const wanted = step ?? fittingStep(selection);
  const { scope } = selection;
  const answer: IndicatorSeries = {
    indicatorId: definition.id,
    within: scope.id,
    step: wanted,
    at: [],
    numerator: [],
    denominator: [],
    value: [],
    asOf: context.asOf,
  };
  const add = (at: number, numerator: number, denominator: number) => {
    answer.at.push(toShanghaiIso(at));
    answer.numerator.push(numerator);
    answer.denominator.push(denominator);
    answer.value.push(shownValue(definition, numerator, denominator));
  };
  if (definition.family === 'stock') {
    const pairs = await stockPairs(context, definition.id, 'city', [], scope);
    add(context.asOfMs, pairs.totalNumerator, pairs.totalDenominator);
    return answer;
  }
  const starts = stepStarts(selection, wanted);
  const buckets = await readBuckets(context, definition, selection, wanted, starts);
  const fixed = fixedDenominator(context, definition, selection);
  starts.forEach((start, index) => {
    add(start, buckets.numerator[index], fixed ?? buckets.denominator[index]);
  });
  return answer;
}

function fittingStep({ fromMs, toMs }: RequestSelection): SeriesStep {
  const days = (toMs - fromMs) / DAY_MS;
  return days <= 3 ? 'hour' : days <= 120 ? 'day' : 'month';
}

function fixedDenominator(
  context: StoreContext,
  definition: IndicatorDefinition,
  selection: RequestSelection,
): number | null {
  const { denominator } = REQUEST_MEASURES[definition.id];
  if (denominator === 'one') return 1;
  return denominator === 'residents' ? scopeResidents(context, selection.scope) : null;
}

/** Starts of the steps that the period touches, as epoch milliseconds. */
function stepStarts({ fromMs, toMs }: RequestSelection, step: SeriesStep): number[] {
  const starts: number[] = [];
  for (let start = startOfStep(fromMs, step); start < toMs; start = nextStep(start, step)) {
    if (starts.length >= MOST_STEPS) {
      throw new QueryError(
        'too-many-steps',
        `more than ${MOST_STEPS} steps; ask for a wider step or a shorter period`,
      );
    }
    starts.push(start);
  }
  return starts;
}

function startOfStep(epochMs: number, step: SeriesStep): number {
  const localMs = epochMs + SHANGHAI_OFFSET_MS;
  if (step === 'hour') return Math.floor(localMs / HOUR_MS) * HOUR_MS - SHANGHAI_OFFSET_MS;
  const day = Math.floor(localMs / DAY_MS);
  if (step === 'day') return day * DAY_MS - SHANGHAI_OFFSET_MS;
  if (step === 'week') {
    const monday = Math.floor((day + MONDAY_SHIFT_DAYS) / 7) * 7 - MONDAY_SHIFT_DAYS;
    return monday * DAY_MS - SHANGHAI_OFFSET_MS;
  }
  const date = new Date(localMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) - SHANGHAI_OFFSET_MS;
}

function nextStep(start: number, step: SeriesStep): number {
  if (step === 'hour') return start + HOUR_MS;
  if (step === 'day') return start + DAY_MS;
  if (step === 'week') return start + 7 * DAY_MS;
  const date = new Date(start + SHANGHAI_OFFSET_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - SHANGHAI_OFFSET_MS;
}

/** Counts by hour or by day in the database, by week and month from the days. */
async function readBuckets(
  context: StoreContext,
  definition: IndicatorDefinition,
  selection: RequestSelection,
  step: SeriesStep,
  starts: number[],
): Promise<{ numerator: Float64Array; denominator: Float64Array }> {
  const measure = REQUEST_MEASURES[definition.id];
  const counted =
    measure.denominator === 'residents' || measure.denominator === 'one' ? null : measure.denominator;
  const bucketMs = step === 'hour' ? HOUR_MS : DAY_MS;
  const where = new RequestWhere(context.memory, selection);
  const counts = `${countSql(measure.numerator)} AS above_line, ${countSql(counted)} AS below_line`;
  // Grouping by the date itself takes a third of the time of grouping by a number made from it.
  const [buckets, above, below] = await context.driver.columns(
    step === 'hour'
      ? `SELECT floor(${secondsSql('created_at')} / ${HOUR_MS / 1000}) AS bucket, ${counts}
         FROM requests ${where.sql} GROUP BY bucket`
      : `SELECT created_on - CAST('1970-01-01' AS date) AS bucket, above_line, below_line FROM (
           SELECT CAST(created_at AS date) AS created_on, ${counts} FROM requests ${where.sql} GROUP BY created_on
         ) AS days`,
    where.parameters,
  );
  const indexOf = new Map(starts.map((start, index) => [start, index]));
  const result = { numerator: new Float64Array(starts.length), denominator: new Float64Array(starts.length) };
  buckets.forEach((bucket, row) => {
    const start = startOfStep((bucket as number) * bucketMs - SHANGHAI_OFFSET_MS, step);
    const index = indexOf.get(start)!;
    result.numerator[index] += above[row] as number;
    result.denominator[index] += below[row] as number;
  });
  return result;
}
