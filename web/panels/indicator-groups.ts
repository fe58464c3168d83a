import {
  INDICATOR_GROUPS,
  type IndicatorDefinition,
  type IndicatorGroup,
} from '../../geodata/model/indicator.ts';

/** Indicators under what they are asked for, in the order of the catalogue; groups without any are left out. */
export function groupIndicators(
  definitions: readonly IndicatorDefinition[],
): { group: IndicatorGroup; indicators: IndicatorDefinition[] }[] {
  return INDICATOR_GROUPS.map((group) => ({
    group,
    indicators: definitions.filter((one) => one.group === group),
  })).filter(({ indicators }) => indicators.length > 0);
}
