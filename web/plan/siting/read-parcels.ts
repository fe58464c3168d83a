import { centerOfMass } from '@turf/turf';
import type { Geometry } from 'geojson';
import Papa from 'papaparse';
import type { BoundingBox, Position } from '../../../geodata/model/geometry.ts';

/** A parcel that somebody offers for a station. */
export interface Parcel {
  position: Position;
  /** Null: what building costs anywhere. */
  cost: number | null;
  name: string;
}

/** What is wrong with a row, by a key of the texts and the words in it. */
export interface ParcelProblem {
  code:
    | 'empty'
    | 'not-json'
    | 'no-features'
    | 'no-columns'
    | 'not-a-number'
    | 'metres'
    | 'swapped'
    | 'outside'
    | 'bad-cost'
    | 'geometry'
    | 'too-many';
  words: Record<string, string | number>;
}

/** Rows that can be used, and those that cannot, with the reason. */
export interface ParcelsFile {
  parcels: Parcel[];
  problems: ParcelProblem[];
}

/** As many as one question may hold. */
const MOST_PARCELS = 5000;
/** Parcels at the edge of the data set may serve people inside: five kilometres or so. */
const MARGIN_DEGREES = 0.05;

/**
 * Parcels of a file in WGS 84: GeoJSON with points or polygons (then their centre of mass), or CSV `lon,lat[,cost][,name]`, with or without
 * a head. Bad rows are left out and named.
 * @param area of the data set; what lies outside is not taken for WGS 84
 */
export function readParcels(text: string, area: BoundingBox | null): ParcelsFile {
  const clean = text.replace(/^\uFEFF/, '').trim();
  const rows = clean.startsWith('{') || clean.startsWith('[') ? geoJsonRows(clean) : csvRows(clean);
  const found: ParcelsFile = { parcels: [], problems: [...rows.problems] };
  for (const row of rows.rows) {
    const problem = problemOf(row, area);
    if (problem !== null) found.problems.push({ code: problem, words: wordsOf(row) });
    else if (found.parcels.length < MOST_PARCELS)
      found.parcels.push({
        position: [Number(row.lon), Number(row.lat)],
        cost: row.cost === '' ? null : Number(row.cost),
        name: row.name,
      });
  }
  if (rows.rows.length > MOST_PARCELS)
    found.problems.push({ code: 'too-many', words: { most: MOST_PARCELS, count: rows.rows.length } });
  if (rows.rows.length === 0 && found.problems.length === 0)
    found.problems.push({ code: 'empty', words: {} });
  return found;
}

/** The file's bytes as text: UTF-8, else the encoding that spreadsheets in China write. */
export function decodeParcels(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** What stands in the file, not read yet; `row` as a spreadsheet counts them, or the number of the feature. */
interface Row {
  row: number;
  lon: string;
  lat: string;
  cost: string;
  name: string;
}

interface Rows {
  rows: Row[];
  problems: ParcelProblem[];
}

function wordsOf({ row, lon, lat, cost }: Row): ParcelProblem['words'] {
  return { row, lon, lat, cost };
}

function problemOf({ lon, lat, cost }: Row, area: BoundingBox | null): ParcelProblem['code'] | null {
  const [x, y] = [Number(lon), Number(lat)];
  if (lon.trim() === '' || lat.trim() === '' || !Number.isFinite(x) || !Number.isFinite(y))
    return 'not-a-number';
  if (Math.abs(x) > 180 || Math.abs(y) > 180) return 'metres';
  if (Math.abs(y) > 90) return 'swapped';
  if (area !== null && !isInside(x, y, area)) return isInside(y, x, area) ? 'swapped' : 'outside';
  if (cost !== '' && !(Number(cost) >= 0 && Number.isFinite(Number(cost)))) return 'bad-cost';
  return null;
}

function isInside(lon: number, lat: number, [west, south, east, north]: BoundingBox): boolean {
  const margin = MARGIN_DEGREES;
  return lon >= west - margin && lon <= east + margin && lat >= south - margin && lat <= north + margin;
}

const COLUMNS: Record<'lon' | 'lat' | 'cost' | 'name', RegExp> = {
  lon: /^(lon|lng|longitude|x|经度)/i,
  lat: /^(lat|latitude|y|纬度)/i,
  cost: /^(cost|price|费用|造价|成本|投资)/i,
  name: /^(name|名称|地块|地址)/i,
};

function csvRows(text: string): Rows {
  if (text === '') return { rows: [], problems: [] };
  const { data } = Papa.parse<string[]>(text, { delimitersToGuess: [',', ';', '\t'] });
  const head = data[0].map((cell) => cell.trim());
  const isHead = head.slice(0, 2).some((cell) => cell !== '' && !Number.isFinite(Number(cell)));
  const at = (column: keyof typeof COLUMNS): number => head.findIndex((cell) => COLUMNS[column].test(cell));
  const columns = isHead
    ? { lon: at('lon'), lat: at('lat'), cost: at('cost'), name: at('name') }
    : { lon: 0, lat: 1, cost: 2, name: 3 };
  if (columns.lon < 0 || columns.lat < 0 || head.length < 2)
    return { rows: [], problems: [{ code: 'no-columns', words: { head: head.join(', ').slice(0, 60) } }] };
  const rows: Row[] = [];
  data.forEach((cells, index) => {
    if ((isHead && index === 0) || cells.every((cell) => cell.trim() === '')) return;
    const cell = (column: number): string => (cells[column] ?? '').trim();
    rows.push({
      row: index + 1,
      lon: cell(columns.lon),
      lat: cell(columns.lat),
      cost: cell(columns.cost),
      name: cell(columns.name),
    });
  });
  return { rows, problems: [] };
}

interface LooseFeature {
  type?: unknown;
  geometry?: Geometry | null;
  properties?: Record<string, unknown> | null;
}

function geoJsonRows(text: string): Rows {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { rows: [], problems: [{ code: 'not-json', words: { reason } }] };
  }
  const collection = parsed as { type?: unknown; features?: unknown };
  const features = collection.type === 'Feature' ? [parsed] : collection.features;
  if (!Array.isArray(features)) return { rows: [], problems: [{ code: 'no-features', words: {} }] };
  const read: Rows = { rows: [], problems: [] };
  (features as (LooseFeature | null)[]).forEach((feature, index) => {
    const row = index + 1;
    const place = placeOf(feature?.geometry ?? null);
    if (place === null) {
      const type = feature?.geometry?.type ?? '–';
      read.problems.push({ code: 'geometry', words: { row, type } });
      return;
    }
    const property = (pattern: RegExp): string => {
      const found = Object.entries(feature?.properties ?? {}).find(([key]) => pattern.test(key))?.[1];
      return found === undefined || found === null ? '' : String(found).trim();
    };
    const [lon, lat] = place;
    const cost = property(COLUMNS.cost);
    read.rows.push({ row, lon: String(lon), lat: String(lat), cost, name: property(COLUMNS.name) });
  });
  return read;
}

/** Null for what is neither point nor area, or broken. */
function placeOf(geometry: Geometry | null): Position | null {
  if (geometry === null) return null;
  try {
    if (geometry.type === 'Point') return geometry.coordinates.slice(0, 2) as Position;
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return null;
    return centerOfMass(geometry).geometry.coordinates.slice(0, 2) as Position;
  } catch {
    return null;
  }
}
