import { type MessagePort, parentPort } from 'node:worker_threads';
import type { CaseSpec } from '../../geodata/cases/case-spec.ts';
import type { CityData } from '../../geodata/model/city-data.ts';

export interface CityWorkerInput {
  datasetId: string;
  spec: CaseSpec;
  folder: string;
  databaseUrl: string | null;
  seed: number;
  nowMs: number;
  /** Shared; 1 = stop. */
  cancelled: Int32Array;
  toMapWorker: MessagePort;
}

export interface MapWorkerInput {
  folder: string;
  cancelled: Int32Array;
  fromCityWorker: MessagePort;
}

/** The part of a city that tiles and the walking network are made from. */
export type MapPart = Pick<CityData, 'units' | 'shapes' | 'basemap' | 'buildings' | 'walk'>;

export type WorkPart = 'city' | 'store' | 'map';

export type WorkerMessage<Result> =
  | { kind: 'progress'; part: WorkPart; progress: number; step: string }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; message: string };

/** What a worker says when it stopped because it was told to. */
export const CANCELLED = 'cancelled';

/** Runs a worker's work and tells the main thread how it ended. */
export async function answerWith<Result>(work: () => Promise<Result>): Promise<void> {
  try {
    post({ kind: 'done', result: await work() });
  } catch (error) {
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

/** Reports, and stops the work where it has been cancelled. */
export function reporter(part: WorkPart, cancelled: Int32Array): (progress: number, step: string) => void {
  return (progress, step) => {
    if (Atomics.load(cancelled, 0) === 1) throw new Error(CANCELLED);
    post({ kind: 'progress', part, progress, step });
  };
}

function post<Result>(message: WorkerMessage<Result>): void {
  parentPort?.postMessage(message);
}
