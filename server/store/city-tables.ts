import type { Building, Estate } from '../../geodata/model/building.ts';
import type { FigureOfRecord } from '../../geodata/model/figure.ts';
import type { AreaGeometry } from '../../geodata/model/geometry.ts';
import type { Organization, OrganizationUnitLink } from '../../geodata/model/organization.ts';
import type { Overlay } from '../../geodata/model/overlay.ts';
import type { Post } from '../../geodata/model/post.ts';
import type { Programme, ProgrammeItem } from '../../geodata/model/programme.ts';
import type { RequestCategory } from '../../geodata/model/service-request.ts';
import type { Station } from '../../geodata/model/station.ts';
import type { CrosswalkShare, Unit } from '../../geodata/model/unit.ts';
import type { Initials } from './initials.ts';
import { double, flag, integer, type TableSpec, text } from './table-spec.ts';
import { compareIds } from './unit-index.ts';

/** Surrogate key of a unit's id. */
export type UnitNo = (unitId: string) => number;

export function unitsTable(unitNo: UnitNo, initials: Initials): TableSpec<Unit> {
  return {
    table: 'units',
    key: ['unit_no'],
    columns: [
      integer('unit_no', (unit) => unitNo(unit.id)),
      text('unit_id', (unit) => unit.id),
      integer('parent_no', (unit) => (unit.parentId === null ? null : unitNo(unit.parentId))),
      text('unit_level', (unit) => unit.level),
      text('name', (unit) => unit.name),
      text('initials', (unit) => initials(unit.name)),
      text('code_status', (unit) => unit.codeStatus),
      text('valid_from', (unit) => unit.validFrom),
      text('valid_to', (unit) => unit.validTo),
      integer('households', (unit) => unit.households),
      integer('residents', (unit) => unit.residents),
      integer('elderly', (unit) => unit.elderly),
      integer('children', (unit) => unit.children),
      double('area_m2', (unit) => unit.areaM2),
      double('lon', (unit) => unit.center[0]),
      double('lat', (unit) => unit.center[1]),
      double('west', (unit) => unit.bbox[0]),
      double('south', (unit) => unit.bbox[1]),
      double('east', (unit) => unit.bbox[2]),
      double('north', (unit) => unit.bbox[3]),
    ],
  };
}

export interface AncestorRow {
  unitNo: number;
  ancestorNo: number;
  distance: number;
}

export const unitAncestorsTable: TableSpec<AncestorRow> = {
  table: 'unit_ancestors',
  key: [],
  columns: [
    integer('unit_no', (row) => row.unitNo),
    integer('ancestor_no', (row) => row.ancestorNo),
    { name: 'distance', type: 'smallint', of: (row) => row.distance },
  ],
};

export function shapesTable(unitNo: UnitNo): TableSpec<[string, AreaGeometry]> {
  return {
    table: 'unit_shapes',
    key: ['unit_no'],
    columns: [
      integer('unit_no', ([unitId]) => unitNo(unitId)),
      text('geometry', ([, geometry]) => JSON.stringify(geometry)),
    ],
  };
}

export const crosswalkTable: TableSpec<CrosswalkShare> = {
  table: 'crosswalk_shares',
  key: ['from_id', 'to_id', 'effective_on'],
  columns: [
    text('from_id', (row) => row.fromId),
    text('to_id', (row) => row.toId),
    text('effective_on', (row) => row.effectiveOn),
    double('share', (row) => row.share),
    text('basis', (row) => row.basis),
  ],
};

export const overlaysTable: TableSpec<Overlay> = {
  table: 'overlays',
  key: ['overlay_id'],
  columns: [
    text('overlay_id', (row) => row.id),
    text('kind', (row) => row.kind),
    text('name', (row) => row.name),
  ],
};

/** A row of a list that belongs to another row: members of an overlay, units of a station. */
export interface MemberRow {
  ownerId: string;
  position: number;
  unitId: string;
}

export const overlayMembersTable: TableSpec<MemberRow> = {
  table: 'overlay_members',
  key: [],
  columns: [
    text('overlay_id', (row) => row.ownerId),
    integer('position', (row) => row.position),
    text('unit_id', (row) => row.unitId),
  ],
};

export const organizationsTable: TableSpec<Organization> = {
  table: 'organizations',
  key: ['organization_id'],
  columns: [
    text('organization_id', (row) => row.id),
    text('parent_id', (row) => row.parentId),
    text('organization_type', (row) => row.type),
    text('name', (row) => row.name),
    integer('tier', (row) => row.tier),
    text('founding_way', (row) => row.foundingWay),
    integer('members', (row) => row.members),
    integer('stars', (row) => row.stars),
    integer('star_year', (row) => row.starYear),
    text('valid_from', (row) => row.validFrom),
    text('valid_to', (row) => row.validTo),
  ],
};

export const organizationLinksTable: TableSpec<OrganizationUnitLink> = {
  table: 'organization_unit_links',
  key: ['organization_id', 'unit_id', 'link_role', 'valid_from'],
  columns: [
    text('organization_id', (row) => row.organizationId),
    text('unit_id', (row) => row.unitId),
    text('link_role', (row) => row.role),
    text('valid_from', (row) => row.validFrom),
    text('valid_to', (row) => row.validTo),
  ],
};

export const postsTable: TableSpec<Post> = {
  table: 'posts',
  key: ['post_id'],
  columns: [
    text('post_id', (row) => row.id),
    text('kind', (row) => row.kind),
    text('unit_id', (row) => row.unitId),
    text('organization_id', (row) => row.organizationId),
    text('person_id', (row) => row.personId),
    text('surname', (row) => row.surname),
    flag('party_member', (row) => row.partyMember),
    flag('full_time', (row) => row.fullTime),
  ],
};

export function stationsTable(initials: Initials): TableSpec<Station> {
  return {
    table: 'stations',
    key: ['station_id'],
    columns: [
      text('station_id', (row) => row.id),
      text('name', (row) => row.name),
      text('initials', (row) => initials(row.name)),
      text('kind', (row) => row.kind),
      text('unit_id', (row) => row.unitId),
      double('lon', (row) => row.position[0]),
      double('lat', (row) => row.position[1]),
      text('entrances', (row) => JSON.stringify(row.entrances)),
      text('hours', (row) => JSON.stringify(row.hours)),
      double('area_m2', (row) => row.areaM2),
    ],
  };
}

export const stationAssignmentsTable: TableSpec<MemberRow> = {
  table: 'station_assignments',
  key: [],
  columns: [
    text('station_id', (row) => row.ownerId),
    integer('position', (row) => row.position),
    text('unit_id', (row) => row.unitId),
  ],
};

export function estatesTable(unitNo: UnitNo, initials: Initials): TableSpec<Estate> {
  return {
    table: 'estates',
    key: ['estate_id'],
    columns: [
      text('estate_id', (row) => row.id),
      integer('unit_no', (row) => unitNo(row.unitId)),
      text('name', (row) => row.name),
      text('initials', (row) => initials(row.name)),
      flag('gated', (row) => row.gated),
      text('footprint', (row) => JSON.stringify(row.footprint)),
    ],
  };
}

export function buildingsTable(unitNo: UnitNo, initials: Initials): TableSpec<Building> {
  return {
    table: 'buildings',
    key: ['building_id'],
    columns: [
      text('building_id', (row) => row.id),
      integer('unit_no', (row) => unitNo(row.unitId)),
      text('estate_id', (row) => row.estateId),
      text('name', (row) => row.name),
      text('initials', (row) => initials(row.name)),
      text('kind', (row) => row.kind),
      integer('floors', (row) => row.floors),
      double('height_m', (row) => row.heightM),
      integer('households', (row) => row.households),
      integer('residents', (row) => row.residents),
      integer('elderly', (row) => row.elderly),
      integer('children', (row) => row.children),
      double('lon', (row) => row.position[0]),
      double('lat', (row) => row.position[1]),
      text('footprint', (row) => JSON.stringify(row.footprint)),
      text('entrances', (row) => JSON.stringify(row.entrances)),
    ],
  };
}

export function categoriesTable(categoryNo: (code: string) => number): TableSpec<RequestCategory> {
  return {
    table: 'request_categories',
    key: ['category_no'],
    columns: [
      integer('category_no', (row) => categoryNo(row.code)),
      text('code', (row) => row.code),
      text('parent_code', (row) => row.parentCode),
      integer('category_level', (row) => row.level),
      text('name', (row) => row.name),
    ],
  };
}

/** `positionOf` keeps the ledger in the order of the case packs. */
export function figuresTable(positionOf: (figureId: string) => number): TableSpec<FigureOfRecord> {
  return {
    table: 'figures_of_record',
    key: ['figure_id'],
    columns: [
      text('figure_id', (row) => row.id),
      integer('position', (row) => positionOf(row.id)),
      text('case_id', (row) => row.case),
      text('figure', (row) => JSON.stringify(row)),
    ],
  };
}

export const programmesTable: TableSpec<Programme> = {
  table: 'programmes',
  key: ['programme_id'],
  columns: [
    text('programme_id', (row) => row.id),
    text('kind', (row) => row.kind),
    text('name', (row) => row.name),
    text('stages', (row) => JSON.stringify(row.stages)),
  ],
};

export const programmeItemsTable: TableSpec<ProgrammeItem> = {
  table: 'programme_items',
  key: ['item_id'],
  columns: [
    text('item_id', (row) => row.id),
    text('programme_id', (row) => row.programmeId),
    text('unit_id', (row) => row.unitId),
    text('organization_id', (row) => row.organizationId),
    text('stage', (row) => row.stage),
    text('name', (row) => row.name),
    text('started_on', (row) => row.startedOn),
    text('ended_on', (row) => row.endedOn),
  ],
};

/** Lists flattened into rows that keep their order. */
export function memberRows(lists: readonly { id: string; unitIds: readonly string[] }[]): MemberRow[] {
  return lists.flatMap(({ id, unitIds }) =>
    unitIds.map((unitId, position) => ({ ownerId: id, position, unitId })),
  );
}

/** Rows by ascending id: the order of pages. */
export function byId<Row extends { id: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => compareIds(a.id, b.id));
}
