import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { heatBreaks, heatCounts } from '../layers/heat.ts';
import { comparedName, stepName } from '../locales/change.ts';
import { formatCount } from '../locales/format.ts';
import { localized } from '../locales/i18n.ts';
import { useMapValues } from '../stores/map-values.ts';
import { useOrganizations } from '../stores/organizations.ts';
import { usePoints } from '../stores/points.ts';
import { useSelection } from '../stores/selection.ts';
import { CUTOFFS_MINUTES, useServiceAreas } from '../stores/service-areas.ts';
import { useUnits } from '../stores/units.ts';
import { useWhistles } from '../stores/whistles.ts';
import type { FigureAsk, FigureInfo } from './figure-info.ts';
import {
  changeItems,
  classItems,
  heatItems,
  type LegendItem,
  minuteItems,
  pointItems,
  stateItems,
} from './legend-items.ts';
import { periodName } from './period-name.ts';
import { useFigures } from './use-figures.ts';

export interface Legend {
  title: string;
  caption: string;
  /** What is counted over the swatches: cells or bins. */
  counted: string;
  items: LegendItem[];
  /** Of the indicator whose change is shown; null where values are. */
  direction: IndicatorDefinition['direction'] | null;
  note: string;
  /** Lines over the map that the classes do not tell of, in words; '' = none. */
  lines: string;
  /** Where the count of a class comes from; `label` as shown, `total` over all classes. */
  figure: (item: LegendItem, label: string, total: number) => FigureInfo;
  totalFigure: (total: number) => FigureInfo;
}

/** What the counts of a legend have in common: which texts, and the facts about their data. */
interface Counted {
  /** Texts stand under `figures.legend.{key}`. */
  key: 'indicator' | 'heat' | 'points' | 'walk' | 'organization';
  counted: string;
  ask: Pick<FigureAsk, 'range' | 'asOf' | 'scope' | 'words'>;
}

/** The legend of the map that is on screen; null until its data is there. */
export function useLegend() {
  const { t, locale } = useI18n();
  const selection = useSelection();
  const units = useUnits();
  const values = useMapValues();
  const points = usePoints();
  const services = useServiceAreas();
  const organizations = useOrganizations();
  const whistles = useWhistles();
  const { figure, indicatorUnit } = useFigures();

  function figures({ key, counted, ask }: Counted): Pick<Legend, 'figure' | 'totalFigure' | 'lines'> {
    const shown = (count: number) => `${formatCount(count)} ${counted}`;
    return {
      lines: '',
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

  function cellLegend(): Legend | null {
    const { cells, paintedInSelection } = values;
    if (cells === null || paintedInSelection === null) return null;
    const { kind, definition, columns } = cells;
    const name = localized(definition.name, locale.value);
    const { from, to, asOf } = columns;
    const ofIndicator = figures({
      key: 'indicator',
      counted: t('legend.cells'),
      ask: { range: from === null || to === null ? null : { from, to }, asOf, words: { name } },
    });
    if (kind === 'change' && columns.compared !== null) {
      const { compared } = columns;
      const than = t('time.than', { period: shownPeriod(), other: comparedName(compared, t) });
      return {
        title: t('time.changeOf', { name }),
        caption: `${than} · ${t(`time.unit.${compared.changeUnit}`)}`,
        counted: t('legend.cells'),
        items: changeItems(paintedInSelection),
        direction: definition.direction,
        note:
          definition.kind === 'mean' || definition.kind === 'quantile' ? t('legend.fixed') : t('time.chance'),
        ...ofIndicator,
      };
    }
    const isStock = definition.family === 'stock';
    return {
      title: name,
      caption: `${isStock ? t('period.now') : shownPeriod()} · ${indicatorUnit(definition)}`,
      counted: t('legend.cells'),
      items: classItems(paintedInSelection, definition).map((item) =>
        item.look === 'zero' && isStock ? { ...item, label: t('legend.zeroStock') } : item,
      ),
      direction: null,
      note: kind === 'frame' ? t('legend.fixed') : '',
      ...ofIndicator,
    };
  }

  /** The period, or the step of the time axis that is on. */
  function shownPeriod(): string {
    const { frameMs } = values;
    return frameMs === null || selection.timeStep === null
      ? periodName(selection.period, t)
      : stepName(frameMs, selection.timeStep, t, true);
  }

  function heatLegend(): Legend | null {
    const { bins } = values;
    if (bins === null) return values.cells?.kind === 'change' ? cellLegend() : null;
    const mode = selection.heatMode;
    const measure = t(mode === 'perThousand' ? 'legend.perThousand' : 'legend.perBin');
    return {
      title: t('legend.heat'),
      caption: `${shownPeriod()} · ${measure}`,
      counted: t('legend.bins', { sizeM: bins.sizeM }),
      items: heatItems(heatCounts(bins, mode), heatBreaks(bins, mode), 1),
      direction: null,
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

  /** Close up: requests one by one, and how many stand together. */
  function pointLegend(): Legend | null {
    const { data } = points;
    if (data === null) return null;
    return {
      title: t('legend.points'),
      caption: `${periodName(selection.period, t)} · ${t('legend.pointsMeaning')}`,
      counted: t('legend.inView'),
      items: pointItems(points.features),
      direction: null,
      note: t(points.error === null ? 'legend.rounded' : 'time.failed'),
      ...figures({
        key: 'points',
        counted: t('legend.inView'),
        ask: { range: { from: data.from, to: data.to }, asOf: data.asOf },
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
      direction: null,
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
      direction: null,
      note: '',
      ...figures({
        key: 'organization',
        counted: t('legend.cells'),
        ask: { range: null, asOf: organizations.coverage.asOf },
      }),
    };
  }

  /** The thin lines of running whistles, with how many they are; a step of the past has none. */
  function whistleLines(): string {
    const running = whistles.open;
    if (running === null || running.whistles.length === 0 || values.frameMs !== null) return '';
    const words = {
      listed: formatCount(running.whistles.length),
      count: formatCount(running.numberMatched),
    };
    return t(
      running.numberMatched > running.whistles.length ? 'legend.whistleLinesMost' : 'legend.whistleLines',
      words,
    );
  }

  function heatSceneLegend(): Legend | null {
    const legend = points.isShown ? (pointLegend() ?? heatLegend()) : heatLegend();
    return legend === null ? null : { ...legend, lines: whistleLines() };
  }

  return computed<Legend | null>(() => {
    switch (selection.map) {
      case 'heat':
        return heatSceneLegend();
      case 'service':
        return serviceLegend();
      case 'organization':
        return organizationLegend();
      default:
        return cellLegend();
    }
  });
}
