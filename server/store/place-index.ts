/** Free slots that a table keeps for each that is taken, at least: more make it larger, fewer make chains longer. */
const FREE_FOR_EACH = 1;
const FIRST_SLOTS = 1024;

/**
 * Numbers pairs of whole numbers (of 32 bits) in the order in which they come: a hash table with open addressing over typed arrays. A `Map` whose
 * keys pack both into one number takes two to three times as long, for such keys are objects to it.
 */
export class PlaceIndex {
  readonly x: number[] = [];
  readonly y: number[] = [];
  /** Index + 1 by hash; 0 = free. */
  #slots = new Int32Array(FIRST_SLOTS);

  /** Index of the pair; a new one where it was not known. */
  of(x: number, y: number): number {
    const slot = this.#slotOf(x, y);
    const known = this.#slots[slot]! - 1;
    if (known >= 0) return known;
    const index = this.x.length;
    this.x.push(x);
    this.y.push(y);
    this.#slots[slot] = index + 1;
    if (this.x.length * (1 + FREE_FOR_EACH) > this.#slots.length) this.#grow();
    return index;
  }

  /** Index of the pair; -1 where it is not known. */
  find(x: number, y: number): number {
    return this.#slots[this.#slotOf(x, y)]! - 1;
  }

  /** Where the pair stands, or where there is room for it. */
  #slotOf(x: number, y: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(x, y) & mask; ; slot = (slot + 1) & mask) {
      const index = this.#slots[slot]! - 1;
      if (index < 0 || (this.x[index] === x && this.y[index] === y)) return slot;
    }
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.x.length; index++) {
      let slot = hash(this.x[index]!, this.y[index]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

/** Neighbours fall far apart: odd multipliers mix the low bits, the shift brings the high ones down. */
function hash(x: number, y: number): number {
  const mixed = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
