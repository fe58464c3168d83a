import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { ExportFact, ExportTable } from '../export/export-table.ts';
import { exportName, tableCsv, tableSheets } from '../export/export-table.ts';
import { saveFile } from '../export/save-file.ts';
import { writeWorkbook } from '../export/write-workbook.ts';
import { formatFullInstant, shanghaiClock } from '../locales/format.ts';
import { useDatasets } from '../stores/datasets.ts';
import { useLive } from '../stores/live.ts';
import { useSelection } from '../stores/selection.ts';
import { useUnits } from '../stores/units.ts';
import { periodName } from './period-name.ts';
import { useFigures } from './use-figures.ts';
import { filtersText, useFilters } from './use-filters.ts';

export type TableFormat = 'csv' | 'xlsx';

/** What is told with every file, where the file itself does not know better. */
export interface FactsAsked {
  title: string;
  area?: string;
  /** In words, where `range` does not say it. */
  period?: string;
  /** ISO 8601, `to` exclusive. */
  range?: { from: string; to: string } | null;
  /** ISO 8601, or words where no time is known. */
  asOf?: string;
  source?: string;
  /** False for stocks: no filter narrows them. */
  isFiltered: boolean;
}

function rangeText({ from, to }: { from: string; to: string }): string {
  return `${formatFullInstant(from)} — ${formatFullInstant(to)}`;
}

/** Files of what is on screen, with the facts that a reader of the file needs. `failure` is the last one that could not be made. */
export function useExport() {
  const { t } = useI18n();
  const selection = useSelection();
  const live = useLive();
  const units = useUnits();
  const datasets = useDatasets();
  const { active } = useFilters();
  const { scopeName } = useFigures();
  const isBusy = ref(false);
  const failure = ref('');

  function facts({ title, area, period, range, asOf, source, isFiltered }: FactsAsked): ExportFact[] {
    const filters = filtersText(active.value.filter(({ key }) => key !== 'period'));
    const dataset = datasets.current;
    const { day, minutes } = shanghaiClock(live.serverNowMs);
    const list: [string, string][] = [
      ['title', title],
      ['area', area ?? scopeName()],
      ['period', range ? rangeText(range) : (period ?? periodName(selection.period, t))],
      ...(isFiltered ? [['filters', filters || t('filter.none')] as [string, string]] : []),
      ['asOf', asOf ? formatFullInstant(asOf) : liveAsOf()],
      [
        'source',
        source ||
          (dataset === null
            ? '–'
            : t(dataset.demo ? 'figure.demoSource' : 'figure.importSource', { dataset: dataset.name })),
      ],
      ['madeAt', `${day} ${minutes}`],
    ];
    return list.map(([key, value]) => ({ name: t(`export.fact.${key}`), value }));
  }

  function liveAsOf(): string {
    return live.asOfMs === null ? '–' : formatFullInstant(new Date(live.asOfMs).toISOString());
  }

  function nameOf(title: string, ending: string): string {
    return exportName(title, units.selected?.name ?? datasets.current?.name ?? '', live.serverNowMs, ending);
  }

  async function save(title: string, ending: string, make: () => Promise<Blob>): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    failure.value = '';
    try {
      saveFile(nameOf(title, ending), await make());
    } catch (error) {
      failure.value = t('export.failed', { reason: error instanceof Error ? error.message : String(error) });
    } finally {
      isBusy.value = false;
    }
  }

  function saveTable(format: TableFormat, table: ExportTable): Promise<void> {
    return save(table.title, format, async () =>
      format === 'csv'
        ? new Blob([tableCsv(table)], { type: 'text/csv;charset=utf-8' })
        : writeWorkbook(tableSheets(table, { data: t('export.sheet'), about: t('export.about') }), {
            sheetName: '',
            list: [],
          }),
    );
  }

  return { facts, save, saveTable, isBusy, failure };
}
