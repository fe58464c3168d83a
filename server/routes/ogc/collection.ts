import type { BoundingBox } from '../../../geodata/model/geometry.ts';
import type { OpenDataset } from '../../open-dataset.ts';
import type { Scope } from '../../store/scope.ts';

/** The JSON Schema words that describe a property to a client. */
export interface PropertySchema {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  title?: string;
  items?: { type: 'string' };
  format?: string;
}

/** A period, either end open. `toMs` is inclusive: an instant has both ends alike. */
export interface Period {
  fromMs: number | null;
  toMs: number | null;
}

/** A question to a collection, checked. */
export interface FeatureQuery {
  scope: Scope;
  /** What `within` said; null = nothing. */
  within: string | null;
  bbox: BoundingBox | null;
  period: Period | null;
  /** Property → text it must equal. Names are those of `properties`. */
  filters: Map<string, string>;
  limit: number;
  offset: number;
}

/** Features as JSON text, in an order that stays the same from page to page. */
export interface FeaturePage {
  features: string[];
  numberMatched: number;
}

/** A collection of OGC API – Features. */
export interface FeatureCollectionSource {
  id: string;
  title: string;
  description: string;
  properties: Record<string, PropertySchema>;
  /** Names that can be filtered by. */
  filterable: string[];
  /** `datetime` means something here. */
  temporal: boolean;
  /** `scenario` means something here: stations, and what follows from where they stand. */
  planned?: boolean;
  page(dataset: OpenDataset, query: FeatureQuery): Promise<FeaturePage>;
  /** One feature as JSON text; null = not there. `links` are put into it. */
  get(dataset: OpenDataset, id: string, links: FeatureLinks): Promise<string | null>;
}

export type FeatureLinks = { rel: string; href: string; type?: string; title?: string }[];

/** Rows that lie in memory: filtered by properties and box, and cut to a page. `meets` says whether a row's geometry meets the box. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  query: FeatureQuery,
  propertiesOf: (row: Row) => Record<string, unknown>,
  meets: (row: Row, bbox: BoundingBox) => boolean,
): { rows: Row[]; numberMatched: number } {
  const { bbox, filters, limit, offset } = query;
  const matched =
    bbox === null && filters.size === 0
      ? rows
      : rows.filter((row) => {
          if (bbox !== null && !meets(row, bbox)) return false;
          if (filters.size === 0) return true;
          const properties = propertiesOf(row);
          for (const [name, text] of filters) if (!equals(properties[name], text)) return false;
          return true;
        });
  return { rows: matched.slice(offset, offset + limit), numberMatched: matched.length };
}

/** Lists match where they hold the text. */
function equals(value: unknown, text: string): boolean {
  if (Array.isArray(value)) return value.some((item) => String(item) === text);
  if (typeof value === 'number') return value === Number(text);
  return value !== null && value !== undefined && String(value) === text;
}

/** What has no place meets no box. */
export function pointMeets(position: readonly number[] | null, box: BoundingBox): boolean {
  if (position === null) return false;
  const [lon, lat] = position as [number, number];
  return lon >= box[0] && lat >= box[1] && lon <= box[2] && lat <= box[3];
}

/** Whether a unit's shape meets the box that was asked for; everything does where none was. */
export async function unitMeets(
  { store }: OpenDataset,
  rows: readonly { id: string }[],
  { bbox }: FeatureQuery,
): Promise<(row: { id: string }) => boolean> {
  if (bbox === null) return () => true;
  const meeting = await store.shapes.meeting(
    rows.map((row) => row.id),
    bbox,
  );
  return (row) => meeting.has(row.id);
}
