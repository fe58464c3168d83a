import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Hash over the contents of files and of everything in folders, by path under `root`; what is missing counts as missing. */
export async function hashSources(root: string, places: readonly string[]): Promise<string> {
  const paths: string[] = [];
  for (const place of places) {
    if (!existsSync(join(root, place))) continue;
    const entries = await readdir(join(root, place), { recursive: true, withFileTypes: true }).catch(
      () => null,
    );
    if (entries === null) paths.push(place);
    else
      for (const entry of entries)
        if (entry.isFile()) paths.push(join(entry.parentPath, entry.name).slice(root.length + 1));
  }
  paths.sort();
  const contents = await Promise.all(paths.map((path) => readFile(join(root, path))));
  const hash = createHash('sha256');
  paths.forEach((path, index) => {
    hash.update(`${path}\0${contents[index]!.length}\0`).update(contents[index]!);
  });
  return hash.digest('hex');
}
