import { DAY_MS, SECOND_MS } from '../../geodata/model/time.ts';
import {
  SUPERVISION_COUNTS,
  type SupervisionAnswer,
  type SupervisionCount,
} from '../../server/contract/supervision.ts';

const HOUR_MS = DAY_MS / 24;

/** What an order of 整改 came to: together they are all that were given. */
export const ORDER_PARTS = [
  'rectified',
  'justified',
  'open',
  'unanswered',
] as const satisfies readonly SupervisionCount[];
export type OrderPart = (typeof ORDER_PARTS)[number];

/** A shape for each, so that colour is never alone. */
export const ORDER_MARKS: Record<OrderPart, string> = {
  rectified: '✓',
  justified: '◇',
  open: '○',
  unanswered: '▲',
};

/** The parts of the orders given with their shares of the bar, 0…1; nothing was ordered: all of them 0. */
export function orderParts(
  total: Record<OrderPart | 'ordered', number>,
): { part: OrderPart; count: number; share: number }[] {
  return ORDER_PARTS.map((part) => ({
    part,
    count: total[part],
    share: total.ordered > 0 ? total[part] / total.ordered : 0,
  }));
}

export interface UnitCounts {
  /** null = known only to a unit wider than the level. */
  unitId: string | null;
  counts: Record<SupervisionCount, number>;
}

/**
 * The counts of an answer by unit, those with most 无理由未整改 first, then with most orders; what no unit of the level has stands last, and only
 * where there is any. Together the rows are the total.
 */
export function unitRows({
  unitIds,
  columns,
  outsideLevel,
}: Pick<SupervisionAnswer, 'unitIds' | 'columns' | 'outsideLevel'>): UnitCounts[] {
  const countsAt = (row: number) =>
    Object.fromEntries(SUPERVISION_COUNTS.map((name) => [name, columns[name][row]!])) as UnitCounts['counts'];
  const rows: UnitCounts[] = unitIds
    .map((unitId, row) => ({ unitId, counts: countsAt(row) }))
    .sort(
      (one, other) =>
        other.counts.unanswered - one.counts.unanswered || other.counts.ordered - one.counts.ordered,
    );
  const hasOutside = SUPERVISION_COUNTS.some((name) => outsideLevel[name] > 0);
  return hasOutside ? [...rows, { unitId: null, counts: outsideLevel }] : rows;
}

/** How long an order is overdue, as people say it: whole days, and the hours left over. */
export function overdueParts(seconds: number): { days: number; hours: number } {
  const ms = Math.max(0, seconds) * SECOND_MS;
  return { days: Math.floor(ms / DAY_MS), hours: Math.floor((ms % DAY_MS) / HOUR_MS) };
}

/** Whether every 诉求 of a period is still within the limit at its end, so that no order can be overdue. */
export function isTooShort(range: { from: string; to: string }, rectifyWithinDays: number): boolean {
  return Date.parse(range.to) - Date.parse(range.from) <= rectifyWithinDays * DAY_MS;
}
