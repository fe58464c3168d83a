import { type Static, Type } from 'typebox';

/** 片区, 商圈 and other groupings that lie across the levels. Ids begin with `ov:`. Members are units; many-to-many. */
export const OverlayKind = Type.Union([
  Type.Literal('precinct'),
  Type.Literal('jointPartyCommittee'),
  Type.Literal('commercialDistrict'),
  Type.Literal('pilot'),
]);
export type OverlayKind = Static<typeof OverlayKind>;

export const Overlay = Type.Object({
  id: Type.String({ pattern: '^ov:' }),
  kind: OverlayKind,
  name: Type.String(),
  memberUnitIds: Type.Array(Type.String()),
});
export type Overlay = Static<typeof Overlay>;
