import { DAY_MS, startOfShanghaiDay, toShanghaiDay } from '../../geodata/model/time.ts';
import { createCalls } from './calls.ts';
import type { LevelPairs } from './level-slots.ts';
import { isUnfiltered } from './request-filter.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** Calls of a day. */
export interface CallDay {
  /** Midnight, epoch milliseconds. */
  startMs: number;
  offered: number;
  answered: number;
}

/**
 * Days with calls that lie wholly in the period of a selection. Calls know neither unit nor category: within a part of the data set, and
 * under a filter that they cannot follow, there are none.
 */
export async function callDays(context: StoreContext, selection: RequestSelection): Promise<CallDay[]> {
  const { scope, source, fromMs, toMs } = selection;
  const isNarrowed = !isUnfiltered(selection, ['source']);
  if (!scope.everything || isNarrowed) return [];
  const firstMs = startOfShanghaiDay(fromMs + DAY_MS - 1);
  const { byDay } = await createCalls(context).totals({
    fromDay: toShanghaiDay(firstMs),
    toDay: toShanghaiDay(toMs),
    source: source ?? undefined,
  });
  return byDay.map(({ day, offered, answered }) => ({
    startMs: Date.parse(`${day}T00:00:00+08:00`),
    offered,
    answered,
  }));
}

/** Answered of offered calls: of the unit that is the whole, and of no other. */
export async function callPairs(
  context: StoreContext,
  slots: readonly number[],
  selection: RequestSelection,
): Promise<LevelPairs> {
  const days = await callDays(context, selection);
  const totalNumerator = days.reduce((total, { answered }) => total + answered, 0);
  const totalDenominator = days.reduce((total, { offered }) => total + offered, 0);
  const { units } = context.memory;
  const whole = units.no(units.root().id);
  const isWhole = (no: number) => no === whole;
  return {
    numerator: Float64Array.from(slots, (no) => (isWhole(no) ? totalNumerator : 0)),
    denominator: Float64Array.from(slots, (no) => (isWhole(no) ? totalDenominator : 0)),
    totalNumerator,
    totalDenominator,
    outsideLevel: slots.some(isWhole) ? 0 : totalDenominator,
  };
}

/** Whether the data set has any. */
export async function hasCalls({ driver }: Pick<StoreContext, 'driver'>): Promise<boolean> {
  const [row] = await driver.query('SELECT count(*) AS n FROM call_counts');
  return Number(row!.n) > 0;
}
