import Papa from 'papaparse';
import { type ExportTable, withoutFormula } from './export-table.ts';

/** Excel takes a CSV for the system's old encoding unless it begins with this. */
const BYTE_ORDER_MARK = '\ufeff';

/** RFC 4180 CSV in UTF-8 with a byte-order mark; empty cells for null, formulas made harmless. */
export function toCsv(table: ExportTable): string {
  const rows = table.rows.map((row) =>
    row.map((value) => (typeof value === 'string' ? withoutFormula(value) : value)),
  );
  const text = Papa.unparse({ fields: table.columns.map(withoutFormula), data: rows }, { newline: '\r\n' });
  return `${BYTE_ORDER_MARK}${text}\r\n`;
}
