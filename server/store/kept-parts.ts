/**
 * Parts of an answer kept in memory by number (of a month, of a day), each with what had happened to it when it was read. A part is read
 * again where something has happened since; those asked for longest ago are forgotten.
 */
export class KeptParts<Part> {
  /** Those asked for longest ago stand first. */
  readonly #kept = new Map<number, { version: number; part: Part }>();
  readonly #most: number;
  readonly #versionOf: (number: number) => number;
  readonly #nothing: Part;

  /** @param nothing the part of a number for which `read` brings none */
  constructor(most: number, versionOf: (number: number) => number, nothing: Part) {
    this.#most = most;
    this.#versionOf = versionOf;
    this.#nothing = nothing;
  }

  /** Whether the part is here and holds. */
  has(number: number): boolean {
    return this.#kept.get(number)?.version === this.#versionOf(number);
  }

  /** Whether the part was read once and holds no more. */
  hasChanged(number: number): boolean {
    const kept = this.#kept.get(number);
    return kept !== undefined && kept.version !== this.#versionOf(number);
  }

  /** The same text before and after a moment in which nothing happened to any of them. */
  versions(numbers: readonly number[]): string {
    return numbers.map(this.#versionOf).join(' ');
  }

  /** What is kept and still holds, and what `read` brings for the rest. */
  async take(
    wanted: readonly number[],
    read: (missing: readonly number[]) => Promise<Map<number, Part>>,
  ): Promise<Part[]> {
    // Before it is read: what happens meanwhile makes the part one that has changed.
    const versions = new Map(wanted.map((number) => [number, this.#versionOf(number)]));
    const found = new Map<number, Part>();
    for (const number of wanted) {
      const kept = this.#kept.get(number);
      if (kept && kept.version === versions.get(number)) found.set(number, kept.part);
    }
    const missing = wanted.filter((number) => !found.has(number));
    if (missing.length > 0) {
      const fresh = await read(missing);
      for (const number of missing) found.set(number, fresh.get(number) ?? this.#nothing);
    }
    for (const [number, part] of found) {
      this.#kept.delete(number);
      this.#kept.set(number, { version: versions.get(number)!, part });
    }
    for (const number of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break;
      this.#kept.delete(number);
    }
    return [...found.values()];
  }
}
