import { parseHours } from '../../geodata/model/day-hours.ts';
import type { MaskedRequest } from '../../geodata/model/service-request.ts';
import { parseInstant, toShanghaiIso } from '../../geodata/model/time.ts';
import type { RequestFilter } from '../../server/contract/indicators.ts';

/** Code → the code above it, null at the top. */
export type CategoryParents = ReadonlyMap<string, string | null>;

/** True where `code` is `ancestor` or lies under it. Codes need not be prefixes of each other: only the tree knows. */
export function isUnderCategory(parents: CategoryParents, code: string, ancestor: string): boolean {
  // No tree is deeper than its number of codes: a ring, which no tree has, would end too.
  let at: string | null = code;
  for (let step = 0; at !== null && step <= parents.size; step++) {
    if (at === ancestor) return true;
    at = parents.get(at) ?? null;
  }
  return false;
}

/**
 * Whether a request belongs to what a filter keeps, area apart. Null where the request does not tell: which unit handles it is not
 * said on the live line, and a category that the tree does not know may lie anywhere.
 */
export function matchesFilter(
  request: MaskedRequest,
  filter: Omit<RequestFilter, 'within'>,
  parents: CategoryParents,
): boolean | null {
  if (filter.source !== undefined && request.source !== filter.source) return false;
  if (filter.status !== undefined && request.status !== filter.status) return false;
  if (filter.urgency !== undefined && request.urgency !== filter.urgency) return false;
  const createdMs = Date.parse(request.createdAt);
  if (filter.from !== undefined && createdMs < (parseInstant(filter.from) ?? Number.NEGATIVE_INFINITY))
    return false;
  if (filter.to !== undefined && createdMs >= (parseInstant(filter.to) ?? Number.POSITIVE_INFINITY))
    return false;
  const hours = filter.hours === undefined ? null : parseHours(filter.hours);
  if (hours !== null && !hours.includes(Number(toShanghaiIso(createdMs).slice(11, 13)))) return false;
  const { category } = filter;
  if (category !== undefined && request.categoryCode !== category) {
    if (!parents.has(request.categoryCode)) return null;
    if (!isUnderCategory(parents, request.categoryCode, category)) return false;
  }
  return filter.handlingUnit === undefined ? true : null;
}
