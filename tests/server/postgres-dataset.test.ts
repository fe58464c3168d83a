import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { syntheticCase } from '../../geodata/cases/synthetic.ts';
import { buildApp } from '../../server/app.ts';
import { importIntoDataset } from '../../server/commands/import-dataset.ts';
import { type Config, readConfig } from '../../server/config.ts';
import { DatasetRegistry } from '../../server/dataset-registry.ts';
import { makeDataset } from '../../server/jobs/make-dataset.ts';
import { openDataset } from '../../server/open-dataset.ts';
import { openPostgres } from '../../server/store/driver-postgres.ts';
import { schemaOf } from '../../server/store/schema-name.ts';
import { openStore } from '../../server/store/store.ts';
import { openWorkingSchema } from '../../server/store/working-schema.ts';
import { clearAbandoned, openWorkingPlace } from '../../server/working-place.ts';
import { scenarioBody } from './scenario-body.ts';
import { startPostgres, type TestPostgres } from './store/postgres-server.ts';
import { type TinyDataset, tinyDataset } from './tiny-dataset.ts';

const SLOW_MS = 120_000;
const NOW_MS = Date.parse('2026-11-20T12:00:00+08:00');
/** No process has it: pids end far below. */
const DEAD_PID = 2 ** 30;

let postgres: TestPostgres;
let tiny: TinyDataset;
let dataDir: string;
beforeAll(async () => {
  [postgres, tiny] = await Promise.all([startPostgres(), tinyDataset()]);
  dataDir = await mkdtemp(join(tmpdir(), 'onegrid-in-postgres-'));
}, SLOW_MS);
afterAll(async () => {
  await tiny?.close();
  await postgres?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const schemas = async () =>
  (await postgres.run("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'onegrid%' ORDER BY nspname")).map(
    ({ nspname }) => nspname,
  );

const spec = syntheticCase({ districts: 1, subdistricts: 1, communities: 2, gridCells: 4 });
const make = (requestsTotal: number, database: string | null, folder = dataDir, signal?: AbortSignal) =>
  makeDataset(
    {
      datasetId: 'small',
      spec: { ...spec, requestsTotal },
      dataDir: folder,
      databaseUrl: database,
      seed: 3,
      nowMs: NOW_MS,
    },
    { signal },
  );

/** What a screen asks. */
const ADDRESSES = [
  '/api/units?limit=40',
  '/api/indicators/requests?level=gridCell',
  '/api/indicators/satisfactionRate?level=community&from=2025-01-01',
  '/api/indicators/requests/series?step=day',
  '/api/requests/summary',
  '/api/requests/bins?zoom=13&from=2025-01-01',
  '/api/requests/categories',
  '/api/requests?limit=30',
  '/api/organizations',
  '/api/rules/hits',
  '/ogc/collections/grid-cells/items?limit=50',
  '/ogc/collections/service-requests/items?limit=50',
  '/ogc/collections/buildings/items?limit=50',
];

/** Answers of a server without port and feed; the moment of asking is no part of them. */
async function answersOf(settings: Partial<Config>): Promise<Record<string, unknown>> {
  const config: Config = {
    ...readConfig({}),
    simulatedFeed: false,
    logLevel: 'error',
    webDir: null,
    checkAnswers: true,
    ...settings,
  };
  const datasets = new DatasetRegistry(config.dataDir, (folder, manifest) =>
    openDataset(folder, manifest, { config, epoch: 'test', onError: console.error }),
  );
  const app = await buildApp({ config, datasets });
  try {
    const answers: Record<string, unknown> = {};
    for (const url of ADDRESSES) {
      const response = await app.inject({ url });
      expect(response.statusCode, `${url} ${response.body.slice(0, 200)}`).toBe(200);
      const { timeStamp: _, ...answer } = response.json<Record<string, unknown>>();
      answers[url] = answer;
    }
    expect((await app.inject({ url: '/api/health' })).statusCode).toBe(200);
    return answers;
  } finally {
    await app.close();
  }
}

describe('a demo in an empty database', () => {
  test('is made, and answers as one in a file does', { timeout: SLOW_MS }, async () => {
    await make(600, postgres.url);
    expect(await schemas()).toEqual(['onegrid_small']);
    expect(await readdir(dataDir)).toEqual(['small']);
    expect(existsSync(join(dataDir, 'small', 'store.duckdb'))).toBe(false);
    const inFiles = await mkdtemp(join(tmpdir(), 'onegrid-in-files-'));
    await make(600, null, inFiles);
    const expected = await answersOf({ dataDir: inFiles, dataset: 'small' });
    expect(await answersOf({ dataDir, dataset: 'small', databaseUrl: postgres.url })).toEqual(expected);
    await rm(inFiles, { recursive: true });
  });

  test('made anew takes the place of the old one and keeps the plans', { timeout: SLOW_MS }, async () => {
    const folder = join(dataDir, 'small');
    const before = await openStore(folder, { databaseUrl: postgres.url });
    await before.scenarios.create(scenarioBody({ name: '一' }));
    const kept = before.scenarios.list();
    await expect(make(70, postgres.url)).rejects.toThrow(/plans that people kept.*another process/s);
    await before.close();

    await make(70, postgres.url);
    const after = await openStore(folder, { databaseUrl: postgres.url });
    expect(after.scenarios.list()).toEqual(kept);
    expect(await after.requests.count()).toBe(70);
    await after.close();
    expect(await schemas()).toEqual(['onegrid_small']);
    expect(await readdir(dataDir)).toEqual(['small']);
  });

  test('cancelled leaves nothing behind', { timeout: SLOW_MS }, async () => {
    const stop = new AbortController();
    const making = make(100_000, postgres.url, dataDir, stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 1500);
    await expect(making).rejects.toThrow('enough');
    expect(await schemas()).toEqual(['onegrid_small']);
    expect(await readdir(dataDir)).toEqual(['small']);
  });

  test('without a database the problem is named before any work, without the password', async () => {
    const nowhere = postgres.url.replace(/:\d+\/cities/, ':1/cities');
    const failed = await make(10, nowhere).catch((error: Error) => error.message);
    expect(failed).toMatch(/no connection to PostgreSQL at 127\.0\.0\.1:1\/cities/);
    expect(failed).not.toContain(encodeURIComponent(postgres.password));
    expect(await readdir(dataDir)).toEqual(['small']);
  });
});

describe('an import', () => {
  test('happens in a copy that takes the place as a whole', { timeout: SLOW_MS }, async () => {
    const folder = join(dataDir, 'small');
    const manifest = join(folder, 'dataset.json');
    await writeFile(
      manifest,
      JSON.stringify({ ...JSON.parse(await readFile(manifest, 'utf8')), demo: false }),
    );
    const store = await openStore(folder, { databaseUrl: postgres.url });
    const [lon, lat] = store.units.root().center;
    const stationsBefore = store.stations.list().length;
    const file = join(dataDir, 'stations.csv');
    await writeFile(file, `id,name,lon,lat\nst-new,新站,${lon},${lat}\n`);
    const bring = (dryRun: boolean) =>
      importIntoDataset(
        {
          kind: 'stations',
          path: file,
          crs: 'wgs84',
          datasetId: 'small',
          dataDir,
          databaseUrl: postgres.url,
          dryRun,
        },
        () => undefined,
      );
    await expect(bring(false)).rejects.toThrow(/open in another process/);
    await store.close();
    expect((await bring(true)).created).toBe(1);
    const stationsNow = async () => {
      const again = await openStore(folder, { databaseUrl: postgres.url });
      const found = again.stations.list().length;
      const count = await again.requests.count();
      await again.close();
      return [found, count];
    };
    expect(await stationsNow()).toEqual([stationsBefore, 70]);
    expect((await bring(false)).created).toBe(1);
    expect(await stationsNow()).toEqual([stationsBefore + 1, 70]);
    await rm(file);
    expect(await schemas()).toEqual(['onegrid_small']);
    expect(await readdir(dataDir)).toEqual(['small']);
  });
});

describe('what killed processes left', () => {
  const place = () => ({ dataDir, databaseUrl: postgres.url });

  test('a schema that took its place is followed by its folder', async () => {
    const name = `.making-swapped-${DEAD_PID}-abc`;
    await mkdir(join(dataDir, 'swapped'));
    await writeFile(join(dataDir, 'swapped', 'dataset.json'), 'old');
    await mkdir(join(dataDir, name));
    await writeFile(join(dataDir, name, 'dataset.json'), 'new');
    await (await openPostgres({ url: postgres.url, schema: schemaOf(name) }, { create: true })).close();
    const working = await openWorkingSchema(postgres.url, schemaOf(name));
    await working.takePlaceOf(schemaOf('swapped'));
    await working.discard();

    await clearAbandoned(place());
    expect(await readFile(join(dataDir, 'swapped', 'dataset.json'), 'utf8')).toBe('new');
    await clearAbandoned(place());
    expect((await readdir(dataDir)).sort()).toEqual(['small', 'swapped']);
    expect(await schemas()).toEqual(['onegrid_small', 'onegrid_swapped']);
  });

  test('half-made schemas go, those that are worked in stay', async () => {
    await postgres.run(`CREATE SCHEMA "onegrid.making-gone-${DEAD_PID}-abc"`);
    const working = await openWorkingPlace(place(), 'next', 'making');
    await postgres.run(`CREATE SCHEMA "${schemaOf(working.folder)}"`);
    await clearAbandoned(place());
    expect(await schemas()).toEqual([schemaOf(working.folder), 'onegrid_small', 'onegrid_swapped']);
    await working.discard();
    expect(await schemas()).toEqual(['onegrid_small', 'onegrid_swapped']);
  });

  test('where the folder cannot follow, the old schema comes back', async () => {
    const working = await openWorkingPlace(place(), 'swapped', 'making');
    await postgres.run(`CREATE SCHEMA "${schemaOf(working.folder)}"`);
    await postgres.run('CREATE TABLE onegrid_swapped.mark (a INTEGER)');
    await rm(working.folder, { recursive: true });
    await expect(working.putInPlace()).rejects.toThrow();
    expect(await postgres.run("SELECT 1 FROM pg_tables WHERE schemaname = 'onegrid_swapped'")).toHaveLength(
      1,
    );
    await working.discard();
    expect(await schemas()).toEqual(['onegrid_small', 'onegrid_swapped']);
  });
});

describe('npm run migrate-store', () => {
  const command = (...more: string[]) =>
    promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'server/commands/migrate-store.ts', '--dataset', 'tiny', ...more],
      { env: { ...process.env, ONEGRID_DATA_DIR: dataDir } },
    ).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({
        code: code as number,
        stdout: stdout as string,
        stderr: stderr as string,
      }),
    );
  const lastLine = (text: string) => JSON.parse(text.trim().split('\n').at(-1)!) as Record<string, unknown>;

  test('moves a store over, and the server answers the same from there', { timeout: SLOW_MS }, async () => {
    await cp(tiny.folder, join(dataDir, 'tiny'), { recursive: true });
    const expected = await answersOf({ dataDir, dataset: 'tiny' });
    const done = await command('--to', postgres.url);
    expect(done.code, done.stderr).toBe(0);
    expect(lastLine(done.stdout)).toMatchObject({ dataset: 'tiny', schema: 'onegrid_tiny', verified: true });
    expect(lastLine(done.stdout).rows).toBeGreaterThan(10_000);
    expect(done.stderr).toMatch(/Copying/);
    expect(done.stdout + done.stderr).not.toContain(encodeURIComponent(postgres.password));
    expect(await answersOf({ dataDir, dataset: 'tiny', databaseUrl: postgres.url })).toEqual(expected);

    const again = await command('--to', postgres.url);
    expect(again.code).toBe(2);
    expect(lastLine(again.stdout)).toMatchObject({ refused: 'target-not-empty', verified: false });
    expect((await schemas()).filter((name) => String(name).includes('tiny'))).toEqual(['onegrid_tiny']);
  });

  test.each([
    ['no address', [], 'usage'],
    ['what is no address', ['--to', 'mysql://x/y'], 'invalid-setting'],
    ['a folder without a store', ['--to', 'postgres://x@y/z', '--from', '/nowhere'], 'no-store'],
  ])('%s is refused with 2', { timeout: SLOW_MS }, async (_, more, code) => {
    const refused = await command(...more);
    expect(refused.code).toBe(2);
    expect(lastLine(refused.stdout)).toMatchObject({ refused: code });
  });
});
