import type { CityData } from '../../geodata/model/city-data.ts';
import type { RequestColumns } from '../../geodata/model/service-request.ts';
import type { RequestFilter } from '../contract/indicators.ts';
import type { BuildingsNoun } from './buildings.ts';
import type { CallsNoun } from './calls.ts';
import type { CellsNoun } from './cells.ts';
import { createDatasetStore, openDatasetStore } from './dataset-store.ts';
import type { IndicatorsNoun } from './indicators.ts';
import type { LedgerNoun } from './ledger.ts';
import type { Progress } from './load-city.ts';
import type { DriverOptions } from './open-driver.ts';
import type { OrganizationsNoun } from './organizations.ts';
import type { UpsertCounts } from './reconcile-rows.ts';
import type { RequestWriter } from './request-writer.ts';
import type { RequestsNoun } from './requests.ts';
import type { RollUpOptions } from './roll-ups.ts';
import type { RulesNoun } from './rules.ts';
import type { ScenariosNoun } from './scenarios.ts';
import type { RequestSelection } from './select.ts';
import type { ShapesNoun } from './shapes.ts';
import type { StationsNoun } from './stations.ts';
import type { CellCoverageProvider } from './store-context.ts';
import type { SupervisionNoun } from './supervision.ts';
import type { UnitsNoun } from './units.ts';
import type { UnmatchedNoun } from './unmatched-requests.ts';
import type { WhistlesNoun } from './whistles.ts';

/** 一个数据集 as the rest of the program knows it: a noun for each kind of thing in it, and what concerns all of them. */
export interface DatasetStore {
  readonly folder: string;
  readonly units: UnitsNoun;
  readonly shapes: ShapesNoun;
  readonly stations: StationsNoun;
  readonly organizations: OrganizationsNoun;
  readonly buildings: BuildingsNoun;
  readonly requests: RequestsNoun;
  readonly indicators: IndicatorsNoun;
  readonly cells: CellsNoun;
  readonly ledger: LedgerNoun;
  readonly rules: RulesNoun;
  readonly scenarios: ScenariosNoun;
  readonly unmatched: UnmatchedNoun;
  readonly calls: CallsNoun;
  readonly whistles: WhistlesNoun;
  readonly supervision: SupervisionNoun;
  readonly writer: RequestWriter;
  /** Time of the newest data: the last creation or event. */
  asOfMs(): number;
  /** `asOfMs` as ISO 8601 with the Shanghai offset. */
  asOf(): string;
  /** Counts every commit and load: a cheap ETag. */
  dataVersion(): number;
  /** Counts changes of the city: units, organizations, stations, buildings. */
  cityVersion(): number;
  /**
   * A query checked and completed. Without `from` and `to`: the last 30 Shanghai days, today included; with one of them the
   * other is open (first day of data, end of the newest day).
   * @throws {QueryError}
   */
  select(filter: RequestFilter): Promise<RequestSelection>;
  /** Wires the walking network in (stationCoverageRate, walkMinutes, the walk rule). Call again when stations moved. */
  setCellCoverage(provider: CellCoverageProvider): void;
  /** Loads a whole city into an empty store. */
  loadCity(city: CityData, onProgress?: Progress): Promise<void>;
  /** Loads requests in bulk, all or none; rows become events and state. External ids must be new. @returns how many. */
  loadRequests(
    batches: Iterable<RequestColumns> | AsyncIterable<RequestColumns>,
    onProgress?: (rows: number) => void,
  ): Promise<number>;
  /** Adds or renews parts of a city by id (importers). `dryRun` only counts. Nothing is ever deleted. */
  upsertCity(
    part: Partial<CityData>,
    options?: { dryRun?: boolean },
  ): Promise<Partial<Record<keyof CityData, UpsertCounts>>>;
  /** Brings the daily roll-ups up to date now instead of in a while. No answer changes, only how fast it comes. */
  refreshRollUps(): Promise<void>;
  /** Small facts about the data set (key → text). */
  meta(): Promise<Record<string, string>>;
  setMeta(entries: Record<string, string>): Promise<void>;
  /** Waits for the writer, checkpoints and closes the file. */
  close(): Promise<void>;
}

/** Where the store is, what its database may take, and who rolls up. */
export type StoreOptions = DriverOptions & RollUpOptions;

/** Makes an empty store for the folder (made where missing). @throws where a store is there already. */
export function createStore(folder: string, options: StoreOptions = {}): Promise<DatasetStore> {
  return createDatasetStore(folder, options);
}

/** Opens the store of the folder and applies new migrations. @throws where there is none, or a newer program wrote it. */
export function openStore(folder: string, options: StoreOptions = {}): Promise<DatasetStore> {
  return openDatasetStore(folder, options);
}
