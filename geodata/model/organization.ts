import { type Static, Type } from 'typebox';

/** Types of 党组织 and allied organizations, with their Chinese names as shown on screen. */
export const ORGANIZATION_TYPES = {
  districtCommittee: '区委',
  workCommittee: '街道党工委',
  greatWorkCommittee: '街道大工委',
  committee: '党委',
  generalBranch: '党总支',
  branch: '党支部',
  precinctBranch: '片区党支部',
  jointBranch: '联合党支部',
  alliance: '党建联合体',
  group: '党小组',
  centralHousehold: '党员中心户',
  volunteerTeam: '党员志愿服务队',
  industryCommittee: '行业党委',
  newEconomyOrganization: '两新组织党组织',
  womenOrganization: '妇女组织',
} as const;
export type OrganizationType = keyof typeof ORGANIZATION_TYPES;
// Unsafe: a union mapped from a list has no static type of its own.
export const OrganizationType = Type.Unsafe<OrganizationType>(
  Type.Union((Object.keys(ORGANIZATION_TYPES) as OrganizationType[]).map((type) => Type.Literal(type))),
);

/** Ways of founding: 单独建 · 联合建 · 挂靠组建 · 片区联建 · 同业共建 · 派驻帮建 · 龙头带建. */
export const FOUNDING_WAYS = {
  single: '单独建',
  joint: '联合建',
  attached: '挂靠组建',
  precinct: '片区联建',
  industry: '同业共建',
  seconded: '派驻帮建',
  leading: '龙头带建',
} as const;
export type FoundingWay = keyof typeof FOUNDING_WAYS;
export const FoundingWay = Type.Unsafe<FoundingWay>(
  Type.Union((Object.keys(FOUNDING_WAYS) as FoundingWay[]).map((way) => Type.Literal(way))),
);

/** 党组织. `parentId` is the organization above; `stars` is the latest rating (3–5) or null, `starYear` its year or null. */
export const Organization = Type.Object({
  id: Type.String(),
  parentId: Type.Union([Type.String(), Type.Null()]),
  type: OrganizationType,
  name: Type.String(),
  /** The level of the chain it stands on: 0 = top. Chains differ by place. */
  tier: Type.Integer(),
  foundingWay: FoundingWay,
  members: Type.Integer({ description: 'party members' }),
  stars: Type.Union([Type.Integer(), Type.Null()]),
  starYear: Type.Union([Type.Integer(), Type.Null()]),
  validFrom: Type.String(),
  validTo: Type.Union([Type.String(), Type.Null()]),
});
export type Organization = Static<typeof Organization>;

/** How an organization is tied to a unit: `covers` it, `sitsIn` it, is `memberOf` it (a joint committee, say). */
export const OrganizationUnitRole = Type.Union([
  Type.Literal('covers'),
  Type.Literal('sitsIn'),
  Type.Literal('memberOf'),
]);
export type OrganizationUnitRole = Static<typeof OrganizationUnitRole>;

/** Many-to-many: one branch may cover several cells, a cell may have several branches. `unitId` may be a building's id. */
export const OrganizationUnitLink = Type.Object({
  organizationId: Type.String(),
  unitId: Type.String(),
  role: OrganizationUnitRole,
  validFrom: Type.String(),
  validTo: Type.Union([Type.String(), Type.Null()]),
});
export type OrganizationUnitLink = Static<typeof OrganizationUnitLink>;

/** 组织覆盖 of a cell: by a branch of its own, by a joint branch, by attachment, or vacant. */
export const CoverageState = Type.Union([
  Type.Literal('single'),
  Type.Literal('joint'),
  Type.Literal('attached'),
  Type.Literal('vacant'),
]);
export type CoverageState = Static<typeof CoverageState>;
