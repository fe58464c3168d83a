import type { AreaLevel } from '../../geodata/model/unit.ts';
import { dayNumber, dayStartMs } from './request-days.ts';
import { isUnfiltered } from './request-filter.ts';
import type { DayStep } from './request-steps.ts';
import type { RollUps } from './roll-ups.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** What an answer is grouped by: days, or units of which no finer than `level` is asked for, or these and steps of time. */
export type Grouping =
  | { by: 'day' }
  | { by: 'unit'; level: AreaLevel }
  | { by: 'unitAndStep'; level: AreaLevel; step: DayStep };

/** Epoch milliseconds, `fromMs` inclusive, `toMs` exclusive. */
export interface Span {
  fromMs: number;
  toMs: number;
}

export interface RollUpPlan {
  table: 'request_unit_days' | 'request_area_days';
  /** First and last day of each run of days that the roll-up answers for. */
  days: [first: number, last: number][];
  /** What is left, to be counted from the requests: stale days and the cut ends of the period. */
  rest: Span[];
}

/** With more pieces than this the requests themselves are asked: a chain of ranges prunes no rows. */
const MOST_PIECES = 40;

const STREET_OR_WIDER: readonly AreaLevel[] = ['city', 'district', 'subdistrict'];

/** How a question is answered from roll-ups, or null where they do not know enough. */
export function planRollUp(
  context: StoreContext,
  selection: RequestSelection,
  grouping: Grouping,
): RollUpPlan | null {
  const table = tableFor(context, selection, grouping);
  if (table === null) return null;
  const { days, rest } = splitPeriod(selection, context.rollUps);
  return days.length === 0 || days.length + rest.length > MOST_PIECES ? null : { table, days, rest };
}

function tableFor(
  context: StoreContext,
  selection: RequestSelection,
  grouping: Grouping,
): RollUpPlan['table'] | null {
  if (!isUnfiltered(selection, ['category', 'source'])) return null;
  const { scope, category, source } = selection;
  const isWholeStreets =
    scope.kind === 'unit' && (STREET_OR_WIDER as readonly string[]).includes(scope.level);
  const isAskedByStreet = grouping.by === 'day' || STREET_OR_WIDER.includes(grouping.level);
  if (isWholeStreets && isAskedByStreet && isFirstLevel(context, category)) return 'request_area_days';
  return category === null && source === null ? 'request_unit_days' : null;
}

function isFirstLevel({ memory }: StoreContext, category: string | null): boolean {
  return category === null || memory.categories.some(({ code, level }) => code === category && level === 1);
}

/** Whole days that are not stale, as runs; everything else of the period as spans between them. */
export function splitPeriod(
  { fromMs, toMs }: Span,
  { staleDays }: Pick<RollUps, 'staleDays'>,
): Pick<RollUpPlan, 'days' | 'rest'> {
  const days: RollUpPlan['days'] = [];
  const rest: Span[] = [];
  const addRest = (from: number, to: number) => {
    if (from >= to) return;
    const last = rest.at(-1);
    if (last && last.toMs === from) last.toMs = to;
    else rest.push({ fromMs: from, toMs: to });
  };
  const firstWhole = dayStartMs(dayNumber(fromMs)) === fromMs ? dayNumber(fromMs) : dayNumber(fromMs) + 1;
  const endWhole = dayNumber(toMs);
  if (firstWhole >= endWhole) return { days, rest: [{ fromMs, toMs }] };
  addRest(fromMs, dayStartMs(firstWhole));
  for (let day = firstWhole; day < endWhole; day++) {
    const run = days.at(-1);
    if (staleDays.has(day)) addRest(dayStartMs(day), dayStartMs(day + 1));
    else if (run && run[1] === day - 1) run[1] = day;
    else days.push([day, day]);
  }
  addRest(dayStartMs(endWhole), toMs);
  return { days, rest };
}
