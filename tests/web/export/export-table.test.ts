import readBook from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { SPECIAL_CLASS } from '../../../geodata/model/indicator.ts';
import type { IndicatorColumns } from '../../../server/contract/indicators.ts';
import type { BinsAnswer } from '../../../server/contract/requests.ts';
import {
  type ExportTable,
  exportName,
  shownCells,
  shownNumber,
  tableCsv,
  tableSheets,
} from '../../../web/export/export-table.ts';
import { heatTable, indicatorTable } from '../../../web/export/map-table.ts';
import { writeWorkbook } from '../../../web/export/write-workbook.ts';

const TABLE: ExportTable = {
  title: '诉求分类',
  facts: [
    { name: '区域', value: '贵阳市 › 白云区' },
    { name: '筛选', value: '来源 =12345' },
  ],
  columns: [
    { label: '分类', isNumber: false },
    { label: '件', isNumber: true },
  ],
  rows: [
    ['=SUM(A1)', 1286],
    ['路灯, 井盖', 0.5],
    ['样本不足', '·'],
    ['未知', null],
  ],
};
const words = { t: (key: string) => key, path: (unitId: string) => ['贵阳市', '白云区', `网格${unitId}`] };

describe('a table that leaves the screen', () => {
  it.each([
    ['1,286', 1286],
    ['1,286.5', 1286.5],
    ['28.4', 28.4],
    ['0', 0],
    ['-3.1', -3.1],
    ['·', null],
    ['–', null],
    ['1:05', null],
    ['12,34', null],
    ['', null],
  ])('reads %j on screen as %j', (text, number) => {
    expect(shownNumber(text)).toBe(number);
  });

  it('makes numbers of columns of numbers only', () => {
    const columns = [{ key: 'code' }, { key: 'count', isNumber: true }];
    expect(
      shownCells(columns, [
        { code: '520113', count: '1,286' },
        { code: '1', count: '·' },
      ]),
    ).toEqual([
      ['520113', 1286],
      ['1', '·'],
    ]);
  });

  it('carries its facts in a CSV file, and runs no formula', () => {
    expect(tableCsv(TABLE)).toBe(
      [
        '\ufeff区域,贵阳市 › 白云区',
        '筛选,来源 =12345',
        '',
        '分类,件',
        "'=SUM(A1),1286",
        '"路灯, 井盖",0.5',
        '样本不足,·',
        '未知,',
        '',
      ].join('\r\n'),
    );
  });

  it('comes back from a workbook with its numbers and its facts', async () => {
    const sheets = tableSheets(TABLE, { data: '数据', about: '说明' });
    const blob = await writeWorkbook(sheets, { sheetName: '', list: [] });
    const book = await readBook(Buffer.from(await blob.arrayBuffer()));
    expect(book.map(({ sheet, data }) => ({ sheet, data }))).toEqual([
      {
        sheet: '数据',
        data: [
          ['分类', '件'],
          ["'=SUM(A1)", 1286],
          ['路灯, 井盖', 0.5],
          ['样本不足', '·'],
          ['未知', null],
        ],
      },
      {
        sheet: '说明',
        data: [
          ['说明', '诉求分类'],
          ['区域', '贵阳市 › 白云区'],
          ['筛选', '来源 =12345'],
        ],
      },
    ]);
  });

  it('has a name that every system takes', () => {
    const atMs = Date.parse('2026-11-20T14:32:10+08:00');
    expect(exportName('时段 × 星期', '白云区/东', atMs, 'csv')).toBe('时段_星期-白云区_东-20261120-1432.csv');
  });
});

describe('the table of the map', () => {
  const columns = {
    unitIds: ['1', '2', '3', '4'],
    numerator: [30, 0, 2, 0],
    denominator: [1000, 500, 3, 0],
    value: [300, 0, null, null],
    classes: [1, SPECIAL_CLASS.zero, SPECIAL_CLASS.suppressed, SPECIAL_CLASS.noData],
  } as IndicatorColumns;
  const labels = {
    indicator: '万人诉求比',
    numerator: '件',
    denominator: '人',
    classes: ['<35', '≥35'],
    compared: null,
  };

  it('says of each cell its value, what it is made of and its class, and hides what the map hides', () => {
    const table = indicatorTable(columns, { kind: 'rate', scale: 10_000, decimals: 0 }, labels, words);
    expect(table.columns.map(({ label }) => label)).toEqual([
      'export.code',
      'export.path',
      'export.unit',
      '万人诉求比',
      '件',
      '人',
      'export.class',
    ]);
    expect(table.rows).toEqual([
      ['1', '贵阳市 › 白云区', '网格1', 300, 30, 1000, '≥35'],
      ['2', '贵阳市 › 白云区', '网格2', 0, 0, 500, 'export.zero'],
      ['3', '贵阳市 › 白云区', '网格3', null, 2, 3, 'export.hidden'],
      ['4', '贵阳市 › 白云区', '网格4', null, 0, 0, 'export.noData'],
    ]);
  });

  it('has no denominator where there is only a count', () => {
    const table = indicatorTable(columns, { kind: 'count', scale: 1, decimals: 0 }, labels, words);
    expect(table.rows[0]).toEqual(['1', '贵阳市 › 白云区', '网格1', 300, '≥35']);
  });

  it('gives times in hours, not in the seconds in which they are kept', () => {
    const times = { ...columns, numerator: [9000, 0, 0, 0], value: [2.5, 0, null, null] };
    const table = indicatorTable(times, { kind: 'quantile', scale: 1 / 3600, decimals: 1 }, labels, words);
    expect(table.rows[0]).toEqual(['1', '贵阳市 › 白云区', '网格1', 2.5, 2.5, 1000, '≥35']);
    expect(table.rows[2].slice(3)).toEqual([null, null, 3, 'export.hidden']);
  });

  it('lists the squares of the heat as they are shown', () => {
    const bins = { lon: [106.6, 106.7], lat: [26.6, 26.7], count: [12, 5], residents: [800, 0], sizeM: 400 };
    expect(heatTable(bins as BinsAnswer, words).rows).toEqual([
      [106.6, 26.6, 400, 12, 800, 15],
      [106.7, 26.7, 400, 5, 0, null],
    ]);
  });
});
