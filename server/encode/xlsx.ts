import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { type ExportTable, type ExportValue, withoutFormula } from './export-table.ts';

/** Excel allows 31 characters and none of these in the name of a sheet. */
const FORBIDDEN_IN_NAMES = /[\\/?*[\]:]/g;
const LONGEST_NAME = 31;

/**
 * A workbook with one sheet per table. Numbers stay numbers; text is written as text cells, which no spreadsheet computes, and is made
 * harmless all the same, since workbooks are often saved on as CSV.
 */
export function toXlsx(tables: readonly ExportTable[]): Promise<Buffer> {
  return writeExcelFile(
    tables.map((table) => ({
      sheet: table.name.replace(FORBIDDEN_IN_NAMES, ' ').slice(0, LONGEST_NAME),
      data: sheetOf(table),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
}

function sheetOf(table: ExportTable): SheetData {
  const header = table.columns.map((name) => ({
    value: withoutFormula(name),
    type: String,
    fontWeight: 'bold' as const,
  }));
  return [header, ...table.rows.map((row) => row.map(cellOf))];
}

function cellOf(value: ExportValue) {
  if (value === null) return null;
  if (typeof value === 'number') return { value, type: Number };
  if (typeof value === 'boolean') return { value, type: Boolean };
  return { value: withoutFormula(value), type: String };
}
