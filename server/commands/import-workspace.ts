import { constants, existsSync } from 'node:fs';
import { copyFile, cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportRefusal } from '../../geodata/import/import-refusal.ts';
import type { Dataset } from '../../geodata/model/dataset.ts';
import { DATASET_NAME } from '../config.ts';
import { readManifest } from '../dataset-registry.ts';
import { hasStore } from '../store/open-driver.ts';
import { isStoreInUse } from '../store/store-lock.ts';
import { clearAbandoned, type DataPlace, openWorkingPlace } from '../working-place.ts';

/** A copy of a data set to import into: either it takes the place of the original as a whole, or nothing has happened. */
export interface ImportWorkspace {
  folder: string;
  /** null = the data set is new. */
  manifest: Dataset | null;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** @throws {ImportRefusal} for a demo, a bad name, or a data set that another process holds */
export async function openWorkspace(place: DataPlace, datasetId: string): Promise<ImportWorkspace> {
  if (!DATASET_NAME.test(datasetId)) {
    throw new ImportRefusal(
      'bad-dataset-name',
      `--dataset ${datasetId}: use lower-case letters, digits, "-" and "_"`,
    );
  }
  const target = join(place.dataDir, datasetId);
  await clearAbandoned(place);
  const manifest = await readManifest(target);
  if (manifest?.demo) {
    throw new ImportRefusal(
      'demo-dataset',
      `--dataset ${datasetId} is a demo, and a demo is never written to: import into a data set of your own, for instance --dataset own`,
    );
  }
  if (manifest === null && existsSync(target)) {
    throw new ImportRefusal(
      'no-dataset',
      `${target} is there but holds no dataset.json: name another data set, or move the folder away`,
    );
  }
  if (manifest === null) await refuseNamesOfCases(datasetId);
  if (manifest && (await isStoreInUse(target, place))) {
    throw new ImportRefusal(
      'dataset-in-use',
      `the data set ${datasetId} is open in another process (a running server or another import): stop that one, import, and start it again`,
    );
  }
  if (manifest && !(await hasStore(target, place))) {
    throw new ImportRefusal(
      'no-dataset',
      `${target} holds no store: the data set is broken; move the folder away and import anew`,
    );
  }
  const working = await openWorkingPlace(place, datasetId, 'importing');
  const { folder } = working;
  try {
    if (manifest) {
      await copyFolder(target, folder);
      await working.copyStore();
    }
  } catch (error) {
    await working.discard();
    throw error;
  }
  return {
    folder,
    manifest,
    // What stood aside is gone with it, and in a database the hold on the place.
    commit: () => working.putInPlace().finally(working.discard),
    discard: working.discard,
  };
}

async function refuseNamesOfCases(datasetId: string): Promise<void> {
  const { caseIds } = await import('../../geodata/cases/case-registry.ts');
  if (![...caseIds, 'synthetic'].includes(datasetId)) return;
  throw new ImportRefusal(
    'demo-dataset',
    `--dataset ${datasetId} is the name of a demo, and a demo is never written to: choose another name, for instance --dataset own`,
  );
}

/** Cheap where the file system can share blocks between copies. */
async function copyFolder(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const copy = join(to, entry.name);
    if (entry.isDirectory()) await cp(source, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
    else await copyFile(source, copy, constants.COPYFILE_FICLONE);
  }
}
