import { type Static, Type } from 'typebox';
import { COMPARISON_PATTERN, type Comparison } from '../../geodata/model/comparison.ts';
import { HOURS_PATTERN } from '../../geodata/model/day-hours.ts';
import { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import { TIME_STEPS, type TimeStep } from '../../geodata/model/time-step.ts';
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
  hours: Type.Optional(
    Type.String({
      pattern: HOURS_PATTERN,
      description: 'hours of the day in which it came in, 0–23: 7,8,17',
    }),
  ),
});
export type RequestFilter = Static<typeof RequestFilter>;

const ComparisonText = Type.Unsafe<Comparison>(
  Type.String({
    pattern: COMPARISON_PATTERN,
    description:
      'previous 环比: the period just before · lastYear 同比: the same days a year earlier · a day (2025-11-01): a period as long that begins on it',
  }),
);
const CompareQuery = Type.Optional(ComparisonText);

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
      comparison: ComparisonText,
      from: Type.String(),
      to: Type.String(),
      numerator: Type.Array(Type.Number()),
      denominator: Type.Array(Type.Number()),
      value: Type.Array(Type.Union([Type.Number(), Type.Null()])),
      /** points: difference of percentages · relative: percentage of the earlier value. Null where there is none to tell. */
      changeUnit: Type.Enum(['points', 'relative']),
      change: Type.Array(Type.Union([Type.Number(), Type.Null()])),
      /** 0…n low → high, the middle one about the same; or SPECIAL_CLASS where there is too little to tell. */
      changeClasses: Type.Array(Type.Integer()),
      changeBreaks: Type.Array(Type.Number()),
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

const Step = Type.Unsafe<TimeStep>(Type.Union(TIME_STEPS.map((step) => Type.Literal(step))));

export const SeriesQuery = Type.Object({
  ...RequestFilter.properties,
  step: Type.Optional(Step),
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
      comparison: ComparisonText,
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

export const StepsQuery = Type.Object({
  ...RequestFilter.properties,
  level: Type.Optional(Level),
  step: Step,
});
export type StepsQuery = Static<typeof StepsQuery>;

/**
 * `GET /api/indicators/{id}/steps?step=` — the columns of every step of the period, for playing through it; empty steps included, those
 * at the ends cut by the period. `at` is the start of a step. Classes stand on the frozen breaks of the step's length (a month counts
 * 30 days). At most 520,000 units × steps at a time.
 */
export const IndicatorSteps = Type.Object({
  indicatorId: Type.String(),
  level: Level,
  within: Type.String(),
  step: Step,
  unitIds: Type.Array(Type.String()),
  breaks: Type.Array(Type.Number()),
  steps: Type.Array(
    Type.Object({
      at: Type.String(),
      numerator: Type.Array(Type.Number()),
      denominator: Type.Array(Type.Number()),
      value: Type.Array(Type.Union([Type.Number(), Type.Null()])),
      classes: Type.Array(Type.Integer()),
      total: Type.Object({
        numerator: Type.Number(),
        denominator: Type.Number(),
        value: Type.Union([Type.Number(), Type.Null()]),
        outsideLevel: Type.Number(),
      }),
    }),
  ),
  from: Type.String(),
  to: Type.String(),
  asOf: Type.String(),
});
export type IndicatorSteps = Static<typeof IndicatorSteps>;
