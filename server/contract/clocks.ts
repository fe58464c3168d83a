import { type Static, Type } from 'typebox';
import { MaskedRequest } from '../../geodata/model/service-request.ts';
import { Level } from '../../geodata/model/unit.ts';
import { RequestFilter } from './indicators.ts';

export const CLOCK_GROUPINGS = ['unit', 'source', 'category', 'hour'] as const;
export type ClockGrouping = (typeof CLOCK_GROUPINGS)[number];

/** `GET /api/requests/clocks?by=&…` — 接单 and 到场 of the requests of a selection, by group and in all. */
export const ClocksQuery = Type.Object({
  ...RequestFilter.properties,
  by: Type.Enum([...CLOCK_GROUPINGS], {
    description:
      'unit: those one level below `within` · source · category: the top of the tree · hour: of the day in which it came in',
  }),
});
export type ClocksQuery = Static<typeof ClocksQuery>;

/**
 * Finished ones are `measured`; those still `running` are counted apart, some of them `soon` late, others `late` already. Nobody is
 * waited for where a request is handled without an arrival, nor with consultations and praise.
 */
export const ClockFigures = Type.Object({
  measured: Type.Integer(),
  onTime: Type.Integer(),
  /** Exact, between two neighbours in proportion; null below `minimumSample`. */
  p50Seconds: Type.Union([Type.Number(), Type.Null()]),
  p90Seconds: Type.Union([Type.Number(), Type.Null()]),
  running: Type.Integer(),
  soon: Type.Integer(),
  late: Type.Integer(),
});
export type ClockFigures = Static<typeof ClockFigures>;

const TwoClocks = { accept: ClockFigures, arrive: ClockFigures };

export const ClocksAnswer = Type.Object({
  by: Type.Enum([...CLOCK_GROUPINGS]),
  /** Of the units; null for other groupings. */
  level: Type.Union([Level, Type.Null()]),
  /** In the order of keys; groups without requests are left out. */
  groups: Type.Array(
    Type.Object({
      key: Type.String({ description: 'unit id, source, category code, or hour 0–23' }),
      name: Type.String(),
      ...TwoClocks,
    }),
  ),
  /** The whole selection, with what is known to no unit of the level. */
  total: Type.Object(TwoClocks),
  /** Running and not late yet, the next to be late first; each with the clock that falls due first. */
  next: Type.Array(
    Type.Object({
      request: MaskedRequest,
      clock: Type.Enum(['accept', 'arrive']),
      dueAt: Type.String(),
    }),
  ),
  acceptLimitSeconds: Type.Integer(),
  arriveLimitSeconds: Type.Integer(),
  /** The last share of a limit, 0…1, in which a running request is `soon` late. */
  soonShare: Type.Number(),
  minimumSample: Type.Integer(),
  from: Type.String(),
  to: Type.String(),
  /** The moment at which running ones were judged. */
  at: Type.String(),
  asOf: Type.String(),
});
export type ClocksAnswer = Static<typeof ClocksAnswer>;
