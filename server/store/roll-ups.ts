import { BinRollUps } from './bin-roll-ups.ts';
import { ChangeCounts } from './change-counts.ts';
import type { CityMemory } from './city-memory.ts';
import type { Driver, Session } from './driver.ts';
import { nearDays, onDaysSql } from './near-days.ts';
import { DAY_NUMBER } from './request-days.ts';
import { COUNTER_NAMES, counterColumn, counterSql } from './request-measures.ts';

/** Days rolled up in one transaction: others who write wait for it. */
const DAYS_AT_A_TIME = 7;
/** After a change, how long days may wait: the newest ones change all the time. */
const REST_MS = 10_000;
/** Months of bins wait longer: counting one anew reads all its requests. */
const BINS_REST_MS = 60_000;

/** What a transaction changes. */
export interface ChangedDays {
  /** Days (since 1970, Shanghai) whose counts change. */
  days: ReadonlySet<number>;
  /** Those on which requests come, go or move. */
  placedDays: ReadonlySet<number>;
}

export interface RollUpOptions {
  /** Days that change stay stale for whoever opens the store next: while a load goes on, what is rolled up is stale again in a moment. */
  leavesRollUps?: boolean;
}

/**
 * Daily roll-ups of the requests and the list of days for which they do not hold. A commit that touches a day makes it stale in the same
 * transaction, so that whatever happens to the process no roll-up says what the requests do not; stale days are rolled up anew in the
 * background. Roll-ups change no answer, only its speed.
 */
export class RollUps {
  readonly bins: BinRollUps;
  readonly changeCounts = new ChangeCounts();
  private readonly driver: Driver;
  private readonly memory: () => CityMemory;
  private readonly stale: Set<number>;
  /** Counts up with every day that becomes stale. */
  private changes = 0;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<unknown> = Promise.resolve();
  private closed = false;
  private isByItself = true;
  private binsRefreshedAt = 0;

  private constructor(driver: Driver, memory: () => CityMemory, stale: Set<number>, bins: BinRollUps) {
    this.driver = driver;
    this.memory = memory;
    this.stale = stale;
    this.bins = bins;
  }

  /** @param options `leavesRollUps`: what is stale stays so until `refresh`, or until the store is opened again */
  static async open(
    driver: Driver,
    memory: () => CityMemory,
    { leavesRollUps = false }: RollUpOptions = {},
  ): Promise<RollUps> {
    const [days] = await driver.columns('SELECT DISTINCT day_no FROM request_stale_days');
    const rollUps = new RollUps(driver, memory, new Set(days as number[]), await BinRollUps.open(driver));
    rollUps.isByItself = !leavesRollUps;
    rollUps.wake();
    return rollUps;
  }

  /** Days whose counts come from the requests themselves. */
  get staleDays(): ReadonlySet<number> {
    return this.stale;
  }

  /** Differs before and after a moment in which a day became stale: an answer read across it may hold both states. */
  get revision(): number {
    return this.changes;
  }

  /** Makes days stale within the transaction that changes them. */
  async mark(session: Session, { days, placedDays }: ChangedDays): Promise<void> {
    const fresh = [...days].filter((day) => !this.stale.has(day));
    if (fresh.length > 0) {
      const values = Int32Array.from(fresh);
      await session.bulkInsert('request_stale_days', [{ type: 'integer', values }], fresh.length);
    }
    await this.bins.mark(session, placedDays);
  }

  /** Called once what was marked is committed. */
  marked({ days, placedDays }: ChangedDays): void {
    this.changeCounts.note(days);
    for (const day of days) {
      if (this.stale.has(day)) continue;
      this.stale.add(day);
      this.changes++;
    }
    this.bins.marked(placedDays);
    this.wake();
  }

  /** Every day counts anew: units, categories or states have changed. @returns what has to be given to `marked` once it is committed */
  async markAll(session: Session): Promise<ChangedDays> {
    const [days] = await session.columns(`SELECT DISTINCT ${DAY_NUMBER} FROM requests`);
    const all = new Set(days as number[]);
    const changed = { days: all, placedDays: all };
    await this.mark(session, changed);
    return changed;
  }

  /** Rolls up what is stale. Safe to call at any time; calls follow one another. */
  refresh(): Promise<void> {
    return this.next(async () => {
      await this.refreshDays();
      await this.refreshBins();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private next(work: () => Promise<void>): Promise<void> {
    const run = this.running.then(work);
    this.running = run.catch(() => undefined);
    return run;
  }

  private wake(): void {
    if (!this.isByItself || this.closed || this.timer || this.stale.size === 0) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      const isBinsTurn = performance.now() - this.binsRefreshedAt > BINS_REST_MS;
      // What fails stays stale, and is answered from the requests; the next change tries again.
      this.next(async () => {
        await this.refreshDays();
        if (isBinsTurn) await this.refreshBins();
      }).catch(() => undefined);
    }, REST_MS);
    this.timer.unref();
  }

  private async refreshBins(): Promise<void> {
    if (!this.closed) await this.bins.refresh(this.memory());
    this.binsRefreshedAt = performance.now();
  }

  private async refreshDays(): Promise<void> {
    for (const part of nearDays([...this.stale], DAYS_AT_A_TIME)) {
      if (this.closed) return;
      await this.driver.transaction((session) => rollUpDays(session, part));
      // Before the next transaction can ask whether they are stale: it has yet to begin.
      for (const day of part) this.stale.delete(day);
    }
  }
}

const SUMS = COUNTER_NAMES.map((name) => `${counterSql(name)} AS ${counterColumn(name)}`).join(', ');
const COLUMNS = COUNTER_NAMES.map(counterColumn).join(', ');

/** Units as far as the second roll-up knows them: the street above, or the unit itself where there is none. */
export const AREA_OF_UNIT = `SELECT unit_ancestors.unit_no, unit_ancestors.ancestor_no FROM unit_ancestors
  JOIN units ON units.unit_no = unit_ancestors.ancestor_no WHERE units.unit_level = 'subdistrict'`;

/** Categories with the one of the first level that they belong to. */
const TOP_OF_CATEGORY = `SELECT own.category_no, COALESCE(top.category_no, middle.category_no, own.category_no) AS top_no
  FROM request_categories AS own
  LEFT JOIN request_categories AS middle ON middle.code = own.parent_code
  LEFT JOIN request_categories AS top ON top.code = middle.parent_code`;

async function rollUpDays(session: Session, days: readonly number[]): Promise<void> {
  const list = days.join(', ');
  const chosen = onDaysSql(days);
  for (const table of ['request_unit_days', 'request_area_days', 'request_stale_days']) {
    await session.execute(`DELETE FROM ${table} WHERE day_no IN (${list})`);
  }
  await session.execute(
    `INSERT INTO request_unit_days (day_no, unit_no, ${COLUMNS})
     SELECT ${DAY_NUMBER} AS day_no, unit_no, ${SUMS} FROM requests WHERE ${chosen}
     GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  await session.execute(
    `INSERT INTO request_area_days (day_no, unit_no, category_no, source_no, ${COLUMNS})
     SELECT ${DAY_NUMBER} AS day_no, COALESCE(area.ancestor_no, requests.unit_no), top.top_no, source_no, ${SUMS}
     FROM requests JOIN (${TOP_OF_CATEGORY}) AS top ON top.category_no = requests.category_no
     LEFT JOIN (${AREA_OF_UNIT}) AS area ON area.unit_no = requests.unit_no
     WHERE ${chosen} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
  );
}
