import { shownValue } from '../../geodata/indicators/classify.ts';
import { comparedPeriod } from '../../geodata/indicators/compare-periods.ts';
import type { Comparison } from '../../geodata/model/comparison.ts';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { DAY_MS, SHANGHAI_OFFSET_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { IndicatorSeries } from '../contract/indicators.ts';
import { type CallDay, callDays } from './call-indicators.ts';
import { scopeResidents } from './level-slots.ts';
import { countByDay, countByHour } from './request-counts.ts';
import { REQUEST_MEASURES } from './request-measures.ts';
import { quantilesByStep } from './request-quantiles.ts';
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
  compare?: Comparison,
): Promise<IndicatorSeries> {
  const wanted = step ?? fittingStep(definition, selection);
  const { scope } = selection;
  const answer: IndicatorSeries = {
    indicatorId: definition.id,
    within: scope.id,
    step: wanted,
    at: [],
    numerator: [],
    denominator: [],
    value: [],
    compared: null,
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
  const pairs = await readSteps(context, definition, selection, wanted, starts);
  starts.forEach((start, index) => {
    add(start, pairs.numerator[index], pairs.denominator[index]);
  });
  if (compare !== undefined) {
    const other = { ...selection, ...comparedPeriod(selection, compare) };
    const { at, numerator, denominator, value } = await readSeries(context, definition, other, wanted);
    answer.compared = { comparison: compare, at, numerator, denominator, value };
  }
  return answer;
}

function fittingStep({ family }: IndicatorDefinition, { fromMs, toMs }: RequestSelection): SeriesStep {
  const days = (toMs - fromMs) / DAY_MS;
  if (days <= 3 && family !== 'calls') return 'hour';
  return days <= 120 ? 'day' : 'month';
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

interface StepPairs {
  numerator: Float64Array;
  denominator: Float64Array;
}

/** Counts by hour or by day in the database, by week and month from the days. */
async function readSteps(
  context: StoreContext,
  definition: IndicatorDefinition,
  selection: RequestSelection,
  step: SeriesStep,
  starts: number[],
): Promise<StepPairs> {
  if (definition.family === 'calls') return readCallSteps(context, selection, step, starts);
  const measure = REQUEST_MEASURES[definition.id];
  if ('quantile' in measure) {
    const { buckets, sizes, quantiles } = await quantilesByStep(context, measure, selection, step);
    return spread(starts, step, buckets.map(bucketStart(step)), quantiles, sizes);
  }
  const { numerator: above, denominator: below } = measure;
  const isFixed = below === 'residents' || below === 'one';
  const counted = isFixed ? above : below;
  const read = step === 'hour' ? countByHour : countByDay;
  const { buckets, counts } = await read(context, [...new Set([above, counted])], selection);
  const from = buckets.map(bucketStart(step === 'hour' ? 'hour' : 'day'));
  const pairs = spread(starts, step, from, counts[above], counts[counted]);
  if (isFixed) pairs.denominator.fill(below === 'one' ? 1 : scopeResidents(context, selection.scope));
  return pairs;
}

/** @throws {QueryError} unsupported-step */
async function readCallSteps(
  context: StoreContext,
  selection: RequestSelection,
  step: SeriesStep,
  starts: readonly number[],
): Promise<StepPairs> {
  if (step === 'hour') {
    throw new QueryError('unsupported-step', 'calls are counted by days: ask for step=day, week or month');
  }
  const days = await callDays(context, selection);
  const column = (of: (day: CallDay) => number) => days.map(of);
  return spread(
    starts,
    step,
    column(({ startMs }) => startMs),
    column(({ answered }) => answered),
    column(({ offered }) => offered),
  );
}

/** Sums what began at `from` into the steps that hold it. */
function spread(
  starts: readonly number[],
  step: SeriesStep,
  from: readonly number[],
  above: readonly number[],
  below: readonly number[],
): StepPairs {
  const indexOf = new Map(starts.map((start, index) => [start, index]));
  const pairs = { numerator: new Float64Array(starts.length), denominator: new Float64Array(starts.length) };
  from.forEach((start, row) => {
    const index = indexOf.get(startOfStep(start, step))!;
    pairs.numerator[index] += above[row];
    pairs.denominator[index] += below[row];
  });
  return pairs;
}

/** The beginning of a bucket as the database numbers them, as epoch milliseconds. */
function bucketStart(step: SeriesStep): (bucket: number) => number {
  if (step === 'month') {
    return (bucket) => Date.UTC(Math.floor(bucket / 12), bucket % 12, 1) - SHANGHAI_OFFSET_MS;
  }
  if (step === 'week') return (bucket) => (bucket * 7 - MONDAY_SHIFT_DAYS) * DAY_MS - SHANGHAI_OFFSET_MS;
  return (bucket) => bucket * (step === 'hour' ? HOUR_MS : DAY_MS) - SHANGHAI_OFFSET_MS;
}
