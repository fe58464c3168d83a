import { type Static, Type } from 'typebox';
import { BoundingBox, Position } from './geometry.ts';

/** A data set's manifest, `dataset.json` in its folder. `version` changes whenever units, tiles or network are rewritten. */
export const Dataset = Type.Object({
  id: Type.String(),
  name: Type.String(),
  demo: Type.Boolean(),
  /** ready · missing (a case that can be made) · making · failed. */
  state: Type.Union([
    Type.Literal('ready'),
    Type.Literal('missing'),
    Type.Literal('making'),
    Type.Literal('failed'),
  ]),
  version: Type.String(),
  /** Root unit: everything lies within it. */
  rootUnitId: Type.String(),
  seed: Type.Union([Type.Integer(), Type.Null()]),
  /** The instant the demo was made for, ISO 8601 with offset; null for imported data. */
  now: Type.Union([Type.String(), Type.Null()]),
  bbox: BoundingBox,
  center: Position,
  cases: Type.Array(Type.String()),
  /** 流程: id of a configuration in geodata/cases/flows; left out = that of its cases. */
  flow: Type.Optional(Type.String()),
  defaultCutoffMinutes: Type.Integer(),
  walkSpeedMps: Type.Number(),
  networkSource: Type.Union([Type.Object({ name: Type.String(), date: Type.String() }), Type.Null()]),
  /** Names and outlines nearby, only for orientation, shown greyed. */
  notices: Type.Array(Type.String()),
});
export type Dataset = Static<typeof Dataset>;
