/** Characters of one piece of the store of keys. */
const SEGMENT = 2 ** 20;
const FIRST_SLOTS = 2 ** 12;

/**
 * A set of short texts, exact as a Set of strings is, in a third of its memory and nothing of it to be collected: a million ids of a
 * table take some 40 MB.
 */
export class KeySet {
  size = 0;
  /** Each key as its length and its UTF-16 units; no key crosses from one segment to the next. */
  readonly #segments: Uint16Array[] = [new Uint16Array(SEGMENT)];
  #end = 0;
  /** Open addressing; place of a key + 1, 0 = free. */
  #slots = new Uint32Array(FIRST_SLOTS);

  has(key: string): boolean {
    return this.#slots[this.#slotOf(key)] !== 0;
  }

  /** True where the key is new. @throws {RangeError} for a key of more than 65,535 characters */
  add(key: string): boolean {
    const slot = this.#slotOf(key);
    if (this.#slots[slot] !== 0) return false;
    this.#slots[slot] = this.#store(key) + 1;
    this.size += 1;
    if (this.size * 2 > this.#slots.length) this.#grow();
    return true;
  }

  #slotOf(key: string): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(key) & mask;
    while (this.#slots[slot] !== 0 && !this.#isAt(this.#slots[slot] - 1, key)) slot = (slot + 1) & mask;
    return slot;
  }

  #isAt(place: number, key: string): boolean {
    const segment = this.#segments[Math.floor(place / SEGMENT)];
    const start = place % SEGMENT;
    if (segment[start] !== key.length) return false;
    for (let i = 0; i < key.length; i++) if (segment[start + 1 + i] !== key.charCodeAt(i)) return false;
    return true;
  }

  #store(key: string): number {
    if (key.length > 0xffff) throw new RangeError('a key has more than 65,535 characters');
    if ((this.#end % SEGMENT) + key.length + 1 > SEGMENT || this.#end / SEGMENT >= this.#segments.length) {
      this.#end = this.#segments.length * SEGMENT;
      this.#segments.push(new Uint16Array(SEGMENT));
    }
    const place = this.#end;
    const segment = this.#segments[Math.floor(place / SEGMENT)];
    const start = place % SEGMENT;
    segment[start] = key.length;
    for (let i = 0; i < key.length; i++) segment[start + 1 + i] = key.charCodeAt(i);
    this.#end += key.length + 1;
    return place;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    const mask = this.#slots.length - 1;
    for (const entry of before) {
      if (entry === 0) continue;
      let slot = this.#hashAt(entry - 1) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = entry;
    }
  }

  #hashAt(place: number): number {
    const segment = this.#segments[Math.floor(place / SEGMENT)];
    const start = place % SEGMENT;
    const end = start + 1 + segment[start];
    let hash = FNV_OFFSET;
    for (let i = start + 1; i < end; i++) hash = Math.imul(hash ^ segment[i], FNV_PRIME);
    return mix(hash);
  }
}

/** FNV-1a over UTF-16 units (Fowler, Noll, Vo). */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

function hashOf(key: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), FNV_PRIME);
  return mix(hash);
}

/** Numbers that count up differ in their low bits only: spread them (the finalizer of MurmurHash3). */
function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
