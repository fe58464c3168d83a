import { ImportRefusal } from './import-refusal.ts';

/** Longest text that is kept as a name or code from a table: a cell of free text mapped by mistake must not get in. */
export const LONGEST_NAME = 80;

/** Counts distinct names of a file: a column of free text mapped by mistake has more than there can be. */
export class NameLimit {
  readonly #names = new Set<string>();
  readonly #what: string;
  readonly #most: number;

  constructor(what: string, most: number) {
    this.#what = what;
    this.#most = most;
  }

  /** @throws {ImportRefusal} too-many-names */
  check(name: string): void {
    if (this.#names.has(name)) return;
    if (this.#names.size === this.#most) throw tooManyNames(this.#what, this.#most, name);
    this.#names.add(name);
  }
}

export function tooManyNames(what: string, most: number, name: string): ImportRefusal {
  return new ImportRefusal(
    'too-many-names',
    `more than ${most} different ${what}, for instance “${name}”: is the right column mapped?`,
  );
}
