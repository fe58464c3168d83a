import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type CoordinateSystem, CrsError, requireCoordinateSystem } from '../crs/coordinate-system.ts';
import type { BasemapFeature } from '../model/basemap.ts';
import type { CallCount } from '../model/call-count.ts';
import type { CityData } from '../model/city-data.ts';
import type { Station } from '../model/station.ts';
import type { WalkSource } from '../model/walk-source.ts';
import { type ChosenMapping, chooseMapping } from './choose-mapping.ts';
import type { ExistingCity } from './existing-city.ts';
import { readBuildings } from './import-buildings.ts';
import { readCalls } from './import-calls.ts';
import { readNetwork } from './import-network.ts';
import { readOrganizations } from './import-organizations.ts';
import { ImportRefusal } from './import-refusal.ts';
import { ProblemLog, type UsedMapping } from './import-report.ts';
import { noUnits } from './import-requests.ts';
import { readStations } from './import-stations.ts';
import { readUnits } from './import-units.ts';
import type { ImportKind, KindMapping } from './mapping.ts';
import { readFeatures } from './read-features.ts';
import { readTable } from './read-table.ts';
import { buildingLandmarks, streetLandmarks } from './shift-landmarks.ts';
import { shiftSuspicion } from './shift-suspicion.ts';
import type { SourceFile, SourceRows } from './source-rows.ts';
import { isZip } from './table-stream.ts';
import { type CodeList, parseCodeList } from './unit-codes.ts';

export interface ImportOptions {
  /** Declared coordinate system; needed wherever the file has coordinates, except OSM, which has its own. */
  crs?: string;
  /** Path of a mapping file; without it a kept or a shipped mapping is used where one fits the columns. */
  mapping?: string;
  /** Folder of the mappings that the data set keeps from earlier imports. */
  keptMappings?: string;
  /** Unit in which everything lies, and in which what names no place is counted. */
  within?: string;
  /** Name of the unit above all, where one has to be made. */
  datasetName: string;
  /** 0…1 of the reading. */
  onProgress?: (share: number, step: string) => void;
}

/** What an import would bring. Nothing has been written: reading and refusing change nothing. */
export interface ImportPlan {
  /** Rows to add or renew, by id; only the parts that this kind brings. */
  part: Partial<CityData>;
  calls: CallCount[] | null;
  walk: WalkSource | null;
  basemap: BasemapFeature[] | null;
  /** The part whose rows are counted as created, updated and unchanged. */
  counted: 'units' | 'buildings' | 'stations' | 'organizations' | 'calls';
  unlocated: number;
  problems: ProblemLog;
  mapping: UsedMapping | null;
}

/** Requests are read while they are written: see plan-requests.ts. */
export type PlannedKind = Exclude<ImportKind, 'requests'>;

/**
 * Reads a file of one kind into rows of the model. Rows that cannot be used are left out and told in `problems`.
 * @throws {ImportRefusal} where the whole file is refused; the message names the row or feature and says what would work
 */
export async function planImport(
  kind: PlannedKind,
  path: string,
  options: ImportOptions,
  existing: ExistingCity,
): Promise<ImportPlan> {
  try {
    const plan =
      kind === 'network'
        ? await planNetwork(path, options, existing)
        : await planRows(kind, path, options, existing);
    if (plan.walk === null) refuseWrongFile(keptRows(plan), plan.problems, basename(path));
    return plan;
  } catch (error) {
    throw crsRefusal(error);
  }
}

/** Runs what may find points of no system, or of an impossible one. @throws {ImportRefusal} */
export function refusingCrs<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw crsRefusal(error);
  }
}

function crsRefusal(error: unknown): unknown {
  return error instanceof CrsError ? new ImportRefusal(error.code, error.message) : error;
}

async function planRows(
  kind: Exclude<PlannedKind, 'network'>,
  path: string,
  options: ImportOptions,
  existing: ExistingCity,
): Promise<ImportPlan> {
  const file = await readSource(path);
  options.onProgress?.(0.1, 'reading');
  const source = await readRows(kind, file);
  options.onProgress?.(0.5, 'matching');
  const problems = new ProblemLog();
  const choice = { given: options.mapping, kept: options.keptMappings };
  const chosen = await chooseMapping(kind, choice, source.columns, problems);
  const { mapping } = chosen;
  const within = options.within ?? null;
  const plan = emptyPlan(kind, problems, chosen);
  // Points of features must be declared; a table declares its own where it has columns of coordinates.
  const crs =
    source.kind === 'features' || options.crs !== undefined ? requireCoordinateSystem(options.crs) : null;
  if (kind === 'units') {
    const codes = await readCodes(chosen, path);
    const { units, shapes, unlocated } = readUnits(
      source,
      { mapping, codes, crs, within, datasetName: options.datasetName },
      existing,
      problems,
    );
    plan.part = { units, shapes };
    plan.unlocated = unlocated;
  } else if (kind === 'buildings') {
    const { buildings } = readBuildings(source, { mapping, crs: declared(crs), within }, existing, problems);
    plan.part = { buildings };
  } else if (kind === 'stations') {
    const { stations } = readStations(source, { mapping, crs: declared(crs), within }, existing, problems);
    plan.part = { stations };
    await noteShift(stations, declared(crs), existing, problems);
  } else if (kind === 'organizations') {
    const { organizations, links } = readOrganizations(source, { mapping, within }, existing, problems);
    plan.part = { organizations, organizationLinks: links };
  } else {
    if (existing.units.length === 0) throw noUnits();
    plan.calls = readCalls(source, mapping, problems);
  }
  options.onProgress?.(1, 'matching');
  return plan;
}

/**
 * Stations are kept as declared: only who made the file knows its system. The report says what looks wrong and what to try. Buildings
 * tell best, streets only where there are few.
 */
async function noteShift(
  stations: Station[],
  crs: CoordinateSystem,
  existing: ExistingCity,
  problems: ProblemLog,
): Promise<void> {
  const positions = stations.map((station) => station.position);
  const buildings = await existing.buildings();
  let suspicion = shiftSuspicion(buildingLandmarks(buildings), positions, crs);
  if (suspicion === null) {
    const network = await existing.network();
    if (network !== null) suspicion = shiftSuspicion(streetLandmarks(network), positions, crs);
  }
  if (suspicion === null) return;
  const { suspected, landmarks, points, medianOffM, medianOffAfterM } = suspicion;
  problems.add(
    'noted',
    'crs-suspected',
    `${points} stations`,
    `read as ${crs} half of them lie ${Math.round(medianOffM)} m or more from the nearest of the ${landmarks}, read as ${suspected} only ${Math.round(medianOffAfterM)} m: the file is probably in ${suspected}; if so, import it again with --crs ${suspected}`,
  );
}

async function planNetwork(
  path: string,
  options: ImportOptions,
  existing: ExistingCity,
): Promise<ImportPlan> {
  if (options.crs !== undefined && requireCoordinateSystem(options.crs) !== 'wgs84') {
    throw new ImportRefusal(
      'crs-unknown',
      `OpenStreetMap is in WGS 84, not ${options.crs}: leave --crs out, or declare wgs84`,
    );
  }
  const problems = new ProblemLog();
  const read = await readNetwork(
    path,
    {
      within: options.within ?? null,
      datasetName: options.datasetName,
      onProgress: (share) => options.onProgress?.(share, 'reading OpenStreetMap'),
    },
    existing,
    problems,
  );
  const plan = emptyPlan('network', problems, NO_MAPPING);
  plan.part = { buildings: read.buildings };
  if (read.units.length > 0) plan.part = { units: read.units, shapes: read.shapes, ...plan.part };
  plan.walk = read.walk;
  plan.basemap = read.basemap;
  return plan;
}

const NO_MAPPING: ChosenMapping = { mapping: null, used: null, path: null };

function emptyPlan(kind: PlannedKind, problems: ProblemLog, { used }: ChosenMapping): ImportPlan {
  return {
    part: {},
    calls: null,
    walk: null,
    basemap: null,
    counted: kind === 'network' ? 'buildings' : kind,
    unlocated: 0,
    problems,
    mapping: used,
  };
}

function keptRows({ counted, part, calls }: ImportPlan): number {
  return (counted === 'calls' ? calls?.length : part[counted]?.length) ?? 0;
}

/**
 * A file of which nothing is left, or less than half, is the wrong file or wrongly mapped.
 * @throws {ImportRefusal} nothing-to-import
 */
export function refuseWrongFile(kept: number, problems: ProblemLog, fileName: string): void {
  const { rejected } = problems;
  if (kept > 0 && kept >= rejected) return;
  const worst = problems.worst();
  throw new ImportRefusal(
    'nothing-to-import',
    worst === null
      ? `${fileName} has no rows: is it the right file?`
      : `${rejected} of ${rejected + kept} rows of ${fileName} cannot be imported, so it is not the right file or not rightly mapped; ${worst}`,
  );
}

async function readSource(path: string): Promise<SourceFile> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ImportRefusal('file-not-found', `${path} cannot be read (${error.code}): check the path`);
  });
  if (bytes.length === 0) throw new ImportRefusal('empty-file', `${basename(path)} is empty`);
  return { fileName: basename(path), bytes };
}

/** Units, buildings and stations may come as features or as a table; the bytes tell which. */
async function readRows(kind: PlannedKind, file: SourceFile): Promise<SourceRows> {
  if (kind === 'calls' || kind === 'organizations') return readTable(file);
  const looksLikeJson = /^\s*[[{]/.test(
    file.bytes
      .subarray(0, 64)
      .toString('latin1')
      .replace(/^\xef\xbb\xbf/, ''),
  );
  if (looksLikeJson || /\.(geo)?json$/i.test(file.fileName)) return readFeatures(file);
  return isZip(file.bytes) && !/\.xlsx$/i.test(file.fileName) ? readFeatures(file) : readTable(file);
}

/** The mapping's list of codes lies beside the imported file, or beside the mapping. */
async function readCodes(
  { mapping, path: mappingPath }: { mapping: KindMapping | null; path: string | null },
  path: string,
): Promise<CodeList | null> {
  if (!mapping?.codes) return null;
  for (const beside of [path, mappingPath]) {
    if (beside === null) continue;
    const text = await readFile(join(dirname(beside), mapping.codes.file), 'utf8').catch(() => null);
    if (text !== null) return parseCodeList(text, mapping.codes);
  }
  throw new ImportRefusal(
    'missing-codes',
    `the mapping takes codes from ${mapping.codes.file}, which lies neither beside the file nor beside the mapping: put it there, or take "codes" out of the mapping`,
  );
}

function declared(crs: CoordinateSystem | null): CoordinateSystem {
  return crs ?? requireCoordinateSystem(undefined);
}
