import type { CallCount } from '../../geodata/model/call-count.ts';
import { str } from './city-memory.ts';
import type { SqlValue } from './driver.ts';
import { reconcileRows, type UpsertCounts } from './reconcile-rows.ts';
import type { StoreContext } from './store-context.ts';
import { integer, type TableSpec, text } from './table-spec.ts';

/** `fromDay` inclusive, `toDay` exclusive, ISO days; left out = open. */
export interface CallQuery {
  fromDay?: string;
  toDay?: string;
  source?: string;
}

export interface CallTotals {
  offered: number;
  answered: number;
  /** Days with counts, in order. */
  byDay: { day: string; offered: number; answered: number }[];
}

/** 热线来电: how many calls came in and how many were answered. */
export interface CallsNoun {
  /** Adds counts, renews those of a known day, hour and source. */
  put(counts: readonly CallCount[]): Promise<UpsertCounts>;
  /** Where a source gives a day as a whole and by hours, the whole counts. */
  totals(query: CallQuery): Promise<CallTotals>;
}

const callsTable: TableSpec<CallCount> = {
  table: 'call_counts',
  key: ['call_day', 'hour', 'source'],
  columns: [
    text('call_day', (row) => row.day),
    { name: 'hour', type: 'smallint', of: (row) => row.hour },
    text('source', (row) => row.source),
    integer('offered', (row) => row.offered),
    integer('answered', (row) => row.answered),
  ],
};

export function createCalls(context: StoreContext): CallsNoun {
  return {
    put: async (counts) => {
      const result = await context.driver.transaction((session) =>
        reconcileRows(session, callsTable, counts),
      );
      if (result.created + result.updated > 0) {
        context.version++;
        context.hasCalls = true;
      }
      return result;
    },
    totals: async ({ fromDay, toDay, source }) => {
      const parameters: SqlValue[] = [];
      const conditions = [WHOLE_DAY_COUNTS];
      if (fromDay !== undefined) conditions.push(`call_day >= $${parameters.push(fromDay)}`);
      if (toDay !== undefined) conditions.push(`call_day < $${parameters.push(toDay)}`);
      if (source !== undefined) conditions.push(`source = $${parameters.push(source)}`);
      const rows = await context.driver.query(
        `SELECT call_day, sum(offered) AS offered, sum(answered) AS answered FROM call_counts
         WHERE ${conditions.join(' AND ')} GROUP BY call_day ORDER BY call_day`,
        parameters,
      );
      const byDay = rows.map((row) => ({
        day: str(row.call_day),
        offered: Number(row.offered),
        answered: Number(row.answered),
      }));
      const sum = (count: (day: (typeof byDay)[number]) => number) =>
        byDay.reduce((total, day) => total + count(day), 0);
      return { offered: sum((day) => day.offered), answered: sum((day) => day.answered), byDay };
    },
  };
}

/** Hours beside a whole day of the same source would count twice. */
const WHOLE_DAY_COUNTS = `(hour = -1 OR NOT EXISTS (
  SELECT 1 FROM call_counts AS whole
  WHERE whole.call_day = call_counts.call_day AND whole.source = call_counts.source AND whole.hour = -1))`;
