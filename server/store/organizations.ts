import { coverageState } from '../../geodata/model/count-keys.ts';
import {
  type CoverageState,
  ORGANIZATION_TYPES,
  type Organization,
  type OrganizationUnitLink,
} from '../../geodata/model/organization.ts';
import type {
  OrganizationCoverageAnswer,
  OrganizationRow,
  OrganizationsAnswer,
} from '../contract/organizations.ts';
import { type CityMemory, placeOf } from './city-memory.ts';
import { unitsOfLevel } from './level-slots.ts';
import { coveringLinks } from './organization-links.ts';
import type { Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';
import { isValidOn } from './unit-index.ts';

export interface OrganizationsNoun {
  get(id: string): Organization | null;
  /** Organizations that cover any unit in the scope (or all of it). Flat tree, parents before children. */
  list(options: { scope: Scope; type?: string }): OrganizationsAnswer;
  /** Where an organization is drawn: middle of the units it covers or sits in, null = nowhere known. */
  position(id: string): [number, number] | null;
  /** Per cell: single, joint, attached or vacant, and by which branches. */
  coverage(scope: Scope): OrganizationCoverageAnswer;
}

const STATES: readonly CoverageState[] = ['single', 'joint', 'attached', 'vacant'];

export function createOrganizations(context: StoreContext): OrganizationsNoun {
  return {
    get: (id) => context.memory.organizations.get(id) ?? null,
    list: ({ scope, type }) => listOrganizations(context, scope, type),
    position: (id) => organizationPosition(context, id),
    coverage: (scope) => coverageOf(context, scope),
  };
}

interface PlacedLink {
  link: OrganizationUnitLink;
  unitNo: number;
}

const placedLinks = new WeakMap<CityMemory, { day: string; links: PlacedLink[] }>();

/** Links that hold today and whose place is known, with the place. Links to estates and buildings hold in their unit. */
function linksWithUnits({ memory, today }: StoreContext): PlacedLink[] {
  let placed = placedLinks.get(memory);
  if (placed?.day !== today) {
    const links = memory.links.flatMap((link) => {
      if (!isValidOn(link, today)) return [];
      const unitNo = placeOf(memory, link.unitId);
      return unitNo === null ? [] : [{ link, unitNo }];
    });
    placed = { day: today, links };
    placedLinks.set(memory, placed);
  }
  return placed.links;
}

/** Distinct organizations with a link of one of the roles to something in the scope. */
export function organizationsIn(
  context: StoreContext,
  scope: Scope,
  roles: readonly OrganizationUnitLink['role'][],
): Set<string> {
  const inside = new Set(scope.unitNos);
  const found = new Set<string>();
  for (const { link, unitNo } of linksWithUnits(context)) {
    if (roles.includes(link.role) && inside.has(unitNo)) found.add(link.organizationId);
  }
  return found;
}

function listOrganizations(context: StoreContext, scope: Scope, type?: string): OrganizationsAnswer {
  const { memory } = context;
  const inside = new Set(scope.unitNos);
  const above = unitsAbove(context, scope);
  const covers = new Map<string, string[]>();
  const found = new Set<string>();
  for (const { link, unitNo } of linksWithUnits(context)) {
    if (link.role === 'memberOf') continue;
    const covering = link.role === 'covers';
    if (covering) {
      const list = covers.get(link.organizationId);
      if (list) list.push(link.unitId);
      else covers.set(link.organizationId, [link.unitId]);
    }
    // What covers a wider unit covers the cells of the scope too.
    if (inside.has(unitNo) || (covering && above.has(unitNo))) found.add(link.organizationId);
  }
  const chosen = [...memory.organizations.values()].filter(
    (organization) =>
      found.has(organization.id) &&
      (type === undefined || organization.type === type) &&
      isValidOn(organization, context.today),
  );
  const rows = parentsFirst(chosen).map(
    (organization): OrganizationRow => ({
      id: organization.id,
      parentId: organization.parentId,
      type: organization.type,
      typeName: ORGANIZATION_TYPES[organization.type],
      name: organization.name,
      tier: organization.tier,
      foundingWay: organization.foundingWay,
      members: organization.members,
      stars: organization.stars,
      coversUnitIds: covers.get(organization.id) ?? [],
    }),
  );
  return { organizations: rows, numberMatched: rows.length, tiers: tiersOf(chosen) };
}

/** Surrogate keys of every unit that holds a part of the scope. */
function unitsAbove({ memory }: StoreContext, scope: Scope): Set<number> {
  const above = new Set<number>();
  for (const no of scope.unitNos) {
    for (let parent = memory.units.parentNos[no]; parent >= 0 && !above.has(parent); ) {
      above.add(parent);
      parent = memory.units.parentNos[parent];
    }
  }
  return above;
}

function parentsFirst(organizations: readonly Organization[]): Organization[] {
  const chosen = new Map(organizations.map((organization) => [organization.id, organization]));
  const sorted: Organization[] = [];
  const placed = new Set<string>();
  const place = (organization: Organization): void => {
    if (placed.has(organization.id)) return;
    placed.add(organization.id);
    const parent = organization.parentId === null ? undefined : chosen.get(organization.parentId);
    if (parent) place(parent);
    sorted.push(organization);
  };
  for (const organization of [...organizations].sort((a, b) => a.tier - b.tier)) place(organization);
  return sorted;
}

/** Count by tier; a tier is named after its most frequent type. */
function tiersOf(organizations: readonly Organization[]): OrganizationsAnswer['tiers'] {
  const tiers = new Map<number, Map<Organization['type'], number>>();
  for (const { tier, type } of organizations) {
    const types = tiers.get(tier) ?? new Map<Organization['type'], number>();
    types.set(type, (types.get(type) ?? 0) + 1);
    tiers.set(tier, types);
  }
  return [...tiers]
    .sort(([a], [b]) => a - b)
    .map(([tier, types]) => {
      const ranked = [...types].sort(([, a], [, b]) => b - a);
      return {
        tier,
        name: ORGANIZATION_TYPES[ranked[0][0]],
        count: ranked.reduce((total, [, count]) => total + count, 0),
      };
    });
}

function organizationPosition(context: StoreContext, id: string): [number, number] | null {
  const { units } = context.memory;
  const places = linksWithUnits(context).filter(
    ({ link }) => link.organizationId === id && link.role !== 'memberOf',
  );
  const seat = places.find(({ link }) => link.role === 'sitsIn');
  const chosen = seat ? [seat] : places;
  if (chosen.length === 0) return null;
  let lon = 0;
  let lat = 0;
  for (const { unitNo } of chosen) {
    lon += units.units[unitNo].center[0];
    lat += units.units[unitNo].center[1];
  }
  return [lon / chosen.length, lat / chosen.length];
}

/** Number of existing cells that each organization covers, wherever they lie. */
export function coveredCellCounts(context: StoreContext): Map<string, number> {
  const { units } = context.memory;
  const counts = new Map<string, number>();
  for (const [no, organizationIds] of coveringLinks(context)) {
    if (units.units[no].level !== 'gridCell' || !isValidOn(units.units[no], context.today)) continue;
    for (const id of organizationIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Organization coverage per existing cell of the scope. */
export function coverageOf(context: StoreContext, scope: Scope): OrganizationCoverageAnswer {
  const { memory } = context;
  const cells = unitsOfLevel(context, scope, 'gridCell');
  const covering = coveringLinks(context);
  const cellCounts = coveredCellCounts(context);
  const branchIds = cells.map((no) => covering.get(no) ?? []);
  const states = branchIds.map((ids) =>
    coverageState(
      ids.map((id) => ({
        foundingWay: memory.organizations.get(id)!.foundingWay,
        coveredCells: cellCounts.get(id)!,
      })),
    ),
  );
  const organizations = new Set(branchIds.flat());
  return {
    unitIds: cells.map((no) => memory.units.units[no].id),
    states,
    branchIds,
    stars: branchIds.map((ids) => {
      const stars = ids.flatMap((id) => memory.organizations.get(id)!.stars ?? []);
      return stars.length > 0 ? Math.max(...stars) : null;
    }),
    totals: {
      gridCells: cells.length,
      covered: states.filter((state) => state !== 'vacant').length,
      byState: Object.fromEntries(
        STATES.map((state) => {
          const inState = branchIds.filter((_, index) => states[index] === state);
          return [state, { gridCells: inState.length, organizations: new Set(inState.flat()).size }];
        }),
      ),
    },
    joint: jointGroups(context, cells, branchIds),
    stars3to5: Object.fromEntries(
      [5, 4, 3].map((stars) => [
        String(stars),
        [...organizations].filter((id) => memory.organizations.get(id)!.stars === stars).length,
      ]),
    ),
    asOf: context.asOf,
  };
}

/** Organizations that cover several cells of the scope, with these cells. */
function jointGroups(
  context: StoreContext,
  cells: readonly number[],
  branchIds: readonly string[][],
): OrganizationCoverageAnswer['joint'] {
  const { memory } = context;
  const groups = new Map<string, string[]>();
  cells.forEach((no, index) => {
    for (const id of branchIds[index]) {
      const list = groups.get(id);
      if (list) list.push(memory.units.units[no].id);
      else groups.set(id, [memory.units.units[no].id]);
    }
  });
  return [...groups]
    .filter(([, unitIds]) => unitIds.length > 1)
    .map(([organizationId, unitIds]) => ({
      organizationId,
      name: memory.organizations.get(organizationId)!.name,
      unitIds,
    }));
}
