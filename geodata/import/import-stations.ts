import { toWgs84 } from '../crs/convert.ts';
import { type CoordinateSystem, CrsError } from '../crs/coordinate-system.ts';
import { checkPosition } from '../crs/plausible.ts';
import type { Position } from '../model/geometry.ts';
import { type OpeningHours, STATION_KINDS, type Station, type StationKind } from '../model/station.ts';
import type { ExistingCity } from './existing-city.ts';
import { type FieldAliases, FieldReader } from './field-reader.ts';
import { ImportRefusal } from './import-refusal.ts';
import type { ProblemLog } from './import-report.ts';
import type { KindMapping } from './mapping.ts';
import { placeOf, type SourceRows } from './source-rows.ts';
import { findUnit, UNIT_CLUE_FIELDS, type UnitFinder } from './unit-fields.ts';
import { UnitLocator } from './unit-locator.ts';
import { UnitMatcher } from './unit-matching.ts';

export const STATION_FIELDS: FieldAliases = {
  id: ['id', 'stationId', '编号', '编码'],
  name: ['name', '名称', '站点名称'],
  kind: ['kind', 'type', '类型', '类别'],
  lon: ['lon', 'lng', 'longitude', '经度'],
  lat: ['lat', 'latitude', '纬度'],
  hours: ['hours', 'openingHours', '开放时间'],
  areaM2: ['areaM2', 'area', '面积'],
  assigned: ['assignedUnits', 'serves', '服务单元', '服务社区', '服务网格'],
  ...UNIT_CLUE_FIELDS,
};

const WHOLE_WEEK = [1, 2, 3, 4, 5, 6, 7];
/** Several values in one cell. */
export const SEVERAL = /[;；、|]/;

/** 服务站 from points or from a table with longitude and latitude. */
export function readStations(
  source: SourceRows,
  options: { mapping: KindMapping | null; crs: CoordinateSystem; within: string | null },
  existing: ExistingCity,
  problems: ProblemLog,
): { stations: Station[]; unlocated: number } {
  if (existing.units.length === 0) {
    throw new ImportRefusal(
      'no-units',
      'the data set has no units for stations to stand in: import units first',
    );
  }
  const fields = new FieldReader(source, options.mapping, STATION_FIELDS);
  fields.require(source.kind === 'table' ? ['name', 'lon', 'lat'] : ['name'], STATION_FIELDS);
  const finder: UnitFinder = {
    fields,
    matcher: new UnitMatcher(existing.units, options.within),
    locator: new UnitLocator(existing.units, existing.shapes),
    within: options.within,
  };
  const stations = new Map<string, Station>();
  for (let row = 0; row < source.cells.length; row++) {
    const where = placeOf(source, row);
    const name = fields.read(row, 'name');
    const kind = kindOf(fields.read(row, 'kind'));
    if (name === '' || kind === null) {
      problems.reject(
        name === '' ? 'no-name' : 'unknown-kind',
        where,
        name === ''
          ? 'the station has no name'
          : `“${fields.read(row, 'kind')}” is no kind of station; use ${Object.keys(STATION_KINDS).join(', ')} or give "values" in the mapping`,
      );
      continue;
    }
    const position = positionOf(source, fields, row, options.crs, where, problems);
    if (position === null) continue;
    const unitId = findUnit(finder, row, where, position, problems);
    if (unitId === null) continue;
    const id = fields.read(row, 'id') || `${unitId}-${name}`;
    if (stations.has(id)) {
      problems.reject('same-id-twice', where, `the id ${id} stands in the file before; ids must be unique`);
      continue;
    }
    stations.set(id, {
      id,
      name,
      kind,
      unitId,
      position,
      entrances: [position],
      hours: hoursOf(fields.read(row, 'hours'), where, problems),
      assignedUnitIds: assignedOf(finder, row, unitId, where, problems),
      areaM2: fields.number(row, 'areaM2'),
    });
  }
  return { stations: [...stations.values()], unlocated: 0 };
}

/** Our key, the Chinese name, or a word that tells the three kinds apart; nothing given is an ordinary station. */
function kindOf(text: string): StationKind | null {
  if (text === '') return 'serviceStation';
  for (const [kind, name] of Object.entries(STATION_KINDS)) {
    if (text === kind || text === name) return kind as StationKind;
  }
  if (/红色驿站|驿站/.test(text)) return 'redStation';
  if (/商圈|楼宇/.test(text)) return 'commercialStation';
  if (/党群服务|服务中心|服务站/.test(text)) return 'serviceStation';
  return null;
}

function positionOf(
  source: SourceRows,
  fields: FieldReader,
  row: number,
  crs: CoordinateSystem,
  where: string,
  problems: ProblemLog,
): Position | null {
  const geometry = source.geometries?.[row];
  const lon = geometry?.type === 'Point' ? geometry.coordinates[0] : fields.number(row, 'lon');
  const lat = geometry?.type === 'Point' ? geometry.coordinates[1] : fields.number(row, 'lat');
  if (lon === null || lat === null) {
    problems.reject(
      'no-place',
      where,
      'the station has no point; walking times begin there, so give longitude and latitude',
    );
    return null;
  }
  try {
    checkPosition(lon, lat, crs, where);
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    problems.reject(error.code, where, error.message.slice(where.length + 2));
    return null;
  }
  return toWgs84([lon, lat], crs);
}

/** `09:00-18:00`, several by semicolon; open every day. Nothing given: no hours are known. */
function hoursOf(text: string, where: string, problems: ProblemLog): OpeningHours[] {
  if (text === '') return [];
  const spans = text
    .split(SEVERAL)
    .map((span) => /^\s*(\d{1,2}):(\d{2})\s*[-–~—至]\s*(\d{1,2}):(\d{2})\s*$/.exec(span));
  if (spans.some((span) => span === null)) {
    problems.add('repaired', 'bad-hours', where, `“${text}” are no opening hours like 09:00-18:00; left out`);
    return [];
  }
  return spans.map((span) => {
    const [fromHour, fromMinute, toHour, toMinute] = span!.slice(1).map(Number);
    return {
      weekdays: WHOLE_WEEK,
      fromMinute: Math.min(1440, fromHour * 60 + fromMinute),
      toMinute: Math.min(1440, toHour * 60 + toMinute),
    };
  });
}

function assignedOf(
  finder: UnitFinder,
  row: number,
  unitId: string,
  where: string,
  problems: ProblemLog,
): string[] {
  const text = finder.fields.read(row, 'assigned');
  if (text === '') return [unitId];
  const found: string[] = [];
  for (const name of text
    .split(SEVERAL)
    .map((part) => part.trim())
    .filter((part) => part !== '')) {
    const match = finder.matcher.find({
      code: name,
      name,
      street: finder.fields.read(row, 'street'),
      district: '',
    });
    if (match.match === 'exact') found.push(match.unitId);
    else
      problems.add(
        'repaired',
        'unknown-assigned',
        where,
        `serves “${name}”, which is no unit here; left out`,
      );
  }
  return found.length > 0 ? found : [unitId];
}
