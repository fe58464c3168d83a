import { type Static, Type } from 'typebox';

export const POST_KINDS = {
  secretary: '书记',
  gridLeader: '网格长',
  gridWorker: '网格员',
  buildingHead: '楼栋长',
  partyBuildingInstructor: '党建指导员',
  partyGroupLeader: '党小组长',
  centralHouseholdHead: '中心户',
  communityWorker: '社区工作者',
} as const;
export type PostKind = keyof typeof POST_KINDS;
// Unsafe: a union mapped from a list has no static type of its own.
export const PostKind = Type.Unsafe<PostKind>(
  Type.Union((Object.keys(POST_KINDS) as PostKind[]).map((kind) => Type.Literal(kind))),
);

/**
 * 岗位 on a unit or in an organization. A vacancy has `personId` null; one person may hold several posts (same `personId`);
 * persons are counted once. `surname` is all that is kept of a name in a demo.
 */
export const Post = Type.Object({
  id: Type.String(),
  kind: PostKind,
  unitId: Type.Union([Type.String(), Type.Null()]),
  organizationId: Type.Union([Type.String(), Type.Null()]),
  personId: Type.Union([Type.String(), Type.Null()]),
  surname: Type.Union([Type.String(), Type.Null()]),
  partyMember: Type.Boolean(),
  fullTime: Type.Boolean(),
});
export type Post = Static<typeof Post>;
