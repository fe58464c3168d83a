import { PlaceIndex } from './place-index.ts';

/** The finest bins that have occurred, each with a place of its own, and the larger bins that they lie in. */
export class BinDirectory {
  readonly #finest = new PlaceIndex();
  readonly #larger = new Map<number, LargerBins>();

  /** Place of the finest bin in column `x` and row `y`; a new one where it was not known. */
  placeOf(x: number, y: number): number {
    return this.#finest.of(x, y);
  }

  /** The bins of `2^halvings` × `2^halvings` finest ones that are known by now. */
  larger(halvings: number): LargerBins {
    let bins = this.#larger.get(halvings);
    if (!bins) {
      bins = new LargerBins(halvings);
      this.#larger.set(halvings, bins);
    }
    bins.takeIn(this.#finest);
    return bins;
  }
}

/** Bins of one size. */
export class LargerBins {
  /** In which bin the finest bin of each place lies. */
  readonly binOf: number[] = [];
  /** The bins by column and row. */
  order: Uint32Array = new Uint32Array();
  readonly #halvings: number;
  readonly #bins = new PlaceIndex();

  constructor(halvings: number) {
    this.#halvings = halvings;
  }

  get x(): readonly number[] {
    return this.#bins.x;
  }

  get y(): readonly number[] {
    return this.#bins.y;
  }

  /** Goes on where it stopped: a new day brings few bins that were never seen. */
  takeIn({ x, y }: PlaceIndex): void {
    for (let place = this.binOf.length; place < x.length; place++) {
      this.binOf.push(this.#bins.of(x[place]! >> this.#halvings, y[place]! >> this.#halvings));
    }
    if (this.order.length < this.x.length) this.#putInOrder();
  }

  /** Those that are new are put in order and merged with the others. */
  #putInOrder(): void {
    const { x, y } = this.#bins;
    const compare = (a: number, b: number) => x[a]! - x[b]! || y[a]! - y[b]!;
    const before = this.order;
    const fresh = Uint32Array.from(
      { length: x.length - before.length },
      (_, index) => before.length + index,
    ).sort(compare);
    const merged = new Uint32Array(x.length);
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
