import { type Static, Type } from 'typebox';
import { BoundingBox, Position } from './geometry.ts';

/** Levels from the widest to the narrowest: 市 · 区县 · 街道/镇 · 社区 · 网格 · 小区 · 楼栋. */
export const LEVELS = [
  'city',
  'district',
  'subdistrict',
  'community',
  'gridCell',
  'estate',
  'building',
] as const;

// Unsafe: a union mapped from a list has no static type of its own.
export const Level = Type.Unsafe<Level>(Type.Union(LEVELS.map((level) => Type.Literal(level))));
export type Level = (typeof LEVELS)[number];

/** Levels that have a row in the table of units; estates and buildings have tables of their own. */
export const AREA_LEVELS = ['city', 'district', 'subdistrict', 'community', 'gridCell'] as const;
export type AreaLevel = (typeof AREA_LEVELS)[number];

/** Whether a code is the statistical bureau's or was made by the product (`{parent}-x{nnn}`). */
export const CodeStatus = Type.Union([Type.Literal('official'), Type.Literal('generated')]);
export type CodeStatus = Static<typeof CodeStatus>;

/**
 * 单元: an administrative or governance area. `id` is the code: 6 digits for city and district, 12 for
 * subdistrict and community, community + 3 digits for a gridCell, `{parent}-x{nnn}` where no official code is.
 * Counts (households, residents …) are those of the day of import; `validTo` is null while the unit exists.
 */
export const Unit = Type.Object({
  id: Type.String(),
  parentId: Type.Union([Type.String(), Type.Null()]),
  level: Level,
  name: Type.String(),
  codeStatus: CodeStatus,
  validFrom: Type.String({ description: 'ISO date, inclusive' }),
  validTo: Type.Union([Type.String(), Type.Null()], {
    description: 'ISO date, exclusive; null = still valid',
  }),
  households: Type.Integer(),
  residents: Type.Integer(),
  elderly: Type.Integer({ description: 'residents aged 60 and over' }),
  children: Type.Integer({ description: 'residents aged 0–14' }),
  areaM2: Type.Number(),
  center: Position,
  bbox: BoundingBox,
});
export type Unit = Static<typeof Unit> & { center: Position; bbox: BoundingBox };

/** One row of the crosswalk of shares: the part of `fromId` that became part of `toId`. Shares of one `fromId` sum to 1. */
export const CrosswalkShare = Type.Object({
  fromId: Type.String(),
  toId: Type.String(),
  effectiveOn: Type.String({ description: 'ISO date' }),
  share: Type.Number({ minimum: 0, maximum: 1 }),
  basis: Type.Union([Type.Literal('households'), Type.Literal('area')]),
});
export type CrosswalkShare = Static<typeof CrosswalkShare>;
