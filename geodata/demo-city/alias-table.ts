/**
 * Draws an index with given weights in constant time (A. J. Walker's alias method in the form of M. D. Vose, 1991).
 * One uniform number gives both the column and the toss.
 */
export class AliasTable {
  readonly size: number;
  private readonly threshold: Float64Array;
  private readonly other: Uint32Array;

  /** @throws where no weight is above 0. */
  constructor(weights: ArrayLike<number>) {
    const size = weights.length;
    let sum = 0;
    for (let index = 0; index < size; index++) sum += weights[index]!;
    if (!(sum > 0)) throw new RangeError('an alias table needs at least one weight above 0');
    this.size = size;
    this.threshold = new Float64Array(size);
    this.other = new Uint32Array(size);
    const scaled = new Float64Array(size);
    const small = new Uint32Array(size);
    const large = new Uint32Array(size);
    let smallCount = 0;
    let largeCount = 0;
    for (let index = 0; index < size; index++) {
      scaled[index] = (weights[index]! * size) / sum;
      if (scaled[index]! < 1) small[smallCount++] = index;
      else large[largeCount++] = index;
    }
    while (smallCount > 0 && largeCount > 0) {
      const low = small[--smallCount]!;
      const high = large[largeCount - 1]!;
      this.threshold[low] = scaled[low]!;
      this.other[low] = high;
      scaled[high] = scaled[high]! + scaled[low]! - 1;
      if (scaled[high]! < 1) {
        largeCount--;
        small[smallCount++] = high;
      }
    }
    // What is left is 1 but for rounding.
    while (largeCount > 0) this.threshold[large[--largeCount]!] = 1;
    while (smallCount > 0) this.threshold[small[--smallCount]!] = 1;
  }

  /** @param uniform 0 ≤ x < 1 */
  draw(uniform: number): number {
    const position = uniform * this.size;
    const column = position | 0;
    return position - column < this.threshold[column]! ? column : this.other[column]!;
  }
}
