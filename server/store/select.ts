import { parseHours } from '../../geodata/model/day-hours.ts';
import { REQUEST_STATUSES } from '../../geodata/model/request-life.ts';
import { DAY_MS, parseInstant } from '../../geodata/model/time.ts';
import type { RequestFilter } from '../contract/indicators.ts';
import { QueryError } from './query-error.ts';
import { resolveScope, type Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';

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

/** Days of a period nobody named, the newest day included. */
export const DEFAULT_DAYS = 30;

/** A query checked and completed. @throws {QueryError} that names what is wrong and what would work */
export async function selectRequests(
  context: StoreContext,
  filter: RequestFilter,
): Promise<RequestSelection> {
  const scope = await resolveScope(context, filter.within);
  if (!scope) throw new QueryError('unknown-unit', `there is no unit or overlay "${filter.within}"`);
  const { fromMs, toMs } = period(context, filter);
  const { memory } = context;
  const { category = null, source = null, status = null, urgency = null, handlingUnit = null } = filter;
  if (category !== null && !memory.categories.some(({ code }) => code === category)) {
    throw new QueryError('unknown-category', `there is no category "${category}"`);
  }
  if (source !== null && !memory.sources.includes(source)) {
    throw new QueryError(
      'unknown-source',
      `there is no source "${source}"; known: ${memory.sources.join(', ')}`,
    );
  }
  if (status !== null && !(REQUEST_STATUSES as readonly string[]).includes(status)) {
    throw new QueryError(
      'unknown-status',
      `there is no status "${status}"; known: ${REQUEST_STATUSES.join(', ')}`,
    );
  }
  if (handlingUnit !== null && (handlingUnit === '' || !memory.handlingUnits.includes(handlingUnit))) {
    throw new QueryError('unknown-handling-unit', unknownHandlingUnit(handlingUnit, memory.handlingUnits));
  }
  const hours = filter.hours === undefined ? null : parseHours(filter.hours);
  return { scope, fromMs, toMs, category, source, status, urgency, handlingUnit, hours };
}

/** A scope over the default period, without filters. */
export function selectScope(context: StoreContext, scope: Scope): RequestSelection {
  return {
    scope,
    ...period(context, {}),
    category: null,
    source: null,
    status: null,
    urgency: null,
    handlingUnit: null,
    hours: null,
  };
}

/** So many names stand in an error: more would be no help. */
const MOST_NAMES = 20;

function unknownHandlingUnit(name: string, known: readonly string[]): string {
  const names = known.filter((one) => one !== '');
  if (names.length === 0) return 'no request names a handling unit here; leave "handlingUnit" out';
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `there is no handling unit "${name}"; known: ${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

function period(context: StoreContext, filter: RequestFilter): { fromMs: number; toMs: number } {
  const { endOfTodayMs } = context;
  if (filter.from === undefined && filter.to === undefined) {
    return { fromMs: endOfTodayMs - DEFAULT_DAYS * DAY_MS, toMs: endOfTodayMs };
  }
  const fromMs = filter.from === undefined ? context.firstDayMs : instant('from', filter.from);
  const toMs = filter.to === undefined ? Math.max(endOfTodayMs, fromMs + DAY_MS) : instant('to', filter.to);
  if (toMs <= fromMs) {
    throw new QueryError('empty-period', '"to" (exclusive) must lie after "from" (inclusive)');
  }
  return { fromMs, toMs };
}

function instant(name: string, text: string): number {
  const epochMs = parseInstant(text);
  if (epochMs === null) {
    throw new QueryError(
      'invalid-date',
      `"${name}" is "${text}"; give a day (2026-11-20) or an instant (2026-11-20T08:00:00+08:00)`,
    );
  }
  return epochMs;
}
