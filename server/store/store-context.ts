import { DAY_MS, startOfShanghaiDay, toShanghaiDay, toShanghaiIso } from '../../geodata/model/time.ts';
import type { CellCoverageAnswer } from '../contract/service-areas.ts';
import { BinCountsInMemory } from './bin-counts.ts';
import { hasCalls } from './call-indicators.ts';
import { type CityMemory, readCityMemory } from './city-memory.ts';
import type { Driver } from './driver.ts';
import { DurationCountsInMemory } from './duration-counts.ts';
import { HomesInBins } from './homes-in-bins.ts';
import { secondsSql, secondsToEpochMs } from './masked-rows.ts';
import { type RollUpOptions, RollUps } from './roll-ups.ts';
import { hasUnmatched } from './unmatched-requests.ts';

/** Walking coverage of every cell at the data set's default cut-off; null = there is no network. */
export type CellCoverageProvider = () => CellCoverageAnswer | null | Promise<CellCoverageAnswer | null>;

/** What every noun of an open store shares: the database, the small tables in memory and the age of the data. */
export class StoreContext {
  readonly driver: Driver;
  readonly nowMs: () => number;
  readonly rollUps: RollUps;
  readonly homesInBins = new HomesInBins();
  readonly binCounts: BinCountsInMemory;
  readonly durationCounts: DurationCountsInMemory;
  /** Replaced as a whole when a city is loaded. */
  memory: CityMemory;
  /** Counts commits and loads. */
  version = 0;
  /** Counts changes of the city (units, organizations, stations, buildings); walks are asked anew after each. */
  cityVersion = 0;
  nextRequestId = 1;
  /** False only where the list of unmatched rows is empty. */
  mayHaveUnmatched = false;
  /** Whether anything is known of calls to a hotline. */
  hasCalls = false;
  private newestMs: number | null = null;
  private oldestMs: number | null = null;
  private provider: CellCoverageProvider = () => null;
  private walks: { cityVersion: number; answer: Promise<CellCoverageAnswer | null> } | null = null;

  private constructor(driver: Driver, memory: CityMemory, rollUps: RollUps, nowMs: () => number) {
    this.driver = driver;
    this.rollUps = rollUps;
    this.binCounts = new BinCountsInMemory(rollUps.bins);
    this.durationCounts = new DurationCountsInMemory(rollUps.changeCounts);
    this.memory = memory;
    this.nowMs = nowMs;
  }

  static async open(driver: Driver, nowMs: () => number, options: RollUpOptions = {}): Promise<StoreContext> {
    const memory = await readCityMemory(driver);
    const rollUps = await RollUps.open(driver, () => context.memory, options);
    const context: StoreContext = new StoreContext(driver, memory, rollUps, nowMs);
    await context.readBounds();
    context.mayHaveUnmatched = await hasUnmatched(driver);
    context.hasCalls = await hasCalls(context);
    return context;
  }

  /** Time of the newest data; the present where there is none yet. */
  get asOfMs(): number {
    return this.newestMs ?? this.nowMs();
  }

  get asOf(): string {
    return toShanghaiIso(this.asOfMs);
  }

  /** The day of the newest data: units and organizations are those valid on it. */
  get today(): string {
    return toShanghaiDay(this.asOfMs);
  }

  /** Midnight of the first day with data. */
  get firstDayMs(): number {
    return startOfShanghaiDay(this.oldestMs ?? this.asOfMs);
  }

  /** Midnight after the newest data. */
  get endOfTodayMs(): number {
    return startOfShanghaiDay(this.asOfMs) + DAY_MS;
  }

  /** Reads the small tables again after a load. */
  async reloadCity(): Promise<void> {
    this.memory = await readCityMemory(this.driver);
    this.cityVersion++;
    this.version++;
  }

  /** Reads the span of the requests and whistles again after a load. */
  async readBounds(): Promise<void> {
    const [row] = await this.driver.query(
      `SELECT ${secondsSql('min(created_at)')} AS oldest, ${secondsSql('max(created_at)')} AS newest_created,
         ${secondsSql('max(updated_at)')} AS newest, max(request_id) AS last_id FROM requests`,
    );
    this.nextRequestId = Number(row.last_id ?? 0) + 1;
    this.oldestMs = row.oldest === null ? null : secondsToEpochMs(Number(row.oldest));
    this.newestMs =
      row.newest === null ? null : secondsToEpochMs(Math.max(Number(row.newest), Number(row.newest_created)));
    const [whistles] = await this.driver.query(
      `SELECT ${secondsSql('min(blown_at)')} AS oldest, ${secondsSql('max(updated_at)')} AS newest FROM whistles`,
    );
    if (whistles.oldest === null) return;
    this.notice(secondsToEpochMs(Number(whistles.oldest)), secondsToEpochMs(Number(whistles.newest)));
  }

  /** Widens the span by something just committed. */
  notice(createdAtMs: number, updatedAtMs: number): void {
    if (this.oldestMs === null || createdAtMs < this.oldestMs) this.oldestMs = createdAtMs;
    if (this.newestMs === null || updatedAtMs > this.newestMs) this.newestMs = updatedAtMs;
  }

  setCellCoverage(provider: CellCoverageProvider): void {
    this.provider = provider;
    this.walks = null;
  }

  /** Walks of all cells at the default cut-off, asked once per state of the city; null = no network. */
  cellCoverage(): Promise<CellCoverageAnswer | null> {
    if (this.walks?.cityVersion !== this.cityVersion) {
      this.walks = { cityVersion: this.cityVersion, answer: Promise.resolve(this.provider()) };
      // A failure is not kept: the next question tries again.
      this.walks.answer.catch(() => {
        this.walks = null;
      });
    }
    return this.walks.answer;
  }
}
