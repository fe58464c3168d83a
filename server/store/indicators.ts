import { breaksFor, classify, shownValue } from '../../geodata/indicators/classify.ts';
import {
  changeBreaks,
  changeOf,
  changeUnit,
  classifyChange,
  type IndicatorPair,
} from '../../geodata/indicators/compare-periods.ts';
import { INDICATORS, indicatorDefinition } from '../../geodata/indicators/definitions.ts';
import { rollUp } from '../../geodata/indicators/roll-up.ts';
import type { Comparison } from '../../geodata/model/comparison.ts';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { DAY_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { TimeStep } from '../../geodata/model/time-step.ts';
import type { AreaLevel, Level } from '../../geodata/model/unit.ts';
import type { IndicatorColumns, IndicatorSeries, IndicatorSteps } from '../contract/indicators.ts';
import { callPairs } from './call-indicators.ts';
import { comparedSelection } from './compared-selection.ts';
import { readSeries } from './indicator-series.ts';
import { readSteps } from './indicator-steps.ts';
import { type LevelPairs, scopeResidents, slotColumn, sum, unitsOfLevel } from './level-slots.ts';
import { QueryError } from './query-error.ts';
import { countByUnit } from './request-counts.ts';
import { REQUEST_MEASURES } from './request-measures.ts';
import { quantilePairs } from './request-quantiles.ts';
import type { Scope } from './scope.ts';
import type { RequestSelection } from './select.ts';
import { stockPairs } from './stock-indicators.ts';
import type { StoreContext } from './store-context.ts';
import { isAreaLevel } from './unit-index.ts';

export interface IndicatorsNoun {
  definitions(): IndicatorDefinition[];
  /**
   * One entry per unit of the level inside the scope. Sums before dividing.
   * @throws {QueryError} unknown-indicator, unsupported-level
   */
  columns(
    id: string,
    level: Level | undefined,
    selection: RequestSelection,
    compare?: Comparison,
  ): Promise<IndicatorColumns>;
  /** One entry per step, empty steps included. @throws {QueryError} unknown-indicator, unsupported-step, too-many-steps */
  series(
    id: string,
    selection: RequestSelection,
    step: TimeStep | undefined,
    compare?: Comparison,
  ): Promise<IndicatorSeries>;
  /**
   * The columns of every step of the period, empty steps included, the cut ones at the ends as well.
   * @throws {QueryError} unknown-indicator, unsupported-level, unsupported-step (no sums over time: states, quantiles, calls), too-many-steps
   */
  steps(
    id: string,
    level: Level | undefined,
    selection: RequestSelection,
    step: TimeStep,
  ): Promise<IndicatorSteps>;
}

/** Answers kept, so that a screen of many readers asks the database once per change of the data. */
const KEPT_ANSWERS = 64;

export function createIndicators(context: StoreContext): IndicatorsNoun {
  const kept = new Map<string, Promise<IndicatorColumns>>();
  let keptVersion = -1;
  return {
    // What nothing is known of is not offered.
    definitions: () => INDICATORS.filter(({ family }) => family !== 'calls' || context.hasCalls),
    columns: (id, level, selection, compare) => {
      const definition = knownIndicator(id);
      const wanted = level ?? levelBelow(selection.scope);
      if (keptVersion !== context.version) {
        kept.clear();
        keptVersion = context.version;
      }
      const { scope, ...rest } = selection;
      const key = JSON.stringify([id, wanted, scope.id, rest, compare]);
      let answer = kept.get(key);
      if (!answer) {
        answer = readColumns(context, definition, wanted, selection, compare);
        answer.catch(() => kept.delete(key));
        if (kept.size >= KEPT_ANSWERS) kept.delete(kept.keys().next().value!);
        kept.set(key, answer);
      }
      return answer;
    },
    series: (id, selection, step, compare) =>
      readSeries(context, knownIndicator(id), selection, step, compare),
    steps: async (id, level, selection, step) =>
      readSteps(
        context,
        knownIndicator(id),
        areaLevel(level ?? levelBelow(selection.scope)),
        selection,
        step,
      ),
  };
}

function knownIndicator(id: string): IndicatorDefinition {
  const definition = indicatorDefinition(id);
  if (definition) return definition;
  const known = INDICATORS.map((candidate) => candidate.id).join(', ');
  throw new QueryError('unknown-indicator', `there is no indicator "${id}"; known: ${known}`);
}

const BELOW: Record<Level, AreaLevel> = {
  city: 'district',
  district: 'subdistrict',
  subdistrict: 'community',
  community: 'gridCell',
  gridCell: 'gridCell',
  estate: 'gridCell',
  building: 'gridCell',
};

export function levelBelow(scope: Scope): AreaLevel {
  return scope.kind === 'overlay' ? 'gridCell' : BELOW[scope.level];
}

/** @throws {QueryError} unsupported-level */
function areaLevel(level: Level): AreaLevel {
  if (isAreaLevel(level)) return level;
  throw new QueryError(
    'unsupported-level',
    `indicators are answered for city, district, subdistrict, community and gridCell, not for "${level}"`,
  );
}

async function readColumns(
  context: StoreContext,
  definition: IndicatorDefinition,
  wanted: Level,
  selection: RequestSelection,
  compare: Comparison | undefined,
): Promise<IndicatorColumns> {
  const level = areaLevel(wanted);
  const { scope } = selection;
  const slots = unitsOfLevel(context, scope, level);
  const isStock = definition.family === 'stock';
  const [pairs, compared] = await Promise.all([
    isStock
      ? stockPairs(context, definition.id, level, slots, scope)
      : requestPairs(context, definition, level, slots, selection),
    isStock || compare === undefined
      ? null
      : readCompared(context, definition, level, slots, selection, compare),
  ]);
  const days = (selection.toMs - selection.fromMs) / DAY_MS;
  const breaks = breaksFor(definition, level, days);
  const { units } = context.memory;
  const { columns, total } = shownPairs(definition, pairs);
  return {
    indicatorId: definition.id,
    level,
    within: scope.id,
    from: isStock ? null : toShanghaiIso(selection.fromMs),
    to: isStock ? null : toShanghaiIso(selection.toMs),
    unitIds: slots.map((no) => units.units[no].id),
    ...columns,
    classes: slots.map((_, slot) =>
      classify(definition, pairs.numerator[slot], pairs.denominator[slot], breaks),
    ),
    breaks,
    total: { ...total, outsideLevel: pairs.outsideLevel },
    compared: compared && {
      comparison: compared.comparison,
      from: compared.from,
      to: compared.to,
      ...compared.columns,
      changeUnit: changeUnit(definition),
      change: columns.value.map((value, slot) => changeOf(definition, value, compared.columns.value[slot])),
      changeClasses: slots.map((_, slot) =>
        classifyChange(definition, pairAt(columns, slot), pairAt(compared.columns, slot)),
      ),
      changeBreaks: changeBreaks(definition),
      total: { ...compared.total, change: changeOf(definition, total.value, compared.total.value) },
    },
    asOf: context.asOf,
  };
}

function pairAt(columns: { numerator: number[]; denominator: number[] }, slot: number): IndicatorPair {
  return { numerator: columns.numerator[slot], denominator: columns.denominator[slot] };
}

/** The same units over the other period. */
async function readCompared(
  context: StoreContext,
  definition: IndicatorDefinition,
  level: AreaLevel,
  slots: number[],
  selection: RequestSelection,
  comparison: Comparison,
) {
  const other = comparedSelection(selection, comparison);
  const pairs = await requestPairs(context, definition, level, slots, other);
  return {
    comparison,
    from: toShanghaiIso(other.fromMs),
    to: toShanghaiIso(other.toMs),
    ...shownPairs(definition, pairs),
  };
}

function shownPairs(definition: IndicatorDefinition, pairs: LevelPairs) {
  const numerator: number[] = [];
  const denominator: number[] = [];
  const value: (number | null)[] = [];
  pairs.numerator.forEach((above, slot) => {
    const below = pairs.denominator[slot];
    numerator.push(above);
    denominator.push(below);
    value.push(shownValue(definition, above, below));
  });
  return {
    columns: { numerator, denominator, value },
    total: {
      numerator: pairs.totalNumerator,
      denominator: pairs.totalDenominator,
      value: shownValue(definition, pairs.totalNumerator, pairs.totalDenominator),
    },
  };
}

/** Pairs per unit of the level. Counted once at the finest unit known, summed up in memory. */
async function requestPairs(
  context: StoreContext,
  definition: IndicatorDefinition,
  level: AreaLevel,
  slots: number[],
  selection: RequestSelection,
): Promise<LevelPairs> {
  if (definition.family === 'calls') return callPairs(context, slots, selection);
  const measure = REQUEST_MEASURES[definition.id];
  if ('quantile' in measure) return quantilePairs(context, measure, level, slots, selection);
  const { numerator: above, denominator: below } = measure;
  const counted = below === 'residents' || below === 'one' ? above : below;
  const leaf = await countByUnit(context, [...new Set([above, counted])], selection, level);
  const { units } = context.memory;
  const slotOf = slotColumn(context, level, slots);
  const sums = rollUp(leaf[above], leaf[counted], selection.scope.unitNos, slotOf, slots.length);
  const { numerator } = sums;
  const totalNumerator = sum(numerator) + sums.outsideNumerator;
  if (below === 'one') {
    return {
      numerator,
      denominator: new Float64Array(slots.length).fill(1),
      totalNumerator,
      totalDenominator: 1,
      outsideLevel: sums.outsideNumerator,
    };
  }
  if (below === 'residents') {
    return {
      numerator,
      denominator: Float64Array.from(slots, (no) => units.units[no].residents),
      totalNumerator,
      totalDenominator: scopeResidents(context, selection.scope),
      outsideLevel: sums.outsideNumerator,
    };
  }
  return {
    numerator,
    denominator: sums.denominator,
    totalNumerator,
    totalDenominator: sum(sums.denominator) + sums.outsideDenominator,
    outsideLevel: sums.outsideDenominator,
  };
}
