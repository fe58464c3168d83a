import type { UnitCandidate } from './near-units.ts';
import type { RequestRow } from './request-columns.ts';

/**
 * Why no unit was found: nothing given · a name or code that is not here · the name of several · only a point, outside every unit ·
 * an address that names places in several units.
 */
export const UNMATCHED_REASONS = [
  'no-place',
  'unknown-place',
  'ambiguous-place',
  'outside-units',
  'ambiguous-address',
] as const;
export type UnmatchedReason = (typeof UNMATCHED_REASONS)[number];

/** What a row says of its place, without free text; '' = nothing. */
export interface PlaceClue {
  unitCode: string;
  community: string;
  street: string;
  district: string;
  /** WGS 84. */
  point: [number, number] | null;
}

/** A 诉求 for which no unit was found: kept until one is. Neither its address nor any free text is in it. */
export interface UnmatchedRequest extends PlaceClue {
  source: string;
  externalId: string;
  createdAtMs: number;
  categoryCode: string;
  reason: UnmatchedReason;
  /** Units it may have meant, the nearest first. */
  candidates: UnitCandidate[];
  life: RequestLife;
}

/** All else that the row says of the 诉求: times, ratings, who handles it. */
export type RequestLife = Omit<
  RequestRow,
  'source' | 'externalId' | 'createdAtMs' | 'categoryCode' | 'unitId' | 'unitAssumed' | 'point'
>;

/** What is kept of a row for which no unit was found. */
export function unmatchedRow(
  row: RequestRow,
  found: PlaceClue & Pick<UnmatchedRequest, 'reason' | 'candidates'>,
): UnmatchedRequest {
  const { source, externalId, createdAtMs, categoryCode, unitId, unitAssumed, point, ...life } = row;
  return { source, externalId, createdAtMs, categoryCode, ...found, life };
}

/** The whole row, once its unit is known. */
export function placedRow(
  { source, externalId, createdAtMs, categoryCode, point, life }: UnmatchedRequest,
  unitId: string,
): RequestRow {
  return { source, externalId, createdAtMs, categoryCode, unitId, unitAssumed: false, point, ...life };
}

/** Names of units are short; what is longer is a sentence that came into the wrong column. */
const LONGEST_PLACE_NAME = 30;
/** Telephone and identity numbers. */
const LONG_NUMBER = /\d{5,}/;

/** A name as it may be kept and shown: '' where it is no name but may be somebody's address or number. */
export function keptPlaceName(text: string): string {
  return text.length > LONGEST_PLACE_NAME || LONG_NUMBER.test(text) ? '' : text;
}

/** A code as it may be kept and shown: of letters, digits and what joins them. */
export function keptUnitCode(text: string): string {
  return /^[\w:.-]{1,30}$/.test(text) ? text : '';
}
