import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import type { IndicatorColumns } from '../../server/contract/indicators.ts';
import type { RuleHitsAnswer } from '../../server/contract/rules.ts';

/** A rate over fewer than this is chance, not a reason to point at a cell. */
export const LEAST_SAMPLE = 30;

export interface WorstCell {
  unitId: string;
  /** Why it is shown: by the indicator's value, or by a rule. */
  reason: { kind: 'value'; value: number; sample: number } | { kind: 'rule'; ruleId: string };
}

/** True where a lower value of the indicator is the worse one. */
export function lowerIsWorse(definition: IndicatorDefinition): boolean {
  return definition.direction === 'higherIsBetter';
}

/**
 * The cells to look at: those with the worst value first, small samples left out; where there are fewer than `count`, cells that a
 * rule warns of. A cell is named once.
 */
export function worstCells(
  columns: IndicatorColumns,
  definition: IndicatorDefinition,
  rules: RuleHitsAnswer | null,
  count: number,
): WorstCell[] {
  const sign = lowerIsWorse(definition) ? 1 : -1;
  const minimum = definition.kind === 'count' ? 0 : Math.max(definition.minimumSample, LEAST_SAMPLE);
  const byValue = columns.unitIds
    .map((unitId, index) => ({ unitId, value: columns.value[index], sample: columns.denominator[index] }))
    .filter((cell): cell is { unitId: string; value: number; sample: number } => {
      if (cell.value === null) return false;
      return definition.kind === 'count' ? cell.value > 0 : cell.sample >= minimum;
    })
    .sort((a, b) => sign * (a.value - b.value) || b.sample - a.sample || a.unitId.localeCompare(b.unitId))
    .slice(0, count)
    .map<WorstCell>(({ unitId, value, sample }) => ({ unitId, reason: { kind: 'value', value, sample } }));
  const named = new Set(byValue.map((cell) => cell.unitId));
  const byRule: WorstCell[] = [];
  for (const hit of rules?.hits ?? []) {
    if (byValue.length + byRule.length >= count) break;
    if (hit.severity !== 'warn' || named.has(hit.unitId)) continue;
    named.add(hit.unitId);
    byRule.push({ unitId: hit.unitId, reason: { kind: 'rule', ruleId: hit.ruleId } });
  }
  return [...byValue, ...byRule];
}
