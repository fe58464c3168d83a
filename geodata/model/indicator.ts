import { type Static, Type } from 'typebox';

/**
 * count: a number of things, drawn as symbols · rate: numerator / denominator, drawn as fills · mean: a sum of durations / their
 * number · quantile: a quantile of durations, which sums of parts do not give: its numerator is the quantile itself (seconds), its
 * denominator the size of the sample.
 */
export const IndicatorKind = Type.Union([
  Type.Literal('count'),
  Type.Literal('rate'),
  Type.Literal('ratioPer10k'),
  Type.Literal('mean'),
  Type.Literal('quantile'),
]);
export type IndicatorKind = Static<typeof IndicatorKind>;

/** What an indicator is asked for: 受理 how much comes in · 时效 how fast · 质效 how well · 底数与覆盖 who and what is there. */
export const INDICATOR_GROUPS = ['volume', 'time', 'quality', 'resources'] as const;
export type IndicatorGroup = (typeof INDICATOR_GROUPS)[number];

/** Definition of an indicator: everything “where does this figure come from” answers. Texts are locale → text. */
export const IndicatorDefinition = Type.Object({
  id: Type.String(),
  kind: IndicatorKind,
  /**
   * requests: depends on period and filters · calls: depends on the period, known for the whole only · stock: a state of today
   * (population, stations, organizations).
   */
  family: Type.Union([Type.Literal('requests'), Type.Literal('calls'), Type.Literal('stock')]),
  group: Type.Unsafe<IndicatorGroup>(
    Type.Enum([...INDICATOR_GROUPS], { description: 'where it stands in a list' }),
  ),
  name: Type.Record(Type.String(), Type.String()),
  meaning: Type.Record(Type.String(), Type.String()),
  numerator: Type.Record(Type.String(), Type.String()),
  denominator: Type.Record(Type.String(), Type.String()),
  exclusions: Type.Record(Type.String(), Type.String()),
  /** Unit of `value` as shown: '件', '%', '件/万人'. */
  unit: Type.Record(Type.String(), Type.String()),
  /** Multiplies numerator/denominator for `value`: 1, 100, 10,000, or 1/3600 where seconds are shown as hours. */
  scale: Type.Number(),
  decimals: Type.Integer(),
  direction: Type.Union([
    Type.Literal('higherIsBetter'),
    Type.Literal('lowerIsBetter'),
    Type.Literal('neutral'),
  ]),
  /** Denominator below which `value` is null (样本不足). 0 = none. */
  minimumSample: Type.Integer(),
  /** Frozen inner class breaks, ascending, per level; n breaks make n + 1 classes. */
  breaks: Type.Record(Type.String(), Type.Array(Type.Number())),
  source: Type.String({ description: 'standard or article it comes from, or “OneGrid”' }),
});
export type IndicatorDefinition = Static<typeof IndicatorDefinition>;

/**
 * Special classes, outside every ramp. Ordinary classes are 0 … n-1.
 * zero: nothing happened · noData: the denominator is missing or 0 · suppressed: sample under the minimum (样本不足).
 */
export const SPECIAL_CLASS = { zero: -1, noData: -2, suppressed: -3 } as const;

/** Counts and ratios to residents; shares and times do not. Only of these does zero mean that nothing happened. */
export function growsWithTime({ kind }: Pick<IndicatorDefinition, 'kind'>): boolean {
  return kind === 'count' || kind === 'ratioPer10k';
}
