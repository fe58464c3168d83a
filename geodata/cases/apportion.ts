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
