import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExistingCity, nothingYet } from '../../geodata/import/existing-city.ts';
import type { Unit } from '../../geodata/model/unit.ts';
import { readHere, readInThread } from '../../server/commands/read-requests.ts';
import type { ReadBatch, ReadFindings } from '../../server/commands/read-requests-messages.ts';

const SLOW_MS = 120_000;
/** More than one batch. */
const ROWS = 60_000;
const HEADER = '编号,来源,受理时间,类别,社区,经度,纬度,地址,处置单位,办结时间';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-requests-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const unit = (id: string, parentId: string | null, level: Unit['level'], name: string): Unit => ({
  id,
  parentId,
  level,
  name,
  codeStatus: 'official',
  validFrom: '2026-01-01',
  validTo: null,
  households: 0,
  residents: 0,
  elderly: 0,
  children: 0,
  areaM2: 1,
  center: [106.65, 26.65],
  bbox: [106.6, 26.6, 106.7, 26.7],
});
const square = [
  [106.6, 26.6],
  [106.7, 26.6],
  [106.7, 26.7],
  [106.6, 26.7],
  [106.6, 26.6],
];
const city: ExistingCity = {
  ...nothingYet(),
  units: [
    unit('520115', null, 'district', '观山湖区'),
    unit('520115001000', '520115', 'subdistrict', '宾阳街道'),
    unit('520115001001', '520115001000', 'community', '金源社区'),
  ],
  shapes: new Map([['520115001001', { type: 'Polygon', coordinates: [square] }]]),
  placeNames: async () => [{ name: '世纪花园', unitId: '520115001001' }],
};

const existing = async () => city;

/** Places by name, by point, by address, nowhere; some rows are bad. */
function line(row: number): string {
  const places = [
    '金源社区,,,',
    ',106.65,26.65,',
    ',,,世纪花园3栋',
    '宾阳街道,,,',
    '新世界社区,,,',
    ',120.1,30.2,',
  ];
  const place = row % 100 < 98 ? places[row % 4] : places[row % 6];
  const created = row % 1000 === 7 ? 'yesterday' : `2026-03-0${1 + (row % 9)} 08:05:00`;
  const id = row % 1000 === 9 ? `N${row - 1}` : `N${row}`;
  return `${id},${row % 3 === 0 ? '12345' : '小程序'},${created},类别${row % 40},${place},第${row % 12}单位,2026-03-10 08:00:00`;
}

async function whole(
  reading: AsyncGenerator<ReadBatch, ReadFindings>,
): Promise<{ batches: ReadBatch[]; findings: ReadFindings }> {
  const batches: ReadBatch[] = [];
  for (;;) {
    const read = await reading.next();
    if (read.done) return { batches, findings: read.value };
    batches.push(read.value);
  }
}

test('a thread reads what reading on the spot reads, row for row and word for word', {
  timeout: SLOW_MS,
}, async () => {
  const path = join(folder, 'requests.csv');
  const rows = Array.from({ length: ROWS }, (_, row) => line(row));
  await writeFile(path, `${HEADER}\n${rows.join('\n')}\n`);
  const options = { crs: 'wgs84', datasetName: 'own' };
  const here = await whole(readHere(path, options, existing));
  const thread = await whole(readInThread(path, options, existing));
  expect(here.batches.length).toBeGreaterThan(1);
  expect(here.findings.rejected).toBeGreaterThan(0);
  expect(here.findings.unmatched).toBeGreaterThan(0);
  expect(here.batches.some(({ columns }) => columns.handlingUnit?.includes('第3单位'))).toBe(true);
  expect(thread).toEqual(here);
});

test('a file that is refused is refused from the thread in the same words', {
  timeout: SLOW_MS,
}, async () => {
  const path = join(folder, 'wrong.csv');
  await writeFile(path, '名称,数量\n甲,1\n');
  const options = { crs: 'wgs84', datasetName: 'own' };
  const refusal = await whole(readHere(path, options, existing)).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'missing-column' });
  await expect(whole(readInThread(path, options, existing))).rejects.toEqual(refusal);
});
