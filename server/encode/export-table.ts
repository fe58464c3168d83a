/** A value of a table that leaves the product. */
export type ExportValue = string | number | boolean | null;

/** What is exported as CSV or as a sheet of a workbook: names of columns, then rows parallel to them. */
export interface ExportTable {
  /** Name of the sheet; CSV has none. */
  name: string;
  columns: string[];
  rows: ExportValue[][];
}

/** A spreadsheet takes a text that begins so for a formula (OWASP, “CSV injection”). */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Text that no spreadsheet runs: an apostrophe goes before what would begin a formula. A plain negative number as text is left alone.
 */
export function withoutFormula(text: string): string {
  return FORMULA_START.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}
