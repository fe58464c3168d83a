/**
 * The only source of chance in a demo. `stream(name)` starts an independent sequence from the seed and the name alone, so that one
 * part of the city can draw more numbers without moving any other part.
 */
export interface Random {
  /** 0 ≤ x < 1, 32 bits. */
  next(): number;
  /** min ≤ x < max. */
  float(min: number, max: number): number;
  /** min ≤ n ≤ maxInclusive. */
  int(min: number, maxInclusive: number): number;
  normal(mean: number, standardDeviation: number): number;
  /** One of a list that is not empty. */
  pick<T>(array: readonly T[]): T;
  /** Shuffles in place and returns the same array. */
  shuffle<T>(array: T[]): T[];
  /** An independent sequence; the same name gives the same numbers however far this one has been drawn. */
  stream(name: string): Random;
}

/** @param seed any number; its 64 bits are not all used: integers up to 2^53 give distinct sequences. */
export function createRandom(seed: number): Random {
  return new SmallFastCounter(`${seed}`);
}

/** xmur3 by bryc (public domain): text → four well mixed 32-bit words. */
function hashText(text: string): () => number {
  let hash = 1779033703 ^ text.length;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 3432918353);
    hash = (hash << 13) | (hash >>> 19);
  }
  return () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    hash ^= hash >>> 16;
    return hash >>> 0;
  };
}

/** sfc32 of PractRand (public domain): 128 bits of state, a period of at least 2^32. */
class SmallFastCounter implements Random {
  private readonly path: string;
  private a: number;
  private b: number;
  private c: number;
  private counter: number;

  constructor(path: string) {
    this.path = path;
    const word = hashText(path);
    this.a = word() | 0;
    this.b = word() | 0;
    this.c = word() | 0;
    this.counter = word() | 0;
    // The first outputs still show the seed; PractRand discards a dozen.
    for (let round = 0; round < 12; round++) this.next();
  }

  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  float(min: number, max: number): number {
    return min + (max - min) * this.next();
  }

  int(min: number, maxInclusive: number): number {
    return min + Math.floor(this.next() * (maxInclusive - min + 1));
  }

  normal(mean: number, standardDeviation: number): number {
    // Box–Muller; 1 - x keeps the logarithm off zero.
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return mean + standardDeviation * radius * Math.cos(2 * Math.PI * this.next());
  }

  pick<T>(array: readonly T[]): T {
    return array[Math.floor(this.next() * array.length)] as T;
  }

  shuffle<T>(array: T[]): T[] {
    for (let last = array.length - 1; last > 0; last--) {
      const other = Math.floor(this.next() * (last + 1));
      const held = array[last] as T;
      array[last] = array[other] as T;
      array[other] = held;
    }
    return array;
  }

  stream(name: string): Random {
    return new SmallFastCounter(`${this.path}/${name}`);
  }
}
