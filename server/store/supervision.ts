import { rollUp } from '../../geodata/indicators/roll-up.ts';
import type { FlowSupervision } from '../../geodata/model/flow.ts';
import {
  DAY_MS,
  parseInstant,
  SECOND_MS,
  toShanghaiIso,
  toStoreTimestamp,
} from '../../geodata/model/time.ts';
import type { Level } from '../../geodata/model/unit.ts';
import {
  type OrderState,
  type OrdersAnswer,
  SUPERVISION_COUNTS,
  type SupervisionAnswer,
  type SupervisionCount,
  type SupervisionOrder,
} from '../contract/supervision.ts';
import { levelBelow } from './indicators.ts';
import { slotColumn, unitsOfLevel } from './level-slots.ts';
import { readMasked } from './masked-rows.ts';
import { QueryError } from './query-error.ts';
import { RequestWhere } from './request-filter.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';
import { isAreaLevel } from './unit-index.ts';

/** 督查: what became of those who were not content, and of the orders of 整改. */
export interface SupervisionNoun {
  /**
   * Counts per unit of the level over the 诉求 of a period, summed up the tree.
   * @throws {QueryError} unsupported-level
   */
  counts(
    selection: RequestSelection,
    level: Level | undefined,
    setting: FlowSupervision,
  ): Promise<SupervisionAnswer>;
  /** Orders of 整改 in a state, the oldest first. */
  orders(
    selection: RequestSelection,
    page: { state: OrderState; limit: number; offset?: number },
    setting: FlowSupervision,
  ): Promise<OrdersAnswer>;
}

export function createSupervision(context: StoreContext): SupervisionNoun {
  return {
    counts: (selection, level, setting) => readCounts(context, selection, level, setting),
    orders: (selection, page, setting) => readOrders(context, selection, page, setting),
  };
}

const ORDERED = 'rectify_order_seconds IS NOT NULL';
/** Imported histories may tell of both: what was put right counts as that. */
const RECTIFIED = `${ORDERED} AND rectify_seconds IS NOT NULL`;
const JUSTIFIED = `${ORDERED} AND rectify_seconds IS NULL AND justify_seconds IS NOT NULL`;
const STANDING = `${ORDERED} AND rectify_seconds IS NULL AND justify_seconds IS NULL`;

/** Whether the time to answer an order was up before the instant at the place holder. */
function timeIsUp(placeHolder: string): string {
  return `created_at + rectify_order_seconds * INTERVAL '1 second' < CAST(${placeHolder} AS timestamp)`;
}

/** An order given before this instant and still standing is 无理由未整改. */
function lastInTime(context: StoreContext, { rectifyWithinDays }: FlowSupervision): string {
  return toStoreTimestamp(context.asOfMs - rectifyWithinDays * DAY_MS);
}

async function readCounts(
  context: StoreContext,
  selection: RequestSelection,
  level: Level | undefined,
  setting: FlowSupervision,
): Promise<SupervisionAnswer> {
  const { scope } = selection;
  const wanted = level ?? levelBelow(scope);
  if (!isAreaLevel(wanted)) {
    throw new QueryError(
      'unsupported-level',
      `supervision is answered for city, district, subdistrict, community and gridCell, not for "${wanted}"`,
    );
  }
  const { units } = context.memory;
  const slots = unitsOfLevel(context, scope, wanted);
  const slotOf = slotColumn(context, wanted, slots);
  const leaves = await readLeaves(context, selection, setting);
  const sums = new Map(
    SUPERVISION_COUNTS.map((name) => {
      const { numerator, outsideNumerator } = rollUp(
        leaves[name],
        new Uint8Array(units.size),
        scope.unitNos,
        slotOf,
        slots.length,
      );
      return [name, { column: Array.from(numerator), outside: outsideNumerator }];
    }),
  );
  const each = <Value>(of: (sum: { column: number[]; outside: number }) => Value) =>
    Object.fromEntries(SUPERVISION_COUNTS.map((name) => [name, of(sums.get(name)!)])) as Record<
      SupervisionCount,
      Value
    >;
  return {
    setting,
    level: wanted,
    within: scope.id,
    unitIds: slots.map((no) => units.units[no]!.id),
    columns: each(({ column }) => column),
    total: each(({ column, outside }) => column.reduce((sum, value) => sum + value, outside)),
    outsideLevel: each(({ outside }) => outside),
    from: toShanghaiIso(selection.fromMs),
    to: toShanghaiIso(selection.toMs),
    asOf: context.asOf,
  };
}

/** Counts by the finest unit known, as columns over surrogate keys. */
async function readLeaves(
  context: StoreContext,
  selection: RequestSelection,
  setting: FlowSupervision,
): Promise<Record<SupervisionCount, Float64Array>> {
  const where = new RequestWhere(context.memory, selection);
  const isUp = timeIsUp(where.parameter(lastInTime(context, setting)));
  const conditions: Record<SupervisionCount, string> = {
    revisited: 'revisit_satisfied IS NOT NULL',
    notSatisfied: 'NOT revisit_satisfied',
    ordered: ORDERED,
    rectified: RECTIFIED,
    justified: JUSTIFIED,
    open: `${STANDING} AND NOT (${isUp})`,
    unanswered: `${STANDING} AND ${isUp}`,
    censured: 'censure_seconds IS NOT NULL',
  };
  const list = SUPERVISION_COUNTS.map((name) => `count(*) FILTER (WHERE ${conditions[name]})`);
  const [unitNos, ...counts] = await context.driver.columns(
    `SELECT unit_no, ${list.join(', ')} FROM requests ${where.sql} GROUP BY unit_no ORDER BY unit_no`,
    where.parameters,
  );
  const leaves = Object.fromEntries(
    SUPERVISION_COUNTS.map((name) => [name, new Float64Array(context.memory.units.size)]),
  ) as Record<SupervisionCount, Float64Array>;
  unitNos!.forEach((no, row) => {
    SUPERVISION_COUNTS.forEach((name, index) => {
      leaves[name][no as number] = counts[index]![row] as number;
    });
  });
  return leaves;
}

async function readOrders(
  context: StoreContext,
  selection: RequestSelection,
  { state, limit, offset = 0 }: { state: OrderState; limit: number; offset?: number },
  setting: FlowSupervision,
): Promise<OrdersAnswer> {
  const { driver, memory } = context;
  const where = new RequestWhere(memory, selection);
  if (state === 'answered') where.and(`${ORDERED} AND NOT (${STANDING})`);
  else {
    const isUp = timeIsUp(where.parameter(lastInTime(context, setting)));
    where.and(`${STANDING} AND ${state === 'unanswered' ? isUp : `NOT (${isUp})`}`);
  }
  const page = `${where.sql} ORDER BY created_at + rectify_order_seconds * INTERVAL '1 second', request_id
    LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`;
  const [[counted], requests, [ordered, rectified, justified, censured]] = await Promise.all([
    driver.query(`SELECT count(*) AS n FROM requests ${where.sql}`, where.parameters),
    readMasked(driver, memory, page, where.parameters),
    driver.columns(
      `SELECT rectify_order_seconds, rectify_seconds, justify_seconds, censure_seconds FROM requests ${page}`,
      where.parameters,
    ),
  ]);
  return {
    setting,
    orders: requests.map((request, row): SupervisionOrder => {
      const createdAtMs = parseInstant(request.createdAt)!;
      const instant = (column: unknown[] | undefined): string | null => {
        const seconds = column![row] as number | null;
        return seconds === null ? null : toShanghaiIso(createdAtMs + seconds * SECOND_MS);
      };
      const orderedAtMs = createdAtMs + (ordered![row] as number) * SECOND_MS;
      const dueMs = orderedAtMs + setting.rectifyWithinDays * DAY_MS;
      const lateMs = state === 'unanswered' ? context.asOfMs - dueMs : 0;
      return {
        request,
        state,
        orderedAt: toShanghaiIso(orderedAtMs),
        dueAt: toShanghaiIso(dueMs),
        rectifiedAt: instant(rectified),
        justifiedAt: instant(justified),
        censuredAt: instant(censured),
        overdueSeconds: Math.round(lateMs / SECOND_MS),
      };
    }),
    numberMatched: Number(counted!.n),
    from: toShanghaiIso(selection.fromMs),
    to: toShanghaiIso(selection.toMs),
    asOf: context.asOf,
  };
}
