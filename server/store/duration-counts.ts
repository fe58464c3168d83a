import type { ChangeCounts } from './change-counts.ts';
import { allOf, cutPeriod, type PeriodParts, singleDaysOf } from './cut-period.ts';
import type { SqlValue } from './driver.ts';
import { KeptParts } from './kept-parts.ts';
import { nearDays, onDaysSql, withinSql } from './near-days.ts';
import { DAY_NUMBER, dayNumber, monthStartMs } from './request-days.ts';
import type { Span } from './roll-up-plan.ts';
import { AREA_OF_UNIT } from './roll-ups.ts';
import { eachOf, type MonthsAndDays, sizeOf } from './split-months.ts';
import type { StoreContext } from './store-context.ts';

/** Classes are 512 seconds wide: a shift of whole seconds, in which both databases and this process agree. */
export const CLASS_BITS = 9;
/** The last class is open: its requests took more than 580 hours of work. */
export const CLASSES = 4096;

/** Two years and a bit. A month of a city with 20 M requests takes some 300 kB. */
const MOST_MONTHS = 36;
/** A day of such a city takes 100 kB. */
const MOST_DAYS = 200;
/** Days read at a time: their rows pass through this process one by one. */
const DAYS_AT_A_TIME = 10;
/** Months that keep changing are added up from their days as far as there are no more of them; those that have not changed stay as they are. */
const MOST_SINGLE_DAYS = 160;

/** A month is looked through once, and brings three times the classes of a day. */
const DAYS_PER_MONTH_READ = 8;

/** How many requests of a street (of a unit where there is no street above it) took how long to resolve. Parallel lists. */
export interface DurationCounts {
  unitNos: Int32Array;
  classes: Uint16Array;
  counts: Uint32Array;
}

/** What is to be added up, and what is to be taken away from that. */
export interface DurationParts {
  added: DurationCounts[];
  takenAway: DurationCounts[];
}

/**
 * Working time until requests were resolved, counted by street and class and kept in memory by whole months, and by days where a month is cut
 * or keeps changing. Each is read from the requests where it is missing or where something has happened in it since.
 */
export class DurationCountsInMemory {
  readonly #months: KeptParts<DurationCounts>;
  readonly #days: KeptParts<DurationCounts>;

  constructor(changes: ChangeCounts) {
    this.#months = new KeptParts(MOST_MONTHS, (month) => changes.monthVersion(month), NOTHING);
    this.#days = new KeptParts(MOST_DAYS, (day) => changes.dayVersion(day), NOTHING);
  }

  /** Which months and days a period is added up from; null where there are more of them than are kept. */
  plan(period: Span): PeriodParts | null {
    const plan = this.#cut(period, (month) => !this.#months.hasChanged(month));
    const taken = singleDaysOf(plan) <= MOST_SINGLE_DAYS ? plan : this.#cut(period, () => true);
    return sizeOf(taken.added.months) <= MOST_MONTHS ? taken : null;
  }

  #cut(period: Span, takesMonth: (month: number) => boolean): PeriodParts {
    return cutPeriod(period, {
      takesMonth,
      hasMonth: (month) => this.#months.has(month),
      hasDay: (day) => this.#days.has(day),
      daysPerMonthRead: DAYS_PER_MONTH_READ,
    });
  }

  /** The same text before and after a moment in which nothing happened in the months and days of a plan. */
  versions(plan: PeriodParts): string {
    return allOf(plan)
      .map(
        (parts) =>
          `${this.#months.versions(eachOf(parts.months))} ${this.#days.versions(daysTouched(parts))}`,
      )
      .join(' ');
  }

  async read(context: StoreContext, plan: PeriodParts): Promise<DurationParts> {
    const takenAway: DurationCounts[] = [];
    for (const parts of plan.takenAway) takenAway.push(...(await this.#read(context, parts)));
    return { added: await this.#read(context, plan.added), takenAway };
  }

  async #read(context: StoreContext, { months, days, rest }: MonthsAndDays): Promise<DurationCounts[]> {
    return [
      ...(await this.#months.take(eachOf(months), (missing) => readMonths(context, missing))),
      ...(await this.#days.take(eachOf(days), (missing) => readDays(context, missing))),
      ...(await readRest(context, rest)),
    ];
  }
}

const NOTHING: DurationCounts = {
  unitNos: new Int32Array(),
  classes: new Uint16Array(),
  counts: new Uint32Array(),
};

/** Whole days, and those of which a part is asked for. */
function daysTouched({ days, rest }: MonthsAndDays): number[] {
  return [...eachOf(days), ...rest.map(({ fromMs }) => dayNumber(fromMs))];
}

async function readMonths(
  context: StoreContext,
  months: readonly number[],
): Promise<Map<number, DurationCounts>> {
  const read = new Map<number, DurationCounts>();
  for (const month of months) {
    const condition = withinSql({ fromMs: monthStartMs(month), toMs: monthStartMs(month + 1) });
    for (const [number, counts] of await readCounts(context, condition, `${month}`)) read.set(number, counts);
  }
  return read;
}

async function readDays(
  context: StoreContext,
  days: readonly number[],
): Promise<Map<number, DurationCounts>> {
  const read = new Map<number, DurationCounts>();
  for (const part of nearDays(days, DAYS_AT_A_TIME)) {
    for (const [number, counts] of await readCounts(context, onDaysSql(part), DAY_NUMBER)) {
      read.set(number, counts);
    }
  }
  return read;
}

async function readRest(context: StoreContext, rest: readonly Span[]): Promise<DurationCounts[]> {
  const parts: DurationCounts[] = [];
  for (const span of rest) parts.push(...(await readCounts(context, withinSql(span), '0')).values());
  return parts;
}

/** Counts of the requests that meet a condition, by a number that each request has. */
async function readCounts(
  { driver }: StoreContext,
  condition: string,
  number: string,
): Promise<Map<number, DurationCounts>> {
  return byNumber(
    await driver.columns(
      `SELECT ${number} AS part, COALESCE(area.ancestor_no, requests.unit_no) AS area_no,
         least(resolve_work_seconds >> ${CLASS_BITS}, ${CLASSES - 1}) AS duration_class, CAST(count(*) AS integer) AS n
       FROM requests LEFT JOIN (${AREA_OF_UNIT}) AS area ON area.unit_no = requests.unit_no
       WHERE ${condition} AND resolve_work_seconds IS NOT NULL
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    ),
  );
}

/** Rows that stand in the order of their numbers, taken apart. */
function byNumber([numbers, unitNos, classes, counts]: SqlValue[][]): Map<number, DurationCounts> {
  const parts = new Map<number, DurationCounts>();
  for (let from = 0; from < numbers!.length; ) {
    const number = numbers![from] as number;
    let to = from + 1;
    while (to < numbers!.length && numbers![to] === number) to++;
    parts.set(number, {
      unitNos: Int32Array.from(unitNos!.slice(from, to) as number[]),
      classes: Uint16Array.from(classes!.slice(from, to) as number[]),
      counts: Uint32Array.from(counts!.slice(from, to) as number[]),
    });
    from = to;
  }
  return parts;
}
