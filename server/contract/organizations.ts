import { type Static, Type } from 'typebox';
import { CoverageState } from '../../geodata/model/organization.ts';

/** `GET /api/organizations?within=&type=` — the tree as a flat list, parents before children. */
export const OrganizationRow = Type.Object({
  id: Type.String(),
  parentId: Type.Union([Type.String(), Type.Null()]),
  type: Type.String(),
  typeName: Type.String(),
  name: Type.String(),
  tier: Type.Integer(),
  foundingWay: Type.String(),
  members: Type.Integer(),
  stars: Type.Union([Type.Integer(), Type.Null()]),
  coversUnitIds: Type.Array(Type.String()),
});
export type OrganizationRow = Static<typeof OrganizationRow>;
export const OrganizationsAnswer = Type.Object({
  organizations: Type.Array(OrganizationRow),
  numberMatched: Type.Integer(),
  /** Count by tier, top first, for the chain diagram. */
  tiers: Type.Array(Type.Object({ tier: Type.Integer(), name: Type.String(), count: Type.Integer() })),
});
export type OrganizationsAnswer = Static<typeof OrganizationsAnswer>;

/** `GET /api/organizations/coverage?within=` — per cell: how it is covered, by which branches. */
export const OrganizationCoverageAnswer = Type.Object({
  unitIds: Type.Array(Type.String()),
  states: Type.Array(CoverageState),
  branchIds: Type.Array(Type.Array(Type.String())),
  /** Highest stars of a covering branch, null = none. */
  stars: Type.Array(Type.Union([Type.Integer(), Type.Null()])),
  /** Cells by state; `organizations` counts distinct covering organizations by state. */
  totals: Type.Object({
    gridCells: Type.Integer(),
    covered: Type.Integer(),
    byState: Type.Record(
      Type.String(),
      Type.Object({ gridCells: Type.Integer(), organizations: Type.Integer() }),
    ),
  }),
  /** Joint branches: their cells, to draw ribbons. */
  joint: Type.Array(
    Type.Object({ organizationId: Type.String(), name: Type.String(), unitIds: Type.Array(Type.String()) }),
  ),
  stars3to5: Type.Record(Type.String(), Type.Integer()),
  asOf: Type.String(),
});
export type OrganizationCoverageAnswer = Static<typeof OrganizationCoverageAnswer>;
