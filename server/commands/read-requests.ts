import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { ExistingCity } from '../../geodata/import/existing-city.ts';
import { ImportRefusal } from '../../geodata/import/import-refusal.ts';
import type { ImportOptions } from '../../geodata/import/plan-import.ts';
import { openRequests } from '../../geodata/import/plan-requests.ts';
import { bundledEntry } from '../server-build.ts';
import { sourceRoot } from '../source-root.ts';
import {
  type FromReader,
  type ReadBatch,
  type ReadFindings,
  type ReadRequestsInput,
  type ToReader,
  unpacked,
} from './read-requests-messages.ts';
import { findingsOf } from './request-findings.ts';

/** A file as large as this, some 20,000 rows, takes longer to read than a thread to begin. */
const WORTH_A_THREAD_BYTES = 4 * 2 ** 20;

/**
 * Batches of 诉求 as they are read, and at the end what was found. A large file is read in a thread of its own, so that two cores work:
 * one reads and places rows, the other hands them to the database.
 * @param existing asked once, when the reading begins
 * @throws {ImportRefusal} where the file turns out to be the wrong one
 */
export async function* readRequests(
  path: string,
  options: ImportOptions,
  existing: () => Promise<ExistingCity>,
): AsyncGenerator<ReadBatch, ReadFindings> {
  const size = await stat(path).then(
    (found) => found.size,
    // Who opens it says in words why it cannot be read.
    () => 0,
  );
  return yield* size < WORTH_A_THREAD_BYTES
    ? readHere(path, options, existing)
    : readInThread(path, options, existing);
}

export async function* readHere(
  path: string,
  options: ImportOptions,
  existing: () => Promise<ExistingCity>,
): AsyncGenerator<ReadBatch, ReadFindings> {
  const requests = await openRequests(path, options, await existing());
  yield* requests.batches();
  return findingsOf(requests);
}

export async function* readInThread(
  path: string,
  options: ImportOptions,
  existing: () => Promise<ExistingCity>,
): AsyncGenerator<ReadBatch, ReadFindings> {
  const { worker, placeNames } = await beginReader(path, options, existing);
  const say = (message: ToReader) => worker.postMessage(message);
  const inbox = new Inbox(worker);
  try {
    for (;;) {
      const message = await inbox.next();
      switch (message.kind) {
        case 'place-names':
          say({ kind: 'place-names', names: await placeNames() });
          break;
        case 'batch':
          say({ kind: 'go-on' });
          yield unpacked(message.batch);
          break;
        case 'done':
          return message.findings;
        case 'refused':
          throw new ImportRefusal(message.code, message.message);
        case 'failed':
          throw message.error;
      }
    }
  } finally {
    await worker.terminate();
  }
}

/**
 * Some five times what a city and the batches at hand take. Without a bound V8 lets twice as much lie before it cleans up; what grows with
 * the file (the ids that were met) is not part of it.
 */
function heapMb(unitCount: number): number {
  return 384 + Math.ceil(unitCount / 80);
}

/** The thread, which has the city then: shapes of ten thousand cells are not kept twice. */
async function beginReader(
  path: string,
  { onProgress: _, ...options }: ImportOptions,
  existing: () => Promise<ExistingCity>,
): Promise<{ worker: Worker; placeNames: ExistingCity['placeNames'] }> {
  const { units, shapes, categories, placeNames } = await existing();
  const workerData: ReadRequestsInput = { path, options, existing: { units, shapes, categories } };
  const file = await bundledEntry(sourceRoot(), 'read-requests-worker');
  const resourceLimits = {
    // What lives for one row stays in the processor's cache.
    maxYoungGenerationSizeMb: 24,
    maxOldGenerationSizeMb: heapMb(units.length),
  };
  return { worker: new Worker(file, { workerData, execArgv: [], resourceLimits }), placeNames };
}

/** What a thread has said and nobody has heard yet, in its order. */
class Inbox {
  readonly #messages: FromReader[] = [];
  #failure: unknown = null;
  #wake: () => void = () => undefined;

  constructor(worker: Worker) {
    worker.on('message', (message: FromReader) => {
      this.#messages.push(message);
      this.#wake();
    });
    const fail = (error: unknown) => {
      this.#failure ??= error;
      this.#wake();
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the thread that reads the file ended before the file did')));
  }

  /** @throws what the thread failed with */
  async next(): Promise<FromReader> {
    while (this.#messages.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#messages.shift()!;
  }
}
