import { breaksFor, classify, shownValue } from '../../geodata/indicators/classify.ts';
import { INDICATORS, indicatorDefinition } from '../../geodata/indicators/definitions.ts';
import { rollUp } from '../../geodata/indicators/roll-up.ts';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { DAY_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import type { AreaLevel, Level } from '../../geodata/model/unit.ts';
import type { IndicatorColumns } from '../contract/indicators.ts';
import { readSeries } from './indicator-series.ts';
import { scopeResidents, slotColumn, sum, unitsOfLevel } from './level-slots.ts';
import { RequestWhere } from './request-filter.ts';
import { countSql, REQUEST_MEASURES } from './request-measures.ts';
import { type LevelPairs, stockPairs } from './stock-indicators.ts';
import { type IndicatorsNoun, QueryError, type RequestSelection, type Scope } from './store.ts';
import type { StoreContext } from './store-context.ts';
import { isAreaLevel } from './unit-index.ts';

/** Answers kept, so that a screen of many readers asks the database once per change of the data. */
const KEPT_ANSWERS = 64;

export function createIndicators(context: StoreContext): IndicatorsNoun {
  const kept = new Map<string, Promise<IndicatorColumns>>();
  let keptVersion = -1;
  return {
    definitions: () => [...INDICATORS],
    columns: (id, level, selection) => {
      const definition = knownIndicator(id);
      const wanted = level ?? levelBelow(selection.scope);
      if (keptVersion !== context.version) {
        kept.clear();
        keptVersion = context.version;
      }
      const { scope, ...rest } = selection;
      const key = JSON.stringify([id, wanted, scope.id, rest]);
      let answer = kept.get(key);
      if (!answer) {
        answer = readColumns(context, definition, wanted, selection);
        answer.catch(() => kept.delete(key));
        if (kept.size >= KEPT_ANSWERS) kept.delete(kept.keys().next().value!);
        kept.set(key, answer);
      }
      return answer;
    },
    series: (id, selection, step) => readSeries(context, knownIndicator(id), selection, step),
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

async function readColumns(
  context: StoreContext,
  definition: IndicatorDefinition,
  level: Level,
  selection: RequestSelection,
): Promise<IndicatorColumns> {
  if (!isAreaLevel(level)) {
    throw new QueryError(
      'unsupported-level',
      `indicators are answered for city, district, subdistrict, community and gridCell, not for "${level}"`,
    );
  }
  const { scope } = selection;
  const slots = unitsOfLevel(context, scope, level);
  const isStock = definition.family === 'stock';
  const pairs = isStock
    ? await stockPairs(context, definition.id, level, slots, scope)
    : await requestPairs(context, definition, level, slots, selection);
  const days = (selection.toMs - selection.fromMs) / DAY_MS;
  const breaks = breaksFor(definition, level, days);
  const { units } = context.memory;
  return {
    indicatorId: definition.id,
    level,
    within: scope.id,
    from: isStock ? null : toShanghaiIso(selection.fromMs),
    to: isStock ? null : toShanghaiIso(selection.toMs),
    unitIds: slots.map((no) => units.units[no].id),
    numerator: Array.from(pairs.numerator),
    denominator: Array.from(pairs.denominator),
    value: slots.map((_, slot) => shownValue(definition, pairs.numerator[slot], pairs.denominator[slot])),
    classes: slots.map((_, slot) =>
      classify(definition, pairs.numerator[slot], pairs.denominator[slot], breaks),
    ),
    breaks,
    total: {
      numerator: pairs.totalNumerator,
      denominator: pairs.totalDenominator,
      value: shownValue(definition, pairs.totalNumerator, pairs.totalDenominator),
      outsideLevel: pairs.outsideLevel,
    },
    asOf: context.asOf,
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
  const measure = REQUEST_MEASURES[definition.id];
  const perPeople = measure.denominator === 'residents';
  const plainCount = measure.denominator === 'one';
  const leaf = await leafPairs(
    context,
    measure.numerator,
    perPeople || plainCount ? null : measure.denominator,
    selection,
  );
  const { units } = context.memory;
  const slotOf = slotColumn(context, level, slots);
  const sums = rollUp(leaf.numerator, leaf.denominator, selection.scope.unitNos, slotOf, slots.length);
  const numerator = sums.numerator;
  const totalNumerator = sum(numerator) + sums.outsideNumerator;
  if (plainCount) {
    const denominator = new Float64Array(slots.length).fill(1);
    return {
      numerator,
      denominator,
      totalNumerator,
      totalDenominator: 1,
      outsideLevel: sums.outsideNumerator,
    };
  }
  if (perPeople) {
    const denominator = Float64Array.from(slots, (no) => units.units[no].residents);
    const totalDenominator = scopeResidents(context, selection.scope);
    return { numerator, denominator, totalNumerator, totalDenominator, outsideLevel: sums.outsideNumerator };
  }
  const totalDenominator = sum(sums.denominator) + sums.outsideDenominator;
  return {
    numerator,
    denominator: sums.denominator,
    totalNumerator,
    totalDenominator,
    outsideLevel: sums.outsideDenominator,
  };
}

/** Numerator and denominator by the finest unit known, as columns over surrogate keys. */
async function leafPairs(
  context: StoreContext,
  numerator: string | null,
  denominator: string | null,
  selection: RequestSelection,
): Promise<{ numerator: Float64Array; denominator: Float64Array }> {
  const where = new RequestWhere(context.memory, selection);
  const [unitNos, above, below] = await context.driver.columns(
    `SELECT unit_no, ${countSql(numerator)} AS above_line, ${countSql(denominator)} AS below_line
     FROM requests ${where.sql} GROUP BY unit_no`,
    where.parameters,
  );
  const { size } = context.memory.units;
  const pairs = { numerator: new Float64Array(size), denominator: new Float64Array(size) };
  for (let row = 0; row < unitNos.length; row++) {
    pairs.numerator[unitNos[row] as number] = above[row] as number;
    pairs.denominator[unitNos[row] as number] = below[row] as number;
  }
  return pairs;
}
