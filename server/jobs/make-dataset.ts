import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { CaseSpec } from '../../geodata/cases/case-spec.ts';
import type { Dataset } from '../../geodata/model/dataset.ts';
import { type BundleEntry, bundledEntry } from '../server-build.ts';
import { sourceRoot } from '../source-root.ts';
import { carryScenarios, keptScenarios } from '../store/carry-scenarios.ts';
import { clearAbandoned, openWorkingPlace } from '../working-place.ts';
import {
  CANCELLED,
  type CityWorkerInput,
  type MapWorkerInput,
  type WorkerMessage,
} from './make-dataset-messages.ts';

/** Same seed and now, same city. */
export const DEFAULT_SEED = 20261120;

export interface MakeDatasetRequest {
  datasetId: string;
  spec: CaseSpec;
  dataDir: string;
  /** The store is a schema of this database; without: a file in the folder. */
  databaseUrl?: string | null;
  seed?: number;
  /** Instant the demo is made for, epoch milliseconds; default: now. */
  nowMs?: number;
}

export interface MakeDatasetOptions {
  /** 0…1 and what is being done, in Chinese and English. */
  onProgress?: (progress: number, step: string) => void;
  signal?: AbortSignal;
  /** Wraps the moment in which the new folder takes the place of the old one (to close a store that is open). */
  exchange?: (swap: () => Promise<void>) => Promise<void>;
}

/** Parts of the whole, by their seconds for three districts and a million requests on two cores. */
const WORK = { city: 0.2, store: 0.55, map: 0.25 };

/**
 * Makes a whole demo data set: one worker thread generates the city and loads the store, another writes tiles and the walking network
 * from the city it is handed. Everything is written beside the target and put in its place at the end, with the scenarios that people kept
 * in the old one: an error or a cancellation leaves nothing behind.
 * @throws {ScenariosUnreadable} @throws what went wrong in a worker, or the reason of `signal`
 */
export async function makeDataset(
  request: MakeDatasetRequest,
  options: MakeDatasetOptions = {},
): Promise<Dataset> {
  const { datasetId, spec, dataDir, databaseUrl = null } = request;
  const nowMs = request.nowMs ?? Date.now();
  const seed = request.seed ?? DEFAULT_SEED;
  options.signal?.throwIfAborted();
  await clearAbandoned({ dataDir, databaseUrl });
  const target = join(dataDir, datasetId);
  // Better now than after half a minute of work. Whoever exchanges has the store open himself until then.
  if (!options.exchange) await keptScenarios(target, { databaseUrl });
  const place = await openWorkingPlace({ dataDir, databaseUrl }, datasetId, 'making');
  const { folder } = place;
  try {
    const progress = new CombinedProgress(options.onProgress);
    const dataset = await runWorkers(
      { datasetId, spec, folder, databaseUrl, seed, nowMs },
      progress,
      options.signal,
    );
    await writeFile(join(folder, 'dataset.json'), `${JSON.stringify(dataset, null, 2)}\n`);
    options.signal?.throwIfAborted();
    const swap = async () => {
      await carryScenarios(target, folder, { databaseUrl });
      await place.putInPlace();
    };
    await (options.exchange ? options.exchange(swap) : swap());
    return dataset;
  } finally {
    await place.discard();
  }
}

interface Making {
  datasetId: string;
  spec: CaseSpec;
  folder: string;
  databaseUrl: string | null;
  seed: number;
  nowMs: number;
}

async function runWorkers(
  making: Making,
  progress: CombinedProgress,
  signal?: AbortSignal,
): Promise<Dataset> {
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const cityInput: CityWorkerInput = { ...making, cancelled, toMapWorker: port1 };
  const mapInput: MapWorkerInput = { folder: making.folder, cancelled, fromCityWorker: port2 };
  const [cityFile, mapFile] = [await workerFile('make-city-worker'), await workerFile('make-map-worker')];
  // From here on nothing waits until the listener below is there.
  signal?.throwIfAborted();
  const city = runWorker<Dataset>(cityFile, cityInput, [port1], progress);
  const map = runWorker<null>(mapFile, mapInput, [port2], progress);
  const workers = [city, map];
  // The workers look at the flag between steps and clean up; one that does not within the time is ended.
  let impatience: NodeJS.Timeout | undefined;
  const cancel = () => {
    Atomics.store(cancelled, 0, 1);
    impatience = setTimeout(() => {
      for (const { worker } of workers) void worker.terminate();
    }, 15_000);
    impatience.unref();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const results = await Promise.allSettled(
      workers.map(async ({ done }) => {
        try {
          return await done;
        } catch (error) {
          cancel();
          throw error;
        }
      }),
    );
    signal?.throwIfAborted();
    const failed = results
      .filter((result) => result.status === 'rejected')
      .map((result) => result.reason as Error);
    // When one worker fails the other is cancelled: the first cause is the one that is not the cancellation.
    const cause = failed.find((error) => error.message !== CANCELLED) ?? failed[0];
    if (cause) throw cause;
    return (results[0] as PromiseFulfilledResult<Dataset>).value;
  } finally {
    clearTimeout(impatience);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Threads have no TypeScript loader, so they run from the bundle even where the main thread does not (tests). */
function workerFile(entry: BundleEntry): Promise<string> {
  return bundledEntry(sourceRoot(), entry);
}

function runWorker<Result>(
  file: string,
  workerData: CityWorkerInput | MapWorkerInput,
  transferList: MessagePort[],
  progress: CombinedProgress,
): { worker: Worker; done: Promise<Result> } {
  const worker = new Worker(file, { workerData, transferList, execArgv: [] });
  const done = new Promise<Result>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage<Result>) => {
      if (message.kind === 'progress') progress.report(message.part, message.progress, message.step);
      else if (message.kind === 'done') resolve(message.result);
      else reject(new Error(message.message));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(code === 0 ? CANCELLED : `a worker ended with ${code}`)));
  });
  return { worker, done };
}

/** The parts go on at the same time; the whole never goes back. */
class CombinedProgress {
  private readonly done: Record<keyof typeof WORK, number> = { city: 0, store: 0, map: 0 };
  private readonly listener: MakeDatasetOptions['onProgress'];
  private lastAt = 0;

  constructor(listener: MakeDatasetOptions['onProgress']) {
    this.listener = listener;
  }

  report(part: keyof typeof WORK, progress: number, step: string): void {
    this.done[part] = Math.max(this.done[part], Math.min(1, progress));
    const now = Date.now();
    const isEnd = this.done[part] === 1;
    if (!isEnd && now - this.lastAt < 100) return;
    this.lastAt = now;
    const total = WORK.city * this.done.city + WORK.store * this.done.store + WORK.map * this.done.map;
    this.listener?.(total, step);
  }
}
