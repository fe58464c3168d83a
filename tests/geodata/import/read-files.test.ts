import { deflateRawSync } from 'node:zlib';
import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { createRandom } from '../../../geodata/demo-city/random.ts';
import { CsvSplitter } from '../../../geodata/import/csv-splitter.ts';
import { readFeatures } from '../../../geodata/import/read-features.ts';
import { readTable } from '../../../geodata/import/read-table.ts';
import { readZip } from '../../../geodata/import/read-zip.ts';
import { collection } from './files.ts';
import { pointShapes, storedZip, textTable } from './zip.ts';

const table = (bytes: Buffer | string) => readTable({ fileName: 'table.csv', bytes: Buffer.from(bytes) });
const features = (bytes: Buffer | string) =>
  readFeatures({ fileName: 'map.geojson', bytes: Buffer.from(bytes) });
const rows = [
  ['社区', '数量'],
  ['观山社区', '12'],
  ['金源，社区', '3'],
];
const csv = rows.map((row) => row.join(',')).join('\n');

describe('tables', () => {
  test.each([
    ['UTF-8', Buffer.from(csv)],
    ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${csv}`)],
    ['GB18030', iconv.encode(csv, 'gb18030')],
    ['UTF-16 as Excel writes it', iconv.encode(csv, 'utf16-le', { addBOM: true })],
    ['semicolons and Windows line ends', Buffer.from(rows.map((row) => row.join(';')).join('\r\n'))],
  ])('%s', async (_, bytes) => {
    const read = await table(bytes);
    expect(read.columns).toEqual(rows[0]);
    expect(read.cells).toEqual(rows.slice(1));
  });

  test('a workbook, its dates as wall-clock time', async () => {
    const bytes = await writeExcelFile([
      ['编号', '时间'],
      [17, { value: new Date(Date.UTC(2026, 2, 1, 8, 5)), type: Date, format: 'yyyy-mm-dd hh:mm' }],
    ]).toBuffer();
    expect((await table(bytes)).cells).toEqual([['17', '2026-03-01 08:05:00']]);
  });

  test('rows with too few cells are told, the others kept', async () => {
    const read = await table('a,b,c\n1,2,3\n4,5\n6,7,8\n');
    expect(read.cells).toHaveLength(3);
    expect(read.broken).toEqual([{ row: 1, problem: '2 cells where the header has 3' }]);
  });

  test.each([
    [
      'an open mark where the cells still come out right',
      'a,b\n1,"2\n3,4',
      [
        ['1', '"2'],
        ['3', '4'],
      ],
      [],
    ],
    [
      'an open mark that hides a separator',
      'a,b\n"1,2,3\n4,5\n',
      [
        ['"1', '2', '3'],
        ['4', '5'],
      ],
      [0],
    ],
    [
      'an open mark before well quoted rows',
      'a,b\n1,"2\n3,"4"\n"5","6, 7"\n',
      [
        ['1', '"2'],
        ['3', '4'],
        ['5', '6, 7'],
      ],
      [],
    ],
    [
      'text after a closing mark',
      'a,b\n1,"2" m\n3,4\n',
      [
        ['1', '"2" m'],
        ['3', '4'],
      ],
      [],
    ],
    [
      'line breaks and marks inside cells',
      'a,b\n"1\n""x""",2\r\n3,4\r\n',
      [
        ['1\n"x"', '2'],
        ['3', '4'],
      ],
      [],
    ],
    [
      'empty cells beyond the header',
      'a,b\n1,2,,\n3,4,5\n',
      [
        ['1', '2'],
        ['3', '4', '5'],
      ],
      [1],
    ],
  ])('%s: no other row is lost', async (_, text, cells, broken) => {
    const read = await table(text);
    expect(read.cells).toEqual(cells);
    expect(read.broken.map(({ row }) => row)).toEqual(broken);
  });

  test('a damaged byte in UTF-8 leaves the file UTF-8, one in GB18030 leaves it GB18030', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `${index},观山湖区金源社区`).join('\n');
    for (const encoding of ['utf8', 'gb18030']) {
      const bytes = Buffer.concat([
        iconv.encode(`编号,社区\n${lines}\n40,`, encoding),
        Buffer.from([0xff]),
        iconv.encode('\n41,世纪城社区\n', encoding),
      ]);
      const read = await table(bytes);
      expect(read.cells).toHaveLength(42);
      expect(read.cells[41]).toEqual(['41', '世纪城社区']);
      expect(read.broken).toEqual([{ row: 40, problem: 'it holds bytes that are no text' }]);
    }
  });

  test('a stray NUL is taken out, a cell of a megabyte is read', async () => {
    const long = '长'.repeat(350_000);
    const filler = 'x,'.padEnd(2000, 'y');
    const read = await table(`a,b\n${filler}\n1,2\0\n3,"${long}"\n4,5\n`);
    expect(read.cells.slice(1)).toEqual([
      ['1', '2'],
      ['3', long],
      ['4', '5'],
    ]);
    expect(read.broken).toEqual([]);
  });

  test('in pieces of any size it reads as in one, and as another library reads it', () => {
    const random = createRandom(5);
    const cell = () => random.pick(['', 'a', '观山', '"', '1"2', ',', 'x\ny', ' b ', '""', '\r\n']);
    for (let run = 0; run < 200; run++) {
      const width = random.int(2, 4);
      const rows = Array.from({ length: random.int(1, 12) }, () => Array.from({ length: width }, cell));
      const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
      const text = `${rows.map((row) => row.map(quoted).join(',')).join('\n')}\n`;
      const splitter = new CsvSplitter(',', '\n');
      const read: string[][] = [];
      for (let at = 0; at < text.length; ) {
        const next = at + random.int(1, 5);
        splitter.push(text.slice(at, next), false, (row) => read.push(row.cells));
        at = next;
      }
      splitter.push('', true, (row) => read.push(row.cells));
      expect(read).toEqual(rows);
      expect([...read, ['']]).toEqual(Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' }).data);
    }
  });

  test.each([
    ['binary', Buffer.from([1, 2, 0, 4, 5]), /binary data/],
    ['a zip that is no workbook', storedZip({ 'a.txt': Buffer.from('x') }), /no XLSX workbook/],
    ['one column', Buffer.from('hello\nworld'), /row 1: fewer than two named columns/],
    ['neither UTF-8 nor GB18030', Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xff, 0xff, 0x2c, 0x31]), /CSV UTF-8/],
  ])('%s is refused, saying what would work', async (_, bytes, message) => {
    await expect(table(bytes)).rejects.toThrow(message);
  });
});

describe('features', () => {
  test('nested properties become columns, features without a geometry stay', async () => {
    const read = await features(
      collection([{ name: '观山湖区', parent: { adcode: 520100 }, center: [1, 2] }, null]),
    );
    expect(read.columns).toEqual(['name', 'parent.adcode', 'center']);
    expect(read.cells).toEqual([['观山湖区', '520100', '1;2']]);
    expect(read.geometries).toEqual([null]);
  });

  test.each([
    ['broken JSON', '{"type": "FeatureCollection", "features": [', /no GeoJSON/],
    ['JSON of another kind', '{"type": "Topology"}', /its type is "Topology"/],
    [
      'a feature that is none',
      '{"type": "FeatureCollection", "features": [{"a": 1}]}',
      /feature 1: no "type": "Feature"/,
    ],
    [
      'coordinates that are texts',
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[["106","26"]]]}}]}',
      /feature 1: Polygon has \["106","26"\] where a position/,
    ],
    [
      'an unknown geometry',
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Circle","coordinates":[1,2]}}]}',
      /feature 1: its geometry is none of Point/,
    ],
  ])('%s is refused, naming the place', async (_, text, message) => {
    await expect(features(text)).rejects.toThrow(message);
  });

  test('a zipped Shapefile whose text is GBK without saying so', async () => {
    const zip = storedZip({
      'points.shp': pointShapes([
        [106.6, 26.6],
        [106.7, 26.7],
      ]),
      'points.dbf': textTable(
        ['NAME'],
        [[iconv.encode('观山社区', 'gbk')], [iconv.encode('金源社区', 'gbk')]],
      ),
    });
    const read = await features(zip);
    expect(read.cells).toEqual([['观山社区'], ['金源社区']]);
    expect(read.geometries?.[1]).toMatchObject({ type: 'Point', coordinates: [106.7, 26.7] });
  });

  test('a zip without a Shapefile is refused', async () => {
    await expect(features(storedZip({ 'a.txt': Buffer.from('x') }))).rejects.toThrow(/0 \.shp files/);
  });

  test('deflated files of a zip are inflated', () => {
    const zip = storedZip({ 'a.shp': deflateRawSync('hello') });
    zip.writeUInt16LE(8, zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 10);
    expect(readZip(zip, /shp$/).get('a.shp')?.toString()).toBe('hello');
  });
});
