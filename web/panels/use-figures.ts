import { useI18n } from 'vue-i18n';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { formatCount, formatInstant, formatNumber } from '../locales/format.ts';
import { localized } from '../locales/i18n.ts';
import { useDatasets } from '../stores/datasets.ts';
import { useUnits } from '../stores/units.ts';
import type { FigureInfo } from './figure-info.ts';

/** Suppressed or unknown: a dot, never a zero. */
export const NO_VALUE = '·';

export interface FigureAsk {
  /** As shown, with its unit. */
  value: string;
  numerator?: number;
  denominator?: number;
  /** Both ends of the period, ISO 8601; null for a stock. */
  range?: { from: string; to: string } | null;
  asOf?: string | null;
  /** Names of the unit counted in, where it is not the selected one. */
  scope?: string;
  /** Values for the texts' placeholders. */
  words?: Record<string, string | number>;
}

/** Makes the answers to “where does this figure come from” from the texts, the selection and the values at hand. */
export function useFigures() {
  const { t, te, locale } = useI18n();
  const units = useUnits();
  const datasets = useDatasets();

  function scopeName(): string {
    return (
      units
        .path(units.selected?.id ?? '')
        .map((unit) => unit.name)
        .join(' › ') ||
      datasets.current?.name ||
      '–'
    );
  }

  function sourceName(of: string): string {
    const dataset = datasets.current?.name ?? '';
    return [datasets.demo === true ? t('figure.demoSource', { dataset }) : dataset, of]
      .filter(Boolean)
      .join(' · ');
  }

  function periodText(range: FigureAsk['range']): string {
    return range ? `${formatInstant(range.from)} — ${formatInstant(range.to)}` : t('figure.today');
  }

  /** A figure whose texts stand under `figures.{key}`. */
  function figure(key: string, ask: FigureAsk): FigureInfo {
    const text = (part: string): string => {
      const path = `figures.${key}.${part}`;
      return te(path) || te(path, 'zh-CN') ? t(path, ask.words ?? {}) : '';
    };
    return {
      name: text('name'),
      value: ask.value,
      meaning: text('meaning'),
      numerator:
        ask.numerator === undefined ? null : { label: text('numerator'), value: formatCount(ask.numerator) },
      denominator:
        ask.denominator === undefined
          ? null
          : { label: text('denominator'), value: formatCount(ask.denominator) },
      exclusions: text('exclusions'),
      scope: ask.scope ?? scopeName(),
      period: periodText(ask.range),
      asOf: ask.asOf ?? null,
      source: sourceName(text('source')),
    };
  }

  /** A figure of the catalogue of indicators. */
  function indicatorFigure(definition: IndicatorDefinition, ask: FigureAsk): FigureInfo {
    const words = (texts: Record<string, string>) => localized(texts, locale.value);
    return {
      name: words(definition.name),
      value: ask.value,
      meaning: words(definition.meaning),
      numerator: { label: words(definition.numerator), value: formatCount(ask.numerator ?? 0) },
      denominator:
        definition.kind === 'count'
          ? null
          : { label: words(definition.denominator), value: formatCount(ask.denominator ?? 0) },
      exclusions: words(definition.exclusions),
      scope: ask.scope ?? scopeName(),
      period: periodText(ask.range),
      asOf: ask.asOf ?? null,
      source: sourceName(definition.source),
    };
  }

  function indicatorUnit(definition: IndicatorDefinition | null): string {
    return definition === null ? '' : localized(definition.unit, locale.value);
  }

  function indicatorValue(definition: IndicatorDefinition, value: number | null): string {
    return value === null ? NO_VALUE : formatNumber(value, definition.decimals);
  }

  return { figure, indicatorFigure, indicatorUnit, indicatorValue, scopeName, periodText };
}
