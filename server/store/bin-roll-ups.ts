import { toStoreTimestamp } from '../../geodata/model/time.ts';
import { finestBinSql } from './bin-grid.ts';
import type { CityMemory } from './city-memory.ts';
import type { Driver, Session } from './driver.ts';
import { dayStartMs, MONTH_NUMBER, monthNumber, monthStartMs } from './request-days.ts';
import { type MonthsAndDays, sizeOf, splitMonths } from './split-months.ts';
import type { RequestSelection } from './store.ts';

/** More days than this beside the months are counted faster by the database than one by one. */
const MOST_SINGLE_DAYS = 62;

/**
 * How many requests of each month lie in each of the finest bins of the heat. Only what creates or moves a request makes a month stale;
 * its later life does not. As with the daily roll-ups, staleness is written with what causes it.
 */
export class BinRollUps {
  private readonly driver: Driver;
  private readonly stale: Set<number>;
  /** How often a month has become stale, and how often something has come, gone or moved in a day. */
  private readonly monthVersions = new Map<number, number>();
  private readonly dayVersions = new Map<number, number>();

  private constructor(driver: Driver, stale: Set<number>) {
    this.driver = driver;
    this.stale = stale;
  }

  static async open(driver: Driver): Promise<BinRollUps> {
    const [months] = await driver.columns('SELECT DISTINCT month_no FROM request_stale_months');
    return new BinRollUps(driver, new Set(months as number[]));
  }

  /** Makes the months of these days stale within the transaction that changes them. */
  async mark(session: Session, days: ReadonlySet<number>): Promise<void> {
    const fresh = [...monthsOf(days)].filter((month) => !this.stale.has(month));
    if (fresh.length === 0) return;
    const values = Int32Array.from(fresh);
    await session.bulkInsert('request_stale_months', [{ type: 'integer', values }], fresh.length);
  }

  /** Called once what was marked is committed. */
  marked(days: ReadonlySet<number>): void {
    for (const day of days) this.dayVersions.set(day, this.dayVersion(day) + 1);
    for (const month of monthsOf(days)) {
      if (this.stale.has(month)) continue;
      this.stale.add(month);
      this.monthVersions.set(month, this.monthVersion(month) + 1);
    }
  }

  /** Differs before and after a moment in which a month that was counted no longer holds. */
  monthVersion(month: number): number {
    return this.monthVersions.get(month) ?? 0;
  }

  /** Differs before and after a moment in which something came, went or moved in a day. */
  dayVersion(day: number): number {
    return this.dayVersions.get(day) ?? 0;
  }

  /** Counts what is stale anew, a month in each transaction. */
  async refresh(memory: CityMemory): Promise<void> {
    if (memory.units.size === 0) return;
    for (const month of [...this.stale].sort((a, b) => a - b)) {
      await this.driver.transaction((session) => countMonth(session, memory, month));
      // Before the next transaction can ask whether it is stale: it has yet to begin.
      this.stale.delete(month);
    }
  }

  /** Months that are counted already, days and the rest, or null where the months do not know enough: they hold no filter and no unit. */
  plan(selection: RequestSelection): MonthsAndDays | null {
    const { scope, category, source, status, urgency, handlingUnit, hours, fromMs, toMs } = selection;
    const isPlain = [category, source, status, urgency, handlingUnit, hours].every(
      (filter) => filter === null,
    );
    if (!scope.everything || !isPlain) return null;
    const plan = splitMonths({ fromMs, toMs }, (month) => !this.stale.has(month));
    return sizeOf(plan.days) > MOST_SINGLE_DAYS ? null : plan;
  }
}

function monthsOf(days: ReadonlySet<number>): Set<number> {
  return new Set([...days].map((day) => monthNumber(dayStartMs(day))));
}

async function countMonth(session: Session, memory: CityMemory, month: number): Promise<void> {
  await session.execute(`DELETE FROM request_bin_months WHERE month_no = ${month}`);
  await session.execute(`DELETE FROM request_stale_months WHERE month_no = ${month}`);
  await session.execute(
    `INSERT INTO request_bin_months (month_no, bin_x, bin_y, received)
     SELECT ${MONTH_NUMBER}, ${finestBinSql(memory)}, count(*) FROM requests
     WHERE created_at >= CAST('${toStoreTimestamp(monthStartMs(month))}' AS timestamp)
       AND created_at < CAST('${toStoreTimestamp(monthStartMs(month + 1))}' AS timestamp)
     GROUP BY 1, 2, 3 ORDER BY 1, 3, 2`,
  );
}
