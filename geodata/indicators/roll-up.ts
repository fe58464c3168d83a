/** Pairs per unit of a level, and what lay in none of them. */
export interface RolledUp {
  numerator: Float64Array;
  denominator: Float64Array;
  outsideNumerator: number;
  outsideDenominator: number;
}

/**
 * Sums pairs known at the finest unit up to the units of a level. Sums come before any division; nothing is averaged.
 * @param leafNumerator per surrogate key: what is known to that unit and to no finer one
 * @param inside surrogate keys that count, each once
 * @param slotOf per surrogate key: the slot (0 … slots-1) of its ancestor on the level, -1 = known only to a wider unit
 */
export function rollUp(
  leafNumerator: ArrayLike<number>,
  leafDenominator: ArrayLike<number>,
  inside: ArrayLike<number>,
  slotOf: Int32Array,
  slots: number,
): RolledUp {
  const result: RolledUp = {
    numerator: new Float64Array(slots),
    denominator: new Float64Array(slots),
    outsideNumerator: 0,
    outsideDenominator: 0,
  };
  for (let index = 0; index < inside.length; index++) {
    const no = inside[index];
    const slot = slotOf[no];
    if (slot >= 0) {
      result.numerator[slot] += leafNumerator[no];
      result.denominator[slot] += leafDenominator[no];
    } else {
      result.outsideNumerator += leafNumerator[no];
      result.outsideDenominator += leafDenominator[no];
    }
  }
  return result;
}
