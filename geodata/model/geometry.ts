import { type Static, Type } from 'typebox';

/** `[longitude, latitude]` in degrees, CGCS2000 / WGS 84. */
export const Position = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 });
export type Position = [number, number];

/** `[west, south, east, north]` in degrees. */
export const BoundingBox = Type.Array(Type.Number(), { minItems: 4, maxItems: 4 });
export type BoundingBox = [number, number, number, number];

export const PolygonGeometry = Type.Object({
  type: Type.Literal('Polygon'),
  coordinates: Type.Array(Type.Array(Type.Array(Type.Number()))),
});
export type PolygonGeometry = Static<typeof PolygonGeometry>;

export const MultiPolygonGeometry = Type.Object({
  type: Type.Literal('MultiPolygon'),
  coordinates: Type.Array(Type.Array(Type.Array(Type.Array(Type.Number())))),
});
export type MultiPolygonGeometry = Static<typeof MultiPolygonGeometry>;

/** The shape of a unit: outer rings counter-clockwise, holes clockwise (RFC 7946), closed. */
export const AreaGeometry = Type.Union([PolygonGeometry, MultiPolygonGeometry]);
export type AreaGeometry = Static<typeof AreaGeometry>;
