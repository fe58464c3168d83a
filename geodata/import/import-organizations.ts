import {
  FOUNDING_WAYS,
  type FoundingWay,
  ORGANIZATION_TYPES,
  type Organization,
  type OrganizationType,
  type OrganizationUnitLink,
  type OrganizationUnitRole,
} from '../model/organization.ts';
import type { ExistingCity } from './existing-city.ts';
import { type FieldAliases, FieldReader } from './field-reader.ts';
import { ImportRefusal } from './import-refusal.ts';
import type { ProblemLog } from './import-report.ts';
import { SEVERAL } from './import-stations.ts';
import type { KindMapping } from './mapping.ts';
import { placeOf, type SourceRows } from './source-rows.ts';
import { UnitMatcher } from './unit-matching.ts';

export const ORGANIZATION_FIELDS: FieldAliases = {
  id: ['id', 'organizationId', '编号', '编码', '组织编号'],
  name: ['name', '名称', '组织名称'],
  type: ['type', '类型', '组织类型'],
  parentId: ['parentId', '上级编号', '上级组织编号'],
  foundingWay: ['foundingWay', '组建方式'],
  members: ['members', '党员数'],
  stars: ['stars', '星级'],
  starYear: ['starYear', '评星年度'],
  covers: ['covers', '覆盖网格', '覆盖单元', '覆盖社区'],
  sitsIn: ['sitsIn', '所在单元', '所在社区'],
  memberOf: ['memberOf', '参加单元'],
  street: ['street', '街道', '镇街'],
  validFrom: ['validFrom', '成立日期'],
};

const ALWAYS = '1949-10-01';
const ROLES: OrganizationUnitRole[] = ['covers', 'sitsIn', 'memberOf'];

/** 党组织 of a table with their ties to units; the tier is the depth of the chain above. */
export function readOrganizations(
  source: SourceRows,
  options: { mapping: KindMapping | null; within: string | null },
  existing: ExistingCity,
  problems: ProblemLog,
): { organizations: Organization[]; links: OrganizationUnitLink[] } {
  if (existing.units.length === 0) {
    throw new ImportRefusal(
      'no-units',
      'the data set has no units that organizations could cover: import units first',
    );
  }
  const fields = new FieldReader(source, options.mapping, ORGANIZATION_FIELDS);
  fields.require(['id', 'name', 'type'], ORGANIZATION_FIELDS);
  const matcher = new UnitMatcher(existing.units, options.within);
  const organizations = new Map<string, Organization>();
  const links = new Map<string, OrganizationUnitLink>();
  for (let row = 0; row < source.cells.length; row++) {
    const where = placeOf(source, row);
    const id = fields.read(row, 'id');
    const type = keyOf(ORGANIZATION_TYPES, fields.read(row, 'type'));
    if (id === '' || organizations.has(id)) {
      problems.reject(
        id === '' ? 'no-id' : 'same-id-twice',
        where,
        id === '' ? 'the organization has no id' : `the id ${id} stands in the file before`,
      );
      continue;
    }
    if (type === null) {
      const known = Object.values(ORGANIZATION_TYPES).join('、');
      problems.reject(
        'unknown-type',
        where,
        `“${fields.read(row, 'type')}” is no type of organization; use one of ${known}, or give "values" in the mapping`,
      );
      continue;
    }
    const organization = organizationOf(fields, row, id, type);
    organizations.set(id, organization);
    for (const role of ROLES) {
      for (const unitId of unitsOf(fields, row, role, matcher, where, problems)) {
        links.set(`${id} ${unitId} ${role}`, {
          organizationId: id,
          unitId,
          role,
          validFrom: organization.validFrom,
          validTo: null,
        });
      }
    }
  }
  cutUnknownParents(organizations, existing.organizationIds, problems);
  setTiers(organizations);
  return { organizations: [...organizations.values()], links: [...links.values()] };
}

function organizationOf(fields: FieldReader, row: number, id: string, type: OrganizationType): Organization {
  const stars = fields.count(row, 'stars');
  const from = fields.read(row, 'validFrom');
  return {
    id,
    parentId: fields.read(row, 'parentId') || null,
    type,
    name: fields.read(row, 'name'),
    tier: 0,
    foundingWay: keyOf(FOUNDING_WAYS, fields.read(row, 'foundingWay')) ?? ('single' satisfies FoundingWay),
    members: fields.count(row, 'members') ?? 0,
    stars: stars !== null && stars >= 1 && stars <= 5 ? stars : null,
    starYear: fields.count(row, 'starYear'),
    validFrom: /^\d{4}-\d{2}-\d{2}$/.test(from) ? from : ALWAYS,
    validTo: null,
  };
}

function unitsOf(
  fields: FieldReader,
  row: number,
  role: OrganizationUnitRole,
  matcher: UnitMatcher,
  where: string,
  problems: ProblemLog,
): string[] {
  const street = fields.read(row, 'street');
  const found: string[] = [];
  for (const part of fields.read(row, role).split(SEVERAL)) {
    const name = part.trim();
    if (name === '') continue;
    const match = matcher.find({ code: name, name, street, district: '' });
    if (match.match === 'exact') found.push(match.unitId);
    else
      problems.add(
        'repaired',
        'unknown-unit',
        where,
        `${role} “${name}”, which is no unit here (or several); this tie is left out`,
      );
  }
  return found;
}

/** A table's word for one of our keys: the key itself or its Chinese name. */
function keyOf<Names extends Record<string, string>>(names: Names, text: string): keyof Names | null {
  for (const [key, name] of Object.entries(names)) if (text === key || text === name) return key;
  return null;
}

function cutUnknownParents(
  organizations: Map<string, Organization>,
  known: ReadonlySet<string>,
  problems: ProblemLog,
): void {
  for (const organization of organizations.values()) {
    const { parentId } = organization;
    if (parentId === null || organizations.has(parentId) || known.has(parentId)) continue;
    problems.add(
      'repaired',
      'unknown-parent',
      `organization ${organization.id}`,
      `its parent ${parentId} is not known; it stands alone until that one is imported`,
    );
    organization.parentId = null;
  }
}

function setTiers(organizations: Map<string, Organization>): void {
  for (const organization of organizations.values()) {
    let tier = 0;
    let parent = organization.parentId === null ? undefined : organizations.get(organization.parentId);
    while (parent) {
      tier += 1;
      if (tier > organizations.size) {
        throw new ImportRefusal(
          'loop',
          `organization ${organization.id} is its own ancestor; look at its parentId and those above it`,
        );
      }
      parent = parent.parentId === null ? undefined : organizations.get(parent.parentId);
    }
    organization.tier = tier;
  }
}
