import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ImportRefusal } from './import-refusal.ts';
import type { ProblemLog, UsedMapping } from './import-report.ts';
import {
  columnsOfMapping,
  type ImportKind,
  type KindMapping,
  type MappingFile,
  mappingOf,
  parseMapping,
  recogniseMapping,
} from './mapping.ts';

/** The mapping that a file is read by. */
export interface ChosenMapping {
  mapping: KindMapping | null;
  used: UsedMapping | null;
  /** Where the mapping came from: its list of codes may lie beside it. */
  path: string | null;
}

export interface MappingChoice {
  /** Path given with --mapping. */
  given: string | undefined;
  /** Folder of the mappings that the data set keeps from earlier imports. */
  kept: string | undefined;
}

type TableKind = Exclude<ImportKind, 'network'>;

/**
 * The given mapping; else the kept one of which the file has every column; else the shipped one that recognises the file; else none,
 * and columns are found by their usual names.
 * @throws {ImportRefusal} invalid-mapping, several-mappings
 */
export async function chooseMapping(
  kind: TableKind,
  { given, kept }: MappingChoice,
  columns: readonly string[],
  problems: ProblemLog,
): Promise<ChosenMapping> {
  if (given !== undefined) {
    const file = await readMapping(given);
    return { mapping: mappingOf(file, kind), used: { name: file.name, origin: 'given' }, path: given };
  }
  const keptChoice = kept === undefined ? null : await fittingKept(kind, kept, columns, problems);
  if (keptChoice !== null) return keptChoice;
  const shipped = await recogniseMapping(kind, columns);
  if (shipped === null) return { mapping: null, used: null, path: null };
  return { mapping: shipped.mapping, used: { name: shipped.name, origin: 'shipped' }, path: null };
}

/** The part of a mapping file that is for the kind. @throws {ImportRefusal} invalid-mapping */
export async function readKindMapping(kind: TableKind, path: string): Promise<KindMapping> {
  return mappingOf(await readMapping(path), kind);
}

/** Keeps a given mapping in the data set, so that the next file of its source needs none; one of the same name is replaced. */
export async function keepMapping(kind: TableKind, folder: string, given: string): Promise<void> {
  const file = await readMapping(given);
  const mapping = mappingOf(file, kind);
  const recognise = columnsOfMapping(mapping);
  // Without a column of its own it would fit every file.
  if (recognise.length === 0) return;
  const target = join(folder, kind);
  await mkdir(target, { recursive: true });
  const keptFile: MappingFile = { name: file.name, [kind]: { ...mapping, recognise } };
  await writeFile(
    join(target, `${fileNameOf(file.name)}${MAPPING_ENDING}`),
    `${JSON.stringify(keptFile, null, 2)}\n`,
  );
  if (mapping.codes) {
    const codes = await readFile(join(dirname(given), mapping.codes.file)).catch(() => null);
    if (codes !== null) await writeFile(join(target, basename(mapping.codes.file)), codes);
  }
}

async function fittingKept(
  kind: TableKind,
  folder: string,
  columns: readonly string[],
  problems: ProblemLog,
): Promise<ChosenMapping | null> {
  const all = await readKept(kind, join(folder, kind));
  const missing = ({ mapping }: Kept) =>
    columnsOfMapping(mapping).filter((column) => !columns.includes(column));
  const fitting = all
    .filter((kept) => missing(kept).length === 0)
    .sort((a, b) => columnsOfMapping(b.mapping).length - columnsOfMapping(a.mapping).length);
  if (fitting.length === 0) {
    for (const kept of all) noteMisfit(kept, missing(kept), problems);
    return null;
  }
  const [best, next] = fitting;
  if (next && columnsOfMapping(next.mapping).length === columnsOfMapping(best.mapping).length) {
    throw new ImportRefusal(
      'several-mappings',
      `the kept mappings “${best.name}” and “${next.name}” both fit the columns of this file: say with --mapping which one is meant`,
    );
  }
  return { mapping: best.mapping, used: { name: best.name, origin: 'kept' }, path: best.path };
}

/** A file that is nearly what a kept mapping was made for has probably been changed by its source. */
function noteMisfit({ name, mapping }: Kept, missing: readonly string[], problems: ProblemLog): void {
  if (missing.length * 2 > columnsOfMapping(mapping).length) return;
  const help = `the kept mapping “${name}” was not used: the file has no column ${missing.join(', ')}; give a mapping for it with --mapping`;
  problems.add('noted', 'mapping-not-fitting', 'row 1', help);
}

interface Kept {
  name: string;
  mapping: KindMapping;
  path: string;
}

async function readKept(kind: TableKind, folder: string): Promise<Kept[]> {
  const names = await readdir(folder).catch(() => []);
  const kept: Kept[] = [];
  for (const name of names.sort()) {
    if (!name.endsWith(MAPPING_ENDING)) continue;
    const path = join(folder, name);
    const file = await readMapping(path);
    kept.push({ name: file.name, mapping: mappingOf(file, kind), path });
  }
  return kept;
}

const MAPPING_ENDING = '.mapping.json';

function fileNameOf(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 60);
}

async function readMapping(path: string): Promise<MappingFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ImportRefusal('file-not-found', `${path} cannot be read (${error.code}): check the path`);
  });
  return parseMapping(text, basename(path));
}
