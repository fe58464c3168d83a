import { requestEvents } from '../../geodata/model/request-events.ts';
import {
  REQUEST_EVENT_TYPES,
  REQUEST_STATUSES,
  type RequestEventType,
  type RequestStatus,
} from '../../geodata/model/request-life.ts';
import type { RequestColumns } from '../../geodata/model/service-request.ts';
import { SECOND_MS } from '../../geodata/model/time.ts';
import { NATIONAL_CALENDAR } from '../../geodata/model/work-calendar.ts';
import type { BulkColumn, Session } from './driver.ts';
import { EVENT_COLUMNS, type EventRow, writeEvents } from './event-rows.ts';
import { foldEvents } from './fold-events.ts';
import { epochMsToSeconds } from './masked-rows.ts';
import { type StateRow, updateStates } from './rebuild-state.ts';

/** Numbers that a batch's own indexes stand for in the store; parallel to the batch's lists. */
export interface StageNumbers {
  sourceNos: number[];
  categoryNos: number[];
  unitNos: number[];
  /** Per row, null where the batch knows no handling units. */
  handlingUnitNos: Int32Array | null;
}

/** Roles that `requestEvents` gives to each step; `received` depends on who found the matter. */
export const STEP_ROLES = {
  resident: 0,
  gridWorker: 1,
  dispatcher: 2,
  gridLeader: 3,
  supervisor: 4,
  system: 5,
} as const;

const SECONDS = [
  'dispatch',
  'accept',
  'arrive',
  'handle',
  'firstResolve',
  'reopen',
  'resolve',
  'rate',
  'revisit',
  'escalate',
] as const;

/**
 * The steps of a life in the order of `geodata/model/request-events.ts`, escalation apart. The first resolution counts only
 * where the request was reopened.
 */
const STEPS: { type: RequestEventType; seconds: string; role: keyof typeof STEP_ROLES; value: string }[] = [
  { type: 'dispatched', seconds: 'dispatch_s', role: 'dispatcher', value: 'NULL' },
  { type: 'accepted', seconds: 'accept_s', role: 'gridWorker', value: 'NULL' },
  { type: 'arrived', seconds: 'arrive_s', role: 'gridWorker', value: 'NULL' },
  { type: 'handling', seconds: 'handle_s', role: 'gridWorker', value: 'NULL' },
  { type: 'resolved', seconds: 'first_resolve_s', role: 'gridWorker', value: 'NULL' },
  { type: 'reopened', seconds: 'reopen_s', role: 'supervisor', value: 'NULL' },
  { type: 'resolved', seconds: 'resolve_s', role: 'gridWorker', value: 'NULL' },
  { type: 'rated', seconds: 'rate_s', role: 'resident', value: 'rating' },
  { type: 'revisited', seconds: 'revisit_s', role: 'supervisor', value: 'revisit_satisfied' },
];

/** Made once per opening, on the writing connection. */
export const REQUEST_STAGE_TABLE = `CREATE TEMPORARY TABLE request_stage (
  request_id INTEGER, source_no INTEGER, category_no INTEGER, unit_no INTEGER, unit_assumed INTEGER,
  lon DOUBLE PRECISION, lat DOUBLE PRECISION, urgency INTEGER, created_s DOUBLE PRECISION,
  dispatch_s INTEGER, accept_s INTEGER, arrive_s INTEGER, handle_s INTEGER, first_resolve_s INTEGER, reopen_s INTEGER,
  resolve_s INTEGER, rate_s INTEGER, revisit_s INTEGER, escalate_s INTEGER,
  rating INTEGER, revisit_satisfied INTEGER, escalation_level INTEGER, repeated INTEGER, proactive INTEGER,
  on_time INTEGER, handling_unit_no INTEGER, simulated INTEGER,
  kind_no INTEGER, resolve_work_s INTEGER, detoured INTEGER)`;

/** Seconds since 1970 in Shanghai's clock → a timestamp without zone, in words both databases know. */
function instant(seconds: string): string {
  return `CAST('1970-01-01' AS timestamp) + (${seconds}) * INTERVAL '1 second'`;
}

/** Rows waiting for the staging table: many small calls are appended as one. */
export class RequestStage {
  private batches: BulkColumn[][] = [];
  /** Lives with detours: too various for SQL, and few. */
  private detoured: DetouredLife[] = [];
  private length = 0;

  get size(): number {
    return this.length;
  }

  /** `order[i]` (or `i`) is the batch's row that is written as the i-th. */
  add(
    columns: RequestColumns,
    numbers: StageNumbers,
    requestIds: Int32Array,
    order: Uint32Array | null,
  ): void {
    this.batches.push(stageColumns(columns, numbers, requestIds, order));
    this.length += columns.length;
    for (const row of columns.detours?.keys() ?? []) {
      if (row < columns.length) this.detoured.push(detouredLife(columns, row, numbers, requestIds[row]!));
    }
  }

  /** Derives state rows and events from what waits, inside the database. */
  async write(session: Session): Promise<void> {
    const { batches, length, detoured } = this;
    this.batches = [];
    this.detoured = [];
    this.length = 0;
    if (length === 0) return;
    await session.bulkInsert(
      'request_stage',
      batches.length === 1 ? batches[0] : joined(batches, length),
      length,
    );
    await session.execute(STATE_SQL);
    await session.execute(EVENTS_SQL);
    await session.execute('TRUNCATE request_stage');
    if (detoured.length === 0) return;
    await writeEvents(
      session,
      detoured.flatMap(({ events }) => events),
    );
    await updateStates(
      session,
      detoured.map(({ state }) => state),
    );
  }
}

interface DetouredLife {
  events: EventRow[];
  state: StateRow;
}

/** What the SQL below does for the usual lives, step by step. */
function detouredLife(
  columns: RequestColumns,
  row: number,
  numbers: StageNumbers,
  requestId: number,
): DetouredLife {
  const steps = requestEvents(columns, row);
  const handlingUnitNo = numbers.handlingUnitNos?.[row] ?? null;
  const firstDispatch = steps.findIndex(({ type }) => type === 'dispatched');
  return {
    events: steps.map(({ type, atMs, actorRole, value, rowsBack }, seq) => ({
      requestId,
      seq,
      type,
      atMs,
      actorRoleNo: STEP_ROLES[actorRole as keyof typeof STEP_ROLES],
      value,
      sourceNo: numbers.sourceNos[columns.source[row]!]!,
      related: seq === firstDispatch ? handlingUnitNo : mergedInto(requestId, rowsBack),
    })),
    state: {
      requestId,
      // Imported histories have gaps, with detours as without.
      state: foldEvents(
        steps.map(({ rowsBack, ...step }) => ({ ...step, related: mergedInto(requestId, rowsBack) })),
      )!,
      createdAtMs: columns.createdAtMs[row]!,
      updatedAtMs: steps.reduce((latest, { atMs }) => Math.max(latest, atMs), 0),
    },
  };
}

/** Rows of a load are numbered in their order. */
function mergedInto(requestId: number, rowsBack: number | undefined): number | null {
  return rowsBack === undefined ? null : requestId - rowsBack;
}

function joined(batches: readonly BulkColumn[][], length: number): BulkColumn[] {
  return batches[0].map((first, index) => {
    const values = first.type === 'double' ? new Float64Array(length) : new Int32Array(length);
    let offset = 0;
    for (const batch of batches) {
      const part = batch[index].values as Int32Array;
      values.set(part, offset);
      offset += part.length;
    }
    return { type: first.type, values } as BulkColumn;
  });
}

function statusNo(status: RequestStatus): number {
  return REQUEST_STATUSES.indexOf(status);
}

/**
 * The state is what folding the events gives; `requestStatusOf` says the same of one row. No point comes as NaN, which both
 * databases order above every number.
 */
const STATE_SQL = `INSERT INTO requests (
    request_id, source_no, category_no, unit_no, unit_assumed, lon, lat, urgency, status_no, created_at, updated_at,
    dispatch_seconds, accept_seconds, arrive_seconds, resolve_seconds, rate_seconds, rating, revisit_satisfied,
    escalation_level, reopened_count, repeated, proactive, on_time, handling_unit_no, simulated, kind_no,
    resolve_work_seconds, returned_count, transferred_count, suspended_work_seconds)
  SELECT request_id, source_no, category_no, unit_no, unit_assumed = 1,
    CASE WHEN lon <= 180 THEN lon END, CASE WHEN lon <= 180 THEN lat END, urgency,
    CASE WHEN revisit_s >= 0 THEN ${statusNo('revisited')} WHEN rate_s >= 0 THEN ${statusNo('rated')}
      WHEN resolve_s >= 0 THEN ${statusNo('resolved')} WHEN reopen_s >= 0 OR handle_s >= 0 THEN ${statusNo('handling')}
      WHEN arrive_s >= 0 THEN ${statusNo('arrived')} WHEN accept_s >= 0 THEN ${statusNo('accepted')}
      WHEN dispatch_s >= 0 THEN ${statusNo('dispatched')} ELSE ${statusNo('received')} END,
    ${instant('created_s')},
    ${instant(`created_s + greatest(0, dispatch_s, accept_s, arrive_s, handle_s,
      CASE WHEN reopen_s >= 0 THEN first_resolve_s ELSE -1 END, reopen_s, resolve_s, rate_s, revisit_s, escalate_s)`)},
    NULLIF(dispatch_s, -1), NULLIF(accept_s, -1), NULLIF(arrive_s, -1), NULLIF(resolve_s, -1), NULLIF(rate_s, -1),
    CASE WHEN rate_s >= 0 THEN rating END, CASE WHEN revisit_s >= 0 THEN revisit_satisfied = 1 END,
    CASE WHEN escalate_s >= 0 THEN escalation_level ELSE 0 END, CASE WHEN reopen_s >= 0 THEN 1 ELSE 0 END,
    repeated = 1, proactive = 1, CASE WHEN on_time >= 0 THEN on_time = 1 END,
    NULLIF(handling_unit_no, -1), simulated = 1, kind_no, NULLIF(resolve_work_s, -1), 0, 0, 0
  FROM request_stage`;

const EVENTS_SQL = `INSERT INTO request_events (${EVENT_COLUMNS})
  SELECT request_id, 0, ${eventTypeNo('received')}, ${instant('created_s')},
    CASE WHEN proactive = 1 THEN ${STEP_ROLES.gridWorker} ELSE ${STEP_ROLES.resident} END, CAST(NULL AS integer), source_no,
    CAST(NULL AS integer)
  FROM request_stage WHERE detoured = 0
  ${STEPS.map((_, index) => `UNION ALL ${stepSql(index)}`).join('\n  ')}
  UNION ALL ${escalationSql()}`;

function eventTypeNo(type: RequestEventType): number {
  return REQUEST_EVENT_TYPES.indexOf(type);
}

/** Whether step `index` is there. */
function present(index: number): string {
  return STEPS[index].seconds === 'first_resolve_s'
    ? '(reopen_s >= 0 AND first_resolve_s >= 0)'
    : `(${STEPS[index].seconds} >= 0)`;
}

/** Latest time up to and with step `index`; what has not happened has -1 and does not count. */
function latestUpTo(index: number): string {
  const parts = STEPS.slice(0, index + 1).map(({ seconds }) =>
    seconds === 'first_resolve_s' ? 'CASE WHEN reopen_s >= 0 THEN first_resolve_s ELSE -1 END' : seconds,
  );
  return parts.length === 1 ? parts[0] : `greatest(${parts.join(', ')})`;
}

/** A step's number: one for `received`, one for each step before it, one for an escalation that came before. */
function stepSql(index: number): string {
  const { type, seconds, role, value } = STEPS[index];
  const before = STEPS.slice(0, index).map(
    (_, earlier) => ` + CASE WHEN ${present(earlier)} THEN 1 ELSE 0 END`,
  );
  const escalated = ` + CASE WHEN escalate_s >= 0 AND escalate_s <= ${latestUpTo(index)} THEN 1 ELSE 0 END`;
  return `SELECT request_id, 1${before.join('')}${escalated}, ${eventTypeNo(type)},
    ${instant(`created_s + ${seconds}`)}, ${STEP_ROLES[role]}, ${value}, source_no,
    ${type === 'dispatched' ? 'NULLIF(handling_unit_no, -1)' : 'NULL'}
    FROM request_stage WHERE detoured = 0 AND ${present(index)}`;
}

/** An escalation stands before the first step that is not earlier than it. */
function escalationSql(): string {
  const before = STEPS.map(
    (_, index) => ` + CASE WHEN ${present(index)} AND ${latestUpTo(index)} < escalate_s THEN 1 ELSE 0 END`,
  );
  return `SELECT request_id, 1${before.join('')}, ${eventTypeNo('escalated')},
    ${instant('created_s + escalate_s')}, ${STEP_ROLES.gridLeader}, escalation_level, source_no, NULL
    FROM request_stage WHERE detoured = 0 AND escalate_s >= 0`;
}

function stageColumns(
  columns: RequestColumns,
  numbers: StageNumbers,
  requestIds: Int32Array,
  order: Uint32Array | null,
): BulkColumn[] {
  const { length } = columns;
  const take = (source: ArrayLike<number>): Int32Array => {
    const values = new Int32Array(length);
    for (let row = 0; row < length; row++) values[row] = source[order ? order[row] : row];
    return values;
  };
  const takeThrough = (source: ArrayLike<number>, numberOf: number[]): Int32Array => {
    const values = take(source);
    for (let row = 0; row < length; row++) values[row] = numberOf[values[row]];
    return values;
  };
  const takeDouble = (source: Float64Array): Float64Array => {
    if (!order) return source.slice(0, length);
    const values = new Float64Array(length);
    for (let row = 0; row < length; row++) values[row] = source[order[row]];
    return values;
  };
  const createdSeconds = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    createdSeconds[row] = epochMsToSeconds(columns.createdAtMs[order ? order[row] : row]);
  }
  const workSeconds = new Int32Array(length);
  const detoured = new Int32Array(length);
  for (let place = 0; place < length; place++) {
    const row = order ? order[place]! : place;
    const resolveSeconds = columns.resolveSeconds[row]!;
    const createdAtMs = columns.createdAtMs[row]!;
    workSeconds[place] =
      resolveSeconds < 0
        ? -1
        : NATIONAL_CALENDAR.workSecondsBetween(createdAtMs, createdAtMs + resolveSeconds * SECOND_MS);
    detoured[place] = columns.detours?.has(row) ? 1 : 0;
  }
  const integers = (values: Int32Array): BulkColumn => ({ type: 'integer', values });
  const doubles = (values: Float64Array): BulkColumn => ({ type: 'double', values });
  return [
    integers(take(requestIds)),
    integers(takeThrough(columns.source, numbers.sourceNos)),
    integers(takeThrough(columns.category, numbers.categoryNos)),
    integers(takeThrough(columns.unit, numbers.unitNos)),
    integers(take(columns.unitAssumed)),
    doubles(takeDouble(columns.lon)),
    doubles(takeDouble(columns.lat)),
    integers(take(columns.urgency)),
    doubles(createdSeconds),
    ...SECONDS.map((name) => integers(take(columns[`${name}Seconds`]))),
    integers(take(columns.rating)),
    integers(take(columns.revisitSatisfied)),
    integers(take(columns.escalationLevel)),
    integers(take(columns.repeated)),
    integers(take(columns.proactive)),
    integers(take(columns.onTime)),
    integers(numbers.handlingUnitNos ? take(numbers.handlingUnitNos) : new Int32Array(length).fill(-1)),
    integers(new Int32Array(length).fill(columns.simulated ? 1 : 0)),
    integers(take(columns.kind)),
    integers(workSeconds),
    integers(detoured),
  ];
}
