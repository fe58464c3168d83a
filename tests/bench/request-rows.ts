import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticCase } from '../../geodata/cases/synthetic.ts';
import { generateCity } from '../../geodata/demo-city/city.ts';
import type { CityData } from '../../geodata/model/city-data.ts';
import type { Dataset } from '../../geodata/model/dataset.ts';
import { DAY_MS } from '../../geodata/model/time.ts';
import { openDriver } from '../../server/store/open-driver.ts';
import { createStore, openStore } from '../../server/store/store.ts';
import { startServer } from '../browser/serve-demo.ts';
import { startPostgres } from '../server/store/postgres-server.ts';
import { type BenchRow, spread, time } from './harness.ts';
import { fillRequests } from './many-requests.ts';
import { openWire } from './wire.ts';

/** 苏州: 16,600 requests a day over 10,000 cells come to some 12 M in two years; asked is 20 M. */
const CITY = { districts: 8, subdistricts: 80, communities: 1000, gridCells: 10_000 };
const TO_MS = Date.parse('2026-11-20T00:00:00+08:00');
const FROM_MS = Date.parse('2024-11-20T00:00:00+08:00');
const DUCKDB_ROWS = 20_000_000;
/** Filling PostgreSQL takes many times as long as asking it; both engines are compared over the same rows. */
const COMPARED_ROWS = 4_000_000;
const RUNS = { warmup: 5, runs: 40 };

/** Questions at the size of a large city, over HTTP, each differing from the one before. */
export async function* requestRows(): AsyncGenerator<BenchRow> {
  const city = largeCity();
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-many-'));
  try {
    await makeStore(join(folder, 'many'), city, DUCKDB_ROWS, null);
    for await (const { name, asked, sample } of questions(folder, 'many', city, null)) {
      yield {
        name: `${name}, ${DUCKDB_ROWS / 1e6} M requests, p95`,
        unit: 'ms',
        measured: sample.p95,
        asked,
        better: 'lower',
        note: spread(sample),
      };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same questions of both engines over the same rows. */
export async function* postgresRows(): AsyncGenerator<BenchRow> {
  const city = largeCity();
  const folder = mkdtempSync(join(tmpdir(), 'onegrid-compared-'));
  const postgres = await startPostgres();
  try {
    await makeStore(join(folder, 'compared'), city, COMPARED_ROWS, null);
    const duckdb = new Map<string, number>();
    for await (const { name, sample } of questions(folder, 'compared', city, null)) {
      duckdb.set(name, sample.median);
    }
    rmSync(join(folder, 'compared'), { recursive: true });
    await makeStore(join(folder, 'compared'), city, COMPARED_ROWS, postgres.url);
    for await (const { name, sample, isCompared } of questions(folder, 'compared', city, postgres.url)) {
      yield {
        name: `PostgreSQL: ${name}, ${COMPARED_ROWS / 1e6} M requests, median`,
        unit: 'ms',
        measured: sample.median,
        asked: isCompared ? 3 * duckdb.get(name)! : null,
        better: 'lower',
        rival: 'DuckDB over the same rows',
        ratio: sample.median / duckdb.get(name)!,
        note: spread(sample),
      };
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function largeCity(): CityData {
  return generateCity(syntheticCase(CITY), { seed: 1 });
}

/** A data set without map and streets: nothing that is asked here needs them. */
async function makeStore(
  folder: string,
  city: CityData,
  total: number,
  databaseUrl: string | null,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const empty = await createStore(folder, { databaseUrl });
  await empty.loadCity(city);
  await empty.close();
  const driver = await openDriver(folder, { databaseUrl });
  await fillRequests(driver, { total, fromMs: FROM_MS, toMs: TO_MS });
  await driver.close();
  const store = await openStore(folder, { databaseUrl });
  await store.refreshRollUps();
  await store.close();
  const root = city.units.find(({ parentId }) => parentId === null)!;
  const manifest: Dataset = {
    id: folder.split('/').at(-1)!,
    name: root.name,
    demo: true,
    state: 'ready',
    version: '1',
    rootUnitId: root.id,
    seed: 1,
    now: null,
    bbox: root.bbox,
    center: root.center,
    cases: [],
    defaultCutoffMinutes: 15,
    walkSpeedMps: 1.2,
    networkSource: null,
    notices: [],
  };
  writeFileSync(join(folder, 'dataset.json'), JSON.stringify(manifest));
}

async function* questions(dataFolder: string, dataset: string, city: CityData, databaseUrl: string | null) {
  const server = await startServer(dataFolder, {
    ONEGRID_DATASET: dataset,
    ONEGRID_RATE_LIMIT: '10000000',
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  });
  const wire = openWire();
  try {
    for (const question of questionsOf(city)) {
      const sample = await time((i) => wire.read(`${server.address}${question.address(i)}`), RUNS);
      yield { ...question, sample };
    }
  } finally {
    wire.close();
    await server.stop();
  }
}

interface Question {
  name: string;
  asked: number | null;
  /** PostgreSQL has to come within three times of DuckDB. */
  isCompared: boolean;
  address(index: number): string;
}

function questionsOf(city: CityData): Question[] {
  const streets = city.units.filter(({ level }) => level === 'subdistrict');
  const tops = city.categories.filter(({ level }) => level === 1);
  const top = (i: number) => tops[i % tops.length]!.code;
  const street = (i: number) => streets[i % streets.length]!.id;
  const day = (daysAgo: number) => new Date(TO_MS - daysAgo * DAY_MS).toISOString();
  // 2026-11-16 was a Monday.
  const monday = (weeksAgo: number) => day(4 + 7 * weeksAgo);
  const month = (i: number) => `from=${day(31 + i)}&to=${day(1 + i)}`;
  const years = (i: number) => `from=${day(725 - (i % 40))}&to=${day(i % 40)}`;
  const filter = (i: number) => `category=${top(i)}&source=12345`;
  const cells = '/api/indicators/satisfactionRate?level=gridCell';
  return [
    {
      name: 'indicator of 10,000 cells, 30 days, filtered',
      asked: 30,
      isCompared: true,
      address: (i) => `${cells}&${month(i)}&${filter(i)}`,
    },
    {
      name: 'indicator of 10,000 cells, 30 days',
      asked: null,
      isCompared: true,
      address: (i) => `${cells}&${month(i)}`,
    },
    {
      name: 'two-year daily series of a street, filtered',
      asked: 30,
      isCompared: true,
      address: (i) =>
        `/api/indicators/satisfactionRate/series?step=day&within=${street(i)}&${years(i)}&${filter(i)}`,
    },
    {
      // Sixteen steps a second is the fastest that the time axis plays.
      name: 'a second of the time player: 16 weeks of 10,000 cells',
      asked: 1000,
      isCompared: false,
      address: (i) =>
        `/api/indicators/requestsPer10k/steps?level=gridCell&step=week&from=${monday(i + 16)}&to=${monday(i)}`,
    },
    {
      name: 'exact P90 handling time per street over a year',
      asked: 200,
      isCompared: false,
      address: (i) =>
        `/api/indicators/p90ResolveHours?level=subdistrict&from=${day(366 + i)}&to=${day(1 + i)}`,
    },
    {
      name: 'heat bins, 30 days, zoom 13',
      asked: 100,
      isCompared: false,
      address: (i) => `/api/requests/bins?zoom=13&${month(i)}`,
    },
    {
      name: 'heat bins, two years, zoom 13',
      asked: 100,
      isCompared: false,
      address: (i) => `/api/requests/bins?zoom=13&${years(i)}`,
    },
    {
      name: 'heat bins, two years, zoom 15',
      asked: 100,
      isCompared: false,
      address: (i) => `/api/requests/bins?zoom=15&${years(i)}`,
    },
  ];
}
