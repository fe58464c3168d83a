import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syntheticCase } from '../../geodata/cases/synthetic.ts';
import { importIntoDataset } from '../../server/commands/import-dataset.ts';
import type { Scenario } from '../../server/contract/scenarios.ts';
import { makeDataset } from '../../server/jobs/make-dataset.ts';
import { type DatasetStore, openStore } from '../../server/store/store.ts';
import { scenarioBody } from './scenario-body.ts';
import { type TinyDataset, tinyDataset } from './tiny-dataset.ts';

const SLOW_MS = 60_000;

let tiny: TinyDataset;
let dataDir: string;
let folder: string;
let kept: Scenario[];
beforeAll(async () => {
  tiny = await tinyDataset();
  dataDir = await mkdtemp(join(tmpdir(), 'survive-'));
  folder = join(dataDir, 'own');
  await cp(tiny.folder, folder, { recursive: true });
  kept = await inStore(async ({ scenarios }) => {
    const plan = { moved: { 'st-1': [106.65, 26.6] as [number, number] }, added: {}, removed: [], gates: {} };
    const first = await scenarios.create(scenarioBody({ name: '一', plan, within: '520100' }));
    await scenarios.create(scenarioBody({ name: '二' }));
    await scenarios.change(first.id, { ...scenarioBody({ name: '一', plan, note: '改' }), revision: 1 });
    return scenarios.list();
  });
}, SLOW_MS);
afterAll(async () => {
  await tiny.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function inStore<Answer>(work: (store: DatasetStore) => Answer | Promise<Answer>): Promise<Answer> {
  const store = await openStore(folder);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const renew = (requestsTotal = 50) => {
  const spec = syntheticCase({ districts: 1, subdistricts: 1, communities: 2, gridCells: 4 });
  return makeDataset({ datasetId: 'own', spec: { ...spec, requestsTotal }, dataDir, seed: 3 });
};

test('an import leaves scenarios as they are', { timeout: SLOW_MS }, async () => {
  const manifest = join(folder, 'dataset.json');
  await writeFile(manifest, JSON.stringify({ ...JSON.parse(await readFile(manifest, 'utf8')), demo: false }));
  const [station] = await inStore(({ stations }) => stations.list());
  const file = join(dataDir, 'stations.csv');
  const [lon, lat] = station!.position;
  await writeFile(file, `id,name,lon,lat\nst-new,新站,${lon},${lat}\n`);
  const report = await importIntoDataset(
    { kind: 'stations', path: file, crs: 'wgs84', datasetId: 'own', dataDir, dryRun: false },
    () => undefined,
  );
  expect(report.created).toBe(1);
  expect(await inStore(({ scenarios }) => scenarios.list())).toEqual(kept);
});

test('a demo that is made anew keeps the scenarios of the old one', { timeout: SLOW_MS }, async () => {
  await renew();
  expect(await inStore(({ scenarios }) => scenarios.list())).toEqual(kept);
  expect(await inStore(({ requests }) => requests.count())).toBe(50);
});

test('while a server has it open, a demo is not made anew, and nothing is lost', {
  timeout: SLOW_MS,
}, async () => {
  const holder: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', 'tests/server/hold-store.ts', folder],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  await once(holder.stdout!, 'data');
  await expect(renew()).rejects.toThrow(/plans that people kept.*Stop the server/s);
  holder.stdin!.write('.');
  await once(holder, 'exit');
  expect(await inStore(({ scenarios }) => scenarios.list())).toEqual(kept);
});

test('a store that cannot be read is not thrown away', { timeout: SLOW_MS }, async () => {
  const path = join(folder, 'store.duckdb');
  const bytes = await readFile(path);
  await writeFile(path, 'no database at all');
  await expect(renew()).rejects.toThrow(/move the folder away/);
  await writeFile(path, bytes);
  expect(await inStore(({ scenarios }) => scenarios.list())).toEqual(kept);
});
