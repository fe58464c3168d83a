import { useI18n } from 'vue-i18n';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { formatNumber } from '../locales/format.ts';
import { localized } from '../locales/i18n.ts';
import { useDatasets } from '../stores/datasets.ts';
import { useUnits } from '../stores/units.ts';
import {
  type FigureAsk,
  type FigureInfo,
  type FigureSetting,
  figureInfo,
  indicatorInfo,
} from './figure-info.ts';

/** Suppressed or unknown: a dot, never a zero. */
export const NO_VALUE = '·';

/** Makes the answers to “where does this figure come from” from the texts, the selection and the values at hand. */
export function useFigures() {
  const { t, te, locale } = useI18n();
  const units = useUnits();
  const datasets = useDatasets();

  function setting(): FigureSetting {
    return {
      t: (key, words = {}) => t(key, words),
      te: (key) => te(key) || te(key, 'zh-CN'),
      language: locale.value,
      scope: scopeName(),
      dataset: datasets.current,
    };
  }

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

  /** A figure whose texts stand under `figures.{key}`. */
  function figure(key: string, ask: FigureAsk): FigureInfo {
    return figureInfo(key, ask, setting());
  }

  /** A figure of the catalogue of indicators. */
  function indicatorFigure(definition: IndicatorDefinition, ask: FigureAsk): FigureInfo {
    return indicatorInfo(definition, ask, setting());
  }

  /** Where the ledger would probe a count of the selected unit's profile; null until the unit is known. */
  function profileProbe(count: string): FigureAsk['probe'] {
    const unitId = units.selected?.id;
    return unitId === undefined ? null : { address: `/api/units/${unitId}`, pointer: `/counts/${count}` };
  }

  function indicatorUnit(definition: IndicatorDefinition | null): string {
    return definition === null ? '' : localized(definition.unit, locale.value);
  }

  function indicatorValue(definition: IndicatorDefinition, value: number | null): string {
    return value === null ? NO_VALUE : formatNumber(value, definition.decimals);
  }

  return { figure, indicatorFigure, indicatorUnit, indicatorValue, profileProbe, scopeName };
}
