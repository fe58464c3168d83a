import { type Static, Type } from 'typebox';
import { FlowSupervision } from '../../geodata/model/flow.ts';
import { MaskedRequest } from '../../geodata/model/service-request.ts';
import { Level } from '../../geodata/model/unit.ts';

/**
 * 督查 counts over the 诉求 of a period: 回访 revisited and notSatisfied; 责令整改 ordered = 整改 rectified + 说明理由 justified + open (time is
 * left) + 无理由未整改 unanswered (the time is up); 通报 censured.
 */
export const SUPERVISION_COUNTS = [
  'revisited',
  'notSatisfied',
  'ordered',
  'rectified',
  'justified',
  'open',
  'unanswered',
  'censured',
] as const;
export type SupervisionCount = (typeof SUPERVISION_COUNTS)[number];

const counts = <Schema>(schema: Schema): Record<SupervisionCount, Schema> =>
  Object.fromEntries(SUPERVISION_COUNTS.map((name) => [name, schema])) as Record<SupervisionCount, Schema>;

/** `GET /api/supervision?within=&from=&to=&level=` — parallel columns, one entry per unit of the level; sums at every level. */
export const SupervisionQuery = Type.Object({
  within: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  level: Type.Optional(Level),
});
export type SupervisionQuery = Static<typeof SupervisionQuery>;
export const SupervisionAnswer = Type.Object({
  /** The limit in force and where it comes from. */
  setting: FlowSupervision,
  level: Level,
  within: Type.String(),
  unitIds: Type.Array(Type.String()),
  columns: Type.Object(counts(Type.Array(Type.Integer()))),
  total: Type.Object(counts(Type.Integer())),
  /** The part of `total` that is known only to a unit wider than the level. */
  outsideLevel: Type.Object(counts(Type.Integer())),
  from: Type.String(),
  to: Type.String(),
  asOf: Type.String(),
});
export type SupervisionAnswer = Static<typeof SupervisionAnswer>;

/** An order of 整改: `answered` by 整改 or a reason, `open` with time left, `unanswered` (无理由未整改) without. */
export const ORDER_STATES = ['open', 'unanswered', 'answered'] as const;
export type OrderState = (typeof ORDER_STATES)[number];
const OrderStateSchema = Type.Unsafe<OrderState>(
  Type.Union(ORDER_STATES.map((state) => Type.Literal(state))),
);

export const SupervisionOrder = Type.Object({
  request: MaskedRequest,
  state: OrderStateSchema,
  orderedAt: Type.String(),
  dueAt: Type.String(),
  rectifiedAt: Type.Union([Type.String(), Type.Null()]),
  justifiedAt: Type.Union([Type.String(), Type.Null()]),
  censuredAt: Type.Union([Type.String(), Type.Null()]),
  /** Beyond the limit as of the newest data; 0 where it is not. */
  overdueSeconds: Type.Integer(),
});
export type SupervisionOrder = Static<typeof SupervisionOrder>;

/** `GET /api/supervision/overdue?within=&from=&to=&state=&limit=` — orders, by default 无理由未整改, the oldest first. */
export const OrdersQuery = Type.Object({
  within: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  state: Type.Optional(OrderStateSchema),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  offset: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type OrdersQuery = Static<typeof OrdersQuery>;
export const OrdersAnswer = Type.Object({
  setting: FlowSupervision,
  orders: Type.Array(SupervisionOrder),
  numberMatched: Type.Integer(),
  from: Type.String(),
  to: Type.String(),
  asOf: Type.String(),
});
export type OrdersAnswer = Static<typeof OrdersAnswer>;
