/**
 * Whole parts of `total` in proportion to `weights` (largest remainder), each at least `minimum`; they sum to `total` exactly.
 * @throws where `total` is smaller than the minimum of all parts together.
 */
export function apportion(total: number, weights: readonly number[], minimum = 0): number[] {
  const spare = total - minimum * weights.length;
  if (spare < 0)
    throw new Error(`cannot give ${weights.length} parts at least ${minimum} each out of ${total}`);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => (sum > 0 ? (spare * weight) / sum : 0));
  const parts = exact.map((value) => Math.floor(value));
  let left = spare - parts.reduce((all, part) => all + part, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (let turn = 0; left > 0; turn++, left--) parts[byRemainder[turn % byRemainder.length]!.index]! += 1;
  return parts.map((part) => part + minimum);
}

/** FNV-1a of a text as 0 ≤ x < 1: a fixed property of an id that needs no seed. */
export function textShare(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // FNV leaves similar endings close together; one multiply-and-fold spreads them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4294967296;
}
