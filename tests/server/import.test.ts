import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../geodata/import/import-report.ts';
import type { Dataset } from '../../geodata/model/dataset.ts';
import { openTileset } from '../../geodata/tiles/open-tileset.ts';
import { type ImportRequest, importIntoDataset } from '../../server/commands/import-dataset.ts';
import { openStore } from '../../server/store/store.ts';
import { tileAt } from '../geodata/tiles/read-tile.ts';
import { sharedData } from '../shared-data.ts';

const run = promisify(execFile);
const SLOW_MS = 60_000;

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'import-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const importFile = (
  request: Partial<ImportRequest> & Pick<ImportRequest, 'kind' | 'path'>,
): Promise<ImportReport> =>
  importIntoDataset({ dataDir, datasetId: 'own', dryRun: false, ...request }, () => undefined);

/** Runs the command as a user does. */
async function command(
  ...args: string[]
): Promise<{ code: number; report: ImportReport & { refused?: string }; stderr: string }> {
  const env = { ...process.env, ONEGRID_DATA_DIR: dataDir };
  const all = ['--import', 'tsx', 'server/commands/import.ts', ...args];
  const { code, stdout, stderr } = await run(process.execPath, all, { env }).then(
    (done) => ({ code: 0, ...done }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  );
  return { code, report: JSON.parse(stdout.trim().split('\n').at(-1)!), stderr };
}

/** Every file of a folder with the hash of its bytes. */
async function fingerprint(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[path] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return files;
}

async function manifest(datasetId: string): Promise<Dataset> {
  return JSON.parse(await readFile(join(dataDir, datasetId, 'dataset.json'), 'utf8'));
}

const communities = sharedData('requests-pingshan/communities_voronoi_DERIVED_wgs84.geojson');
const raw = sharedData('requests-pingshan/raw.csv');

describe.skipIf(communities === null || raw === null)('the hotline of 坪山区', () => {
  test('units come in by the command and are drawn', { timeout: SLOW_MS }, async () => {
    const { code, report } = await command('units', communities!, '--crs', 'wgs84');
    expect(code).toBe(0);
    expect(report).toMatchObject({
      created: 30,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      unlocated: 0,
      reasons: [],
    });
    expect(await manifest('own')).toMatchObject({
      id: 'own',
      demo: false,
      state: 'ready',
      rootUnitId: '440310',
      name: '坪山区',
    });
    const areas = await openTileset(join(dataDir, 'own', 'tiles'), 'areas');
    expect((await areas.getTile(10, ...tileAt(10, 114.35, 22.7))).state).toBe('tile');
    await areas.close();
  });

  test('a dry run tells all and changes nothing', { timeout: SLOW_MS }, async () => {
    const before = await fingerprint(dataDir);
    const report = await importFile({ kind: 'requests', path: raw!, within: '440310', dryRun: true });
    expect(report).toMatchObject({ created: 10_000, rejected: 0, unlocated: 10_000, unitAssumed: 10 });
    expect(await fingerprint(dataDir)).toEqual(before);
  });

  test('all 10,000 requests count; the second time they are unchanged', { timeout: SLOW_MS }, async () => {
    const { version } = await manifest('own');
    expect(await importFile({ kind: 'requests', path: raw!, within: '440310' })).toMatchObject({
      created: 10_000,
      updated: 0,
      unchanged: 0,
      rejected: 0,
    });
    expect(await importFile({ kind: 'requests', path: raw!, within: '440310' })).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 10_000,
    });
    expect((await manifest('own')).version).toBe(version);
    const store = await openStore(join(dataDir, 'own'));
    const summary = await store.requests.summary(
      await store.select({ within: '440310', from: '2018-01-01', to: '2019-01-01' }),
    );
    expect(summary).toMatchObject({
      total: 10_000,
      located: 0,
      unlocated: 10_000,
      unitAssumed: 10,
      onTime: { onTime: 9071, overtime: 924, unknown: 5 },
    });
    const columns = await store.indicators.columns(
      'requests',
      'community',
      await store.select({ from: '2018-01-01', to: '2019-01-01' }),
    );
    expect(columns.unitIds).toHaveLength(23);
    expect(columns.numerator.reduce((sum, count) => sum + count, 0)).toBe(9990);
    expect(columns.total).toMatchObject({ numerator: 10_000, outsideLevel: 10 });
    await store.close();
  });

  test('units imported again are unchanged and the map stays', { timeout: SLOW_MS }, async () => {
    const { version } = await manifest('own');
    expect(await importFile({ kind: 'units', path: communities!, crs: 'wgs84' })).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 30,
    });
    expect((await manifest('own')).version).toBe(version);
  });

  test('a wrong file is refused by the command with 2, and the data set stays as it was to the byte', {
    timeout: SLOW_MS,
  }, async () => {
    const before = await fingerprint(dataDir);
    const { code, report, stderr } = await command('requests', communities!, '--within', '440310');
    expect(code).toBe(2);
    expect(report).toMatchObject({ created: 0, updated: 0, unchanged: 0, rejected: 0, unlocated: 0 });
    expect(report.reasons[0].message).toBe(stderr.split('nothing changed: ')[1].trim());
    expect(await fingerprint(dataDir)).toEqual(before);
  });

  test.each([
    [
      'a table instead of a map',
      () => importFile({ kind: 'units', path: raw!, crs: 'wgs84' }),
      /no column gives name/,
    ],
    [
      'a map without a declared system',
      () => importFile({ kind: 'units', path: communities! }),
      /--crs, one of wgs84/,
    ],
    [
      'a system that there is not',
      () => importFile({ kind: 'units', path: communities!, crs: 'wgs72' }),
      /"wgs72" is no known/,
    ],
    [
      'a system in which it lies elsewhere',
      () => importFile({ kind: 'network', path: raw!, crs: 'bd09' }),
      /OpenStreetMap is in WGS 84/,
    ],
    ['a table instead of an extract', () => importFile({ kind: 'network', path: raw! }), /\.osm\.pbf/],
    [
      'an unknown --within',
      () => importFile({ kind: 'requests', path: raw!, within: '1' }),
      /--within 1: there is no such unit/,
    ],
  ])('%s is refused and nothing changes', { timeout: SLOW_MS }, async (_, refused, message) => {
    const before = await fingerprint(dataDir);
    await expect(refused()).rejects.toThrow(message);
    expect(await fingerprint(dataDir)).toEqual(before);
  });
});

test('requests before units, demos, and names of demos are refused; nothing is left behind', {
  timeout: SLOW_MS,
}, async () => {
  const table = join(dataDir, '..', `requests-${process.pid}.csv`);
  await writeFile(table, '编号,受理时间,类别\n1,2026-03-01,噪声\n');
  const folders = () => readdir(dataDir);
  const before = await folders();
  await expect(importFile({ kind: 'requests', path: table, datasetId: 'empty' })).rejects.toThrow(
    /import them first/,
  );
  await expect(importFile({ kind: 'requests', path: table, datasetId: 'guiyang' })).rejects.toThrow(
    /never written to/,
  );
  await expect(importFile({ kind: 'requests', path: table, datasetId: '../own' })).rejects.toThrow(
    /lower-case letters/,
  );
  await mkdir(join(dataDir, 'toy'));
  await writeFile(join(dataDir, 'toy', 'dataset.json'), JSON.stringify({ id: 'toy', demo: true }));
  await expect(importFile({ kind: 'requests', path: table, datasetId: 'toy' })).rejects.toThrow(
    /a demo is never written to/,
  );
  expect(await folders()).toEqual([...before, 'toy'].sort());
  await rm(table);
});

test('a data set that a server has open is left alone', { timeout: SLOW_MS }, async () => {
  const folder = join(dataDir, 'busy');
  const units = join(dataDir, '..', `units-${process.pid}.csv`);
  await writeFile(units, 'id,name\n520115,观山湖区\n');
  await importFile({ kind: 'units', path: units, datasetId: 'busy' });
  const holder = fileURLToPath(new URL('./hold-store.ts', import.meta.url));
  const child = execFile(process.execPath, ['--import', 'tsx', holder, folder]);
  await new Promise((resolve, reject) => {
    child.stdout!.once('data', resolve);
    child.once('exit', () => reject(new Error('the holder ended')));
  });
  await expect(importFile({ kind: 'units', path: units, datasetId: 'busy' })).rejects.toThrow(
    /open in another process/,
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin!.write('x');
  await ended;
  expect(await importFile({ kind: 'units', path: units, datasetId: 'busy' })).toMatchObject({ unchanged: 1 });
  await rm(units);
});
