/**
 * Complementary cell suppression of statistical disclosure control (A. Hundepool et al., "Statistical Disclosure Control", 2012,
 * chapter 4): counts under `minimumCount` are hidden, and where their published sum would give one of them away the next larger counts
 * are hidden with them. Says the limit: a count under it is hidden, one at it or above is shown; `Infinity` = none may be shown.
 *
 * Whoever subtracts what is shown from the total learns the sum of the hidden counts. It tells nothing of a single one when there are at
 * least two, the sum is not itself a small count, and they are not all alike (then the sum divided by their number would be
 * each of them). Equal counts are hidden together, so that the choice betrays no order. One answer is protected, not the difference of
 * two (other periods, other zooms).
 *
 * @param counts whole numbers from 1, in any order
 */
export function shownFrom(counts: ArrayLike<number>, minimumCount: number): number {
  const ascending = Uint32Array.from(counts).sort();
  const hidden = { number: 0, sum: 0 };
  for (const [index, count] of ascending.entries()) {
    const isNext = count !== ascending[index - 1];
    if (count >= minimumCount && isNext) {
      const isSafe =
        hidden.number >= 2 && hidden.sum >= minimumCount && ascending[0] !== ascending[index - 1];
      if (hidden.number === 0 || isSafe) return Math.max(count, minimumCount);
    }
    hidden.number++;
    hidden.sum += count;
  }
  return ascending.length > 0 && (ascending[0] as number) < minimumCount ? Infinity : minimumCount;
}
