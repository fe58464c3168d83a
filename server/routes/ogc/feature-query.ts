import type { BoundingBox } from '../../../geodata/model/geometry.ts';
import { parseInstant } from '../../../geodata/model/time.ts';
import { invalidParameter, ProblemError } from '../../errors.ts';
import type { DatasetStore } from '../../store/store.ts';
import { requireScope } from '../units.ts';
import type { FeatureCollectionSource, FeatureQuery, Period } from './collection.ts';

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 10_000;
export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

/** Parameters every `items` knows besides its properties. `f` names a format; only JSON is spoken. */
const COMMON = ['bbox', 'bbox-crs', 'crs', 'datetime', 'limit', 'offset', 'within', 'f'];
const PLANNED = ['scenario'];

type RawQuery = Record<string, string | string[] | undefined>;

/**
 * `items` parameters, checked as OGC API – Features asks: an unknown name is an error, a limit above the maximum is not.
 * @throws {ProblemError} 400 naming the parameter; 404 for an unknown `within`
 */
export async function readFeatureQuery(
  store: DatasetStore,
  collection: FeatureCollectionSource,
  raw: RawQuery,
): Promise<FeatureQuery> {
  checkNames(Object.keys(raw), [...COMMON, ...(collection.planned ? PLANNED : []), ...collection.filterable]);
  const text = (name: string): string | undefined => single(raw, name);
  checkFormat(text('f'));
  for (const name of ['crs', 'bbox-crs']) {
    const crs = text(name);
    if (crs !== undefined && crs !== CRS84) throw invalidParameter(name, `only ${CRS84} is served`, [CRS84]);
  }
  const within = text('within');
  const datetime = text('datetime');
  const box = text('bbox');
  if (datetime !== undefined && !collection.temporal) {
    // The standard lets a collection without time ignore the parameter; every feature then matches.
    readPeriod(datetime);
  }
  const filters = new Map<string, string>();
  for (const name of collection.filterable) {
    const value = text(name);
    if (value !== undefined) filters.set(name, value);
  }
  return {
    scope: await requireScope(store, within),
    within: within ?? null,
    bbox: box === undefined ? null : readBox(box),
    period: datetime === undefined || !collection.temporal ? null : readPeriod(datetime),
    filters,
    limit: Math.min(readCount('limit', text('limit'), DEFAULT_LIMIT, 1), MAX_LIMIT),
    offset: readCount('offset', text('offset'), 0, 0),
  };
}

/** Parameters of one feature. @throws {ProblemError} 400 */
export function checkFeatureNames(collection: FeatureCollectionSource, raw: RawQuery): void {
  checkNames(Object.keys(raw), ['f', ...(collection.planned ? PLANNED : [])]);
  checkFormat(single(raw, 'f'));
}

/** @throws {ProblemError} 400 `unknown-parameter` */
export function checkNames(names: string[], allowed: string[]): void {
  const unknown = names.filter((name) => !allowed.includes(name));
  if (unknown.length === 0) return;
  throw new ProblemError(
    400,
    'unknown-parameter',
    `${unknown.join(', ')}: no such parameter here; known are ${allowed.join(', ')}`,
    { allowed, extra: { parameter: unknown[0] } },
  );
}

/** @throws {ProblemError} for a format other than JSON */
export function checkFormat(format: string | undefined): void {
  const spoken = ['json', 'geojson', 'application/json', 'application/geo+json'];
  if (format !== undefined && !spoken.includes(format))
    throw invalidParameter('f', 'only json is served', ['json']);
}

export function single(raw: RawQuery, name: string): string | undefined {
  const value = raw[name];
  if (Array.isArray(value)) throw invalidParameter(name, 'give it once');
  return value;
}

function readCount(name: string, text: string | undefined, fallback: number, minimum: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) < minimum) {
    throw invalidParameter(name, `give a whole number from ${minimum} up`);
  }
  return Number(text);
}

/** `bbox` as text: four numbers, or six (heights are ignored). @throws {ProblemError} 400 */
export function readBox(text: string): BoundingBox {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const box = numbers.length === 6 ? [numbers[0], numbers[1], numbers[3], numbers[4]] : numbers;
  if (box.length !== 4 || !numbers.every(Number.isFinite)) {
    throw invalidParameter('bbox', 'give west,south,east,north in degrees, like 106.6,26.5,106.7,26.7');
  }
  const [west, south, east, north] = box as BoundingBox;
  if (west > east || south > north) {
    throw invalidParameter(
      'bbox',
      'west must not lie east of east, nor south north of north (longitude comes first)',
    );
  }
  return [west, south, east, north];
}

/** An instant, or `start/end` where either may be `..` or empty. A bare day means all of it. */
function readPeriod(text: string): Period {
  const parts = text.split('/');
  if (parts.length > 2) throw badDatetime();
  const [start = '', end = start] = parts;
  const fromMs = isOpen(start) ? null : readInstant(start);
  const toMs = isOpen(end)
    ? null
    : readInstant(end) + (/^\d{4}-\d{2}-\d{2}$/.test(end) ? 24 * 3600 * 1000 - 1 : 0);
  if (parts.length === 1 && fromMs === null) throw badDatetime();
  if (fromMs !== null && toMs !== null && fromMs > toMs)
    throw invalidParameter('datetime', 'the start lies after the end');
  return { fromMs, toMs };
}

function isOpen(text: string): boolean {
  return text === '..' || text === '';
}

function readInstant(text: string): number {
  const instant = parseInstant(text);
  if (instant === null) throw badDatetime();
  return instant;
}

function badDatetime(): ProblemError {
  return invalidParameter(
    'datetime',
    'give an instant like 2026-11-20T08:00:00+08:00, a day like 2026-11-20, or a period start/end with .. for an open end',
  );
}
