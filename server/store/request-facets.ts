import { REQUEST_STATUSES } from '../../geodata/model/request-life.ts';
import type { FacetsAnswer } from '../contract/requests.ts';
import { RequestWhere } from './request-filter.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** More names are a list that nobody reads; the rest is summed. */
const MOST_HANDLING_UNITS = 50;
const URGENCIES = [0, 1, 2];

/** Values of each filter with the counts under all other filters. */
export async function readFacets(context: StoreContext, selection: RequestSelection): Promise<FacetsAnswer> {
  const { memory } = context;
  const [statuses, sources, urgencies, handlingUnits] = await Promise.all([
    countsBy(context, 'status_no', { ...selection, status: null }),
    countsBy(context, 'source_no', { ...selection, source: null }),
    countsBy(context, 'urgency', { ...selection, urgency: null }),
    countsBy(context, 'handling_unit_no', { ...selection, handlingUnit: null }),
  ]);
  const units = memory.handlingUnits
    .map((value, no) => ({ value, count: handlingUnits.get(no) ?? 0 }))
    .filter(({ value, count }) => value !== '' && count > 0)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const others = units.slice(MOST_HANDLING_UNITS);
  return {
    status: REQUEST_STATUSES.map((value, no) => ({ value, count: statuses.get(no) ?? 0 })),
    source: memory.sources.map((value, no) => ({ value, count: sources.get(no) ?? 0 })),
    urgency: URGENCIES.map((value) => ({ value, count: urgencies.get(value) ?? 0 })),
    handlingUnit: units.slice(0, MOST_HANDLING_UNITS),
    handlingUnitOthers: {
      units: others.length,
      count: others.reduce((sum, { count }) => sum + count, 0),
    },
    asOf: context.asOf,
  };
}

/** How many requests of the selection have each value of a column; NULL is left out. */
async function countsBy(
  { memory, driver }: StoreContext,
  column: 'status_no' | 'source_no' | 'urgency' | 'handling_unit_no',
  selection: RequestSelection,
): Promise<Map<number, number>> {
  const where = new RequestWhere(memory, selection);
  const [values, counts] = await driver.columns(
    `SELECT ${column}, count(*) AS n FROM requests ${where.sql} AND ${column} IS NOT NULL GROUP BY ${column}`,
    where.parameters,
  );
  return new Map(values.map((value, index) => [value as number, counts[index] as number]));
}
