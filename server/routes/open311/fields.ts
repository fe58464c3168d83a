import { OPEN311_FORMATS, type Open311Error, type Open311Format } from '../../contract/open311.ts';
import type { Problem } from '../../contract/problem.ts';
import { notFound, ProblemError } from '../../errors.ts';
import type { OpenDataset } from '../../open-dataset.ts';

/** Fields as they came, in an address, a form or JSON; a name that came several times has a list. */
export type Fields = Record<string, unknown>;

/** Null where the field is absent or blank, which is the same here. What was said several times is joined by commas. */
export function fieldText(fields: Fields, name: string): string | null {
  const value = fields[name];
  const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
  return text.trim() === '' ? null : text.trim();
}

/** Null where the field is absent. */
export function fieldList(fields: Fields, name: string): string[] | null {
  const parts = (fieldText(fields, name) ?? '').split(',').flatMap((part) => part.trim() || []);
  return parts.length > 0 ? parts : null;
}

/** @throws {ProblemError} 400 */
export function fieldNumber(
  fields: Fields,
  name: string,
  fits: (value: number) => boolean,
  wish: string,
): number | null {
  const text = fieldText(fields, name);
  if (text === null) return null;
  const value = Number(text);
  if (!Number.isFinite(value) || !fits(value)) throw refusal(`${name}: give ${wish}`);
  return value;
}

export function refusal(detail: string): ProblemError {
  return new ProblemError(400, 'invalid-parameter', detail);
}

/** There is one jurisdiction: the data set, by its own name or by its root unit. @throws {ProblemError} 404 */
export function requireJurisdiction({ manifest }: OpenDataset, fields: Fields): void {
  const id = fieldText(fields, 'jurisdiction_id');
  if (id === null || id === manifest.id || id === manifest.rootUnitId) return;
  throw notFound(
    'unknown-jurisdiction',
    `jurisdiction_id: "${id}" was not found; here it is "${manifest.rootUnitId}" or "${manifest.id}", or nothing`,
  );
}

/** The format an address ends in; XML, which every client reads, where it ends in none. */
export function formatOf(url: string): Open311Format {
  const path = url.split('?', 1)[0]!;
  return OPEN311_FORMATS.find((format) => path.endsWith(`.${format}`)) ?? 'xml';
}

/** What is neither a missing resource nor a missing key is 400 in this protocol; that the server is busy stays what it is. */
export function toOpen311Error({ status, detail }: Problem): Open311Error {
  return { code: codeOf(status), description: detail };
}

function codeOf(status: number): number {
  if (status === 401) return 403;
  return status === 403 || status === 404 || status === 429 || status >= 500 ? status : 400;
}
