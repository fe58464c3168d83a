import type { Geometry } from 'geojson';
import { geometryToWgs84 } from '../crs/convert.ts';
import type { CoordinateSystem } from '../crs/coordinate-system.ts';
import { checkGeometry } from '../crs/plausible.ts';
import type { Building, BuildingKind } from '../model/building.ts';
import type { Position } from '../model/geometry.ts';
import { labelPoint } from '../tiles/label-point.ts';
import { repairArea } from './area-shape.ts';
import type { ExistingCity } from './existing-city.ts';
import { type FieldAliases, FieldReader } from './field-reader.ts';
import { ImportRefusal } from './import-refusal.ts';
import type { ProblemLog } from './import-report.ts';
import type { KindMapping } from './mapping.ts';
import { placeOf, type SourceRows } from './source-rows.ts';
import { findUnit, UNIT_CLUE_FIELDS, type UnitFinder } from './unit-fields.ts';
import { UnitLocator } from './unit-locator.ts';
import { UnitMatcher } from './unit-matching.ts';

export const BUILDING_FIELDS: FieldAliases = {
  id: ['id', 'buildingId', 'osm_id', '楼栋编号', '编号', '编码'],
  name: ['name', '楼栋名称', '名称'],
  kind: ['kind', 'building', '类型', '用途'],
  floors: ['floors', 'building:levels', 'levels', '层数', '楼层'],
  heightM: ['heightM', 'height', '高度'],
  households: ['households', '户数'],
  residents: ['residents', 'population', '人口', '常住人口'],
  elderly: ['elderly', '老年人口'],
  children: ['children', '儿童人口'],
  ...UNIT_CLUE_FIELDS,
};

const FLOOR_HEIGHT_M = 3;
/** Residential buildings from this many floors are towers; GB 50180 calls 10 and more 高层. */
const TOWER_FLOORS = 10;

const KINDS: Record<string, BuildingKind> = {
  tower: 'tower',
  slab: 'slab',
  low: 'low',
  shop: 'shop',
  office: 'office',
  school: 'school',
  public: 'public',
  house: 'low',
  detached: 'low',
  terrace: 'low',
  retail: 'shop',
  commercial: 'shop',
  kindergarten: 'school',
  university: 'school',
  hospital: 'public',
  government: 'public',
  商业: 'shop',
  办公: 'office',
  学校: 'school',
  公共: 'public',
};

/** Buildings from features with outlines (or points, which are then not drawn). */
export function readBuildings(
  source: SourceRows,
  options: { mapping: KindMapping | null; crs: CoordinateSystem; within: string | null },
  existing: ExistingCity,
  problems: ProblemLog,
): { buildings: Building[]; unlocated: number } {
  if (existing.units.length === 0) {
    throw new ImportRefusal('no-units', 'the data set has no units to put buildings in: import units first');
  }
  const fields = new FieldReader(source, options.mapping, BUILDING_FIELDS);
  const finder: UnitFinder = {
    fields,
    matcher: new UnitMatcher(existing.units, options.within),
    locator: new UnitLocator(existing.units, existing.shapes),
    within: options.within,
  };
  const buildings = new Map<string, Building>();
  for (let row = 0; row < source.cells.length; row++) {
    const where = placeOf(source, row);
    const outline = outlineOf(source.geometries?.[row] ?? null, options.crs, where, problems);
    if (outline === null) continue;
    const unitId = findUnit(finder, row, where, outline.position, problems);
    if (unitId === null) continue;
    const id = fields.read(row, 'id') || idFromPlace(outline.position);
    if (buildings.has(id)) {
      problems.reject('same-id-twice', where, `the id ${id} stands in the file before; ids must be unique`);
      continue;
    }
    buildings.set(id, buildingOf(fields, row, id, unitId, outline));
  }
  return { buildings: [...buildings.values()], unlocated: 0 };
}

interface Outline {
  position: Position;
  footprint: number[];
}

function outlineOf(
  raw: Geometry | null,
  crs: CoordinateSystem,
  where: string,
  problems: ProblemLog,
): Outline | null {
  if (raw === null) {
    problems.reject('no-place', where, 'the building has no geometry; give its outline as a Polygon');
    return null;
  }
  checkGeometry(raw, crs, where);
  const geometry = geometryToWgs84(raw, crs);
  if (geometry.type === 'Point') {
    problems.add('noted', 'only-a-point', where, 'a point without an outline: counted, not drawn');
    return { position: [geometry.coordinates[0], geometry.coordinates[1]], footprint: [] };
  }
  const { shape } = repairArea(geometry);
  if (shape === null) {
    problems.reject(
      'no-area',
      where,
      `a ${geometry.type} that encloses no area; give the outline as a Polygon`,
    );
    return null;
  }
  const rings = shape.type === 'Polygon' ? shape.coordinates : shape.coordinates[0];
  if (shape.type === 'MultiPolygon') {
    problems.add(
      'repaired',
      'first-part-only',
      where,
      'a building of several parts; the first part is kept as its outline',
    );
  }
  return {
    position: labelPoint(shape),
    footprint: rings[0].flatMap((position) => [position[0], position[1]]),
  };
}

function buildingOf(
  fields: FieldReader,
  row: number,
  id: string,
  unitId: string,
  outline: Outline,
): Building {
  const height = fields.number(row, 'heightM') ?? Number.parseFloat(fields.read(row, 'heightM'));
  const floors =
    fields.count(row, 'floors') || (height > 0 ? Math.max(1, Math.round(height / FLOOR_HEIGHT_M)) : 1);
  return {
    id,
    unitId,
    estateId: null,
    name: fields.read(row, 'name'),
    kind:
      KINDS[fields.read(row, 'kind')] ?? (floors >= TOWER_FLOORS ? 'tower' : floors >= 3 ? 'slab' : 'low'),
    floors,
    heightM: height > 0 ? height : floors * FLOOR_HEIGHT_M,
    households: fields.count(row, 'households') ?? 0,
    residents: fields.count(row, 'residents') ?? 0,
    elderly: fields.count(row, 'elderly') ?? 0,
    children: fields.count(row, 'children') ?? 0,
    position: outline.position,
    footprint: outline.footprint,
    entrances: [outline.position],
  };
}

/** Without an id a building is known by its place, to about a metre: the same file gives the same ids again. */
function idFromPlace([lon, lat]: Position): string {
  return `b${Math.round(lon * 1e5)}-${Math.round(lat * 1e5)}`;
}
