/**
 * Vector tile sets, `/tiles/{tileset}.json` (TileJSON 3) and `/tiles/{tileset}/{z}/{x}/{y}.mvt`. Source layers and properties:
 *
 * areas — district, subdistrict, community, gridCell: polygons `{id, parentId, name}`;
 *         label: points `{id, name, level}` at a point inside the unit.
 * base  — road `{kind, name}` (expressway, arterial, secondary, local, path), railway, water `{kind, name}`, green `{kind, name}`.
 * buildings — building `{id, unitId, estateId, kind, heightM, floors, households, name}`, from zoom 13.
 *
 * `id` is meant for `promoteId`: the join key of every column answer.
 */
export const TILESETS = ['areas', 'base', 'buildings'] as const;
export type Tileset = (typeof TILESETS)[number];
