import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Folders beside the data sets, by what they are for: `.{purpose}-{dataset}-{pid}-{time}`. */
type Purpose = 'making' | 'importing' | 'replaced';
const NAME = /^\.(making|importing|replaced)-(.+)-(\d+)-[0-9a-z]+$/;

function besideName(purpose: Purpose, datasetId: string): string {
  return `.${purpose}-${datasetId}-${process.pid}-${Date.now().toString(36)}`;
}

/** An empty folder to prepare a data set in, out of sight until `putInPlace`. */
export async function makeWorkingFolder(
  dataDir: string,
  datasetId: string,
  purpose: 'making' | 'importing',
): Promise<string> {
  const folder = join(dataDir, besideName(purpose, datasetId));
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Rename is the only step that shows: before it the old data set answers, after it the new one; the old comes back where it fails. */
export async function putInPlace(folder: string, target: string): Promise<void> {
  if (!existsSync(target)) {
    await rename(folder, target);
    return;
  }
  const aside = join(dirname(target), besideName('replaced', basename(target)));
  await rename(target, aside);
  try {
    await rename(folder, target);
  } catch (error) {
    await rename(aside, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** Working folders that killed processes left, with the data set each was for. */
export async function abandonedFolders(dataDir: string): Promise<{ folder: string; datasetId: string }[]> {
  if (!existsSync(dataDir)) return [];
  return (await readdir(dataDir)).flatMap((name) => {
    const [, purpose, datasetId, pid] = NAME.exec(name) ?? [];
    if (purpose === undefined || purpose === 'replaced' || isAlive(Number(pid))) return [];
    return [{ folder: join(dataDir, name), datasetId: datasetId! }];
  });
}

/**
 * Clears what killed processes left in `dataDir`. A data set that was moved aside and whose successor never came is the only
 * copy: it goes back to its place.
 */
export async function clearAbandoned(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  for (const name of await readdir(dataDir)) {
    const [, purpose, datasetId, pid] = NAME.exec(name) ?? [];
    if (purpose === undefined || isAlive(Number(pid))) continue;
    const target = join(dataDir, datasetId);
    if (purpose === 'replaced' && !existsSync(target)) await rename(join(dataDir, name), target);
    else await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
