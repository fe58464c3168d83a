import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepMapping, readKindMapping } from '../../geodata/import/choose-mapping.ts';
import { type ExistingCity, nothingYet } from '../../geodata/import/existing-city.ts';
import { ImportRefusal } from '../../geodata/import/import-refusal.ts';
import type { ImportReport } from '../../geodata/import/import-report.ts';
import { noUnits } from '../../geodata/import/import-requests.ts';
import type { ImportKind } from '../../geodata/import/mapping.ts';
import { type ImportOptions, type ImportPlan, planImport } from '../../geodata/import/plan-import.ts';
import type { Dataset } from '../../geodata/model/dataset.ts';
import type { BoundingBox } from '../../geodata/model/geometry.ts';
import { readNetworkFiles } from '../store/network-files.ts';
import { QueryError } from '../store/query-error.ts';
import { createStore, type DatasetStore, openStore } from '../store/store.ts';
import { allBuildings, allShapes, readStreetMap, type StreetMap, writeMapFiles } from './import-map-files.ts';
import { importRequests, retryKeptRows } from './import-requests-into.ts';
import { type ImportWorkspace, openWorkspace } from './import-workspace.ts';

export interface ImportRequest {
  kind: ImportKind;
  /** The file; null = `requests` only: look again for the units of the rows that had none. */
  path: string | null;
  dataDir: string;
  databaseUrl?: string | null;
  datasetId: string;
  crs?: string;
  mapping?: string;
  within?: string;
  dryRun: boolean;
}

export type ImportProgress = (share: number, step: string) => void;

/** Walking circle and speed of a data set that has not chosen its own: 15 minutes (GB 50180) at 1.2 m/s. */
const DEFAULT_CUTOFF_MINUTES = 15;
const WALK_SPEED_MPS = 1.2;
/** Mappings that were given with --mapping, for the next file of the same source. */
const MAPPINGS_FOLDER = 'mappings';
/** The database beside the rows at hand: what does not fit goes to disk. Roll-ups are left to the server, as they are after any change. */
const IMPORT_STORE = { memoryMb: 128, checkpointMb: 64, leavesRollUps: true };
/** What tiles and homes are made from. */
const DRAWN = ['units', 'shapes', 'buildings'] as const;

/**
 * Imports a file into a data set, or only says what it would do. Everything happens in a copy that takes the place of the data set at the
 * end: a refusal, a failure and a dry run leave the data set as it was, to the byte.
 * @throws {ImportRefusal}
 */
export async function importIntoDataset(
  request: ImportRequest,
  onProgress: ImportProgress,
): Promise<ImportReport> {
  const workspace = await openWorkspace(request, request.datasetId);
  try {
    const report = await importIntoWorkspace(request, workspace, onProgress);
    if (request.dryRun) await workspace.discard();
    else await workspace.commit();
    return report;
  } catch (error) {
    await workspace.discard();
    if (error instanceof QueryError) throw new ImportRefusal(error.code, error.message);
    throw error;
  }
}

async function importIntoWorkspace(
  request: ImportRequest,
  { folder, manifest }: ImportWorkspace,
  onProgress: ImportProgress,
): Promise<ImportReport> {
  const place = { ...IMPORT_STORE, databaseUrl: request.databaseUrl };
  let store = manifest ? await openStore(folder, place) : null;
  try {
    const options: ImportOptions = {
      crs: request.crs,
      mapping: request.mapping,
      keptMappings: join(folder, MAPPINGS_FOLDER),
      within: request.within,
      datasetName: manifest?.name ?? request.datasetId,
    };
    if (request.kind === 'requests') {
      const report = await importAllRequests(store, request, options, folder, onProgress);
      await keepGivenMapping(request, folder);
      return report;
    }
    const path = requirePath(request);
    const existing = store ? await existingCity(store, folder) : nothingYet();
    const planned = (share: number, step: string) => onProgress(share * 0.3, step);
    const plan = await planImport(request.kind, path, { ...options, onProgress: planned }, existing);
    store ??= await createStore(folder, place);
    onProgress(0.3, 'storing');
    const { report, mapChanged } = await writePlan(store, plan);
    await keepGivenMapping(request, folder);
    onProgress(0.5, 'storing');
    const streetMap = await streetMapOf(plan, folder);
    const drawsAnew = manifest === null || plan.walk !== null || mapChanged;
    if (drawsAnew && !request.dryRun) {
      await writeMapFiles(folder, store, streetMap, (share, step) => onProgress(0.5 + share * 0.5, step));
    }
    await writeManifest(folder, manifestOf(request.datasetId, manifest, store, streetMap, drawsAnew));
    onProgress(1, 'done');
    return report;
  } finally {
    await store?.close();
  }
}

async function importAllRequests(
  store: DatasetStore | null,
  request: ImportRequest,
  options: ImportOptions,
  folder: string,
  onProgress: ImportProgress,
): Promise<ImportReport> {
  if (store === null) throw noUnits();
  const existing = () => existingCity(store, folder);
  if (request.path !== null) {
    return importRequests(store, request.path, { ...options, onProgress }, existing);
  }
  return retryKeptRows(store, await existing(), {
    within: request.within ?? null,
    mapping: request.mapping === undefined ? null : await readKindMapping('requests', request.mapping),
    onProgress: (share) => onProgress(share, 'matching'),
  });
}

function requirePath({ path, kind }: ImportRequest): string {
  if (path !== null) return path;
  throw new ImportRefusal('usage', `name the file of ${kind} to import`);
}

async function keepGivenMapping({ kind, mapping, path }: ImportRequest, folder: string): Promise<void> {
  if (mapping === undefined || path === null || kind === 'network') return;
  await keepMapping(kind, join(folder, MAPPINGS_FOLDER), mapping);
}

async function existingCity(store: DatasetStore, folder: string): Promise<ExistingCity> {
  const units = store.units.list();
  const everything = await store.units.scope();
  const organizations = everything ? store.organizations.list({ scope: everything }).organizations : [];
  return {
    units,
    shapes: await allShapes(store, units),
    categories: store.requests.categoryTree(),
    organizationIds: new Set(organizations.map((organization) => organization.id)),
    placeNames: () => store.buildings.placeNames(),
    buildings: () => allBuildings(store),
    network: async () => (await readNetworkFiles(folder))?.network ?? null,
  };
}

async function writePlan(
  store: DatasetStore,
  plan: ImportPlan,
): Promise<{ report: ImportReport; mapChanged: boolean }> {
  const counts = await store.upsertCity(plan.part);
  const counted =
    plan.counted === 'calls'
      ? await store.calls.put(plan.calls ?? [])
      : (counts[plan.counted] ?? { created: 0, updated: 0, unchanged: 0 });
  const report = {
    created: counted.created,
    updated: counted.updated,
    unchanged: counted.unchanged,
    rejected: plan.problems.rejected,
    unmatched: 0,
    unlocated: plan.unlocated,
    unitAssumed: 0,
    reasons: plan.problems.reasons(),
    mapping: plan.mapping,
  };
  const mapChanged = DRAWN.some((part) => (counts[part]?.created ?? 0) + (counts[part]?.updated ?? 0) > 0);
  return { report, mapChanged };
}

/** The street map of this import, else the one of an earlier import. */
async function streetMapOf(plan: ImportPlan, folder: string): Promise<StreetMap | null> {
  if (plan.walk) return { walk: plan.walk, basemap: plan.basemap ?? [] };
  return readStreetMap(folder);
}

function manifestOf(
  id: string,
  before: Dataset | null,
  store: DatasetStore,
  streetMap: StreetMap | null,
  drawnAnew: boolean,
): Dataset {
  const root = store.units.root();
  const bbox: BoundingBox = root.bbox;
  return {
    id,
    name: before?.name ?? root.name,
    demo: false,
    state: 'ready',
    version: drawnAnew || before === null ? Date.now().toString(36) : before.version,
    rootUnitId: root.id,
    seed: null,
    now: null,
    bbox,
    center: [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2],
    cases: [],
    defaultCutoffMinutes: before?.defaultCutoffMinutes ?? DEFAULT_CUTOFF_MINUTES,
    walkSpeedMps: before?.walkSpeedMps ?? WALK_SPEED_MPS,
    networkSource: streetMap
      ? { name: streetMap.walk.sourceName, date: streetMap.walk.sourceDate }
      : (before?.networkSource ?? null),
    notices: before?.notices ?? [],
  };
}

function writeManifest(folder: string, manifest: Dataset): Promise<void> {
  return writeFile(join(folder, 'dataset.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
