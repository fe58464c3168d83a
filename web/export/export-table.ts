import { shanghaiClock } from '../locales/format.ts';
import type { BookSheet, SheetCell, SheetColumn } from './book-sheet.ts';
import { csvOf } from './csv.ts';

/** What a reader of the file has to know beside its numbers: area, period, filters, age. */
export interface ExportFact {
  name: string;
  value: string;
}

/** A table that leaves the screen: what stands there, no more and no less. */
export interface ExportTable {
  title: string;
  facts: ExportFact[];
  columns: { label: string; isNumber: boolean }[];
  /** Parallel to the columns; null = nothing is known. */
  rows: (string | number | null)[][];
}

/** A figure as it stands on screen as a number, `1,286` → 1286; null where it is none: a dot, a dash, a duration. */
export function shownNumber(text: string): number | null {
  return /^[+-]?\d{1,3}(,\d{3})*(\.\d+)?$|^[+-]?\d+(\.\d+)?$/.test(text)
    ? Number(text.replaceAll(',', ''))
    : null;
}

/** A table of the page: columns of numbers become numbers, all else stays text as shown. */
export function shownCells(
  columns: readonly { key: string; isNumber?: boolean }[],
  rows: readonly Record<string, string>[],
): (string | number | null)[][] {
  return rows.map((row) =>
    columns.map(({ key, isNumber }) => (isNumber ? (shownNumber(row[key]) ?? row[key]) : row[key])),
  );
}

/** The facts, an empty line, then the table with its head. */
export function tableCsv({ facts, columns, rows }: ExportTable): string {
  return csvOf([
    ...facts.map(({ name, value }) => [name, value]),
    [],
    columns.map((one) => one.label),
    ...rows,
  ]);
}

/** Letters that fit into the columns of a sheet. */
const NARROW = 14;
const WIDE = 30;

/** A sheet of the table and one of the facts. */
export function tableSheets(table: ExportTable, names: { data: string; about: string }): BookSheet[] {
  const columns = table.columns.map<SheetColumn>(({ label, isNumber }) => ({
    title: label,
    kind: isNumber ? 'number' : 'text',
    width: isNumber ? NARROW : WIDE,
  }));
  return [
    {
      name: names.data,
      columns,
      rows: table.rows.map((row) => row.map((cell): SheetCell => cell)),
      frozenColumns: 0,
    },
    {
      name: names.about,
      columns: [
        { title: names.about, kind: 'text', width: NARROW },
        { title: table.title, kind: 'text', width: 2 * WIDE },
      ],
      rows: table.facts.map(({ name, value }) => [name, value]),
      frozenColumns: 0,
    },
  ];
}

/** 诉求分类-白云区-20261120-1432.csv: what a file is called. */
export function exportName(title: string, area: string, atMs: number, ending: string): string {
  const { day, minutes } = shanghaiClock(atMs);
  const plain = (text: string) => text.replaceAll(/[\\/:*?"<>|\s·×]+/g, '_');
  const clock = `${day}-${minutes}`.replaceAll(/[-:]/g, '');
  return `${plain(title)}-${plain(area)}-${clock.slice(0, 8)}-${clock.slice(8)}.${ending}`;
}
