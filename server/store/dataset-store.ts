import type { CityData } from '../../geodata/model/city-data.ts';
import type { RequestColumns } from '../../geodata/model/service-request.ts';
import { createBuildings } from './buildings.ts';
import { createCalls } from './calls.ts';
import { createCells } from './cells.ts';
import type { Driver } from './driver.ts';
import { EVENT_STAGE_TABLE } from './event-rows.ts';
import { createIndicators } from './indicators.ts';
import { EXTERNAL_STAGE_TABLE } from './known-requests.ts';
import { createLedger } from './ledger.ts';
import { loadCityRows, upsertCityRows, writeRequestNames } from './load-city.ts';
import { loadRequestBatches } from './load-requests.ts';
import { migrate } from './migrations/migrate.ts';
import { createDriver, openDriver } from './open-driver.ts';
import { createOrganizations } from './organizations.ts';
import { STATE_STAGE_TABLE } from './rebuild-state.ts';
import type { UpsertCounts } from './reconcile-rows.ts';
import { AMEND_STAGE_TABLE, FINGERPRINT_STAGE_TABLE } from './replace-requests.ts';
import { REQUEST_ID_STAGE_TABLE } from './request-ids.ts';
import { REQUEST_STAGE_TABLE, STEP_ROLES } from './request-stage.ts';
import { createRequests } from './requests.ts';
import { createRules } from './rules.ts';
import { createScenarios } from './scenarios.ts';
import { selectRequests } from './select.ts';
import { createShapes } from './shapes.ts';
import { createStations } from './stations.ts';
import type { DatasetStore, StoreOptions } from './store.ts';
import { StoreContext } from './store-context.ts';
import { createSupervision } from './supervision.ts';
import { createUnits } from './units.ts';
import { createUnmatched } from './unmatched-requests.ts';
import { createWhistles } from './whistles.ts';
import { GroupWriter } from './writer.ts';

export async function createDatasetStore(folder: string, options: StoreOptions): Promise<DatasetStore> {
  return assembleOrClose(folder, await createDriver(folder, options), options, writeRoles);
}

export async function openDatasetStore(folder: string, options: StoreOptions): Promise<DatasetStore> {
  return assembleOrClose(folder, await openDriver(folder, options), options, async () => undefined);
}

async function assembleOrClose(
  folder: string,
  driver: Driver,
  options: StoreOptions,
  fill: (driver: Driver) => Promise<void>,
): Promise<DatasetStore> {
  try {
    const deriveAnew = await migrate(driver);
    await fill(driver);
    const store = await assemble(folder, driver, options);
    if (deriveAnew) await store.requests.rebuildState();
    return store;
  } catch (error) {
    await driver.close();
    throw error;
  }
}

function writeRoles(driver: Driver): Promise<void> {
  return driver.transaction(async (session) => {
    const roles = Object.keys(STEP_ROLES);
    await session.bulkInsert(
      'actor_roles',
      [
        { type: 'integer', values: roles.map((_, no) => no) },
        { type: 'text', values: roles },
      ],
      roles.length,
    );
  });
}

/**
 * Staging tables of the writing connection: made once, emptied after each use by TRUNCATE, because PostgreSQL never clears away the deleted
 * rows of a temporary table by itself, and every later use would read through them.
 */
const STAGE_TABLES = [
  REQUEST_STAGE_TABLE,
  STATE_STAGE_TABLE,
  EVENT_STAGE_TABLE,
  EXTERNAL_STAGE_TABLE,
  FINGERPRINT_STAGE_TABLE,
  AMEND_STAGE_TABLE,
  REQUEST_ID_STAGE_TABLE,
];

async function assemble(folder: string, driver: Driver, options: StoreOptions): Promise<DatasetStore> {
  await driver.prepareWriter(STAGE_TABLES);
  await driver.transaction(writeRequestNames);
  const context = await StoreContext.open(driver, Date.now, options);
  const indicators = createIndicators(context);
  const writer = new GroupWriter(context);
  return {
    folder,
    units: createUnits(context),
    shapes: createShapes(context),
    stations: createStations(() => context.memory),
    organizations: createOrganizations(context),
    buildings: createBuildings(context),
    requests: createRequests(context),
    indicators,
    cells: createCells(context, indicators),
    ledger: createLedger(context),
    rules: createRules(context),
    scenarios: await createScenarios(driver, context.nowMs),
    unmatched: createUnmatched(context),
    calls: createCalls(context),
    whistles: createWhistles(context),
    supervision: createSupervision(context),
    writer,
    asOfMs: () => context.asOfMs,
    asOf: () => context.asOf,
    dataVersion: () => context.version,
    cityVersion: () => context.cityVersion,
    select: (filter) => selectRequests(context, filter),
    setCellCoverage: (provider) => {
      context.setCellCoverage(provider);
      context.version++;
    },
    loadCity: async (city: CityData, onProgress = () => undefined) => {
      if (context.memory.units.size > 0) throw new Error('the store holds a city already; use upsertCity');
      await driver.transaction((session) => loadCityRows(session, city, onProgress));
      await context.reloadCity();
    },
    loadRequests: (
      batches: Iterable<RequestColumns> | AsyncIterable<RequestColumns>,
      onProgress = () => undefined,
    ) => loadRequestBatches(context, batches, onProgress),
    upsertCity: (part, { dryRun = false } = {}) => upsertCity(context, part, dryRun),
    refreshRollUps: () => context.rollUps.refresh(),
    meta: async () => {
      const [keys, values] = await driver.columns(
        'SELECT meta_key, meta_value FROM dataset_meta ORDER BY meta_key',
      );
      return Object.fromEntries(keys.map((key, index) => [key as string, values[index] as string]));
    },
    setMeta: async (entries) => {
      for (const [key, value] of Object.entries(entries)) {
        await driver.execute(
          `INSERT INTO dataset_meta (meta_key, meta_value) VALUES ($1, $2)
           ON CONFLICT (meta_key) DO UPDATE SET meta_value = excluded.meta_value`,
          [key, value],
        );
      }
    },
    close: async () => {
      await writer.close();
      await context.rollUps.close();
      await driver.checkpoint();
      await driver.close();
    },
  };
}

/** Thrown to undo a dry run, with what it counted. */
class DryRun extends Error {
  readonly counts: Partial<Record<keyof CityData, UpsertCounts>>;
  constructor(counts: DryRun['counts']) {
    super('a dry run changes nothing');
    this.counts = counts;
  }
}

async function upsertCity(
  context: StoreContext,
  part: Partial<CityData>,
  dryRun: boolean,
): Promise<Partial<Record<keyof CityData, UpsertCounts>>> {
  try {
    const { counts, changed } = await context.driver.transaction(async (session) => {
      const counts = await upsertCityRows(session, part, context.memory);
      if (dryRun) throw new DryRun(counts);
      return { counts, changed: await context.rollUps.markAll(session) };
    });
    context.rollUps.marked(changed);
    await context.reloadCity();
    return counts;
  } catch (error) {
    if (error instanceof DryRun) return error.counts;
    throw error;
  }
}
