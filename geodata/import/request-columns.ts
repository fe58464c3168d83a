import { REQUEST_KINDS, type RequestKind } from '../model/request-kind.ts';
import type { RequestColumns } from '../model/service-request.ts';
import { ImportRefusal } from './import-refusal.ts';

/** What a row of a table says of a 诉求; times are epoch milliseconds, null = not given. */
export interface RequestRow {
  source: string;
  externalId: string;
  createdAtMs: number;
  categoryCode: string;
  /** Left out = other. */
  kind?: RequestKind;
  unitId: string;
  unitAssumed: boolean;
  point: [number, number] | null;
  urgency: number;
  dispatchedAtMs: number | null;
  acceptedAtMs: number | null;
  arrivedAtMs: number | null;
  resolvedAtMs: number | null;
  ratedAtMs: number | null;
  rating: number;
  escalationLevel: number;
  onTime: -1 | 0 | 1;
  handlingUnit: string;
}

/** Rows → parallel columns, in the order of creation (then of the file). */
export function toRequestColumns(rows: readonly RequestRow[], simulated = false): RequestColumns {
  const ordered = [...rows].sort((a, b) => a.createdAtMs - b.createdAtMs);
  const length = ordered.length;
  const sources = new Numbering('sources', 256);
  const categories = new Numbering('categories', 65_536);
  const units = new Numbering('units', 2 ** 31);
  const seconds = (value: (row: RequestRow) => number | null) =>
    Int32Array.from(ordered, (row) => {
      const atMs = value(row);
      return atMs === null ? -1 : Math.round((atMs - row.createdAtMs) / 1000);
    });
  const never = () => new Int32Array(length).fill(-1);
  return {
    length,
    source: Uint8Array.from(ordered, (row) => sources.of(row.source)),
    sources: sources.names,
    externalId: ordered.map((row) => row.externalId),
    createdAtMs: Float64Array.from(ordered, (row) => row.createdAtMs),
    category: Uint16Array.from(ordered, (row) => categories.of(row.categoryCode)),
    categoryCodes: categories.names,
    kind: Uint8Array.from(ordered, (row) => REQUEST_KINDS.indexOf(row.kind ?? 'other')),
    unit: Uint32Array.from(ordered, (row) => units.of(row.unitId)),
    unitIds: units.names,
    unitAssumed: Uint8Array.from(ordered, (row) => (row.unitAssumed ? 1 : 0)),
    lon: Float64Array.from(ordered, (row) => row.point?.[0] ?? Number.NaN),
    lat: Float64Array.from(ordered, (row) => row.point?.[1] ?? Number.NaN),
    urgency: Uint8Array.from(ordered, (row) => row.urgency),
    dispatchSeconds: seconds((row) => row.dispatchedAtMs),
    acceptSeconds: seconds((row) => row.acceptedAtMs),
    arriveSeconds: seconds((row) => row.arrivedAtMs),
    handleSeconds: never(),
    resolveSeconds: seconds((row) => row.resolvedAtMs),
    rateSeconds: seconds((row) => row.ratedAtMs),
    revisitSeconds: never(),
    rating: Uint8Array.from(ordered, (row) => row.rating),
    revisitSatisfied: new Int8Array(length).fill(-1),
    escalationLevel: Uint8Array.from(ordered, (row) => row.escalationLevel),
    escalateSeconds: never(),
    reopenedCount: new Uint8Array(length),
    firstResolveSeconds: never(),
    reopenSeconds: never(),
    repeated: new Uint8Array(length),
    proactive: new Uint8Array(length),
    onTime: Int8Array.from(ordered, (row) => row.onTime),
    detours: null,
    handlingUnit: ordered.some((row) => row.handlingUnit !== '')
      ? ordered.map((row) => row.handlingUnit)
      : null,
    simulated,
  };
}

/** Numbers names in the order they come; a column of free text mapped by mistake would have more than fit. */
class Numbering {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #what: string;
  readonly #most: number;

  constructor(what: string, most: number) {
    this.#what = what;
    this.#most = most;
  }

  of(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.length;
      if (number === this.#most) {
        throw new ImportRefusal(
          'too-many-names',
          `more than ${this.#most} different ${this.#what}, for instance “${name}”: is the right column mapped?`,
        );
      }
      this.#numbers.set(name, number);
      this.names.push(name);
    }
    return number;
  }
}
