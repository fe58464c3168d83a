import readBook, { readSheet } from 'read-excel-file/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { readZip } from '../../../../geodata/import/read-zip.ts';
import { writeWorkbook } from '../../../../web/export/write-workbook.ts';
import { reportSheets } from '../../../../web/plan/report/report-sheets.ts';
import { inChinese, inEnglish, report } from './report-fixture.ts';

/** A picture of one point (PNG). */
const POINT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the workbook of a report', () => {
  let bytes: Buffer;
  beforeAll(async () => {
    const picture = { title: '地图 1', png: new Blob([POINT]), widthPx: 1800, heightPx: 900 };
    const book = await writeWorkbook(reportSheets(inChinese, report), { sheetName: '地图', list: [picture] });
    bytes = Buffer.from(await book.arrayBuffer());
  });

  it('has a sheet for each table and one for the maps', async () => {
    expect((await readBook(bytes)).map(({ sheet }) => sheet)).toEqual([
      '概要',
      '街道',
      '社区',
      '网格',
      '缺口',
      '假覆盖',
      '站点',
      '方法',
      '地图',
    ]);
    const media = [...readZip(bytes, /^xl\/media\//).values()];
    expect(media.map((file) => file.equals(POINT))).toEqual([true]);
  });

  it('keeps numbers as numbers: counts, and shares as fractions of one', async () => {
    const [head, first, second, sum] = await readSheet(bytes, '社区');
    const at = (title: string) => head.indexOf(title);
    expect(first[0]).toBe('520113001001');
    expect(first[at('居民')]).toBe(600);
    expect(first[at('15 分钟方案居民')]).toBe(540);
    expect(first[at('15 分钟方案居民占比')]).toBeCloseTo(0.9, 10);
    expect(first[at('15 分钟变化（人）')]).toBe(60);
    expect(second[at('15 分钟方案户')]).toBe(120);
    expect(sum.slice(1, 5)).toEqual(['合计', null, 1000, 333]);
    const [, gap] = await readSheet(bytes, '缺口');
    expect(gap).toEqual(['某街道 · 某社区 · 第1网格', 60, 20, 4, 1, '区外站', 18.25, 106.655, 26.685]);
  });

  it('runs no formula, whatever a unit is called', async () => {
    const files = [...readZip(bytes, /^xl\/worksheets\/sheet\d+\.xml$/).values()].map(String);
    expect(files).toHaveLength(9);
    for (const sheet of files) expect(sheet).not.toMatch(/<f[ >]/);
    expect((await readSheet(bytes, '街道'))[1][1]).toBe(`'=HYPERLINK("http://example.org")`);
    expect((await readSheet(bytes, '社区')).slice(1, 3).map((row) => row[1])).toEqual([`'+社区`, `'@社区`]);
    expect((await readSheet(bytes, '网格'))[1][1]).toBe(`'-1+2`);
  });

  it('formats shares as percent and keeps heads and names in sight', () => {
    const styles = String([...readZip(bytes, /^xl\/styles\.xml$/).values()][0]);
    expect(styles).toContain('0.0%');
    expect(styles).toContain('#,##0');
    const community = String([...readZip(bytes, /^xl\/worksheets\/sheet3\.xml$/).values()][0]);
    expect(community).toMatch(/<pane [^>]*state="frozen"/);
    expect(community).toMatch(/<pane [^>]*ySplit="1"/);
    expect(community).toMatch(/<pane [^>]*xSplit="2"/);
    expect(community).toMatch(/<col [^>]*width="24"/);
  });

  it('says in words what the plan changes, when it was made, and how it was counted', async () => {
    const summary = (await readSheet(bytes, '概要')).flat().join('\n');
    expect(summary).toContain('规划报告-白云区-20261120-1432.xlsx');
    expect(summary).toContain('2026-11-20 14:32');
    expect(summary).toContain('迁移：1 号');
    expect(summary).toContain('新增：4 号 新站 2');
    expect(summary).toContain('撤掉：2 号 北站');
    expect(summary).toContain('离路超过 80 米，不服务任何人');
    const method = (await readSheet(bytes, '方法')).flat().join('\n');
    for (const words of [
      '1.2 米/秒',
      '5 / 10 / 15 分钟',
      '80 米',
      '演示路网，日期 2026-01-01',
      '80.0%',
      '150 米',
    ])
      expect(method).toContain(words);
  });

  it('says so where the server could not tell the false coverage, and is there in English too', async () => {
    const sheets = reportSheets(inEnglish, { ...report, falseCoverage: null });
    expect(sheets.find(({ name }) => name === 'False coverage')?.rows).toEqual([
      [inEnglish('planReport.false.unknown')],
    ]);
    const book = await writeWorkbook(sheets, { sheetName: 'Maps', list: [] });
    const names = (await readBook(Buffer.from(await book.arrayBuffer()))).map(({ sheet }) => sheet);
    expect(names).toContain('Communities');
    expect(names).not.toContain('Maps');
  });
});
