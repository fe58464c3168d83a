import { shownValue } from '../../geodata/indicators/classify.ts';
import type { Comparison } from '../../geodata/model/comparison.ts';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { DAY_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import { startOfStep, stepStarts, type TimeStep } from '../../geodata/model/time-step.ts';
import type { IndicatorSeries } from '../contract/indicators.ts';
import { type CallDay, callDays } from './call-indicators.ts';
import { comparedSelection } from './compared-selection.ts';
import { scopeResidents } from './level-slots.ts';
import { QueryError } from './query-error.ts';
import { countByDay, countByHour } from './request-counts.ts';
import { REQUEST_MEASURES } from './request-measures.ts';
import { quantilesByStep } from './request-quantiles.ts';
import { stepStartMs } from './request-steps.ts';
import type { RequestSelection } from './select.ts';
import { stockPairs } from './stock-indicators.ts';
import type { StoreContext } from './store-context.ts';

/** More points than any chart shows; a question for more is a mistake (hours of many years). */
const MOST_STEPS = 20_000;

/**
 * One pair per step, empty steps included; the pairs sum to the total of the period. Steps at the ends are cut by the period.
 * Without `step`: hours up to three days, days up to 120, else months. A stock has one entry: today's.
 */
export async function readSeries(
  context: StoreContext,
  definition: IndicatorDefinition,
  selection: RequestSelection,
  step: TimeStep | undefined,
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
  const starts = startsOf(selection, wanted);
  const pairs = await readSteps(context, definition, selection, wanted, starts);
  starts.forEach((start, index) => {
    add(start, pairs.numerator[index], pairs.denominator[index]);
  });
  if (compare !== undefined) {
    const other = comparedSelection(selection, compare);
    const { at, numerator, denominator, value } = await readSeries(context, definition, other, wanted);
    answer.compared = { comparison: compare, at, numerator, denominator, value };
  }
  return answer;
}

function fittingStep({ family }: IndicatorDefinition, { fromMs, toMs }: RequestSelection): TimeStep {
  const days = (toMs - fromMs) / DAY_MS;
  if (days <= 3 && family !== 'calls') return 'hour';
  return days <= 120 ? 'day' : 'month';
}

/** Starts of the steps that a period touches. @throws {QueryError} too-many-steps */
export function startsOf(selection: RequestSelection, step: TimeStep): number[] {
  const starts = stepStarts(selection, step, MOST_STEPS);
  if (starts !== null) return starts;
  throw new QueryError(
    'too-many-steps',
    `more than ${MOST_STEPS} steps; ask for a wider step or a shorter period`,
  );
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
  step: TimeStep,
  starts: number[],
): Promise<StepPairs> {
  if (definition.family === 'calls') return readCallSteps(context, selection, step, starts);
  const measure = REQUEST_MEASURES[definition.id];
  if ('quantile' in measure) {
    const { buckets, sizes, quantiles } = await quantilesByStep(context, measure, selection, step);
    return spread(
      starts,
      step,
      buckets.map((bucket) => stepStartMs(bucket, step)),
      quantiles,
      sizes,
    );
  }
  const { numerator: above, denominator: below } = measure;
  const isFixed = below === 'residents' || below === 'one';
  const counted = isFixed ? above : below;
  const read = step === 'hour' ? countByHour : countByDay;
  const { buckets, counts } = await read(context, [...new Set([above, counted])], selection);
  const from = buckets.map((bucket) => stepStartMs(bucket, step === 'hour' ? 'hour' : 'day'));
  const pairs = spread(starts, step, from, counts[above], counts[counted]);
  if (isFixed) pairs.denominator.fill(below === 'one' ? 1 : scopeResidents(context, selection.scope));
  return pairs;
}

/** @throws {QueryError} unsupported-step */
async function readCallSteps(
  context: StoreContext,
  selection: RequestSelection,
  step: TimeStep,
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
  step: TimeStep,
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
