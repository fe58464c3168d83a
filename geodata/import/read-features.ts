import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { ImportRefusal } from './import-refusal.ts';
import { readShapefileZip } from './read-shapefile.ts';
import type { SourceFile, SourceRows } from './source-rows.ts';
import { isZip } from './table-stream.ts';

const GEOMETRY_TYPES = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'];

/**
 * GeoJSON (a FeatureCollection, or one feature) or a zipped Shapefile. Nested properties become columns with dots: `parent.adcode`.
 * @throws {ImportRefusal} not-features, naming the feature or the place in the text.
 */
export async function readFeatures(file: SourceFile): Promise<SourceRows> {
  const collection = isZip(file.bytes) ? readShapefileZip(file) : parseGeoJson(file);
  const columns = new Map<string, number>();
  const flat = collection.features.map((feature, index) => {
    checkFeature(feature, index, file.fileName);
    const properties = new Map<string, string>();
    if (feature.id !== undefined) properties.set('id', String(feature.id));
    flatten('', feature.properties ?? {}, properties);
    for (const name of properties.keys()) if (!columns.has(name)) columns.set(name, columns.size);
    return properties;
  });
  const names = [...columns.keys()];
  return {
    kind: 'features',
    columns: names,
    cells: flat.map((properties) => names.map((name) => properties.get(name) ?? '')),
    geometries: collection.features.map((feature) => feature.geometry ?? null),
    broken: [],
  };
}

function parseGeoJson(file: SourceFile): FeatureCollection<Geometry | null> {
  const name = file.fileName;
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.bytes));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ImportRefusal(
      'not-features',
      `${name} is no GeoJSON (${problem}): give a GeoJSON FeatureCollection in UTF-8 or a zipped Shapefile`,
    );
  }
  const type = isObject(parsed) ? parsed.type : undefined;
  if (isObject(parsed) && type === 'FeatureCollection' && Array.isArray(parsed.features)) {
    return parsed as unknown as FeatureCollection<Geometry | null>;
  }
  if (type === 'Feature')
    return { type: 'FeatureCollection', features: [parsed as Feature<Geometry | null>] };
  throw new ImportRefusal(
    'not-features',
    `${name} is JSON but has no features (its type is ${JSON.stringify(type ?? null)}): give a GeoJSON FeatureCollection`,
  );
}

function checkFeature(feature: unknown, index: number, fileName: string): void {
  const where = `${fileName}, feature ${index + 1}`;
  if (!isObject(feature) || feature.type !== 'Feature') {
    throw new ImportRefusal(
      'not-features',
      `${where}: no "type": "Feature"; each member of features must be a GeoJSON feature`,
    );
  }
  const { geometry } = feature;
  if (geometry === null || geometry === undefined) return;
  if (
    !isObject(geometry) ||
    !GEOMETRY_TYPES.includes(String(geometry.type)) ||
    !Array.isArray(geometry.coordinates)
  ) {
    throw new ImportRefusal(
      'not-features',
      `${where}: its geometry is none of ${GEOMETRY_TYPES.join(', ')} with coordinates; export the file again as GeoJSON (RFC 7946)`,
    );
  }
  const broken = brokenPosition(geometry.coordinates, DEPTH[String(geometry.type)]);
  if (broken !== null) {
    throw new ImportRefusal(
      'not-features',
      `${where}: ${geometry.type} has ${broken} where a position [longitude, latitude] must stand`,
    );
  }
}

/** How deep positions lie in the coordinates. */
const DEPTH: Record<string, number> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

/** The first thing that is no position, shortened for the message, or null. */
function brokenPosition(coordinates: unknown, depth: number): string | null {
  if (depth === 0) {
    const good =
      Array.isArray(coordinates) &&
      coordinates.length >= 2 &&
      typeof coordinates[0] === 'number' &&
      typeof coordinates[1] === 'number';
    return good ? null : String(JSON.stringify(coordinates)).slice(0, 60);
  }
  if (!Array.isArray(coordinates)) return String(JSON.stringify(coordinates)).slice(0, 60);
  for (const part of coordinates) {
    const broken = brokenPosition(part, depth - 1);
    if (broken !== null) return broken;
  }
  return null;
}

function flatten(prefix: string, properties: object, out: Map<string, string>): void {
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (isObject(value)) flatten(`${prefix}${key}.`, value, out);
    else out.set(`${prefix}${key}`, Array.isArray(value) ? value.join(';') : String(value).trim());
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
