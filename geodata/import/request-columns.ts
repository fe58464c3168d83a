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

/** Rows → parallel columns, in their order. */
export function toRequestColumns(rows: readonly RequestRow[]): RequestColumns {
  const builder = new RequestColumnsBuilder(rows.length);
  for (const row of rows) builder.add(row);
  return builder.end();
}

/** Rows as they come → columns of at most `capacity` rows, so that a million rows are never objects at once. */
export class RequestColumnsBuilder {
  readonly #capacity: number;
  #columns: RequestColumns & { externalId: (string | null)[]; handlingUnit: string[] };
  #sources = new Numbering('sources', 256);
  #categories = new Numbering('categories', 65_536);
  #units = new Numbering('units', 2 ** 31);

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#columns = emptyColumns(capacity);
  }

  get isFull(): boolean {
    return this.#columns.length === this.#capacity;
  }

  /** There must be room. */
  add(row: RequestRow): void {
    const columns = this.#columns;
    const place = columns.length++;
    const createdMs = row.createdAtMs;
    columns.source[place] = this.#sources.of(row.source);
    columns.externalId.push(row.externalId);
    columns.createdAtMs[place] = createdMs;
    columns.category[place] = this.#categories.of(row.categoryCode);
    columns.kind[place] = REQUEST_KINDS.indexOf(row.kind ?? 'other');
    columns.unit[place] = this.#units.of(row.unitId);
    columns.unitAssumed[place] = row.unitAssumed ? 1 : 0;
    columns.lon[place] = row.point === null ? Number.NaN : row.point[0];
    columns.lat[place] = row.point === null ? Number.NaN : row.point[1];
    columns.urgency[place] = row.urgency;
    columns.dispatchSeconds[place] = secondsAfter(createdMs, row.dispatchedAtMs);
    columns.acceptSeconds[place] = secondsAfter(createdMs, row.acceptedAtMs);
    columns.arriveSeconds[place] = secondsAfter(createdMs, row.arrivedAtMs);
    columns.resolveSeconds[place] = secondsAfter(createdMs, row.resolvedAtMs);
    columns.rateSeconds[place] = secondsAfter(createdMs, row.ratedAtMs);
    columns.rating[place] = row.rating;
    columns.escalationLevel[place] = row.escalationLevel;
    columns.onTime[place] = row.onTime;
    columns.handlingUnit.push(row.handlingUnit);
  }

  /** What has been added since the last time. */
  take(): RequestColumns {
    const taken = this.end();
    this.#columns = emptyColumns(this.#capacity);
    this.#sources = new Numbering('sources', 256);
    this.#categories = new Numbering('categories', 65_536);
    this.#units = new Numbering('units', 2 ** 31);
    return taken;
  }

  /** The last of it: nothing may be added any more. */
  end(): RequestColumns {
    const columns = this.#columns;
    return Object.assign(this.isFull ? columns : cutToLength(columns), {
      sources: this.#sources.names,
      categoryCodes: this.#categories.names,
      unitIds: this.#units.names,
      handlingUnit: columns.handlingUnit.some((name) => name !== '') ? columns.handlingUnit : null,
    });
  }
}

/** Without the room that is left. */
function cutToLength<Columns extends { length: number }>(columns: Columns): Columns {
  const cut: Record<string, unknown> = { ...columns };
  for (const [name, column] of Object.entries(cut)) {
    if (ArrayBuffer.isView(column)) cut[name] = (column as Uint8Array).subarray(0, columns.length);
  }
  return cut as unknown as Columns;
}

/** Columns with room for `capacity` rows and none in them. */
function emptyColumns(
  capacity: number,
): RequestColumns & { externalId: (string | null)[]; handlingUnit: string[] } {
  const never = () => new Int32Array(capacity).fill(-1);
  return {
    length: 0,
    source: new Uint8Array(capacity),
    sources: [],
    externalId: [],
    createdAtMs: new Float64Array(capacity),
    category: new Uint16Array(capacity),
    categoryCodes: [],
    kind: new Uint8Array(capacity),
    unit: new Uint32Array(capacity),
    unitIds: [],
    unitAssumed: new Uint8Array(capacity),
    lon: new Float64Array(capacity),
    lat: new Float64Array(capacity),
    urgency: new Uint8Array(capacity),
    dispatchSeconds: never(),
    acceptSeconds: never(),
    arriveSeconds: never(),
    handleSeconds: never(),
    resolveSeconds: never(),
    rateSeconds: never(),
    revisitSeconds: never(),
    rating: new Uint8Array(capacity),
    revisitSatisfied: new Int8Array(capacity).fill(-1),
    escalationLevel: new Uint8Array(capacity),
    escalateSeconds: never(),
    reopenedCount: new Uint8Array(capacity),
    firstResolveSeconds: never(),
    reopenSeconds: never(),
    repeated: new Uint8Array(capacity),
    proactive: new Uint8Array(capacity),
    onTime: new Int8Array(capacity),
    detours: null,
    handlingUnit: [],
    simulated: false,
  };
}

/** -1 = not given. */
function secondsAfter(createdMs: number, atMs: number | null): number {
  return atMs === null ? -1 : Math.round((atMs - createdMs) / 1000);
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
