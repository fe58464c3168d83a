import { type Static, Type } from 'typebox';
import { Position } from './geometry.ts';

/** Kinds of 党群服务阵地. */
export const STATION_KINDS = {
  serviceStation: '党群服务中心（站）',
  commercialStation: '楼宇商圈党群服务中心（站）',
  redStation: '红色驿站',
} as const;
export type StationKind = keyof typeof STATION_KINDS;
// Unsafe: a union mapped from a list has no static type of its own.
export const StationKind = Type.Unsafe<StationKind>(
  Type.Union((Object.keys(STATION_KINDS) as StationKind[]).map((kind) => Type.Literal(kind))),
);

/** One span of opening in minutes after midnight; `weekdays` 1 = Monday … 7 = Sunday. */
export const OpeningHours = Type.Object({
  weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 })),
  fromMinute: Type.Integer({ minimum: 0, maximum: 1440 }),
  toMinute: Type.Integer({ minimum: 0, maximum: 1440 }),
});
export type OpeningHours = Static<typeof OpeningHours>;

/** 服务站. `unitId` is the finest area unit it stands in; `assignedUnitIds` are the units it is answerable for. */
export const Station = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: StationKind,
  unitId: Type.String(),
  position: Position,
  entrances: Type.Array(Position),
  hours: Type.Array(OpeningHours),
  assignedUnitIds: Type.Array(Type.String()),
  areaM2: Type.Union([Type.Number(), Type.Null()]),
});
export type Station = Static<typeof Station> & { position: Position; entrances: Position[] };
