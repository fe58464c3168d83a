import type { Building, Estate } from '../../geodata/model/building.ts';
import type { CityData } from '../../geodata/model/city-data.ts';
import type { AreaGeometry, BoundingBox } from '../../geodata/model/geometry.ts';
import type { Organization } from '../../geodata/model/organization.ts';
import type { Overlay } from '../../geodata/model/overlay.ts';
import type { Programme, ProgrammeItem } from '../../geodata/model/programme.ts';
import type { RequestEvent, RequestEventType, RequestStatus } from '../../geodata/model/request-life.ts';
import type { MaskedRequest, RequestCategory, RequestColumns } from '../../geodata/model/service-request.ts';
import type { Station } from '../../geodata/model/station.ts';
import type { AreaLevel, CrosswalkShare, Level, Unit } from '../../geodata/model/unit.ts';
import type { ClockGrouping, ClocksAnswer } from '../contract/clocks.ts';
import type { RequestFilter } from '../contract/indicators.ts';
import type { LedgerAnswer } from '../contract/ledger.ts';
import type { LiveRequest } from '../contract/live.ts';
import type { OrganizationCoverageAnswer, OrganizationsAnswer } from '../contract/organizations.ts';
import type { PointsAnswer } from '../contract/points.ts';
import type {
  BinsAnswer,
  CategoriesAnswer,
  FacetsAnswer,
  LatestAnswer,
  RequestDetail,
  SummaryAnswer,
} from '../contract/requests.ts';
import type { RuleHitsAnswer } from '../contract/rules.ts';
import type { CellCoverageAnswer, StationsAnswer } from '../contract/service-areas.ts';
import type { SearchHit, UnitChain, UnitProfile, UnitsAnswer } from '../contract/units.ts';
import type { CallsNoun } from './calls.ts';
import { createDatasetStore, openDatasetStore } from './dataset-store.ts';
import type { IndicatorsNoun } from './indicators.ts';
import type { ScenariosNoun } from './scenarios.ts';
import type { SupervisionNoun } from './supervision.ts';
import type { UnmatchedNoun } from './unmatched-requests.ts';
import type { WhistlesNoun } from './whistles.ts';

/**
 * What `within` names, resolved. Requests are counted by their assigned unit, never finer than a gridCell: a building
 * stands for its cell and an estate for the cells of its buildings, so that no answer points at one front door.
 */
export interface Scope {
  /** The id asked for; the root unit where none was given. */
  id: string;
  kind: 'unit' | 'overlay' | 'estate' | 'building';
  name: string;
  /** The unit's own level; of an overlay, that of its widest member. */
  level: Level;
  /** The scope is the whole data set. */
  everything: boolean;
  /** Ascending surrogate keys of every unit inside, the unit itself included; each once, however many overlays hold it. */
  unitNos: Int32Array;
  /** Only for kind building / estate: what buildings are narrowed to. */
  buildingId: string | null;
  estateId: string | null;
}

/** A validated question about requests: `store.select` makes it from a query at the door. */
export interface RequestSelection {
  scope: Scope;
  /** Epoch milliseconds, `fromMs` inclusive, `toMs` exclusive. */
  fromMs: number;
  toMs: number;
  /** All of these category codes' descendants count; null = all. */
  category: string | null;
  source: string | null;
  status: string | null;
  urgency: number | null;
  /** Name of the unit that handles it; '' (the cell's own workers) is no value. */
  handlingUnit: string | null;
  /** Hours of the day in which it came in, 0–23, ascending; null = all. */
  hours: readonly number[] | null;
}

/** A question the store cannot answer; the door turns it into a problem (unknown-unit → 404, all else → 400). */
export class QueryError extends Error {
  readonly code:
    | 'unknown-unit'
    | 'unknown-indicator'
    | 'unknown-category'
    | 'unknown-source'
    | 'unknown-status'
    | 'unknown-handling-unit'
    | 'invalid-date'
    | 'empty-period'
    | 'unsupported-level'
    | 'unsupported-step'
    | 'too-many-steps';
  constructor(code: QueryError['code'], detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Progress of something long: 0…1 and a plain English step. */
export type Progress = (done: number, step: string) => void;

export interface UpsertCounts {
  created: number;
  updated: number;
  unchanged: number;
}

export interface UnitsNoun {
  root(): Unit;
  /** The unit, or null. Area levels only; estates and buildings are in `store.buildings`. */
  get(id: string): Unit | null;
  /** Unit of a surrogate key. */
  byNo(unitNo: number): Unit;
  no(id: string): number | null;
  /** Everything valid on the day (default: asOf), in code order. `limit` default: all. */
  list(options?: { scope?: Scope; level?: Level; at?: string; limit?: number; offset?: number }): Unit[];
  /** `list` as the contract's rows. */
  answer(options: { scope: Scope; level?: Level; at?: string; limit?: number }): UnitsAnswer;
  children(id: string): Unit[];
  /** From the city down to the unit itself. */
  ancestors(id: string): Unit[];
  /** The id of the unit's ancestor (or itself) on the level; null where it has none. */
  ancestorAt(id: string, level: AreaLevel): string | null;
  /** Units, stations and buildings by name, code or pinyin initials; best first. Units outrank stations outrank buildings. */
  search(text: string, options?: { scope?: Scope; limit?: number }): Promise<SearchHit[]>;
  /** Profile of a unit, an estate or a building; null = unknown id. `at` is an ISO date. */
  profile(id: string, at?: string): Promise<UnitProfile | null>;
  /** The chain of organizations from the unit up; null = unknown id. */
  chain(id: string): Promise<UnitChain | null>;
  /** null = unknown. No id = the whole data set. Overlays (`ov:…`), estates and buildings are understood. */
  scope(within?: string): Promise<Scope | null>;
  crosswalk(): CrosswalkShare[];
  overlays(): Overlay[];
  /** The unit in which each id lies: itself, an estate's community, a building's cell. What is not here (any more) is left out. */
  unitsOfIds(ids: readonly string[]): Promise<Map<string, string>>;
  /** The units in which places of exactly that name lie (units, estates, buildings). */
  unitsOfNames(names: readonly string[]): Promise<Map<string, string[]>>;
}

export interface ShapesNoun {
  get(unitId: string): Promise<AreaGeometry | null>;
  /** GeoJSON geometry as text, ready to be put into an answer, by unit id; unknown ids are left out. */
  texts(unitIds: string[]): Promise<Map<string, string>>;
  /** Those whose shape has a point in common with the box (degrees); borders count, a unit without a shape meets nothing. */
  meeting(unitIds: string[], bbox: BoundingBox): Promise<Set<string>>;
}

export interface StationsNoun {
  get(id: string): Station | null;
  /** By location; `assignedTo` is a unit's id (stations answerable for it). `bbox` in degrees. */
  list(options?: { scope?: Scope; assignedTo?: string; kind?: string; bbox?: BoundingBox }): Station[];
  /** The contract's rows. `nowMs` decides `openNow`. */
  answer(options: { scope: Scope; assignedTo?: string; nowMs: number }): StationsAnswer;
}

export interface OrganizationsNoun {
  get(id: string): Organization | null;
  /** Organizations that cover any unit in the scope (or all of it). Flat tree, parents before children. */
  list(options: { scope: Scope; type?: string }): OrganizationsAnswer;
  /** Where an organization is drawn: middle of the units it covers or sits in, null = nowhere known. */
  position(id: string): [number, number] | null;
  /** Per cell: single, joint, attached or vacant, and by which branches. */
  coverage(scope: Scope): OrganizationCoverageAnswer;
}

export interface BuildingPage {
  buildings: Building[];
  numberMatched: number;
}

export interface BuildingsNoun {
  get(id: string): Promise<Building | null>;
  estate(id: string): Promise<Estate | null>;
  /** Names of estates and buildings with the units they lie in, each pair once. */
  placeNames(): Promise<{ name: string; unitId: string }[]>;
  /** In id order. `kind`, `estateId`, `unitId` are property filters. */
  page(options: {
    scope?: Scope;
    bbox?: BoundingBox;
    kind?: string;
    estateId?: string;
    unitId?: string;
    limit: number;
    offset: number;
  }): Promise<BuildingPage>;
}

/** Property filters and paging of the OGC collection `service-requests`. */
export interface RequestPageQuery {
  selection: RequestSelection;
  /** On the masked (rounded) point, so that a narrow box tells no more than the answer does. Leaves out what has no point. */
  bbox?: BoundingBox;
  unitId?: string;
  unitAssumed?: boolean;
  simulated?: boolean;
  escalationLevel?: number;
  rating?: number;
  limit: number;
  offset: number;
}

/** Which requests others ask for who follow them: by id, or by time and filters. */
export interface ReportQuery {
  /** Overrides everything but the page; null = by time. */
  ids: readonly number[] | null;
  /** Epoch milliseconds, `fromMs` inclusive, `toMs` exclusive. */
  fromMs: number;
  toMs: number;
  /** These categories themselves; null = all. */
  categoryCodes: readonly string[] | null;
  statuses: readonly RequestStatus[] | null;
  limit: number;
  offset: number;
}

export interface ServiceReport {
  request: MaskedRequest;
  /** Time of the last event. */
  updatedAt: string;
  /** By name, '' = the cell's own workers; null = unknown. */
  handlingUnit: string | null;
}

export interface RequestsNoun {
  /** Newest first, masked. */
  latest(selection: RequestSelection, limit: number): Promise<LatestAnswer>;
  /** Newest first, masked, with the number matched in all pages. */
  page(query: RequestPageQuery): Promise<{ requests: MaskedRequest[]; numberMatched: number }>;
  get(id: number): Promise<MaskedRequest | null>;
  /** Newest first, masked, with the time of the last event and who handles it. */
  reports(query: ReportQuery): Promise<ServiceReport[]>;
  /** The request that a source calls so; null = none. */
  idOf(source: string, externalId: string): Promise<number | null>;
  /** The events in order; null = unknown request. */
  events(id: number): Promise<RequestEvent[] | null>;
  /** Heat bins, counts under 5 left out. `zoom` as of the map; bins are never narrower than 50 m. */
  bins(selection: RequestSelection, zoom: number): Promise<BinsAnswer>;
  /** Single requests and counts of several in the cells of a grid over the box (degrees), on rounded points. `zoom` as of the map. */
  points(selection: RequestSelection, bbox: BoundingBox, zoom: number): Promise<PointsAnswer>;
  categories(selection: RequestSelection): Promise<CategoriesAnswer>;
  summary(selection: RequestSelection): Promise<SummaryAnswer>;
  /** Values of each filter with their counts under all other filters of the selection. */
  facets(selection: RequestSelection): Promise<FacetsAnswer>;
  /** Both clocks by group, what still runs judged at `atMs` (epoch milliseconds). */
  clocks(selection: RequestSelection, by: ClockGrouping, atMs: number): Promise<ClocksAnswer>;
  /** One request with its life so far, masked; null = unknown. */
  detail(id: number): Promise<RequestDetail | null>;
  /** The three-level tree of categories as loaded. */
  categoryTree(): RequestCategory[];
  sources(): string[];
  /** Number of all requests. */
  count(): Promise<number>;
  /** Folds the events of the requests (default: all) into their state rows; says how many rows changed. */
  rebuildState(requestIds?: number[]): Promise<number>;
}

/** What every grid-cell polygon carries; the same numbers as the indicators give for the last 30 days. */
export interface CellStatistics {
  unitId: string;
  requests30d: number;
  requestsPer10k: number | null;
  acceptedOnTimeRate: number | null;
  arrivedOnTimeRate: number | null;
  satisfactionRate: number | null;
  /** Stations that stand in the cell. */
  stationIds: string[];
  nearestStationId: string | null;
  walkMinutes: number | null;
  households: number;
  residents: number;
  /** Organizations that cover the cell. */
  branchIds: string[];
  asOf: string;
}

export interface CellsNoun {
  /** In code order. */
  statistics(scope: Scope): Promise<CellStatistics[]>;
}

export interface LedgerNoun {
  /** All figures of record, or those of one case. */
  list(caseId?: string): Promise<LedgerAnswer>;
  programmes(): Promise<{ programmes: Programme[]; items: ProgrammeItem[] }>;
}

export interface RulesNoun {
  hits(scope: Scope): Promise<RuleHitsAnswer>;
}

export interface NewRequestEvent {
  requestId: number;
  type: RequestEventType;
  atMs: number;
  actorRole: string;
  /** rated: 1–5; escalated: the new level; revisited: 1 satisfied, 0 not; otherwise null. */
  value: number | null;
  /** Only with `resolved`: whether the time limit was kept; left out = not known. */
  onTime?: boolean;
  /** The system that tells of it; left out = the source of the 诉求 itself. */
  source?: string;
  /** Only with `dispatched`, `returned` and `transferred`: to whom; a name met for the first time is added. */
  handlingUnit?: string;
  /** Only with `merged`: the 诉求 that goes on for both. */
  intoRequestId?: number;
}

export interface Committed {
  requests: LiveRequest[];
  /** Finest units whose counts changed. */
  unitIds: string[];
  asOfMs: number;
}

/** A request that an event names is not there. */
export class UnknownRequest extends Error {
  readonly code = 'unknown-request';
}

/** More waits to be written than can be kept waiting: nothing of the call was written, it may come again in a moment. */
export class StoreBusy extends Error {
  readonly code = 'busy';
}

/** The one writer: waiting calls are committed together every few milliseconds; a promise resolves only after its commit. */
export interface RequestWriter {
  /**
   * Inserts rows; a row whose (source, externalId) is known updates that request instead, or leaves it alone where nothing
   * differs. All rows of a call or none. `ids` are parallel to the rows.
   * @throws {QueryError} unknown-unit, unknown-category for the first row that names one @throws {StoreBusy}
   */
  insertRequests(
    columns: RequestColumns,
    options?: { dryRun?: boolean },
  ): Promise<UpsertCounts & { ids: number[] }>;
  /** As `insertRequests`, for several batches in one transaction; of those that are refused the first is told of, the others stand. */
  insertBatches(batches: readonly RequestColumns[]): Promise<UpsertCounts>;
  /**
   * Appends events and moves the state rows with them; all events of a call or none.
   * @throws {IllegalTransition} @throws {UnknownRequest} @throws {StoreBusy}
   */
  appendEvents(events: NewRequestEvent[]): Promise<{ requests: MaskedRequest[] }>;
  /** Called after every commit, masked; returns the way to stop. */
  onCommitted(listener: (committed: Committed) => void): () => void;
}

/** Walking coverage of every cell at the data set's default cut-off; null = there is no network. */
export type CellCoverageProvider = () => CellCoverageAnswer | null | Promise<CellCoverageAnswer | null>;

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

/** Where the store is, and for a file `threads` and `memoryMb`: bounds of what the database may take. */
export interface StoreOptions {
  threads?: number;
  memoryMb?: number;
  /** For a file: how much is written beside it before it is taken into it. A long load that takes all in at every commit spends most of its time on that. */
  checkpointMb?: number;
  /** Days that change stay stale for whoever opens the store next: while a load goes on, what is rolled up is stale again in a moment. */
  leavesRollUps?: boolean;
  /** `postgres://…`: in the schema that is named after the folder (schema-name.ts). Without: a file in the folder. */
  databaseUrl?: string | null;
}

/** File of the data set in its folder. */
export const STORE_FILE = 'store.duckdb';

/** Makes an empty store for the folder (made where missing). @throws where a store is there already. */
export function createStore(folder: string, options: StoreOptions = {}): Promise<DatasetStore> {
  return createDatasetStore(folder, options);
}

/** Opens the store of the folder and applies new migrations. @throws where there is none, or a newer program wrote it. */
export function openStore(folder: string, options: StoreOptions = {}): Promise<DatasetStore> {
  return openDatasetStore(folder, options);
}
