import { growsWithTime, type IndicatorDefinition, SPECIAL_CLASS } from '../model/indicator.ts';
import type { Level } from '../model/unit.ts';

/** Days for which the breaks of counts are written down. */
export const BREAKS_DAYS = 30;

/**
 * Value of a pair as shown, or null: below the minimum sample (样本不足) or without a denominator. Rounded to the decimals of the
 * definition plus two, so that screens and exports agree to the last digit printed.
 */
export function shownValue(
  definition: IndicatorDefinition,
  numerator: number,
  denominator: number,
): number | null {
  if (denominator <= 0 || denominator < definition.minimumSample) return null;
  const factor = 10 ** (definition.decimals + 2);
  return Math.round(exactValue(definition, numerator, denominator) * factor) / factor;
}

/** A quantile is a value already; all else is numerator by denominator. */
function exactValue({ kind, scale }: IndicatorDefinition, numerator: number, denominator: number): number {
  return (kind === 'quantile' ? numerator : numerator / denominator) * scale;
}

/**
 * Class of a pair: 0 … breaks.length, a value on a break belongs to the class above it; or one of SPECIAL_CLASS.
 * Zero is special only where it means that nothing happened (counts); a rate of 0 % or a time of 0 h is a measured value.
 */
export function classify(
  definition: IndicatorDefinition,
  numerator: number,
  denominator: number,
  breaks: readonly number[],
): number {
  if (denominator <= 0) return SPECIAL_CLASS.noData;
  if (denominator < definition.minimumSample) return SPECIAL_CLASS.suppressed;
  if (numerator === 0 && growsWithTime(definition)) return SPECIAL_CLASS.zero;
  const value = exactValue(definition, numerator, denominator);
  let index = 0;
  while (index < breaks.length && value >= breaks[index]) index++;
  return index;
}

/**
 * Frozen breaks of the level for a period of `days`. Breaks are written for 30 days; what grows with time (counts and
 * ratios to residents) is scaled by days / 30, rates and stocks are not. Frozen means: never fitted to the data shown, so
 * that a colour keeps its meaning from one day and one district to the next.
 */
export function breaksFor(definition: IndicatorDefinition, level: Level, days: number): number[] {
  const breaks = definition.breaks[level] ?? definition.breaks.gridCell ?? [];
  if (definition.family !== 'requests' || !growsWithTime(definition)) return [...breaks];
  return breaks.map((value) => Math.round(((value * days) / BREAKS_DAYS) * 100) / 100);
}
