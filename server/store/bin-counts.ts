import { DAY_MS } from '../../geodata/model/time.ts';
import { BinDirectory } from './bin-directory.ts';
import { type BinGrid, finestBinSql } from './bin-grid.ts';
import type { BinRollUps } from './bin-roll-ups.ts';
import { allOf, cutPeriod, type PeriodParts, singleDaysOf } from './cut-period.ts';
import type { SqlValue } from './driver.ts';
import { KeptParts } from './kept-parts.ts';
import { nearDays, onDaysSql, withinSql } from './near-days.ts';
import { DAY_NUMBER } from './request-days.ts';
import { isUnfiltered } from './request-filter.ts';
import type { Span } from './roll-up-plan.ts';
import type { RequestSelection } from './select.ts';
import { eachOf, type MonthsAndDays, splitMonths } from './split-months.ts';
import type { StoreContext } from './store-context.ts';

/** Two years and a bit of a city with 20 M requests take some 25 MB. */
const MOST_MONTHS = 36;
/** Days kept: a window of a month, and what it moves over in two more. A day of 27,000 requests takes 200 kB. */
const MOST_DAYS = 100;
/** Days read at a time: their rows pass through this process one by one. */
const DAYS_AT_A_TIME = 31;

/** More days than this beside the months are counted faster by the database than one by one. */
const MOST_SINGLE_DAYS = 62;
/** A month is counted already, in fewer bins than its days together. */
const DAYS_PER_MONTH_READ = 2;

/** Requests of a month or a day by place in the directory. */
interface Counted {
  places: Uint32Array;
  counts: Uint32Array;
  unlocated: number;
}

/** Columns, rows and counts of the bins, and the requests without a point. */
export interface BinCounts {
  x: readonly number[];
  y: readonly number[];
  /** 0 where nothing lies in the bin in this period. */
  n: ArrayLike<number>;
  /** The bins by column and row. */
  order: Uint32Array;
  unlocated: number;
}

/**
 * Counts of whole months and days in the finest bins, kept in memory: two years of 20 M requests are added up in a fifth of the time that a
 * database needs to group the months anew. Each is read from the database where it is missing or where something has come, gone or moved in it since.
 */
export class BinCountsInMemory {
  readonly #directory = new BinDirectory();
  readonly #bins: BinRollUps;
  readonly #months: KeptParts<Counted>;
  readonly #days: KeptParts<Counted>;

  constructor(bins: BinRollUps) {
    this.#bins = bins;
    this.#months = new KeptParts(MOST_MONTHS, (month) => bins.monthVersion(month), NOTHING);
    this.#days = new KeptParts(MOST_DAYS, (day) => bins.dayVersion(day), NOTHING);
  }

  /**
   * Months and days that a selection is added up from, or null where they do not know enough: they hold no filter and no unit. A short
   * period is added up from its own days: moved by one, it reads one, where a month without the others would read one at each end.
   */
  plan(selection: RequestSelection): PeriodParts | null {
    const { scope, fromMs, toMs } = selection;
    if (!scope.everything || !isUnfiltered(selection)) return null;
    const takesMonth = (month: number) => !this.#bins.isStale(month);
    const isShort = toMs - fromMs <= MOST_SINGLE_DAYS * DAY_MS;
    const plan = isShort
      ? { added: splitMonths({ fromMs, toMs }, takesMonth), takenAway: [] }
      : cutPeriod(
          { fromMs, toMs },
          {
            takesMonth,
            hasMonth: (month) => this.#months.has(month),
            hasDay: (day) => this.#days.has(day),
            daysPerMonthRead: DAYS_PER_MONTH_READ,
          },
        );
    return singleDaysOf(plan) > MOST_SINGLE_DAYS ? null : plan;
  }

  /** Null where something changed while it was read: what was read may be of two moments. */
  async count(context: StoreContext, plan: PeriodParts, grid: BinGrid): Promise<BinCounts | null> {
    const versions = () =>
      allOf(plan)
        .map(
          ({ months, days }) =>
            `${this.#months.versions(eachOf(months))} ${this.#days.versions(eachOf(days))}`,
        )
        .join(' ');
    const before = versions();
    const takenAway: Counted[] = [];
    for (const parts of plan.takenAway) takenAway.push(...(await this.#read(context, parts)));
    const added = await this.#read(context, plan.added);
    return versions() === before ? this.#sum(added, takenAway, grid) : null;
  }

  async #read(context: StoreContext, { months, days, rest }: MonthsAndDays): Promise<Counted[]> {
    return [
      ...(await this.#months.take(eachOf(months), (missing) => this.#readMonths(context, missing))),
      ...(await this.#days.take(eachOf(days), (missing) => this.#readDays(context, missing))),
      ...(await this.#readRest(context, rest)),
    ];
  }

  async #readMonths({ driver }: StoreContext, months: readonly number[]): Promise<Map<number, Counted>> {
    const read = new Map<number, Counted>();
    for (const month of months) {
      const rows = await driver.columns(
        `SELECT month_no, bin_x, bin_y, received FROM request_bin_months WHERE month_no = ${month}
         ORDER BY bin_y, bin_x`,
      );
      for (const [number, counted] of this.#take(rows)) read.set(number, counted);
    }
    return read;
  }

  async #readDays(context: StoreContext, days: readonly number[]): Promise<Map<number, Counted>> {
    const read = new Map<number, Counted>();
    for (const part of nearDays(days, DAYS_AT_A_TIME)) {
      // A day by itself need not be made out row by row.
      const number = part.length === 1 ? `${part[0]}` : DAY_NUMBER;
      const rows = await readBinsOf(context, onDaysSql(part), number);
      for (const [number, counted] of this.#take(rows)) read.set(number, counted);
    }
    return read;
  }

  async #readRest(context: StoreContext, rest: readonly Span[]): Promise<Counted[]> {
    const parts: Counted[] = [];
    for (const span of rest)
      parts.push(...this.#take(await readBinsOf(context, withinSql(span), '0')).values());
    return parts;
  }

  /** Rows of number, column, row and count, by number. */
  #take([numbers, xs, ys, counts]: SqlValue[][]): Map<number, Counted> {
    const taken = new Map<number, { places: number[]; counts: number[]; unlocated: number }>();
    for (let row = 0; row < numbers!.length; row++) {
      const number = numbers![row] as number;
      let part = taken.get(number);
      if (!part) {
        part = { places: [], counts: [], unlocated: 0 };
        taken.set(number, part);
      }
      const count = counts![row] as number;
      if (xs![row] === null) {
        part.unlocated += count;
        continue;
      }
      part.places.push(this.#directory.placeOf(xs![row] as number, ys![row] as number));
      part.counts.push(count);
    }
    return new Map(
      [...taken].map(([number, { places, counts, unlocated }]) => [
        number,
        { places: Uint32Array.from(places), counts: Uint32Array.from(counts), unlocated },
      ]),
    );
  }

  #sum(added: readonly Counted[], takenAway: readonly Counted[], grid: BinGrid): BinCounts {
    const { binOf, x, y, order } = this.#directory.larger(grid.halvings);
    const n = new Int32Array(x.length);
    let unlocated = 0;
    for (const part of added) {
      addUp(n, binOf, part, 1);
      unlocated += part.unlocated;
    }
    for (const part of takenAway) {
      addUp(n, binOf, part, -1);
      unlocated -= part.unlocated;
    }
    return { x, y, n, order, unlocated };
  }
}

/** Adds the counts of a part, `sign` times, to those of the bins that its places lie in. */
function addUp(n: Int32Array, binOf: readonly number[], { places, counts }: Counted, sign: 1 | -1): void {
  for (let i = 0; i < places.length; i++) {
    const bin = binOf[places[i]!]!;
    n[bin] = n[bin]! + sign * counts[i]!;
  }
}

const NOTHING: Counted = {
  places: new Uint32Array(),
  counts: new Uint32Array(),
  unlocated: 0,
};

/**
 * Counts of the requests that meet a condition in the finest bins, by a number that each request has. In the order of the bins: what lies
 * together on the map then lies together in memory, and is added up twice as fast.
 */
function readBinsOf(
  { memory, driver }: StoreContext,
  condition: string,
  number: string,
): Promise<SqlValue[][]> {
  return driver.columns(
    `SELECT ${number} AS part, ${finestBinSql(memory)}, CAST(count(*) AS integer) AS n FROM requests
     WHERE ${condition} GROUP BY 1, 2, 3 ORDER BY 1, 3, 2`,
  );
}
