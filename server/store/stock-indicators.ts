import { rollUp } from '../../geodata/indicators/roll-up.ts';
import { DEFAULT_SETTINGS } from '../../geodata/indicators/settings.ts';
import type { AreaLevel } from '../../geodata/model/unit.ts';
import { type LevelPairs, scopeTotal, slotColumn, sum } from './level-slots.ts';
import { coveringLinks } from './organization-links.ts';
import type { Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';
import { isValidOn } from './unit-index.ts';

/** Stock indicators: states of today. Those of cells are summed up from the cells. */
export async function stockPairs(
  context: StoreContext,
  indicatorId: string,
  level: AreaLevel,
  slots: number[],
  scope: Scope,
): Promise<LevelPairs> {
  if (indicatorId === 'households' || indicatorId === 'residents') {
    return populationPairs(context, indicatorId, slots, scope);
  }
  const leaf = await cellPairs(context, indicatorId);
  const slotOf = slotColumn(context, level, slots);
  const sums = rollUp(leaf.numerator, leaf.denominator, scope.unitNos, slotOf, slots.length);
  return {
    numerator: sums.numerator,
    denominator: sums.denominator,
    totalNumerator: sum(sums.numerator) + sums.outsideNumerator,
    totalDenominator: sum(sums.denominator) + sums.outsideDenominator,
    outsideLevel: sums.outsideDenominator,
  };
}

/** Counts kept with every unit: a wider unit may hold people that no finer one does. */
function populationPairs(
  context: StoreContext,
  field: 'households' | 'residents',
  slots: number[],
  scope: Scope,
): LevelPairs {
  const { units } = context.memory;
  const numerator = Float64Array.from(slots, (no) => units.units[no][field]);
  const totalNumerator = scopeTotal(context, scope, (unit) => unit[field]);
  return {
    numerator,
    denominator: new Float64Array(slots.length).fill(1),
    totalNumerator,
    totalDenominator: 1,
    outsideLevel: Math.max(0, totalNumerator - sum(numerator)),
  };
}

/** Pairs per cell that exists today, as columns over surrogate keys. */
async function cellPairs(
  context: StoreContext,
  indicatorId: string,
): Promise<{ numerator: Float64Array; denominator: Float64Array }> {
  const { units } = context.memory;
  const numerator = new Float64Array(units.size);
  const denominator = new Float64Array(units.size);
  if (indicatorId === 'stationCoverageRate') {
    const walks = await context.cellCoverage();
    walks?.unitIds.forEach((id, index) => {
      const no = units.no(id);
      if (no === null) return;
      numerator[no] = walks.coveredResidents[index];
      denominator[no] = walks.residents[index];
    });
    return { numerator, denominator };
  }
  const { min, max } = DEFAULT_SETTINGS.cellHouseholds;
  const covering = coveringLinks(context);
  for (let no = 0; no < units.size; no++) {
    const unit = units.units[no];
    if (unit.level !== 'gridCell' || !isValidOn(unit, context.today)) continue;
    denominator[no] = 1;
    if (indicatorId === 'householdsInRangeRate') {
      numerator[no] = unit.households >= min && unit.households <= max ? 1 : 0;
    } else if (indicatorId === 'organizationCoverageRate') {
      numerator[no] = (covering.get(no)?.length ?? 0) > 0 ? 1 : 0;
    }
  }
  if (indicatorId === 'gridWorkersPerCell') {
    for (const post of context.memory.posts) {
      if (post.kind !== 'gridWorker' || post.personId === null || post.unitId === null) continue;
      // A worker of a community without a cell of his own counts in the community and above.
      const no = units.no(post.unitId);
      if (no !== null) numerator[no] += 1;
    }
  }
  return { numerator, denominator };
}
