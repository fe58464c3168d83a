import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { formatCount, formatNumber } from './format.ts';
import { localized } from './i18n.ts';

export type NumeratorKind = Pick<IndicatorDefinition, 'kind' | 'scale' | 'decimals'>;

/** Numerators of times are seconds; all others are numbers of things. */
export function isTime({ kind }: Pick<IndicatorDefinition, 'kind'>): boolean {
  return kind === 'mean' || kind === 'quantile';
}

/** A time of a sample that is too small to tell (`value` null): its numerator would give away what is hidden. */
export function isNumeratorHidden(
  definition: Pick<IndicatorDefinition, 'kind'>,
  value: number | null,
): boolean {
  return value === null && isTime(definition);
}

/** A numerator in the unit in which the indicator is read: seconds become hours, with as many digits; counts stay. */
export function readableNumerator(definition: NumeratorKind, numerator: number): number {
  if (!isTime(definition)) return numerator;
  const digits = 10 ** definition.decimals;
  return Math.round(numerator * definition.scale * digits) / digits;
}

/** A numerator as text: a count, or a time with its unit. */
export function numeratorText(
  definition: NumeratorKind & Pick<IndicatorDefinition, 'unit'>,
  numerator: number,
  language: string,
): string {
  if (!isTime(definition)) return formatCount(numerator);
  const hours = formatNumber(readableNumerator(definition, numerator), definition.decimals);
  return `${hours} ${localized(definition.unit, language)}`;
}
