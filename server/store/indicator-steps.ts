import { breaksFor, classify, shownValue } from '../../geodata/indicators/classify.ts';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { toShanghaiIso } from '../../geodata/model/time.ts';
import { STEP_DAYS, type TimeStep } from '../../geodata/model/time-step.ts';
import type { AreaLevel } from '../../geodata/model/unit.ts';
import type { IndicatorSteps } from '../contract/indicators.ts';
import { startsOf } from './indicator-series.ts';
import { scopeResidents, slotColumn, unitsOfLevel } from './level-slots.ts';
import { QueryError } from './query-error.ts';
import { countByUnitAndStep } from './request-counts.ts';
import { type CounterName, REQUEST_MEASURES } from './request-measures.ts';
import { stepStartMs } from './request-steps.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** Units times steps in one answer: two years of weeks for 5,000 cells. Whoever plays more asks for it in parts. */
const MOST_PAIRS = 520_000;

/**
 * The columns of every step of a period, for playing through it: sums before dividing, classes on the frozen breaks of the step's
 * length, whatever the step holds. Steps at the ends are cut by the period.
 * @throws {QueryError} unsupported-step, too-many-steps
 */
export async function readSteps(
  context: StoreContext,
  definition: IndicatorDefinition,
  level: AreaLevel,
  selection: RequestSelection,
  step: TimeStep,
): Promise<IndicatorSteps> {
  const { above, counted, fixed } = summedMeasure(definition);
  const { scope } = selection;
  const slots = unitsOfLevel(context, scope, level);
  const starts = startsOf(selection, step);
  refuseTooMuch(starts.length, slots.length);
  const { unitNos, steps, counts } = await countByUnitAndStep(
    context,
    [...new Set([above, counted])],
    selection,
    level,
    step,
  );
  const { units } = context.memory;
  const slotOf = slotColumn(context, level, slots);
  const width = slots.length;
  const indexOf = new Map(starts.map((start, index) => [start, index]));
  const numerator = new Float64Array(starts.length * width);
  const denominator = new Float64Array(starts.length * width);
  const totals = starts.map(() => ({ numerator: 0, denominator: 0, outsideLevel: 0 }));
  unitNos.forEach((no, row) => {
    const index = indexOf.get(stepStartMs(steps[row], step))!;
    const slot = slotOf[no];
    totals[index].numerator += counts[above][row];
    totals[index].denominator += counts[counted][row];
    if (slot < 0) totals[index].outsideLevel += counts[counted][row];
    else {
      numerator[index * width + slot] += counts[above][row];
      denominator[index * width + slot] += counts[counted][row];
    }
  });
  const fixedDenominators =
    fixed && Float64Array.from(slots, (no) => (fixed === 'one' ? 1 : units.units[no].residents));
  const ofWhole = fixed && { denominator: fixed === 'one' ? 1 : scopeResidents(context, scope) };
  const breaks = breaksFor(definition, level, STEP_DAYS[step]);
  return {
    indicatorId: definition.id,
    level,
    within: scope.id,
    step,
    unitIds: slots.map((no) => units.units[no].id),
    breaks,
    steps: starts.map((start, index) => {
      const part = (all: Float64Array) => all.subarray(index * width, (index + 1) * width);
      const above = part(numerator);
      const below = fixedDenominators ?? part(denominator);
      const whole = { ...totals[index], ...ofWhole };
      return {
        at: toShanghaiIso(start),
        numerator: Array.from(above),
        denominator: Array.from(below),
        value: Array.from(above, (count, slot) => shownValue(definition, count, below[slot])),
        classes: Array.from(above, (count, slot) => classify(definition, count, below[slot], breaks)),
        total: { ...whole, value: shownValue(definition, whole.numerator, whole.denominator) },
      };
    }),
    from: toShanghaiIso(selection.fromMs),
    to: toShanghaiIso(selection.toMs),
    asOf: context.asOf,
  };
}

interface SummedMeasure {
  above: CounterName;
  counted: CounterName;
  /** A denominator that no step changes. */
  fixed: 'residents' | 'one' | null;
}

/** @throws {QueryError} unsupported-step where steps do not add up */
function summedMeasure({ id, family, kind }: IndicatorDefinition): SummedMeasure {
  const measure = family === 'requests' ? REQUEST_MEASURES[id] : undefined;
  if (measure === undefined || 'quantile' in measure) {
    const reason =
      family === 'stock'
        ? 'is a state of today'
        : kind === 'quantile'
          ? 'is a quantile, which needs more cases than a step of a unit has'
          : 'is known for whole days of the whole data set only';
    throw new QueryError(
      'unsupported-step',
      `"${id}" ${reason}; steps by unit are answered for counts, shares and means of requests`,
    );
  }
  const { numerator: above, denominator: below } = measure;
  const fixed = below === 'residents' || below === 'one' ? below : null;
  return { above, counted: fixed === null ? (below as CounterName) : above, fixed };
}

/** @throws {QueryError} too-many-steps */
function refuseTooMuch(stepCount: number, unitCount: number): void {
  if (stepCount * unitCount <= MOST_PAIRS) return;
  const most = Math.floor(MOST_PAIRS / unitCount);
  throw new QueryError(
    'too-many-steps',
    `${stepCount} steps of ${unitCount} units are too much for one answer; ask for at most ${most} steps at a time`,
  );
}
