import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { heatBreaks, heatCounts } from '../layers/heat.ts';
import { localized } from '../locales/i18n.ts';
import { useIndicators } from '../stores/indicators.ts';
import { useOrganizations } from '../stores/organizations.ts';
import { useRequests } from '../stores/requests.ts';
import { useSelection } from '../stores/selection.ts';
import { CUTOFFS_MINUTES, useServiceAreas } from '../stores/service-areas.ts';
import { useUnits } from '../stores/units.ts';
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
  const { indicatorUnit } = useFigures();

  function gridLegend(): Legend | null {
    const { current, columnsInSelection } = indicators;
    if (current === null || columnsInSelection === null) return null;
    const period = current.family === 'stock' ? t('period.now') : periodName(selection.period, t);
    return {
      title: localized(current.name, locale.value),
      caption: `${period} · ${indicatorUnit(current)}`,
      counted: t('legend.cells'),
      items: classItems(columnsInSelection, current.decimals),
      note: '',
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
      note: t('legend.fixed'),
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
