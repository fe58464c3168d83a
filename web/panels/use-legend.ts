import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { heatBreaks, heatCounts } from '../layers/heat.ts';
import { formatCount } from '../locales/format.ts';
import { localized } from '../locales/i18n.ts';
import { useIndicators } from '../stores/indicators.ts';
import { useOrganizations } from '../stores/organizations.ts';
import { useRequests } from '../stores/requests.ts';
import { useSelection } from '../stores/selection.ts';
import { CUTOFFS_MINUTES, useServiceAreas } from '../stores/service-areas.ts';
import { useUnits } from '../stores/units.ts';
import type { FigureAsk, FigureInfo } from './figure-info.ts';
import { classItems, heatItems, type LegendItem, minuteItems, stateItems } from './legend-items.ts';
import { periodName } from './period-name.ts';
import { useFigures } from './use-figures.ts';

export interface Legend {
  title: string;
  caption: string;
  /** What is counted over the swatches: cells or bins. */
  counted: string;
  items: LegendItem[];
  note: string;
  /** Where the count of a class comes from; `label` as shown, `total` over all classes. */
  figure: (item: LegendItem, label: string, total: number) => FigureInfo;
  totalFigure: (total: number) => FigureInfo;
}

/** What the counts of a legend have in common: which texts, and the facts about their data. */
interface Counted {
  /** Texts stand under `figures.legend.{key}`. */
  key: 'indicator' | 'heat' | 'walk' | 'organization';
  counted: string;
  ask: Pick<FigureAsk, 'range' | 'asOf' | 'scope' | 'words'>;
}

/** The legend of the map that is on screen; null until its data is there. */
export function useLegend() {
  const { t, locale } = useI18n();
  const selection = useSelection();
  const units = useUnits();
  const indicators = useIndicators();
  const requests = useRequests();
  const services = useServiceAreas();
  const organizations = useOrganizations();
  const { figure, indicatorUnit } = useFigures();

  function figures({ key, counted, ask }: Counted): Pick<Legend, 'figure' | 'totalFigure'> {
    const shown = (count: number) => `${formatCount(count)} ${counted}`;
    return {
      figure: (item, label, total) =>
        figure(`legend.${key}`, {
          ...ask,
          value: shown(item.count),
          numerator: item.count,
          denominator: total,
          words: { ...ask.words, label },
        }),
      totalFigure: (total) =>
        figure('legend.total', { ...ask, value: shown(total), numerator: total, words: { counted } }),
    };
  }

  function gridLegend(): Legend | null {
    const { current, columnsInSelection } = indicators;
    if (current === null || columnsInSelection === null) return null;
    const { from, to } = columnsInSelection;
    const period = current.family === 'stock' ? t('period.now') : periodName(selection.period, t);
    return {
      title: localized(current.name, locale.value),
      caption: `${period} · ${indicatorUnit(current)}`,
      counted: t('legend.cells'),
      items: classItems(columnsInSelection, current).map((item) =>
        item.look === 'zero' && current.family === 'stock' ? { ...item, label: t('legend.zeroStock') } : item,
      ),
      note: '',
      ...figures({
        key: 'indicator',
        counted: t('legend.cells'),
        ask: {
          range: from === null || to === null ? null : { from, to },
          asOf: columnsInSelection.asOf,
          words: { name: localized(current.name, locale.value) },
        },
      }),
    };
  }

  function heatLegend(): Legend | null {
    const { bins } = requests;
    if (bins === null) return null;
    const mode = selection.heatMode;
    const measure = t(mode === 'perThousand' ? 'legend.perThousand' : 'legend.perBin');
    return {
      title: t('legend.heat'),
      caption: `${periodName(selection.period, t)} · ${measure}`,
      counted: t('legend.bins', { sizeM: bins.sizeM }),
      items: heatItems(heatCounts(bins, mode), heatBreaks(bins, mode), 1),
      note:
        bins.suppressed === 0
          ? t('legend.fixed')
          : t('clocks.hiddenInHeat', { count: formatCount(bins.suppressed) }),
      ...figures({
        key: 'heat',
        counted: t('legend.bins', { sizeM: bins.sizeM }),
        ask: {
          range: { from: bins.from, to: bins.to },
          asOf: bins.asOf,
          // Heat stands over the whole data set, whatever is selected.
          scope: units.root?.name,
          words: {
            measure,
            sizeM: bins.sizeM,
            minimum: bins.minimumCount,
            suppressed: formatCount(bins.suppressed),
            unlocated: formatCount(bins.unlocated),
          },
        },
      }),
    };
  }

  function serviceLegend(): Legend | null {
    const unit = units.selected;
    if (services.cells === null || unit === null) return null;
    return {
      title: t('legend.walk'),
      caption: t('legend.walkCaption'),
      counted: t('legend.cells'),
      items: minuteItems(services.cells, units.cellIdsWithin(unit.id), CUTOFFS_MINUTES),
      note: '',
      ...figures({
        key: 'walk',
        counted: t('legend.cells'),
        ask: { range: null, asOf: services.cells.asOf },
      }),
    };
  }

  function organizationLegend(): Legend | null {
    if (organizations.coverage === null) return null;
    return {
      title: t('legend.organization'),
      caption: t('period.now'),
      counted: t('legend.cells'),
      items: stateItems(organizations.coverage.totals),
      note: '',
      ...figures({
        key: 'organization',
        counted: t('legend.cells'),
        ask: { range: null, asOf: organizations.coverage.asOf },
      }),
    };
  }

  return computed<Legend | null>(() => {
    switch (selection.map) {
      case 'heat':
        return heatLegend();
      case 'service':
        return serviceLegend();
      case 'organization':
        return organizationLegend();
      default:
        return gridLegend();
    }
  });
}
