import { REQUEST_KINDS } from '../../../geodata/model/request-kind.ts';
import type { DetourStep, RequestColumns } from '../../../geodata/model/service-request.ts';

/** A small generator of its own (mulberry32), so that tests do not lean on what they might test. */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface RandomRequestOptions {
  seed: number;
  length: number;
  unitIds: string[];
  categoryCodes?: string[];
  fromMs: number;
  toMs: number;
  externalPrefix?: string;
  /** Sorted by time (as the demo's) or not (as imports may be). */
  sorted?: boolean;
}

/** Random lives, each stage later than the one before; points near 106.65° E, 26.6° N, a fifth without. */
export function randomRequests(options: RandomRequestOptions): RequestColumns {
  const { length, unitIds, fromMs, toMs } = options;
  const random = makeRandom(options.seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const detours = new Map<number, DetourStep[]>();
  const columns = emptyColumns(length, unitIds, options.categoryCodes ?? ['111', '112', '21', '2']);
  columns.detours = detours;
  if (options.externalPrefix !== undefined) {
    columns.externalId = Array.from({ length }, (_, row) => `${options.externalPrefix}${row}`);
  }
  const times = Float64Array.from(
    { length },
    () => fromMs + Math.floor((random() * (toMs - fromMs)) / 1000) * 1000,
  );
  if (options.sorted !== false) times.sort();
  columns.createdAtMs.set(times);
  for (let row = 0; row < length; row++) {
    columns.source[row] = below(columns.sources.length);
    columns.category[row] = below(columns.categoryCodes.length);
    columns.unit[row] = below(unitIds.length);
    columns.unitAssumed[row] = random() < 0.05 ? 1 : 0;
    const located = random() < 0.8;
    columns.lon[row] = located ? 106.6 + random() * 0.12 : Number.NaN;
    columns.lat[row] = located ? 26.6 + random() * 0.005 : Number.NaN;
    columns.urgency[row] = below(3);
    columns.kind[row] = below(REQUEST_KINDS.length);
    columns.repeated[row] = random() < 0.1 ? 1 : 0;
    columns.proactive[row] = random() < 0.2 ? 1 : 0;
    const steps = liveOn(columns, row, random);
    if (steps.length > 0) detours.set(row, steps);
  }
  return columns;
}

/** A life that stops at a random stage. @returns its detours, in order of time */
function liveOn(columns: RequestColumns, row: number, random: () => number): DetourStep[] {
  const stop = Math.floor(random() * 9);
  const detours: DetourStep[] = [];
  let at = 0;
  const later = (most: number): number => {
    at += 1 + Math.floor(random() * most);
    return at;
  };
  const detour = (type: DetourStep['type'], actorRole: string): void => {
    detours.push({ type, seconds: later(40_000), actorRole, value: null });
  };
  if (stop > 0) columns.dispatchSeconds[row] = later(30);
  if (stop === 1 && random() < 0.3) {
    detour('merged', 'dispatcher');
    if (row > 0) detours[0].rowsBack = 1 + (row % Math.min(row, 7));
  }
  if (detours.length > 0) return detours;
  if (stop > 1) columns.acceptSeconds[row] = later(60);
  if (stop > 1 && random() < 0.1) {
    detour('returned', 'gridWorker');
    detour('dispatched', 'dispatcher');
    detour('accepted', 'gridWorker');
  }
  if (stop > 1 && random() < 0.1) {
    detour('transferred', 'dispatcher');
    detour('accepted', 'gridWorker');
  }
  if (stop > 2 && random() < 0.8) columns.arriveSeconds[row] = later(900);
  if (stop > 3) columns.handleSeconds[row] = later(600);
  if (stop > 3 && random() < 0.15) {
    detour('suspended', 'gridLeader');
    if (stop > 4 || random() < 0.5) detour('resumed', 'gridLeader');
  }
  if (random() < 0.15) {
    columns.escalateSeconds[row] = Math.floor(random() * (at + 1));
    columns.escalationLevel[row] = 1 + Math.floor(random() * 3);
  }
  if (stop > 4) {
    if (random() < 0.2) {
      columns.firstResolveSeconds[row] = later(9000);
      columns.reopenSeconds[row] = later(9000);
      columns.reopenedCount[row] = 1;
      if (random() < 0.3) return detours;
    }
    columns.resolveSeconds[row] = later(90000);
    columns.onTime[row] = random() < 0.8 ? 1 : 0;
  }
  if (stop > 5 && random() < 0.8) {
    columns.rateSeconds[row] = later(5000);
    columns.rating[row] = 1 + Math.floor(random() * 5);
  }
  if (stop > 7) {
    columns.revisitSeconds[row] = later(5000);
    columns.revisitSatisfied[row] = random() < 0.7 ? 1 : 0;
    if (columns.revisitSatisfied[row] === 0) {
      detour('rectificationOrdered', 'supervisor');
      if (random() < 0.3) detour('censured', 'supervisor');
      if (random() < 0.5) detour(random() < 0.7 ? 'rectified' : 'justified', 'supervisor');
    }
  }
  return detours;
}

function emptyColumns(length: number, unitIds: string[], categoryCodes: string[]): RequestColumns {
  const never = (): Int32Array => new Int32Array(length).fill(-1);
  return {
    length,
    source: new Uint8Array(length),
    sources: ['12345', '小程序', '窗口'],
    externalId: null,
    createdAtMs: new Float64Array(length),
    category: new Uint16Array(length),
    categoryCodes,
    kind: new Uint8Array(length),
    unit: new Uint32Array(length),
    unitIds,
    unitAssumed: new Uint8Array(length),
    lon: new Float64Array(length),
    lat: new Float64Array(length),
    urgency: new Uint8Array(length),
    dispatchSeconds: never(),
    acceptSeconds: never(),
    arriveSeconds: never(),
    handleSeconds: never(),
    resolveSeconds: never(),
    rateSeconds: never(),
    revisitSeconds: never(),
    rating: new Uint8Array(length),
    revisitSatisfied: new Int8Array(length).fill(-1),
    escalationLevel: new Uint8Array(length),
    escalateSeconds: never(),
    reopenedCount: new Uint8Array(length),
    firstResolveSeconds: never(),
    reopenSeconds: never(),
    repeated: new Uint8Array(length),
    proactive: new Uint8Array(length),
    onTime: new Int8Array(length).fill(-1),
    detours: null,
    handlingUnit: null,
    simulated: true,
  };
}

/** Random requests that were just received: nothing has been done about them yet. */
export function receivedRequests(options: RandomRequestOptions): RequestColumns {
  const columns = randomRequests(options);
  for (const stage of [
    'dispatch',
    'accept',
    'arrive',
    'handle',
    'resolve',
    'rate',
    'revisit',
    'escalate',
    'firstResolve',
    'reopen',
  ] as const) {
    columns[`${stage}Seconds`].fill(-1);
  }
  columns.rating.fill(0);
  columns.onTime.fill(-1);
  columns.detours = null;
  return columns;
}
