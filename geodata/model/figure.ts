import { type Static, Type } from 'typebox';

/** What a qualifier promises: none = equal · 余/多 = above and below the next step of its last significant digit · 约/左右 = within 5 % · 以上/不少于 = at least. */
export const FigureQualifier = Type.Union([
  Type.Literal(''),
  Type.Literal('余'),
  Type.Literal('多'),
  Type.Literal('约'),
  Type.Literal('左右'),
  Type.Literal('以上'),
  Type.Literal('不少于'),
]);
export type FigureQualifier = Static<typeof FigureQualifier>;

/** printed = stands in the article · derived = 推算 · demo = 演示. */
export const FigureKind = Type.Union([
  Type.Literal('printed'),
  Type.Literal('derived'),
  Type.Literal('demo'),
]);
export type FigureKind = Static<typeof FigureKind>;

/** 口径账本 entry: one figure of record. `doubt` says why it is kept out of computation, else null. `probe` is where the product shows it. */
export const FigureOfRecord = Type.Object({
  id: Type.String(),
  case: Type.String(),
  label: Type.String({ description: 'what is counted, in the words of the article' }),
  value: Type.Union([Type.Number(), Type.Null()], { description: 'null = 缺' }),
  qualifier: FigureQualifier,
  unit: Type.String(),
  scope: Type.String(),
  article: Type.String(),
  place: Type.String({ description: 'place in the article: section and sentence' }),
  quote: Type.String(),
  period: Type.Union([Type.String(), Type.Null()]),
  kind: FigureKind,
  doubt: Type.Union([Type.String(), Type.Null()]),
  clashesWith: Type.Array(Type.String()),
  probe: Type.Union([
    Type.Object({ address: Type.String(), pointer: Type.String({ description: 'RFC 6901 JSON pointer' }) }),
    Type.Null(),
  ]),
});
export type FigureOfRecord = Static<typeof FigureOfRecord>;
