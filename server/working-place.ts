import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  abandonedFolders,
  clearAbandoned as clearAbandonedFolders,
  makeWorkingFolder,
  putInPlace as putFolderInPlace,
} from './folder-swap.ts';
import { schemaOf } from './store/schema-name.ts';
import { clearAbandonedSchemas, openWorkingSchema, preparedAs } from './store/working-schema.ts';

/** Where the data sets of a server lie. */
export interface DataPlace {
  dataDir: string;
  databaseUrl?: string | null;
}

/** A data set that is being prepared out of sight: its folder and, in a database, its schema. */
export interface WorkingPlace {
  folder: string;
  /** Fills the store from the data set's own; only in a database, where a copy of the folder does not hold it. */
  copyStore(): Promise<void>;
  /** Takes the place of the data set as a whole, or nothing has happened. @throws {StoreInUse} */
  putInPlace(): Promise<void>;
  discard(): Promise<void>;
}

/** Clears what killed processes left, and opens a place of one's own. @throws {DatabaseProblem} */
export async function openWorkingPlace(
  { dataDir, databaseUrl = null }: DataPlace,
  datasetId: string,
  purpose: 'making' | 'importing',
): Promise<WorkingPlace> {
  const target = join(dataDir, datasetId);
  const folder = await makeWorkingFolder(dataDir, datasetId, purpose);
  const discardFolder = () => rm(folder, { recursive: true, force: true });
  if (!databaseUrl) {
    return {
      folder,
      copyStore: async () => undefined,
      putInPlace: () => putFolderInPlace(folder, target),
      discard: discardFolder,
    };
  }
  try {
    const working = await openWorkingSchema(databaseUrl, schemaOf(folder));
    let discarded: Promise<void> | null = null;
    return {
      folder,
      copyStore: () => working.copyFrom(schemaOf(target)),
      // The schema first: `clearAbandoned` finds by its note that the folder still has to follow it.
      putInPlace: async () => {
        const swap = await working.takePlaceOf(schemaOf(target));
        try {
          await putFolderInPlace(folder, target);
        } catch (error) {
          await swap.undo();
          throw error;
        }
        await swap.finish();
      },
      discard: () => {
        discarded ??= working.discard().finally(discardFolder);
        return discarded;
      },
    };
  } catch (error) {
    await discardFolder();
    throw error;
  }
}

/**
 * Clears what killed processes left. Where one was killed when the schema of its data set had taken its place and the folder had not, the
 * folder follows.
 */
export async function clearAbandoned({ dataDir, databaseUrl = null }: DataPlace): Promise<void> {
  if (databaseUrl) {
    for (const { folder, datasetId } of await abandonedFolders(dataDir)) {
      const target = join(dataDir, datasetId);
      const prepared = await preparedAs(databaseUrl, schemaOf(target));
      if (prepared === schemaOf(folder)) await putFolderInPlace(folder, target);
    }
  }
  await clearAbandonedFolders(dataDir);
  if (databaseUrl) await clearAbandonedSchemas(databaseUrl);
}
