import { binKey } from './homes-in-bins.ts';

/** The finest bins that have occurred, each with a place of its own, and the larger bins that they lie in. */
export class BinDirectory {
  readonly #places = new Map<number, number>();
  readonly #xs: number[] = [];
  readonly #ys: number[] = [];
  readonly #larger = new Map<number, LargerBins>();

  /** Place of the finest bin in column `x` and row `y`; a new one where it was not known. */
  placeOf(x: number, y: number): number {
    const key = binKey(x, y);
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.#xs.length;
      this.#places.set(key, place);
      this.#xs.push(x);
      this.#ys.push(y);
    }
    return place;
  }

  /** The bins of `2^halvings` × `2^halvings` finest ones that are known by now. */
  larger(halvings: number): LargerBins {
    let bins = this.#larger.get(halvings);
    if (!bins) {
      bins = new LargerBins(halvings);
      this.#larger.set(halvings, bins);
    }
    bins.takeIn(this.#xs, this.#ys);
    return bins;
  }
}

/** Bins of one size. */
export class LargerBins {
  readonly x: number[] = [];
  readonly y: number[] = [];
  /** In which bin the finest bin of each place lies. */
  readonly binOf: number[] = [];
  /** The bins by column and row. */
  order: Uint32Array = new Uint32Array();
  readonly #halvings: number;
  readonly #bins = new Map<number, number>();

  constructor(halvings: number) {
    this.#halvings = halvings;
  }

  /** Goes on where it stopped: a new day brings few bins that were never seen. */
  takeIn(finestX: readonly number[], finestY: readonly number[]): void {
    for (let place = this.binOf.length; place < finestX.length; place++) {
      this.binOf.push(this.#binAt(finestX[place]! >> this.#halvings, finestY[place]! >> this.#halvings));
    }
    if (this.order.length < this.x.length) this.#putInOrder();
  }

  #binAt(x: number, y: number): number {
    const key = binKey(x, y);
    let bin = this.#bins.get(key);
    if (bin === undefined) {
      bin = this.x.length;
      this.#bins.set(key, bin);
      this.x.push(x);
      this.y.push(y);
    }
    return bin;
  }

  /** Those that are new are put in order and merged with the others. */
  #putInOrder(): void {
    const compare = (a: number, b: number) => this.x[a]! - this.x[b]! || this.y[a]! - this.y[b]!;
    const before = this.order;
    const fresh = Uint32Array.from(
      { length: this.x.length - before.length },
      (_, index) => before.length + index,
    ).sort(compare);
    const merged = new Uint32Array(this.x.length);
    let old = 0;
    let added = 0;
    for (let at = 0; at < merged.length; at++) {
      const takesOld =
        added === fresh.length || (old < before.length && compare(before[old]!, fresh[added]!) < 0);
      merged[at] = takesOld ? before[old++]! : fresh[added++]!;
    }
    this.order = merged;
  }
}
