import { type Static, Type } from 'typebox';
import { Position } from './geometry.ts';

export const BuildingKind = Type.Union([
  Type.Literal('tower'),
  Type.Literal('slab'),
  Type.Literal('low'),
  Type.Literal('shop'),
  Type.Literal('office'),
  Type.Literal('school'),
  Type.Literal('public'),
]);
export type BuildingKind = Static<typeof BuildingKind>;

/** 楼栋. `unitId` is the gridCell (or the finest unit known); `estateId` the 小区 or null. Homes are where households > 0. */
export const Building = Type.Object({
  id: Type.String(),
  unitId: Type.String(),
  estateId: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  kind: BuildingKind,
  floors: Type.Integer(),
  heightM: Type.Number(),
  households: Type.Integer(),
  residents: Type.Integer(),
  elderly: Type.Integer(),
  children: Type.Integer(),
  position: Position,
  /** Flat closed outer ring `[lon0, lat0, lon1, lat1, …]`. */
  footprint: Type.Array(Type.Number()),
  /** Where people leave the building; at least one, `[lon, lat]` each. */
  entrances: Type.Array(Position),
});
export type Building = Static<typeof Building> & { position: Position; entrances: Position[] };

/** 小区: a gated or open estate inside one gridCell or spanning several. */
export const Estate = Type.Object({
  id: Type.String(),
  unitId: Type.String({ description: 'the community it lies in' }),
  name: Type.String(),
  gated: Type.Boolean(),
  footprint: Type.Array(Type.Number()),
});
export type Estate = Static<typeof Estate>;
