import { readFile } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExistingCity, nothingYet } from '../../../geodata/import/existing-city.ts';
import { timeReader } from '../../../geodata/import/parse-time.ts';
import { planImport } from '../../../geodata/import/plan-import.ts';
import { toShanghaiIso } from '../../../geodata/model/time.ts';
import { sharedData } from '../../shared-data.ts';
import { allRequests, Files, smallTown } from './files.ts';

const files = new Files();
let town: ExistingCity;
beforeAll(async () => {
  town = await smallTown(files);
});
afterAll(() => files.remove());

const HEADER = '编号,来源,受理时间,类别,社区,街道';
const csv = (...rows: string[]) => [HEADER, ...rows].join('\n');
const GOOD = '1,12345,2026-03-01 08:05:00,噪声,金源社区,宾阳街道';

test('usual Chinese column names need no mapping', async () => {
  const { requests, categories, problems, unlocated } = await files.requests('a.csv', csv(GOOD), {}, town);
  expect(requests).toMatchObject({
    length: 1,
    sources: ['12345'],
    externalId: ['1'],
    unitIds: ['520115001001'],
    categoryCodes: ['噪声'],
  });
  expect(toShanghaiIso(requests.createdAtMs[0])).toBe('2026-03-01T08:05:00+08:00');
  expect(categories).toEqual([{ code: '噪声', parentCode: null, level: 1, name: '噪声' }]);
  expect(unlocated).toBe(1);
  expect(problems.reasons()).toEqual([]);
});

test('every row that cannot be used is named, with what would work', async () => {
  const text = csv(
    GOOD,
    '2,12345,yesterday,噪声,金源社区,宾阳街道',
    ',12345,2026-03-01,噪声,金源社区,宾阳街道',
    '1,12345,2026-03-01,噪声,金源社区,宾阳街道',
    '5,12345,2026-03-01,噪声,世纪城社区,',
    '6,12345,2026-03-01,噪声',
    '7,12345,2026-03-02,噪声,金源社区,宾阳街道',
    '8,12345,2026-03-02,噪声,新世界社区,宾阳街道',
    '9,12345,2026-03-02,噪声,金源社区,宾阳街道',
    '10,12345,2026-02-30,噪声,金源社区,宾阳街道',
    '11,12345,2026-03-03,噪声,金源社区,宾阳街道',
    '12,12345,2026-03-03,噪声,金源社区,宾阳街道',
  );
  const { requests, problems } = await files.requests('b.csv', text, {}, town);
  expect(requests.length).toBe(6);
  const told = Object.fromEntries(
    problems.reasons().map(({ reason, where, effect }) => [reason, [effect, ...where]]),
  );
  expect(told).toEqual({
    'bad-date': ['rejected', 'row 3', 'row 11'],
    'no-id': ['rejected', 'row 4'],
    'same-id-twice': ['rejected', 'row 5'],
    'ambiguous-place': ['unmatched', 'row 6 (perhaps 世纪城社区 520115001002, 世纪城社区 520115002001)'],
    'broken-row': ['rejected', 'row 7'],
    'unit-widened': ['repaired', 'row 9'],
  });
  expect([problems.rejected, problems.unmatched]).toEqual([5, 1]);
});

test('--within takes in what names no known place, and marks it', async () => {
  const text = csv(GOOD, '2,12345,2026-03-01,噪声,,', '3,12345,2026-03-01,噪声,新世界社区,');
  const { requests, unitAssumed, problems } = await files.requests(
    'c.csv',
    text,
    { within: '520115001000' },
    town,
  );
  expect(unitAssumed).toBe(2);
  const units = Array.from(requests.unit, (index) => requests.unitIds[index]);
  expect(units.filter((id) => id === '520115001000')).toHaveLength(2);
  expect([...requests.unitAssumed].reduce((sum, flag) => sum + flag, 0)).toBe(2);
  expect(problems.reasons()).toMatchObject([{ reason: 'unit-assumed', count: 2, where: ['row 3', 'row 4'] }]);
});

test('points need a declared system; a bad point is left out, the row is kept', async () => {
  const text =
    '编号,来源,受理时间,类别,社区,经度,纬度\n1,12345,2026-03-01,噪声,,106.605,26.605\n2,12345,2026-03-01,噪声,金源社区,26.6,106.6\n';
  await expect(files.requests('d.csv', text, {}, town)).rejects.toThrow(/--crs/);
  const { requests, unlocated, problems } = await files.requests('d.csv', text, { crs: 'wgs84' }, town);
  expect(Array.from(requests.unit, (index) => requests.unitIds[index])).toEqual([
    '520115001001001',
    '520115001001',
  ]);
  expect(unlocated).toBe(1);
  expect(problems.reasons()).toMatchObject([{ reason: 'crs-swapped', effect: 'repaired', where: ['row 3'] }]);
});

test.each([
  ['no units yet', csv(GOOD), nothingYet(), {}, /import them first/],
  ['a missing column', 'a,b\n1,2', null, {}, /no column gives externalId: name it/],
  ['an unknown --within', csv(GOOD), null, { within: '999999' }, /no such unit/],
  [
    'nothing but rubbish',
    csv('1,2,3,4,5,6', '7,8,9,10,11,12'),
    null,
    {},
    /2 of 2 rows.*row 2: “3” is no date/,
  ],
  ['no file', null, null, {}, /cannot be read/],
])('%s is refused', async (_, text, existing, options, message) => {
  const plan =
    text === null
      ? allRequests('no-such-file.csv', {}, town)
      : files.requests('e.csv', text, options, existing ?? town);
  await expect(plan).rejects.toThrow(message);
});

test('a mapping translates columns and values, and its mistakes are named', async () => {
  const text =
    '单号|渠道|时刻|大类|小类|地点|结果\nA-1|热线|01/03/2026 08:05|环境|噪声|520115001001001|按期\nA-2|热线|02/03/2026 09:00|环境|/|520115001001001|逾期\n';
  const mapping = {
    name: 'test',
    requests: {
      fields: {
        externalId: '单号',
        source: { column: '渠道', values: { 热线: '12345' } },
        createdAt: '时刻',
        unitCode: '地点',
        onTime: { column: '结果', values: { 按期: '1', 逾期: '0' } },
      },
      empty: ['/'],
      dateFormat: 'DD/MM/YYYY HH:mm',
      categories: [{ name: '大类' }, { name: '小类' }],
    },
  };
  const path = await files.write('mapping.json', JSON.stringify(mapping));
  const { requests, categories } = await files.requests('f.csv', text, { mapping: path }, town);
  expect([...requests.onTime]).toEqual([1, 0]);
  expect(requests.sources).toEqual(['12345']);
  expect(categories.map((category) => category.code)).toEqual(['环境', '环境/噪声']);
  expect(requests.categoryCodes).toEqual(['环境/噪声', '环境']);

  const wrong = async (change: object) => {
    const bad = await files.write(
      'bad.json',
      JSON.stringify({ name: 'bad', requests: { ...mapping.requests, ...change } }),
    );
    return files.requests('f.csv', text, { mapping: bad }, town);
  };
  await expect(wrong({ fields: { externalId: '号' } })).rejects.toThrow(/no column "号".*单号, 渠道/);
  await expect(wrong({ fields: { ...mapping.requests.fields, colour: '大类' } })).rejects.toThrow(
    /field "colour"/,
  );
  await expect(wrong({ columns: {} })).rejects.toThrow(/bad\.json/);
});

test('dates of several formats, none of them rolled over', () => {
  const usual = timeReader(null);
  const iso = (text: string) => {
    const atMs = usual(text);
    return atMs === null ? null : toShanghaiIso(atMs);
  };
  expect(iso('2026/3/1 8:05')).toBe('2026-03-01T08:05:00+08:00');
  expect(iso('2026年3月1日')).toBe('2026-03-01T00:00:00+08:00');
  expect(iso('2026-03-01T00:05:00Z')).toBe('2026-03-01T08:05:00+08:00');
  expect(iso('2026-03-01 08:05:09')).toBe('2026-03-01T08:05:09+08:00');
  expect(
    ['2026-02-30 08:00:00', '2026-03-01 24:00:00', '2026-03-01 08:60:00', '2026-03-01 0x:00:00'].map(usual),
  ).toEqual([null, null, null, null]);
  expect(iso('2026-04-31')).toBeNull();
  expect(iso('2026-03-01 24:00')).toBeNull();
  expect(timeReader('DD.MM.YYYY')('1.3.2026')).toBe(usual('2026-03-01'));
});

const communities = sharedData('requests-pingshan/communities_voronoi_DERIVED_wgs84.geojson');
const raw = sharedData('requests-pingshan/raw.csv');

describe.skipIf(communities === null || raw === null)('the hotline table of 坪山区', () => {
  test('all 10,000 rows count, 10 of them assumed; on time 9,071 + overtime 924 + unknown 5', {
    timeout: 60_000,
  }, async () => {
    const units = await planImport('units', communities!, { crs: 'wgs84', datasetName: 'own' }, nothingYet());
    const existing = { ...nothingYet(), units: units.part.units!, shapes: units.part.shapes! };
    const { requests, categories, problems, unlocated, unitAssumed } = await allRequests(
      raw!,
      { within: '440310' },
      existing,
    );
    expect([requests.length, problems.rejected, unlocated, unitAssumed]).toEqual([10_000, 0, 10_000, 10]);
    const gb18030 = iconv.encode(await readFile(raw!, 'utf8'), 'gb18030');
    const again = (await files.requests('gb.csv', gb18030, { within: '440310' }, existing)).requests;
    const said = ({ externalId, handlingUnit, unit, unitIds }: typeof again) =>
      JSON.stringify([externalId, handlingUnit, [...unit], unitIds]);
    expect(said(again) === said(requests)).toBe(true);
    const onTime = (value: number) => requests.onTime.filter((each) => each === value).length;
    expect([onTime(1), onTime(0), onTime(-1)]).toEqual([9071, 924, 5]);
    expect(new Set(requests.sources)).toEqual(
      new Set(['@坪山', '美丽深圳', '12345', '12319', '政府信箱', '固话投诉']),
    );
    expect([1, 2].map((level) => categories.filter((category) => category.level === level).length)).toEqual([
      18, 134,
    ]);
    expect(new Set(requests.unitIds).size).toBe(24);
    expect(new Set(requests.handlingUnit).size).toBe(156);
    const byUnit = (id: string) => requests.unit.filter((index) => requests.unitIds[index] === id).length;
    expect([byUnit('440310001001'), byUnit('440310006002'), byUnit('440310')]).toEqual([1108, 248, 10]);
  });
});
