import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportReport } from '../../geodata/import/import-report.ts';
import { type ImportRequest, importIntoDataset } from '../../server/commands/import-dataset.ts';
import { type DatasetStore, openStore } from '../../server/store/store.ts';

const SLOW_MS = 120_000;

let folder: string;
let dataDir: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-requests-'));
  dataDir = join(folder, 'data');
  await importText(
    'units',
    'units.csv',
    'id,name\n520115,观山湖区\n520115001000,宾阳街道\n520115001001,金源社区\n',
  );
}, SLOW_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function importText(
  kind: ImportRequest['kind'],
  name: string,
  text: string,
  more: Partial<ImportRequest> = {},
): Promise<ImportReport> {
  const path = join(folder, name);
  await writeFile(path, text);
  return importIntoDataset(
    { kind, path, dataDir, datasetId: 'own', dryRun: false, ...more },
    () => undefined,
  );
}

async function inStore<T>(ask: (store: DatasetStore) => Promise<T>): Promise<T> {
  const store = await openStore(join(dataDir, 'own'));
  try {
    return await ask(store);
  } finally {
    await store.close();
  }
}

const HEADER = '编号,来源,受理时间,类别,社区';

test('rows without a unit are listed, renewed, and move out once their unit is there', {
  timeout: SLOW_MS,
}, async () => {
  const rows = `${HEADER}\n1,12345,2026-03-01 08:00:00,噪声,金源社区\n2,12345,2026-03-02 08:00:00,噪声,新世界社区\n3,12345,2026-03-03,占道,\n`;
  const report = await importText('requests', 'a.csv', rows);
  expect(report).toMatchObject({
    created: 1,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    unmatched: 2,
    unlocated: 1,
  });
  expect(await importText('requests', 'a.csv', rows)).toMatchObject({
    created: 0,
    unchanged: 1,
    unmatched: 2,
  });
  await inStore(async (store) => {
    const { rows: kept, numberMatched } = await store.unmatched.page({ limit: 10, offset: 0 });
    expect(numberMatched).toBe(2);
    expect(kept.map(({ externalId, reason, community }) => [externalId, reason, community])).toEqual([
      ['3', 'no-place', ''],
      ['2', 'unknown-place', '新世界社区'],
    ]);
    expect(await store.unmatched.reasons()).toEqual([
      { reason: 'no-place', count: 1 },
      { reason: 'unknown-place', count: 1 },
    ]);
    expect((await store.unmatched.page({ reason: 'no-place', limit: 1, offset: 0 })).numberMatched).toBe(1);
  });
  const retry = () =>
    importIntoDataset(
      { kind: 'requests', path: null, dataDir, datasetId: 'own', dryRun: false },
      () => undefined,
    );
  expect(await retry()).toMatchObject({ created: 0, unmatched: 2 });
  await importText('units', 'more.csv', 'id,name\n520115001002,新世界社区\n');
  expect(await retry()).toMatchObject({ created: 1, unmatched: 1 });
  expect(await importText('requests', 'b.csv', rows.replace('占道,', '占道,金源社区'))).toMatchObject({
    created: 1,
    unchanged: 2,
    unmatched: 0,
  });
  await inStore(async (store) => {
    expect((await store.unmatched.page({ limit: 10, offset: 0 })).numberMatched).toBe(0);
    expect(await store.requests.count()).toBe(3);
  });
  await expect(retry()).rejects.toThrow(/list of unmatched rows is empty/);
});

test('a given mapping is kept for the next file with its columns, and used for no other', {
  timeout: SLOW_MS,
}, async () => {
  const mapping = join(folder, 'hotline.json');
  const fields = { externalId: '单号', createdAt: '时刻', community: '地点', source: { constant: '热线' } };
  await writeFile(
    mapping,
    JSON.stringify({ name: '热线 导出', requests: { fields, categories: [{ name: '大类' }] } }),
  );
  const file = (id: string) => `单号,时刻,地点,大类\n${id},2026-03-01,金源社区,噪声\n`;
  expect((await importText('requests', 'm1.csv', file('A'), { mapping, dryRun: true })).mapping?.origin).toBe(
    'given',
  );
  // A dry run keeps nothing.
  await expect(importText('requests', 'm2.csv', file('B'))).rejects.toThrow(/no column gives externalId/);
  expect(await importText('requests', 'm1.csv', file('A'), { mapping })).toMatchObject({ created: 1 });
  expect(await readdir(join(dataDir, 'own', 'mappings', 'requests'))).toEqual(['热线-导出.mapping.json']);
  expect(await importText('requests', 'm2.csv', file('B'))).toMatchObject({
    created: 1,
    mapping: { name: '热线 导出', origin: 'kept' },
  });
  const other = file('C').replace('大类', '类别');
  await expect(importText('requests', 'm3.csv', other)).rejects.toThrow(/no column gives externalId/);
  expect(await importText('requests', 'c.csv', `${HEADER}\n9,窗口,2026-03-01,噪声,金源社区\n`)).toMatchObject(
    {
      created: 1,
      mapping: null,
    },
  );
});

test('calls are counted by day, the whole day before its hours', { timeout: SLOW_MS }, async () => {
  const header = 'day,hour,source,offered,answered\n';
  const rows = `${header}2026-03-01,8,12345,10,9\n2026-03-01,9,12345,20,10\n2026-03-02,,12345,100,90\n2026-03-02,,窗口,5,5\n`;
  expect(await importText('calls', 'calls.csv', rows)).toMatchObject({ created: 4, rejected: 0 });
  expect(await importText('calls', 'calls.csv', rows.replace('100,90', '100,95'))).toMatchObject({
    created: 0,
    updated: 1,
    unchanged: 3,
  });
  await importText('calls', 'hours.csv', `${header}2026-03-02,8,12345,7,7\n`);
  await inStore(async (store) => {
    expect(await store.calls.totals({})).toEqual({
      offered: 135,
      answered: 119,
      byDay: [
        { day: '2026-03-01', offered: 30, answered: 19 },
        { day: '2026-03-02', offered: 105, answered: 100 },
      ],
    });
    expect(
      await store.calls.totals({ fromDay: '2026-03-02', toDay: '2026-03-03', source: '12345' }),
    ).toMatchObject({
      offered: 100,
      answered: 95,
    });
  });
});
