import { DEMO_SOURCES, type DetourStep, type RequestColumns } from '../model/service-request.ts';
import { LEAF_CATEGORIES } from './requests-categories.ts';

const SOURCES = [...DEMO_SOURCES];
const CATEGORY_CODES = LEAF_CATEGORIES.map((leaf) => leaf.code);

/** Columns that the demo fills row by row. */
export interface DemoColumns extends RequestColumns {
  detours: Map<number, readonly DetourStep[]>;
  handlingUnit: string[];
}

/** Empty columns for `length` rows made by the demo. `unitIds` is shared, not copied. */
export function allocateColumns(length: number, unitIds: string[]): DemoColumns {
  return {
    length,
    source: new Uint8Array(length),
    sources: SOURCES,
    externalId: null,
    createdAtMs: new Float64Array(length),
    category: new Uint16Array(length),
    categoryCodes: CATEGORY_CODES,
    kind: new Uint8Array(length),
    unit: new Uint32Array(length),
    unitIds,
    unitAssumed: new Uint8Array(length),
    lon: new Float64Array(length),
    lat: new Float64Array(length),
    urgency: new Uint8Array(length),
    dispatchSeconds: new Int32Array(length),
    acceptSeconds: new Int32Array(length),
    arriveSeconds: new Int32Array(length),
    handleSeconds: new Int32Array(length),
    resolveSeconds: new Int32Array(length),
    rateSeconds: new Int32Array(length),
    revisitSeconds: new Int32Array(length),
    rating: new Uint8Array(length),
    revisitSatisfied: new Int8Array(length),
    escalationLevel: new Uint8Array(length),
    escalateSeconds: new Int32Array(length),
    reopenedCount: new Uint8Array(length),
    firstResolveSeconds: new Int32Array(length),
    reopenSeconds: new Int32Array(length),
    repeated: new Uint8Array(length),
    proactive: new Uint8Array(length),
    onTime: new Int8Array(length),
    detours: new Map(),
    handlingUnit: new Array<string>(length).fill(''),
    simulated: true,
  };
}

/**
 * Takes back what has not happened `elapsedSeconds` after row `row` was created, so that its state is the one of that moment.
 * A whole life in, the beginning of it out.
 */
export function truncateRow(columns: DemoColumns, row: number, elapsedSeconds: number): void {
  const detours = columns.detours.get(row)?.filter(({ seconds }) => seconds <= elapsedSeconds);
  if (detours && detours.length > 0) columns.detours.set(row, detours);
  else columns.detours.delete(row);
  const reopenSeconds = columns.reopenSeconds[row]!;
  const firstResolveSeconds = columns.firstResolveSeconds[row]!;
  if (reopenSeconds > elapsedSeconds) {
    // Not yet reopened: the first resolution is so far the only one.
    const limitSeconds = LEAF_CATEGORIES[columns.category[row]!]!.limitSeconds;
    columns.resolveSeconds[row] = firstResolveSeconds;
    columns.onTime[row] = firstResolveSeconds <= limitSeconds ? 1 : 0;
    columns.firstResolveSeconds[row] = -1;
    columns.reopenSeconds[row] = -1;
    columns.reopenedCount[row] = 0;
    columns.rateSeconds[row] = -1;
    columns.rating[row] = 0;
    columns.revisitSeconds[row] = -1;
    columns.revisitSatisfied[row] = -1;
  }
  if (columns.dispatchSeconds[row]! > elapsedSeconds) columns.dispatchSeconds[row] = -1;
  if (columns.acceptSeconds[row]! > elapsedSeconds) columns.acceptSeconds[row] = -1;
  if (columns.arriveSeconds[row]! > elapsedSeconds) columns.arriveSeconds[row] = -1;
  if (columns.handleSeconds[row]! > elapsedSeconds) columns.handleSeconds[row] = -1;
  if (columns.escalateSeconds[row]! > elapsedSeconds) {
    columns.escalateSeconds[row] = -1;
    columns.escalationLevel[row] = 0;
  }
  if (columns.resolveSeconds[row]! > elapsedSeconds) {
    columns.resolveSeconds[row] = -1;
    columns.onTime[row] = -1;
  }
  if (columns.rateSeconds[row]! > elapsedSeconds) {
    columns.rateSeconds[row] = -1;
    columns.rating[row] = 0;
  }
  if (columns.revisitSeconds[row]! > elapsedSeconds) {
    columns.revisitSeconds[row] = -1;
    columns.revisitSatisfied[row] = -1;
  }
}
