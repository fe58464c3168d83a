import { type Static, Type } from 'typebox';
import { BoundingBox, Position } from '../../geodata/model/geometry.ts';
import { Level, Unit } from '../../geodata/model/unit.ts';

/** `GET /api/units?within=&level=&q=&limit=&at=` — the tree as a flat list in code order, or the hits of a search. */
export const UnitsQuery = Type.Object({
  within: Type.Optional(Type.String()),
  level: Type.Optional(Level),
  q: Type.Optional(Type.String({ maxLength: 64, description: 'name, code or pinyin initials' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20000 })),
  at: Type.Optional(Type.String({ description: 'ISO date' })),
});
export type UnitsQuery = Static<typeof UnitsQuery>;

/** A row of the tree. `kind` tells a unit from the other things a search may find. */
export const UnitRow = Type.Object({
  id: Type.String(),
  parentId: Type.Union([Type.String(), Type.Null()]),
  level: Level,
  name: Type.String(),
  codeStatus: Type.Union([Type.Literal('official'), Type.Literal('generated')]),
  households: Type.Integer(),
  residents: Type.Integer(),
  center: Position,
  bbox: BoundingBox,
});
export type UnitRow = Static<typeof UnitRow>;

export const SearchHit = Type.Object({
  kind: Type.Union([Type.Literal('unit'), Type.Literal('station'), Type.Literal('building')]),
  id: Type.String(),
  unitId: Type.String({ description: 'the unit to select' }),
  level: Level,
  name: Type.String(),
  path: Type.String({ description: 'names of the units above, joined by “ · ”' }),
  center: Position,
});
export type SearchHit = Static<typeof SearchHit>;

export const UnitsAnswer = Type.Object({
  units: Type.Array(UnitRow),
  hits: Type.Optional(Type.Array(SearchHit)),
  numberMatched: Type.Integer(),
});
export type UnitsAnswer = Static<typeof UnitsAnswer>;

/** `GET /api/units/{id}` — the profile. A building's id (or an estate's) is accepted too. */
export const UnitProfile = Type.Object({
  unit: Unit,
  path: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), level: Level })),
  /** Number of units of each level inside, and of estates and buildings. */
  counts: Type.Record(Type.String(), Type.Integer()),
  /** Filled and vacant posts by kind; `persons` counts a person once. */
  posts: Type.Array(
    Type.Object({
      kind: Type.String(),
      name: Type.String(),
      filled: Type.Integer(),
      vacant: Type.Integer(),
      persons: Type.Integer(),
    }),
  ),
  /** Organizations inside or covering the unit, by type. */
  organizations: Type.Array(Type.Object({ type: Type.String(), name: Type.String(), count: Type.Integer() })),
  /** Star-rated organizations inside: count by stars "5" | "4" | "3". */
  stars: Type.Record(Type.String(), Type.Integer()),
  stations: Type.Array(Type.Object({ kind: Type.String(), name: Type.String(), count: Type.Integer() })),
  nearestStation: Type.Union([
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      walkMinutes: Type.Union([Type.Number(), Type.Null()]),
    }),
    Type.Null(),
  ]),
  overlays: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  /** Only for a building. */
  building: Type.Union([
    Type.Object({
      floors: Type.Integer(),
      heightM: Type.Number(),
      kind: Type.String(),
      estateName: Type.Union([Type.String(), Type.Null()]),
    }),
    Type.Null(),
  ]),
});
export type UnitProfile = Static<typeof UnitProfile>;

/** `GET /api/units/{id}/chain` — the chain of organizations from the unit up, lowest first. */
export const UnitChain = Type.Object({
  unitId: Type.String(),
  links: Type.Array(
    Type.Object({
      organizationId: Type.Union([Type.String(), Type.Null()], { description: 'null = vacant' }),
      type: Type.String(),
      typeName: Type.String(),
      name: Type.String(),
      tier: Type.Integer(),
      coversUnits: Type.Integer(),
      leader: Type.Union([Type.String(), Type.Null()], { description: 'surname and post, masked' }),
    }),
  ),
});
export type UnitChain = Static<typeof UnitChain>;
