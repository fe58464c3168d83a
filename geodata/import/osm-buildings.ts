import type { Building, BuildingKind } from '../model/building.ts';
import { distanceM } from '../network/plane.ts';
import type { OsmExtract } from './osm-extract.ts';
import type { OsmTags } from './osm-primitives.ts';
import { relationPolygons, ringContainsPoint, wayPolygon } from './osm-rings.ts';

export interface OsmBuildingsReport {
  buildings: number;
  /** Buildings whose outline does not close in this extract: left out. */
  brokenOutlines: number;
  /** Buildings without `building:levels` or `height`: one floor is assumed. */
  floorsUnknown: number;
  /** Buildings with an entrance of their own on the outline; of the others people leave from the middle. */
  withEntrances: number;
  /** Whether households and residents were estimated from floors and area. */
  householdsEstimated: boolean;
}

export interface OsmBuildingsOptions {
  /** Without this, households and residents are 0 = not known. */
  estimateHouseholds?: boolean;
}

/** Gross floor area of a household and people in it, for estimates only: 七普 2020, 2.62 people a household; 100 m² gross. */
const HOUSEHOLD_GROSS_M2 = 100;
const RESIDENTS_PER_HOUSEHOLD = 2.62;
const FLOOR_HEIGHT_M = 3;

const SHOPS = new Set(['retail', 'commercial', 'supermarket', 'kiosk', 'hotel', 'mall', 'shop']);
const WORKPLACES = new Set([
  'office',
  'industrial',
  'warehouse',
  'garage',
  'garages',
  'carport',
  'shed',
  'hut',
  'barn',
  'stable',
  'farm_auxiliary',
  'greenhouse',
  'glasshouse',
  'greenhouse_horticulture',
  'service',
  'roof',
  'ruins',
  'collapsed',
  'construction',
  'hangar',
  'cowshed',
  'sty',
  'silo',
  'parking',
  'transformer_tower',
  'storage_tank',
  'manufacture',
  'abandoned',
]);
const SCHOOLS = new Set(['school', 'university', 'college', 'kindergarten']);
const PUBLIC = new Set([
  'public',
  'civic',
  'government',
  'hospital',
  'church',
  'chapel',
  'cathedral',
  'mosque',
  'temple',
  'synagogue',
  'shrine',
  'train_station',
  'transportation',
  'fire_station',
  'stadium',
  'sports_hall',
  'sports_centre',
  'grandstand',
  'museum',
  'library',
  'monastery',
  'bunker',
  'castle',
  'pavilion',
  'toilets',
  'military',
  'prison',
]);

/** Outlines of all buildings, ways and multipolygons, with what is known of them. `unitId` is left '' for the import to fill. */
export function osmBuildings(
  extract: OsmExtract,
  options: OsmBuildingsOptions = {},
): { buildings: Building[]; report: OsmBuildingsReport } {
  const report: OsmBuildingsReport = {
    buildings: 0,
    brokenOutlines: 0,
    floorsUnknown: 0,
    withEntrances: 0,
    householdsEstimated: options.estimateHouseholds ?? false,
  };
  const buildings: Building[] = [];
  const add = (id: string, tags: OsmTags, outline: number[]): void => {
    buildings.push(buildingOf(extract, id, tags, outline, report));
  };
  for (const way of extract.ways) {
    if (!isBuilding(way.tags)) continue;
    const polygon = wayPolygon(way.nodes);
    if (polygon === null) report.brokenOutlines++;
    else add(`osm:w${way.id}`, way.tags, polygon.outer);
  }
  for (const relation of extract.relations) {
    if (!isBuilding(relation.tags)) continue;
    const { polygons } = relationPolygons(extract, relation);
    if (polygons.length === 0) report.brokenOutlines++;
    polygons.forEach((polygon, part) => {
      add(
        part === 0 ? `osm:r${relation.id}` : `osm:r${relation.id}-${part + 1}`,
        relation.tags,
        polygon.outer,
      );
    });
  }
  report.buildings = buildings.length;
  return { buildings, report };
}

function isBuilding(tags: OsmTags): boolean {
  return tags.building !== undefined && tags.building !== 'no';
}

function buildingOf(
  extract: OsmExtract,
  id: string,
  tags: OsmTags,
  outline: number[],
  report: OsmBuildingsReport,
): Building {
  const levels = Number.parseFloat(tags['building:levels'] ?? '');
  const height = Number.parseFloat(tags.height ?? tags['building:height'] ?? '');
  const isKnown = levels > 0 || height > 0;
  if (!isKnown) report.floorsUnknown++;
  const floors =
    levels > 0
      ? Math.max(1, Math.round(levels))
      : height > 0
        ? Math.max(1, Math.round(height / FLOOR_HEIGHT_M))
        : 1;
  const heightM = height > 0 ? height : floors * FLOOR_HEIGHT_M;
  const { areaM2, position } = areaAndMiddle(extract, outline);
  const kind = kindOf(tags, floors);
  const isHome = kind === 'tower' || kind === 'slab' || kind === 'low';
  const households =
    report.householdsEstimated && isHome
      ? Math.max(1, Math.round((areaM2 * floors) / HOUSEHOLD_GROSS_M2))
      : 0;
  const entrances = entrancesOf(extract, outline);
  if (entrances.length > 0) report.withEntrances++;
  const footprint: number[] = [];
  for (const node of outline) footprint.push(extract.nodeLon[node], extract.nodeLat[node]);
  return {
    id,
    unitId: '',
    estateId: null,
    name: tags.name ?? '',
    kind,
    floors,
    heightM,
    households,
    residents: Math.round(households * RESIDENTS_PER_HOUSEHOLD),
    elderly: 0,
    children: 0,
    position,
    footprint,
    entrances: entrances.length > 0 ? entrances : [position],
  };
}

/** What the tag says; a plain `building=yes` is a dwelling unless it is a school or another public place. */
function kindOf(tags: OsmTags, floors: number): BuildingKind {
  const value = tags.building;
  if (SHOPS.has(value)) return 'shop';
  if (WORKPLACES.has(value)) return 'office';
  if (SCHOOLS.has(value) || SCHOOLS.has(tags.amenity ?? '')) return 'school';
  if (PUBLIC.has(value) || (tags.amenity !== undefined && value === 'yes')) return 'public';
  if (value === 'yes' && tags.office !== undefined) return 'office';
  return floors >= 10 ? 'tower' : floors >= 4 ? 'slab' : 'low';
}

/** Entrances drawn on the outline; garage and emergency doors are not where people leave from. */
function entrancesOf(extract: OsmExtract, outline: number[]): [number, number][] {
  const found: [number, number][] = [];
  for (let i = 1; i < outline.length; i++) {
    const entrance = extract.nodeTags.get(outline[i])?.entrance;
    if (entrance === undefined || entrance === 'no' || entrance === 'emergency' || entrance === 'garage')
      continue;
    found.push([extract.nodeLon[outline[i]], extract.nodeLat[outline[i]]]);
  }
  return found;
}

/** Area in m², and the centroid where it lies inside, else the point half way into the building from its longest side. */
function areaAndMiddle(
  extract: OsmExtract,
  outline: number[],
): { areaM2: number; position: [number, number] } {
  const originLon = extract.nodeLon[outline[0]];
  const originLat = extract.nodeLat[outline[0]];
  const lonM = distanceM(originLon, originLat, originLon + 0.001, originLat) * 1000;
  const latM = distanceM(originLon, originLat, originLon, originLat + 0.001) * 1000;
  let doubled = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 1; i < outline.length; i++) {
    const ax = extract.nodeLon[outline[i - 1]] - originLon;
    const ay = extract.nodeLat[outline[i - 1]] - originLat;
    const bx = extract.nodeLon[outline[i]] - originLon;
    const by = extract.nodeLat[outline[i]] - originLat;
    const cross = ax * by - bx * ay;
    doubled += cross;
    sumX += (ax + bx) * cross;
    sumY += (ay + by) * cross;
  }
  if (doubled === 0) return { areaM2: 0, position: [originLon, originLat] };
  const lon = originLon + sumX / (3 * doubled);
  const lat = originLat + sumY / (3 * doubled);
  const areaM2 = Math.abs((doubled / 2) * lonM * latM);
  const position: [number, number] = ringContainsPoint(extract, outline, lon, lat)
    ? [lon, lat]
    : innerPoint(extract, outline, lat);
  return { areaM2, position };
}

/** Middle of the widest stretch of the outline at the latitude of its centroid. */
function innerPoint(extract: OsmExtract, outline: number[], lat: number): [number, number] {
  const crossings: number[] = [];
  for (let i = 1; i < outline.length; i++) {
    const aLat = extract.nodeLat[outline[i - 1]];
    const bLat = extract.nodeLat[outline[i]];
    if (aLat > lat === bLat > lat) continue;
    const aLon = extract.nodeLon[outline[i - 1]];
    crossings.push(aLon + ((extract.nodeLon[outline[i]] - aLon) * (lat - aLat)) / (bLat - aLat));
  }
  crossings.sort((a, b) => a - b);
  let best: [number, number] = [extract.nodeLon[outline[0]], extract.nodeLat[outline[0]]];
  let widest = 0;
  for (let i = 1; i < crossings.length; i += 2) {
    if (crossings[i] - crossings[i - 1] <= widest) continue;
    widest = crossings[i] - crossings[i - 1];
    best = [(crossings[i] + crossings[i - 1]) / 2, lat];
  }
  return best;
}
