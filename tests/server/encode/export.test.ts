import Papa from 'papaparse';
import { readSheet } from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { toCsv } from '../../../server/encode/csv.ts';
import type { ExportTable } from '../../../server/encode/export-table.ts';
import { toXlsx } from '../../../server/encode/xlsx.ts';

const table: ExportTable = {
  name: '网格/指标: 2026',
  columns: ['单元', '诉求', '满意率', '备注'],
  rows: [
    ['观山社区', 12, 0.875, '含“逗号”, 与\n换行'],
    ['=HYPERLINK("http://example.org")', -3, null, '@SUM(A1)'],
    ['-5.5', 0, 1, '+1+cmd|x'],
  ],
};
const harmless = [
  ['观山社区', 12, 0.875, '含“逗号”, 与\n换行'],
  [`'=HYPERLINK("http://example.org")`, -3, null, `'@SUM(A1)`],
  ['-5.5', 0, 1, `'+1+cmd|x`],
];

test('CSV begins with a byte-order mark, quotes what needs it, and runs no formula', () => {
  const text = toCsv(table);
  expect(text.startsWith('\ufeff单元,诉求,满意率,备注\r\n')).toBe(true);
  const parsed = Papa.parse<string[]>(text.slice(1), { skipEmptyLines: true }).data;
  expect(parsed.slice(1)).toEqual(
    harmless.map((row) => row.map((value) => (value === null ? '' : String(value)))),
  );
});

test('a workbook keeps numbers as numbers and text as text', async () => {
  const bytes = await toXlsx([table, { name: 'second', columns: ['a'], rows: [[true]] }]);
  const sheet = await readSheet(bytes);
  expect(sheet).toEqual([table.columns, ...harmless]);
  expect(await readSheet(bytes, 'second')).toEqual([['a'], [true]]);
});
