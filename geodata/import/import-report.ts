/** What an import found (and, unless it was a dry run, did). Printed as the last line by the command. */
export interface ImportReport {
  created: number;
  updated: number;
  unchanged: number;
  /** Rows or features left out. */
  rejected: number;
  /** Requests kept in the list of rows that no unit was found for; they count nowhere until one is. */
  unmatched: number;
  /** Rows kept without a point on the map. */
  unlocated: number;
  /** Requests counted in the unit of the import, since they named no place that is known. */
  unitAssumed: number;
  reasons: ImportReason[];
  /** The mapping that was used, null = columns were found by their usual names. */
  mapping: UsedMapping | null;
}

/** `given` with --mapping · `kept` from an earlier import into the data set · `shipped` with the product. */
export interface UsedMapping {
  name: string;
  origin: 'given' | 'kept' | 'shipped';
}

/** One kind of problem: how often, what to do, and the first places. */
export interface ImportReason {
  reason: string;
  /** rejected: the row is left out · unmatched: kept in the list of rows without a unit · repaired: kept, changed as told · noted: kept as it is. */
  effect: 'rejected' | 'unmatched' | 'repaired' | 'noted';
  count: number;
  /** The first occurrence in words: the row or feature, what is wrong and what would work. */
  message: string;
  /** The first rows or features, at most `SHOWN_PLACES`. */
  where: string[];
}

const SHOWN_PLACES = 20;

/** Collects problems by reason while a file is read. */
export class ProblemLog {
  readonly #reasons = new Map<string, ImportReason>();
  #rejected = 0;
  #unmatched = 0;

  get unmatched(): number {
    return this.#unmatched;
  }

  get rejected(): number {
    return this.#rejected;
  }

  /** @param message what is wrong and what would work, without the place; the first one is shown with its place. */
  add(effect: ImportReason['effect'], reason: string, where: string, message: string): void {
    if (effect === 'rejected') this.#rejected += 1;
    if (effect === 'unmatched') this.#unmatched += 1;
    const known = this.#reasons.get(reason);
    if (!known) {
      this.#reasons.set(reason, {
        reason,
        effect,
        count: 1,
        message: `${where}: ${message}`,
        where: [where],
      });
      return;
    }
    known.count += 1;
    if (known.where.length < SHOWN_PLACES) known.where.push(where);
  }

  reject(reason: string, where: string, message: string): void {
    this.add('rejected', reason, where, message);
  }

  /** Most frequent first. */
  reasons(): ImportReason[] {
    return [...this.#reasons.values()].sort((a, b) => b.count - a.count);
  }

  /** The reason that has rejected most, in words; for refusing a file of which nothing is left. */
  worst(): string | null {
    return this.reasons().find((reason) => reason.effect === 'rejected')?.message ?? null;
  }
}
