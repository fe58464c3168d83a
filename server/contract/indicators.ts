import { type Static, Type } from 'typebox';
import { COMPARISONS } from '../../geodata/model/comparison.ts';
import { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { Level } from '../../geodata/model/unit.ts';

/** Period and filters shared by everything that counts requests. Days are Asia/Shanghai; `from` inclusive, `to` exclusive. */
export const RequestFilter = Type.Object({
  within: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  category: Type.Optional(Type.String({ description: 'category code of any level' })),
  source: Type.Optional(Type.String()),
  status: Type.Optional(Type.String()),
  urgency: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 })),
  handlingUnit: Type.Optional(Type.String({ minLength: 1, description: 'name of the unit that handles it' })),
});
export type RequestFilter = Static<typeof RequestFilter>;

const CompareQuery = Type.Optional(
  Type.Enum(COMPARISONS, {
    description: 'previous 环比: the period just before · lastYear 同比: the same days a year earlier',
  }),
);

export const IndicatorQuery = Type.Object({
  ...RequestFilter.properties,
  level: Type.Optional(Level),
  compare: CompareQuery,
});
export type IndicatorQuery = Static<typeof IndicatorQuery>;

/** `GET /api/indicators` */
export const IndicatorList = Type.Object({ indicators: Type.Array(IndicatorDefinition) });
export type IndicatorList = Static<typeof IndicatorList>;

/**
 * `GET /api/indicators/{id}?level=&within=&from=&to=` — parallel columns, one entry per unit of the level inside `within`.
 * `numerator` and `denominator` are summed before dividing; `value` is null below the minimum sample or without a denominator.
 * `classes` are 0…n-1 or SPECIAL_CLASS. `total` is the pair for `within` itself, what lies in no unit of the level included.
 */
export const IndicatorColumns = Type.Object({
  indicatorId: Type.String(),
  level: Level,
  within: Type.String(),
  from: Type.Union([Type.String(), Type.Null()]),
  to: Type.Union([Type.String(), Type.Null()]),
  unitIds: Type.Array(Type.String()),
  numerator: Type.Array(Type.Number()),
  denominator: Type.Array(Type.Number()),
  value: Type.Array(Type.Union([Type.Number(), Type.Null()])),
  classes: Type.Array(Type.Integer()),
  breaks: Type.Array(Type.Number()),
  total: Type.Object({
    numerator: Type.Number(),
    denominator: Type.Number(),
    value: Type.Union([Type.Number(), Type.Null()]),
    /** Requests counted in `within` but in none of the units listed (known only to a wider unit). */
    outsideLevel: Type.Number(),
  }),
  /** Only with `compare=`; null without it, and for states of today, which have no earlier period. */
  compared: Type.Union([
    Type.Object({
      comparison: Type.Enum(COMPARISONS),
      from: Type.String(),
      to: Type.String(),
      numerator: Type.Array(Type.Number()),
      denominator: Type.Array(Type.Number()),
      value: Type.Array(Type.Union([Type.Number(), Type.Null()])),
      /** points: difference of percentages · relative: percentage of the earlier value. Null where there is none to tell. */
      changeUnit: Type.Enum(['points', 'relative']),
      change: Type.Array(Type.Union([Type.Number(), Type.Null()])),
      total: Type.Object({
        numerator: Type.Number(),
        denominator: Type.Number(),
        value: Type.Union([Type.Number(), Type.Null()]),
        change: Type.Union([Type.Number(), Type.Null()]),
      }),
    }),
    Type.Null(),
  ]),
  asOf: Type.String(),
});
export type IndicatorColumns = Static<typeof IndicatorColumns>;

export const SeriesQuery = Type.Object({
  ...RequestFilter.properties,
  step: Type.Optional(
    Type.Union([Type.Literal('hour'), Type.Literal('day'), Type.Literal('week'), Type.Literal('month')]),
  ),
  compare: CompareQuery,
});
export type SeriesQuery = Static<typeof SeriesQuery>;

/** `GET /api/indicators/{id}/series` — one entry per step, empty steps included. `at` is the start of the step. */
export const IndicatorSeries = Type.Object({
  indicatorId: Type.String(),
  within: Type.String(),
  step: Type.String(),
  at: Type.Array(Type.String()),
  numerator: Type.Array(Type.Number()),
  denominator: Type.Array(Type.Number()),
  value: Type.Array(Type.Union([Type.Number(), Type.Null()])),
  /** Only with `compare=`: the steps of the other period in their own order; null without it and for states of today. */
  compared: Type.Union([
    Type.Object({
      comparison: Type.Enum(COMPARISONS),
      at: Type.Array(Type.String()),
      numerator: Type.Array(Type.Number()),
      denominator: Type.Array(Type.Number()),
      value: Type.Array(Type.Union([Type.Number(), Type.Null()])),
    }),
    Type.Null(),
  ]),
  asOf: Type.String(),
});
export type IndicatorSeries = Static<typeof IndicatorSeries>;
