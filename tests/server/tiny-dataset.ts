import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticCase } from '../../geodata/cases/synthetic.ts';
import { parseInstant } from '../../geodata/model/time.ts';
import { buildApp } from '../../server/app.ts';
import { type Config, readConfig } from '../../server/config.ts';
import { DatasetRegistry } from '../../server/dataset-registry.ts';
import { makeDataset } from '../../server/jobs/make-dataset.ts';
import { openDataset } from '../../server/open-dataset.ts';
import type { App } from '../../server/routes/route-context.ts';
import { hashSources } from '../../server/source-hash.ts';
import { sourceRoot } from '../../server/source-root.ts';

export const TINY_SEED = 7;
/** A Friday noon, so that “the last thirty days” are the same on every day a test runs. */
export const TINY_NOW = '2026-11-20T12:00:00+08:00';
export const TINY_REQUESTS = 3000;

export interface TinyDataset {
  /** $ONEGRID_DATA_DIR: holds the folder `tiny`. */
  dataDir: string;
  /** The data set's own folder. */
  folder: string;
  config: Config;
  datasets: DatasetRegistry;
  app: App;
  close(): Promise<void>;
}

/**
 * A server over a small made-up city (one district, a dozen cells, 3,000 requests) in a temporary folder, without port and feed.
 * The city is made once a test run and copied for each caller; answers are checked against their schemas.
 */
export async function tinyDataset(settings: Partial<Config> = {}): Promise<TinyDataset> {
  const dataDir = await mkdtemp(join(tmpdir(), 'onegrid-test-'));
  await copyTiny(dataDir);
  const config: Config = {
    ...readConfig({}),
    dataDir,
    dataset: 'tiny',
    simulatedFeed: false,
    logLevel: 'error',
    webDir: null,
    checkAnswers: true,
    ...settings,
  };
  const datasets = new DatasetRegistry(dataDir, (folder, manifest) =>
    openDataset(folder, manifest, { config, epoch: 'test', onError: console.error }),
  );
  const app = await buildApp({ config, datasets });
  return {
    dataDir,
    folder: join(dataDir, 'tiny'),
    config,
    datasets,
    app,
    async close() {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A copy of the small city's data set, in a folder `tiny` of the data folder. */
export async function copyTiny(dataDir: string): Promise<void> {
  await cp(await tinyTemplate(), join(dataDir, 'tiny'), { recursive: true });
}

/** A maker that died leaves its lock; nobody takes this long. */
const LOCK_STALE_MS = 120_000;

/** The finished folder, kept between runs for as long as nothing it is made from changes. Test files run in processes of their own. */
async function tinyTemplate(): Promise<string> {
  const hash = hashSources(sourceRoot(), [
    'geodata',
    'server/store',
    'server/jobs',
    'tests/server/tiny-dataset.ts',
  ]);
  const cache = join(tmpdir(), `onegrid-tiny-${hash.slice(0, 16)}`);
  const finished = join(cache, 'tiny');
  const lock = join(cache, 'lock');
  await mkdir(cache, { recursive: true });
  while (!existsSync(join(finished, 'dataset.json'))) {
    const isMine = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (isMine) {
      try {
        await makeTiny(cache);
      } finally {
        await rm(lock, { recursive: true, force: true });
      }
    } else {
      const since = await stat(lock).catch(() => null);
      if (since && Date.now() - since.mtimeMs > LOCK_STALE_MS)
        await rm(lock, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return finished;
}

async function makeTiny(cache: string): Promise<void> {
  const spec = syntheticCase({ districts: 1, subdistricts: 2, communities: 4, gridCells: 12 });
  const making = join(cache, 'making');
  await makeDataset({
    datasetId: 'tiny',
    spec: { ...spec, caseId: 'tiny', requestsTotal: TINY_REQUESTS },
    dataDir: making,
    seed: TINY_SEED,
    nowMs: parseInstant(TINY_NOW)!,
  });
  await rename(join(making, 'tiny'), join(cache, 'tiny'));
}
