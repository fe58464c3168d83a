import { booleanPointInPolygon } from '@turf/turf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../../geodata/demo-city/random.ts';
import type { ExistingCity } from '../../../geodata/import/existing-city.ts';
import { KeySet } from '../../../geodata/import/key-set.ts';
import { editDistance, looseNames } from '../../../geodata/import/loose-names.ts';
import { retryUnmatched } from '../../../geodata/import/retry-unmatched.ts';
import { UnitLocator } from '../../../geodata/import/unit-locator.ts';
import { LEVELS, type Unit } from '../../../geodata/model/unit.ts';
import { allRequests, Files, smallTown } from './files.ts';

const files = new Files();
let town: ExistingCity;
beforeAll(async () => {
  const small = await smallTown(files);
  const extra = small.units.find((unit) => unit.id === '520115001001')!;
  const community = (id: string, name: string) => ({ ...extra, id, name });
  town = {
    ...small,
    units: [
      ...small.units,
      community('520115001003', '观山湖畔社区'),
      community('520115001004', '东龙井社区'),
    ],
    placeNames: async () => [
      { name: '月河华庭', unitId: '520115001001' },
      { name: '月河', unitId: '520115001002' },
      { name: '云岭苑', unitId: '520115001002' },
      { name: '云岭苑', unitId: '520115002001' },
      { name: '3栋', unitId: '520115001001001' },
    ],
  };
});
afterAll(() => files.remove());

const place = async (community: string, street = '', address = '') => {
  const text = `编号,受理时间,类别,社区,街道,地址\n1,2026-03-01,噪声,${community},${street},${address}\n`;
  const { requests, unmatched, problems } = await files.requests('p.csv', text, {}, town);
  const unit = requests.length === 1 ? requests.unitIds[requests.unit[0]] : null;
  return { unit, unmatched, reasons: problems.reasons().map(({ reason }) => reason) };
};

test.each([
  ['another width and spaces', '金 源　社区', '520115001001', []],
  ['traditional characters', '觀山湖畔社區', '520115001003', ['name-corrected']],
  ['what stands in brackets', '金源社区（新）', '520115001001', ['name-corrected']],
  ['brackets alone', '【金源】社区', '520115001001', ['name-corrected']],
  ['the names above written before it', '观山湖区宾阳街道金源社区', '520115001001', ['name-corrected']],
  ['one wrong character of four', '观山湖伴居委会', '520115001003', ['name-corrected']],
  ['no wrong character of two', '金原社区', null, ['unknown-place']],
  ['no other side of the compass', '西龙井社区', null, ['unknown-place']],
])('a community by name: %s', async (_, name, unit, reasons) => {
  expect(await place(name)).toMatchObject({ unit, reasons });
});

test('what is not taken is listed with its candidates, and nothing of a sentence or a number is kept', async () => {
  expect((await place('西龙井社区')).unmatched).toMatchObject([
    {
      reason: 'unknown-place',
      community: '西龙井社区',
      candidates: [{ unitId: '520115001004', name: '东龙井社区' }],
    },
  ]);
  expect((await place('13800001111')).unmatched[0].community).toBe('');
  const sentence = '我家隔壁的那条路上每天晚上都有人在楼下大声唱歌请来看看并尽快处理谢谢';
  const [row] = (await place(sentence, '', sentence)).unmatched;
  expect(JSON.stringify(row)).not.toContain('唱歌');
});

test.each([
  ['the longest name', '', '', '月河华庭3栋2单元', '520115001001'],
  ['a name of two places within the street named', '', '金华街道', '云岭苑5栋', '520115002001'],
  ['a name of two places beside another name', '', '', '金华街道云岭苑', '520115002001'],
  ['a community in it', '', '宾阳街道', '金源社区门口', '520115001001'],
  ['finer than the street', '', '宾阳街道', '月河华庭', '520115001001'],
  ['not before the named community', '观山湖畔社区', '', '月河华庭', '520115001003'],
  ['nothing but a number', '', '宾阳街道', '3栋', '520115001000'],
])('by address: %s', async (_, community, street, address, unit) => {
  expect((await place(community, street, address)).unit).toBe(unit);
});

test('an address that names two places is not guessed', async () => {
  const { unit, unmatched } = await place('', '', '云岭苑5栋');
  expect(unit).toBeNull();
  expect(unmatched).toMatchObject([{ reason: 'ambiguous-address', candidates: [{}, {}] }]);
});

test('kept rows find their unit once it is there, or once a mapping says what it is called', async () => {
  const text =
    '编号,来源,受理时间,类别,社区,办结时间\n1,热线,2026-03-01 08:00:00,噪声,新世界社区,2026-03-01 09:00:00\n2,热线,2026-03-01,噪声,老世界社区,\n';
  const { unmatched } = await files.requests('kept.csv', text, {}, town);
  const extra = {
    ...town.units.find((unit) => unit.id === '520115001001')!,
    id: '520115001009',
    name: '新世界社区',
  };
  const grown = { ...town, units: [...town.units, extra] };
  const none = { within: null, mapping: null };
  const { columns, unmatched: left } = retryUnmatched(unmatched, grown, none);
  expect(columns).toMatchObject({
    length: 1,
    externalId: ['1'],
    sources: ['热线'],
    unitIds: ['520115001009'],
  });
  expect([...columns.resolveSeconds]).toEqual([3600]);
  expect(left.map(({ externalId }) => externalId)).toEqual(['2']);
  const mapping = { fields: { community: { column: '社区', values: { 老世界社区: '金源社区' } } } };
  expect(retryUnmatched(left, grown, { within: null, mapping }).columns.unitIds).toEqual(['520115001001']);
});

const REQUEST = {
  service_request_id: '0012',
  service_code: '001',
  service_name: '路灯',
  status: 'closed',
  requested_datetime: '2026-03-01T08:00:00+08:00',
  updated_datetime: '2026-03-01T10:00:00+08:00',
  agency_responsible: '城管局',
  description: '张三说楼下的灯坏了',
  lat: '26.605',
  long: '106.605',
};

test('a saved answer of GeoReport v2, JSON and XML alike, without its text', async () => {
  const open = { ...REQUEST, service_request_id: '0013', status: 'open' };
  const xml = (request: object) =>
    `<request>${Object.entries(request)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('')}</request>`;
  const json = await files.requests('o.json', JSON.stringify([REQUEST, open]), {}, town);
  const { requests } = json;
  expect(requests).toMatchObject({
    length: 2,
    sources: ['open311'],
    externalId: ['0012', '0013'],
    unitIds: ['520115001001001'],
    categoryCodes: ['001'],
    handlingUnit: ['城管局', '城管局'],
  });
  expect(json.categories).toEqual([{ code: '001', parentCode: null, level: 1, name: '路灯' }]);
  expect([...requests.resolveSeconds]).toEqual([7200, -1]);
  expect(JSON.stringify(json)).not.toContain('张三');
  const text = `<?xml version="1.0"?><service_requests>${xml(REQUEST)}${xml(open)}</service_requests>`;
  expect((await files.requests('o.xml', text, {}, town)).requests).toEqual(requests);
  await expect(files.requests('bad.xml', '<services/>', {}, town)).rejects.toThrow(/no <service_requests>/);
});

test('counts of calls: hours or days, no more answered than offered', async () => {
  const text =
    '日期,时段,热线,呼入量,接通量\n2026-03-01,8,12345,10,9\n2026-03-01,08:00-09:00,12345,1,1\n2026/3/2,,12345,"1,000",900\n2026-03-03,,12345,5,6\n2026-03-04,25,12345,5,5\n2026-03-05,,12345,0,0\n';
  const { calls, problems } = await files.plan('calls', 'c.csv', text, {}, town);
  expect(calls).toEqual([
    { day: '2026-03-01', hour: 8, source: '12345', offered: 10, answered: 9 },
    { day: '2026-03-02', hour: -1, source: '12345', offered: 1000, answered: 900 },
    { day: '2026-03-05', hour: -1, source: '12345', offered: 0, answered: 0 },
  ]);
  expect(problems.reasons().map(({ reason, where }) => [reason, ...where])).toEqual([
    ['bad-count', 'row 5', 'row 6'],
    ['same-hour-twice', 'row 3'],
  ]);
});

test('two columns of one name are refused where one of them is read', async () => {
  const text = '编号,受理时间,类别,社区,社区,备注,备注\n1,2026-03-01,噪声,金源社区,x,y,z\n';
  await expect(files.requests('d.csv', text, {}, town)).rejects.toThrow(
    /columns 4 and 5 are both called "社区"/,
  );
  expect(
    (await files.requests('d.csv', text.replace('社区,社区', '社区,别名'), {}, town)).requests.length,
  ).toBe(1);
});

test('a header without rows is refused', async () => {
  await expect(files.requests('h.csv', '编号,受理时间,类别,社区\n', {}, town)).rejects.toThrow(/has no rows/);
  await expect(allRequests(await files.write('empty.csv', ''), {}, town)).rejects.toThrow(/is empty/);
});

test('a set of keys holds what a Set holds', () => {
  const random = createRandom(3);
  const keys = new KeySet();
  const twin = new Set<string>();
  let differing = 0;
  for (let index = 0; index < 50_000; index++) {
    const key = `${random.pick(['12345', '窗口', ''])} ${random.int(0, 30_000)}`;
    if (keys.has(key) !== twin.has(key) || keys.add(key) === twin.has(key)) differing += 1;
    twin.add(key);
  }
  expect(differing).toBe(0);
  expect(keys.size).toBe(twin.size);
});

test('edit distance is what taking every way gives', () => {
  const slow = (a: string, b: string): number => {
    if (a === '' || b === '') return a.length + b.length;
    const rest = slow(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1);
    return Math.min(rest, slow(a.slice(1), b) + 1, slow(a, b.slice(1)) + 1);
  };
  const random = createRandom(9);
  const word = () => Array.from({ length: random.int(0, 5) }, () => random.pick(['观', '山', '湖'])).join('');
  for (let run = 0; run < 300; run++) {
    const [a, b, most] = [word(), word(), random.int(0, 3)];
    expect(editDistance(a, b, most)).toBe(Math.min(slow(a, b), most + 1));
  }
  expect(looseNames('觀山　社區（二期）')).toContain('观山');
});

test('a point is in the finest unit around it, also on the outer border', () => {
  const locator = new UnitLocator(town.units, town.shapes);
  expect(locator.locate(106.605, 26.605)).toBe('520115001001001');
  expect(locator.locate(106.6, 26.6)).toBe('520115001001001');
  expect(locator.locate(106.5, 26.6)).toBeNull();
  const rank = ({ level }: Unit) => (LEVELS as readonly string[]).indexOf(level);
  const random = createRandom(11);
  for (let run = 0; run < 300; run++) {
    const point = [random.float(106.59, 106.68), random.float(26.59, 26.62)];
    const around = town.units.filter(({ id }) => {
      const shape = town.shapes.get(id);
      return shape !== undefined && booleanPointInPolygon(point, shape);
    });
    const finest = around.sort((a, b) => rank(b) - rank(a))[0];
    expect(locator.locate(point[0], point[1])).toBe(finest?.id ?? null);
  }
});
