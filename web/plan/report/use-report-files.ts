import { onScopeDispose, ref } from 'vue';
import { isAbort } from '../../api/http.ts';
import { saveFile } from '../../export/save-file.ts';
import { type WorkbookPicture, writeWorkbook } from '../../export/write-workbook.ts';
import { mapPicture } from './map-picture.ts';
import type { ReportContent } from './report-content.ts';
import { type GeoJsonFile, reportGeoJson } from './report-geojson.ts';
import type { DrawnMap } from './report-maps.ts';
import { reportSheets } from './report-sheets.ts';
import { fileName, type Translate } from './report-words.ts';

/** Files of a report. `saving` counts the parts that are done while a file is written; `saved` is the name of the last one. */
export function useReportFiles(t: Translate) {
  const saving = ref<{ done: number; of: number } | null>(null);
  const saved = ref('');
  const failure = ref('');
  let running: AbortController | null = null;

  async function write(name: string, make: (signal: AbortSignal) => Promise<Blob>): Promise<void> {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    saved.value = '';
    failure.value = '';
    try {
      const content = await make(controller.signal);
      controller.signal.throwIfAborted();
      saveFile(name, content);
      saved.value = name;
    } catch (error) {
      if (!isAbort(error)) failure.value = error instanceof Error ? error.message : String(error);
    } finally {
      if (running === controller) saving.value = null;
    }
  }

  function saveWorkbook(content: ReportContent, maps: readonly DrawnMap[]): Promise<void> {
    return write(`${fileName(t, content)}.xlsx`, async (signal) => {
      const list: WorkbookPicture[] = [];
      const sheets = reportSheets(t, content);
      for (const [done, { title, svg }] of maps.entries()) {
        saving.value = { done, of: maps.length + 1 };
        const picture = await mapPicture(svg).catch(() => null);
        signal.throwIfAborted();
        if (picture !== null) list.push({ title, ...picture });
      }
      saving.value = { done: maps.length, of: maps.length + 1 };
      // A browser that draws no picture leaves a word in the place of the maps.
      if (list.length < maps.length)
        sheets[0].rows.push([t('planReport.sheet.maps'), t('planReport.sheet.mapNote')]);
      return writeWorkbook(sheets, { sheetName: t('planReport.sheet.maps'), list });
    });
  }

  function saveGeoJson(content: ReportContent, file: GeoJsonFile): Promise<void> {
    const text = JSON.stringify(reportGeoJson(t, content, file));
    return write(
      `${fileName(t, content)}-${file}.geojson`,
      async () => new Blob([text], { type: 'application/geo+json' }),
    );
  }

  function cancel(): void {
    running?.abort();
  }
  onScopeDispose(cancel);
  return { saving, saved, failure, saveWorkbook, saveGeoJson, cancel };
}
