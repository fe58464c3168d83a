import { ORGANIZATION_TYPES, type Organization } from '../../geodata/model/organization.ts';
import { POST_KINDS } from '../../geodata/model/post.ts';
import type { UnitChain } from '../contract/units.ts';
import { coveringLinks } from './organization-links.ts';
import { coveredCellCounts } from './organizations.ts';
import { resolveScope } from './scope.ts';
import type { StoreContext } from './store-context.ts';

/** An organization beside the chain (an enterprise's branch, say) has no place in it. */
const MOST_TIERS_UP = 12;

/**
 * The chain of organizations from the unit up, lowest first. It begins with the organizations that cover the unit itself (for
 * a vacant cell with an empty link) and follows `parentId`; where a parent is missing it goes on with what covers the next
 * unit above. null = unknown id.
 */
export async function readChain(context: StoreContext, id: string): Promise<UnitChain | null> {
  const scope = await resolveScope(context, id);
  if (!scope || scope.unitNos.length === 0) return null;
  const { units, organizations } = context.memory;
  const covering = coveringLinks(context);
  const cellCounts = coveredCellCounts(context);
  const buildingOrganizations = scope.buildingId ? organizationsOfPlace(context, scope.buildingId) : [];
  const start = scope.kind === 'unit' ? units.no(scope.id)! : scope.unitNos[0];
  const links: UnitChain['links'] = [];
  const listed = new Set<string>();
  const add = (organization: Organization): void => {
    for (
      let current: Organization | undefined = organization, step = 0;
      current && step < MOST_TIERS_UP;
      step++
    ) {
      if (listed.has(current.id)) break;
      listed.add(current.id);
      links.push({
        organizationId: current.id,
        type: current.type,
        typeName: ORGANIZATION_TYPES[current.type],
        name: current.name,
        tier: current.tier,
        coversUnits: cellCounts.get(current.id) ?? coveredUnits(context, current.id),
        leader: leaderOf(context, current.id),
      });
      current = current.parentId === null ? undefined : organizations.get(current.parentId);
    }
  };
  for (const organizationId of buildingOrganizations) add(organizations.get(organizationId)!);
  for (const no of units.path(start).reverse()) {
    const own = covering.get(no) ?? [];
    if (no === start && own.length === 0 && units.units[no].level === 'gridCell') links.push(VACANT);
    for (const organizationId of own) add(organizations.get(organizationId)!);
  }
  // Lowest first: a higher tier number stands lower. The vacant place stays at the very bottom.
  links.sort((a, b) => b.tier - a.tier);
  return { unitId: id, links };
}

const VACANT: UnitChain['links'][number] = {
  organizationId: null,
  type: 'branch',
  typeName: ORGANIZATION_TYPES.branch,
  name: '',
  tier: 99,
  coversUnits: 0,
  leader: null,
};

function organizationsOfPlace(context: StoreContext, placeId: string): string[] {
  return context.memory.links
    .filter((link) => link.unitId === placeId && link.role !== 'memberOf')
    .map((link) => link.organizationId);
}

function coveredUnits(context: StoreContext, organizationId: string): number {
  return context.memory.links.filter(
    (link) => link.organizationId === organizationId && link.role === 'covers',
  ).length;
}

const LEADING_POSTS = ['secretary', 'partyGroupLeader', 'centralHouseholdHead'] as const;

/** Surname and post of who leads the organization; null = vacant or unknown. Never more than a surname. */
function leaderOf(context: StoreContext, organizationId: string): string | null {
  for (const kind of LEADING_POSTS) {
    const post = context.memory.posts.find(
      (candidate) =>
        candidate.organizationId === organizationId && candidate.kind === kind && candidate.surname !== null,
    );
    if (post) return `${post.surname}${POST_KINDS[kind]}`;
  }
  return null;
}
