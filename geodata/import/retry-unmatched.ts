import type { RequestColumns } from '../model/service-request.ts';
import type { ExistingCity } from './existing-city.ts';
import type { FieldMapping, KindMapping } from './mapping.ts';
import { PlaceFinder } from './place-finder.ts';
import { type RequestRow, toRequestColumns } from './request-columns.ts';
import { UnitLocator } from './unit-locator.ts';
import { UnitMatcher } from './unit-matching.ts';
import { type PlaceClue, placedRow, type UnmatchedRequest } from './unmatched-request.ts';

export interface Retried {
  /** Rows that have a unit now. */
  columns: RequestColumns;
  /** Rows that still have none, with today's reasons and candidates. */
  unmatched: UnmatchedRequest[];
}

/**
 * Looks again for the units of kept rows.
 * @param mapping its translations of district, street, community and code are applied to the kept names: a way to say what a source
 *   calls a unit; null = as they are
 */
export function retryUnmatched(
  kept: readonly UnmatchedRequest[],
  existing: ExistingCity,
  options: { within: string | null; mapping: KindMapping | null },
): Retried {
  const finder = new PlaceFinder(
    new UnitMatcher(existing.units, options.within),
    new UnitLocator(existing.units, existing.shapes),
    null,
  );
  const rows: RequestRow[] = [];
  const unmatched: UnmatchedRequest[] = [];
  for (const row of kept) {
    const placed = finder.find(translated(row, options.mapping), '');
    if (placed.unitId !== null) rows.push(placedRow(row, placed.unitId));
    else unmatched.push({ ...row, reason: placed.reason, candidates: placed.candidates });
  }
  return { columns: toRequestColumns(rows), unmatched };
}

function translated(row: UnmatchedRequest, mapping: KindMapping | null): PlaceClue {
  const through = (field: keyof PlaceClue & string, text: string) =>
    valuesOf(mapping?.fields[field])[text] ?? text;
  return {
    unitCode: through('unitCode', row.unitCode),
    community: through('community', row.community),
    street: through('street', row.street),
    district: through('district', row.district),
    point: row.point,
  };
}

function valuesOf(field: FieldMapping | undefined): Record<string, string> {
  return typeof field === 'object' ? (field.values ?? {}) : {};
}
