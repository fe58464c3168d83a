import type { CityData } from '../../geodata/model/city-data.ts';
import { REQUEST_KINDS } from '../../geodata/model/request-kind.ts';
import { REQUEST_EVENT_TYPES, REQUEST_STATUSES } from '../../geodata/model/request-life.ts';
import type { RequestCategory } from '../../geodata/model/service-request.ts';
import type { Unit } from '../../geodata/model/unit.ts';
import type { CityMemory } from './city-memory.ts';
import {
  type AncestorRow,
  buildingsTable,
  byId,
  categoriesTable,
  crosswalkTable,
  estatesTable,
  figuresTable,
  memberRows,
  organizationLinksTable,
  organizationsTable,
  overlayMembersTable,
  overlaysTable,
  postsTable,
  programmeItemsTable,
  programmesTable,
  shapesTable,
  stationAssignmentsTable,
  stationsTable,
  type UnitNo,
  unitAncestorsTable,
  unitsTable,
} from './city-tables.ts';
import type { Session } from './driver.ts';
import { makeInitials } from './initials.ts';
import { QueryError } from './query-error.ts';
import { reconcileRows, type UpsertCounts } from './reconcile-rows.ts';
import { insertRows, type TableSpec } from './table-spec.ts';
import { UnitIndex } from './unit-index.ts';

/** Progress of something long: 0…1 and a plain English step. */
export type Progress = (done: number, step: string) => void;

/** Writes a table's rows in one of two ways: appended to an empty store, or reconciled with what is there. */
type Put = <Row>(spec: TableSpec<Row>, rows: readonly Row[]) => Promise<UpsertCounts>;

/** Loads a city into an empty store. Surrogate keys of units follow code order, so that a unit's descendants are one range. */
export async function loadCityRows(session: Session, city: CityData, onProgress: Progress): Promise<void> {
  const index = new UnitIndex(city.units);
  const unitsInOrder = Array.from(index.preorder, (no) => index.units[no]);
  if (unitsInOrder.length !== city.units.length) throw new Error('the units hold a loop');
  const put: Put = async (spec, rows) => {
    await insertRows(session, spec, rows);
    return { created: rows.length, updated: 0, unchanged: 0 };
  };
  await putCity(session, put, { ...city, units: unitsInOrder }, noUnits(), onProgress);
}

/** Adds or renews parts of a city by id. */
export async function upsertCityRows(
  session: Session,
  part: Partial<CityData>,
  memory: CityMemory,
): Promise<Partial<Record<keyof CityData, UpsertCounts>>> {
  const put: Put = (spec, rows) => reconcileRows(session, spec, rows);
  return putCity(session, put, part, memory, () => undefined);
}

/** Writes what is missing of the fixed lists that give state and event numbers their names. */
export async function writeRequestNames(session: Session): Promise<void> {
  for (const [table, names] of [
    ['request_statuses', REQUEST_STATUSES],
    ['request_event_types', REQUEST_EVENT_TYPES],
    ['request_kinds', REQUEST_KINDS],
  ] as const) {
    const [row] = await session.query(`SELECT count(*) AS n FROM ${table}`);
    const known = Number(row.n);
    if (known === names.length) continue;
    await session.bulkInsert(
      table,
      [
        { type: 'integer', values: Int32Array.from(names.slice(known), (_, place) => known + place) },
        { type: 'text', values: names.slice(known) },
      ],
      names.length - known,
    );
  }
}

type Known = Pick<CityMemory, 'units' | 'categories'>;

function noUnits(): Known {
  return { units: new UnitIndex([]), categories: [] };
}

async function putCity(
  session: Session,
  put: Put,
  city: Partial<CityData>,
  known: Known,
  onProgress: Progress,
): Promise<Partial<Record<keyof CityData, UpsertCounts>>> {
  const counts: Partial<Record<keyof CityData, UpsertCounts>> = {};
  const phrase = makeInitials('phrase');
  const units = mergeUnits(known.units, city.units ?? []);
  const unitNo: UnitNo = (unitId) => {
    const no = units.numbers.get(unitId);
    if (no === undefined)
      throw new QueryError('unknown-unit', `there is no unit "${unitId}"; import units first`);
    return no;
  };
  if (city.units) {
    counts.units = await put(unitsTable(unitNo, phrase), city.units);
    await session.execute('DELETE FROM unit_ancestors');
    await insertRows(session, unitAncestorsTable, ancestorRows(units.all, unitNo));
  }
  onProgress(0.1, 'units');
  if (city.shapes) counts.shapes = await put(shapesTable(unitNo), [...city.shapes]);
  if (city.crosswalk) counts.crosswalk = await put(crosswalkTable, city.crosswalk);
  onProgress(0.2, 'shapes');
  if (city.overlays) {
    counts.overlays = await put(overlaysTable, byId(city.overlays));
    const lists = city.overlays.map(({ id, memberUnitIds }) => ({ id, unitIds: memberUnitIds }));
    await replaceMembers(session, 'overlay_id', overlayMembersTable, lists);
  }
  if (city.organizations) counts.organizations = await put(organizationsTable, byId(city.organizations));
  if (city.organizationLinks) {
    counts.organizationLinks = await put(organizationLinksTable, city.organizationLinks);
  }
  if (city.posts) counts.posts = await put(postsTable, byId(city.posts));
  if (city.stations) {
    for (const station of city.stations) unitNo(station.unitId);
    counts.stations = await put(stationsTable(phrase), byId(city.stations));
    const lists = city.stations.map(({ id, assignedUnitIds }) => ({ id, unitIds: assignedUnitIds }));
    await replaceMembers(session, 'station_id', stationAssignmentsTable, lists);
  }
  onProgress(0.4, 'organizations and stations');
  const character = makeInitials('character');
  if (city.estates) counts.estates = await put(estatesTable(unitNo, character), byId(city.estates));
  if (city.buildings) counts.buildings = await put(buildingsTable(unitNo, character), byId(city.buildings));
  onProgress(0.9, 'buildings');
  if (city.categories) {
    const numbers = mergeCategories(known.categories, city.categories);
    counts.categories = await put(
      categoriesTable((code) => numbers.get(code)!),
      city.categories,
    );
  }
  if (city.figures) {
    const positions = new Map(city.figures.map((figure, position) => [figure.id, position]));
    counts.figures = await put(
      figuresTable((id) => positions.get(id)!),
      city.figures,
    );
  }
  if (city.programmes) counts.programmes = await put(programmesTable, byId(city.programmes));
  if (city.programmeItems) counts.programmeItems = await put(programmeItemsTable, byId(city.programmeItems));
  onProgress(1, 'city');
  return counts;
}

/** Known units keep their surrogate keys, new ones are numbered after them. */
function mergeUnits(
  known: UnitIndex,
  incoming: readonly Unit[],
): { numbers: Map<string, number>; all: Unit[] } {
  const all = [...known.units];
  const numbers = new Map(all.map((unit, no) => [unit.id, no]));
  for (const unit of incoming) {
    const no = numbers.get(unit.id);
    if (no === undefined) {
      numbers.set(unit.id, all.length);
      all.push(unit);
    } else all[no] = unit;
  }
  return { numbers, all };
}

function mergeCategories(known: readonly RequestCategory[], incoming: readonly RequestCategory[]) {
  const numbers = new Map(known.map((category, no) => [category.code, no]));
  for (const { code } of incoming) if (!numbers.has(code)) numbers.set(code, numbers.size);
  return numbers;
}

/** Every unit with itself (distance 0) and each unit above it. */
function ancestorRows(units: readonly Unit[], unitNo: UnitNo): AncestorRow[] {
  const rows: AncestorRow[] = [];
  units.forEach((unit, no) => {
    let current: Unit | undefined = unit;
    for (let distance = 0; current; distance++) {
      rows.push({ unitNo: no, ancestorNo: unitNo(current.id), distance });
      current = current.parentId === null ? undefined : units[unitNo(current.parentId)];
    }
  });
  return rows;
}

async function replaceMembers(
  session: Session,
  owner: 'overlay_id' | 'station_id',
  spec: typeof overlayMembersTable,
  lists: readonly { id: string; unitIds: readonly string[] }[],
): Promise<void> {
  for (const { id } of lists) await session.execute(`DELETE FROM ${spec.table} WHERE ${owner} = $1`, [id]);
  await insertRows(session, spec, memberRows(lists));
}
