import type { Organization, OrganizationUnitLink } from '../../geodata/model/organization.ts';
import type { Overlay } from '../../geodata/model/overlay.ts';
import type { Post } from '../../geodata/model/post.ts';
import type { RequestCategory } from '../../geodata/model/service-request.ts';
import type { Station } from '../../geodata/model/station.ts';
import type { CrosswalkShare, Unit } from '../../geodata/model/unit.ts';
import type { Session, SqlValue } from './driver.ts';
import { UnitIndex } from './unit-index.ts';

/** An estate without its shape. */
export interface EstateEntry {
  id: string;
  unitNo: number;
  name: string;
  initials: string;
}

/** The small tables, read once when a store is opened: everything about a city but buildings, shapes and requests. */
export interface CityMemory {
  units: UnitIndex;
  /** Pinyin initials by surrogate key. */
  unitInitials: string[];
  crosswalk: CrosswalkShare[];
  overlays: Overlay[];
  organizations: Map<string, Organization>;
  links: OrganizationUnitLink[];
  posts: Post[];
  stations: Map<string, Station>;
  stationInitials: Map<string, string>;
  estates: Map<string, EstateEntry>;
  /** Surrogate key of the unit of each building that an organization or a post is tied to. */
  linkedBuildings: Map<string, number>;
  /** By category_no. */
  categories: RequestCategory[];
  /** By source_no. */
  sources: string[];
  handlingUnits: string[];
  actorRoles: string[];
}

/** Reads the small tables. A row's columns are named in the SELECT, in the order in which they are taken apart. */
export async function readCityMemory(session: Session): Promise<CityMemory> {
  const { units, initials } = await readUnits(session);
  const { stations, stationInitials } = await readStations(session);
  return {
    units: new UnitIndex(units),
    unitInitials: initials,
    crosswalk: (
      await session.query('SELECT * FROM crosswalk_shares ORDER BY from_id, to_id, effective_on')
    ).map((row) => ({
      fromId: str(row.from_id),
      toId: str(row.to_id),
      effectiveOn: str(row.effective_on),
      share: num(row.share),
      basis: str(row.basis) as CrosswalkShare['basis'],
    })),
    overlays: await readOverlays(session),
    organizations: await readOrganizations(session),
    links: (
      await session.query(
        'SELECT * FROM organization_unit_links ORDER BY organization_id, unit_id, link_role, valid_from',
      )
    ).map((row) => ({
      organizationId: str(row.organization_id),
      unitId: str(row.unit_id),
      role: str(row.link_role) as OrganizationUnitLink['role'],
      validFrom: str(row.valid_from),
      validTo: strOrNull(row.valid_to),
    })),
    posts: (await session.query('SELECT * FROM posts ORDER BY post_id')).map((row) => ({
      id: str(row.post_id),
      kind: str(row.kind) as Post['kind'],
      unitId: strOrNull(row.unit_id),
      organizationId: strOrNull(row.organization_id),
      personId: strOrNull(row.person_id),
      surname: strOrNull(row.surname),
      partyMember: row.party_member === true,
      fullTime: row.full_time === true,
    })),
    stations,
    stationInitials,
    estates: await readEstates(session),
    linkedBuildings: await readLinkedBuildings(session),
    categories: await readCategories(session),
    sources: await readNames(session, 'request_sources', 'source_no'),
    handlingUnits: await readNames(session, 'handling_units', 'handling_unit_no'),
    actorRoles: await readNames(session, 'actor_roles', 'actor_role_no'),
  };
}

async function readUnits(session: Session): Promise<{ units: Unit[]; initials: string[] }> {
  const rows = await session.query(
    `SELECT child.*, parent.unit_id AS parent_id
     FROM units AS child LEFT JOIN units AS parent ON parent.unit_no = child.parent_no ORDER BY child.unit_no`,
  );
  const units = rows.map(
    (row): Unit => ({
      id: str(row.unit_id),
      parentId: strOrNull(row.parent_id),
      level: str(row.unit_level) as Unit['level'],
      name: str(row.name),
      codeStatus: str(row.code_status) as Unit['codeStatus'],
      validFrom: str(row.valid_from),
      validTo: strOrNull(row.valid_to),
      households: num(row.households),
      residents: num(row.residents),
      elderly: num(row.elderly),
      children: num(row.children),
      areaM2: num(row.area_m2),
      center: [num(row.lon), num(row.lat)],
      bbox: [num(row.west), num(row.south), num(row.east), num(row.north)],
    }),
  );
  return { units, initials: rows.map((row) => str(row.initials)) };
}

async function readOverlays(session: Session): Promise<Overlay[]> {
  const members = await readMembers(session, 'overlay_members', 'overlay_id');
  return (await session.query('SELECT * FROM overlays ORDER BY overlay_id')).map((row) => ({
    id: str(row.overlay_id),
    kind: str(row.kind) as Overlay['kind'],
    name: str(row.name),
    memberUnitIds: members.get(str(row.overlay_id)) ?? [],
  }));
}

async function readOrganizations(session: Session): Promise<Map<string, Organization>> {
  const organizations = new Map<string, Organization>();
  for (const row of await session.query('SELECT * FROM organizations ORDER BY organization_id')) {
    organizations.set(str(row.organization_id), {
      id: str(row.organization_id),
      parentId: strOrNull(row.parent_id),
      type: str(row.organization_type) as Organization['type'],
      name: str(row.name),
      tier: num(row.tier),
      foundingWay: str(row.founding_way) as Organization['foundingWay'],
      members: num(row.members),
      stars: numOrNull(row.stars),
      starYear: numOrNull(row.star_year),
      validFrom: str(row.valid_from),
      validTo: strOrNull(row.valid_to),
    });
  }
  return organizations;
}

async function readStations(
  session: Session,
): Promise<{ stations: Map<string, Station>; stationInitials: Map<string, string> }> {
  const assigned = await readMembers(session, 'station_assignments', 'station_id');
  const stations = new Map<string, Station>();
  const stationInitials = new Map<string, string>();
  for (const row of await session.query('SELECT * FROM stations ORDER BY station_id')) {
    const id = str(row.station_id);
    stationInitials.set(id, str(row.initials));
    stations.set(id, {
      id,
      name: str(row.name),
      kind: str(row.kind) as Station['kind'],
      unitId: str(row.unit_id),
      position: [num(row.lon), num(row.lat)],
      entrances: JSON.parse(str(row.entrances)) as [number, number][],
      hours: JSON.parse(str(row.hours)) as Station['hours'],
      assignedUnitIds: assigned.get(id) ?? [],
      areaM2: numOrNull(row.area_m2),
    });
  }
  return { stations, stationInitials };
}

async function readEstates(session: Session): Promise<Map<string, EstateEntry>> {
  const [ids, unitNos, names, initials] = await session.columns(
    'SELECT estate_id, unit_no, name, initials FROM estates ORDER BY estate_id',
  );
  return new Map(
    ids.map((id, index) => [
      str(id),
      { id: str(id), unitNo: num(unitNos[index]), name: str(names[index]), initials: str(initials[index]) },
    ]),
  );
}

async function readLinkedBuildings(session: Session): Promise<Map<string, number>> {
  const [ids, unitNos] = await session.columns(
    `SELECT building_id, unit_no FROM buildings WHERE building_id IN (
       SELECT unit_id FROM organization_unit_links UNION SELECT unit_id FROM posts WHERE unit_id IS NOT NULL)`,
  );
  return new Map(ids.map((id, index) => [str(id), num(unitNos[index])]));
}

async function readCategories(session: Session): Promise<RequestCategory[]> {
  return (await session.query('SELECT * FROM request_categories ORDER BY category_no')).map((row) => ({
    code: str(row.code),
    parentCode: strOrNull(row.parent_code),
    level: num(row.category_level),
    name: str(row.name),
  }));
}

/** Names of a table whose keys run from 0 without gaps. */
export async function readNames(session: Session, table: string, key: string): Promise<string[]> {
  const [names] = await session.columns(`SELECT name FROM ${table} ORDER BY ${key}`);
  return names.map(str);
}

async function readMembers(session: Session, table: string, owner: string): Promise<Map<string, string[]>> {
  const [owners, unitIds] = await session.columns(
    `SELECT ${owner}, unit_id FROM ${table} ORDER BY ${owner}, position`,
  );
  const lists = new Map<string, string[]>();
  owners.forEach((id, index) => {
    const list = lists.get(str(id));
    if (list) list.push(str(unitIds[index]));
    else lists.set(str(id), [str(unitIds[index])]);
  });
  return lists;
}

export function str(value: SqlValue): string {
  return value as string;
}
export function strOrNull(value: SqlValue): string | null {
  return value as string | null;
}
export function num(value: SqlValue): number {
  return value as number;
}
export function numOrNull(value: SqlValue): number | null {
  return value as number | null;
}

/** Surrogate key of the unit in which something lies: a unit itself, an estate's community, a building's cell; null = unknown. */
export function placeOf(memory: CityMemory, id: string): number | null {
  return memory.units.no(id) ?? memory.estates.get(id)?.unitNo ?? memory.linkedBuildings.get(id) ?? null;
}
