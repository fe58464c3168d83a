import { type Static, Type } from 'typebox';

/** 活动项目: one general model for 双报到, 微心愿, 共建项目, 老旧小区改造, 见面会 …; what differs is the configured list of stages. */
export const Programme = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  name: Type.String(),
  stages: Type.Array(Type.Object({ key: Type.String(), name: Type.String() })),
});
export type Programme = Static<typeof Programme>;

export const ProgrammeItem = Type.Object({
  id: Type.String(),
  programmeId: Type.String(),
  unitId: Type.String(),
  organizationId: Type.Union([Type.String(), Type.Null()]),
  stage: Type.String(),
  name: Type.String(),
  startedOn: Type.Union([Type.String(), Type.Null()]),
  endedOn: Type.Union([Type.String(), Type.Null()]),
});
export type ProgrammeItem = Static<typeof ProgrammeItem>;
