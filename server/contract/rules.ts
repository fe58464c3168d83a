import { type Static, Type } from 'typebox';

/** `GET /api/rules/hits?within=` — what the rules find, each with a reason in numbers and the rule's source. */
export const RuleHit = Type.Object({
  ruleId: Type.String(),
  unitId: Type.String(),
  severity: Type.Union([Type.Literal('notice'), Type.Literal('warn')]),
  /** Named numbers of the reason: measured value, threshold(s). The words come from the locale files. */
  numbers: Type.Record(Type.String(), Type.Number()),
});
export type RuleHit = Static<typeof RuleHit>;
export const RuleHitsAnswer = Type.Object({
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.Record(Type.String(), Type.String()),
      source: Type.String(),
      thresholds: Type.Record(Type.String(), Type.Number()),
      hits: Type.Integer(),
    }),
  ),
  hits: Type.Array(RuleHit),
  numberMatched: Type.Integer(),
  asOf: Type.String(),
});
export type RuleHitsAnswer = Static<typeof RuleHitsAnswer>;
