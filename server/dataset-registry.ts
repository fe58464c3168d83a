import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../geodata/model/dataset.ts';
import { DATASET_NAME } from './config.ts';
import { notFound } from './errors.ts';
import type { OpenDataset } from './open-dataset.ts';

export type DatasetOpener = (folder: string, manifest: Dataset) => Promise<OpenDataset>;

/** The data sets of the data folder: each opened when first asked for, and then kept open. */
export class DatasetRegistry {
  readonly dataDir: string;
  private readonly opener: DatasetOpener;
  private readonly open = new Map<string, Promise<OpenDataset>>();
  /** Data sets whose folder is being exchanged: they answer again when that is done. */
  private readonly exchanging = new Map<string, Promise<void>>();

  constructor(dataDir: string, opener: DatasetOpener) {
    this.dataDir = dataDir;
    this.opener = opener;
  }

  /** @throws {ProblemError} 404 `unknown-dataset`, naming those that are there */
  async get(id: string): Promise<OpenDataset> {
    await this.exchanging.get(id);
    const known = this.open.get(id);
    if (known) return known;
    const opening = this.openFolder(id);
    this.open.set(id, opening);
    // A data set that could not be opened is tried again when next asked for: it may have been repaired or made.
    opening.catch(() => this.open.delete(id));
    return opening;
  }

  /** Those that are open (or about to be) now. */
  async opened(): Promise<OpenDataset[]> {
    const settled = await Promise.allSettled(this.open.values());
    return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  /** Manifests of all data sets that are ready, by id. */
  async manifests(): Promise<Dataset[]> {
    const entries = await readdir(this.dataDir, { withFileTypes: true }).catch(() => []);
    const names = entries
      .filter((entry) => entry.isDirectory() && DATASET_NAME.test(entry.name))
      .map((entry) => entry.name);
    const manifests = await Promise.all(names.sort().map((name) => readManifest(join(this.dataDir, name))));
    return manifests.filter((manifest) => manifest !== null);
  }

  /** Closes a data set, lets `exchange` put another folder in its place, and answers from that one afterwards. */
  async replace(id: string, exchange: () => Promise<void>): Promise<void> {
    const work = (async () => {
      const current = this.open.get(id);
      this.open.delete(id);
      if (current) await current.then((dataset) => dataset.close()).catch(() => undefined);
      await exchange();
    })();
    const quiet = work.catch(() => undefined);
    this.exchanging.set(id, quiet);
    try {
      await work;
    } finally {
      if (this.exchanging.get(id) === quiet) this.exchanging.delete(id);
    }
  }

  async close(): Promise<void> {
    const all = [...this.open.values()];
    this.open.clear();
    await Promise.allSettled(all.map(async (opening) => (await opening).close()));
  }

  private async openFolder(id: string): Promise<OpenDataset> {
    const folder = join(this.dataDir, id);
    const manifest = DATASET_NAME.test(id) ? await readManifest(folder) : null;
    if (manifest === null) {
      const ready = (await this.manifests()).map((dataset) => dataset.id);
      throw notFound(
        'unknown-dataset',
        `There is no data set "${id}" here. ${ready.length > 0 ? `Ready: ${ready.join(', ')}.` : 'None is ready yet.'} GET /api/datasets lists them, POST /api/jobs makes the data set of a case.`,
        ready,
      );
    }
    return this.opener(folder, manifest);
  }
}

/** The manifest of a data set's folder; null where there is none. */
export async function readManifest(folder: string): Promise<Dataset | null> {
  const path = join(folder, 'dataset.json');
  if (!(await stat(path).catch(() => null))) return null;
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Dataset;
  return manifest;
}
