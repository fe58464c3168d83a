import { type CoverageState, ORGANIZATION_TYPES, type OrganizationType } from './organization.ts';
import type { OverlayKind } from './overlay.ts';
import { POST_KINDS, type PostKind } from './post.ts';
import { STATION_KINDS, type StationKind } from './station.ts';

/**
 * Keys of `UnitProfile.counts`, the numbers a unit's profile answers and the figure ledger's probes point at.
 * “In U” means: U itself and every unit, estate or building under it; for an overlay, under any of its members
 * (a thing under two members counts once). A key whose count is 0 may be left out, except the levels.
 *
 * district … building   units of that level strictly under U (members of an overlay count themselves)
 * organizations         distinct organizations in U: one `covers` or `sitsIn` link to something in U
 * organizations:{type}  … of that type
 * tier:{n}              … on that tier of the local chain (0 = top, OUTSIDE_CHAIN_TIER = beside the chain)
 * memberOrganizations   distinct organizations with a `memberOf` link to something in U (paired units, say)
 * posts:{kind}          filled posts (personId not null) whose unitId is in U
 * vacancies:{kind}      vacant posts (personId null) whose unitId is in U
 * persons:{kind}        distinct persons holding such a post in U (one person with five cells counts once)
 * stars:{3|4|5}         organizations in U with that rating
 * stations              stations that stand in U (by `unitId`, not by assignment)
 * stations:{kind}       … of that kind
 * overlays:{kind}       overlays with at least one member in U, or of which U is a part
 * coverage:{state}      gridCells in U by organization coverage; see `coverageState`
 */
export type CountKey =
  | 'district'
  | 'subdistrict'
  | 'community'
  | 'gridCell'
  | 'estate'
  | 'building'
  | 'organizations'
  | 'memberOrganizations'
  | 'stations'
  | `organizations:${OrganizationType}`
  | `tier:${number}`
  | `posts:${PostKind}`
  | `vacancies:${PostKind}`
  | `persons:${PostKind}`
  | `stars:${3 | 4 | 5}`
  | `stations:${StationKind}`
  | `overlays:${OverlayKind}`
  | `coverage:${CoverageState}`;

/** Tier of an organization that stands beside the chain: an enterprise's branch, a volunteer team, a paired unit. */
export const OUTSIDE_CHAIN_TIER = 9;

const organizationTypes = Object.keys(ORGANIZATION_TYPES) as OrganizationType[];
const postKinds = Object.keys(POST_KINDS) as PostKind[];
const stationKinds = Object.keys(STATION_KINDS) as StationKind[];

/** Every key, in the order in which a profile lists them. */
export const COUNT_KEYS: readonly CountKey[] = [
  'district',
  'subdistrict',
  'community',
  'gridCell',
  'estate',
  'building',
  'organizations',
  ...organizationTypes.map((type): CountKey => `organizations:${type}`),
  ...[0, 1, 2, 3, 4, OUTSIDE_CHAIN_TIER].map((tier): CountKey => `tier:${tier}`),
  'memberOrganizations',
  ...postKinds.flatMap((kind): CountKey[] => [`posts:${kind}`, `vacancies:${kind}`, `persons:${kind}`]),
  'stars:5',
  'stars:4',
  'stars:3',
  'stations',
  ...stationKinds.map((kind): CountKey => `stations:${kind}`),
  'overlays:precinct',
  'overlays:jointPartyCommittee',
  'overlays:commercialDistrict',
  'overlays:pilot',
  'coverage:single',
  'coverage:joint',
  'coverage:attached',
  'coverage:vacant',
];

/**
 * 组织覆盖 of a cell from the organizations with a `covers` link to the cell itself (links to the community above or to
 * buildings inside do not count): none = vacant; any with a cell of its own = single; else any that covers several cells
 * = joint; else attached (挂靠).
 */
export function coverageState(
  coveringOrganizations: readonly { foundingWay: string; coveredCells: number }[],
): CoverageState {
  if (coveringOrganizations.length === 0) return 'vacant';
  let joint = false;
  for (const organization of coveringOrganizations) {
    if (organization.foundingWay === 'attached') continue;
    if (organization.coveredCells <= 1) return 'single';
    joint = true;
  }
  return joint ? 'joint' : 'attached';
}
