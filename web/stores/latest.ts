import type { MaskedRequest } from '../../geodata/model/service-request.ts';

/** `list` (newest first) with `request` put in or replaced, at most `limit` long. */
export function mergeLatest(list: MaskedRequest[], request: MaskedRequest, limit: number): MaskedRequest[] {
  const others = list.filter((one) => one.id !== request.id);
  const atMs = Date.parse(request.createdAt);
  const at = others.findIndex((one) => Date.parse(one.createdAt) <= atMs);
  const merged = at === -1 ? [...others, request] : [...others.slice(0, at), request, ...others.slice(at)];
  return merged.slice(0, limit);
}
