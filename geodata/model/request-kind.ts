import { Type } from 'typebox';

/**
 * What somebody wants with a 诉求, as 12345 centres sort them (诉求类型): 其他 other (or not said) · 求助 help · 投诉 complaint ·
 * 咨询 consultation · 建议 suggestion · 举报 report · 表扬 praise. Stores keep the place in this list: new ones are added at its end.
 */
export const REQUEST_KINDS = [
  'other',
  'help',
  'complaint',
  'consultation',
  'suggestion',
  'report',
  'praise',
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];
export const RequestKind = Type.Unsafe<RequestKind>(
  Type.Union(REQUEST_KINDS.map((kind) => Type.Literal(kind))),
);
