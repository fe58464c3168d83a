import {
  type AppliedEvent,
  REQUEST_EVENT_TYPES,
  REQUEST_STATUSES,
  type RequestEventType,
  type RequestState,
} from '../../geodata/model/request-life.ts';
import { SECOND_MS } from '../../geodata/model/time.ts';
import type { BulkColumn, Session } from './driver.ts';
import { foldEvents } from './fold-events.ts';
import { epochMsToSeconds, secondsSql, secondsToEpochMs } from './masked-rows.ts';
import type { StoreContext } from './store-context.ts';

/** Requests folded at a time: about half a million events in memory. */
const SLICE = 65_536;

/** A state row as derived from events; seconds count from creation. */
export interface StateRow {
  requestId: number;
  state: RequestState;
  createdAtMs: number;
  updatedAtMs: number;
}

/** Folds the events of the requests (default: all) into their state rows. @returns the number of rows that changed */
export async function rebuildState(context: StoreContext, requestIds?: number[]): Promise<number> {
  const { changed, marked } = await context.driver.transaction(async (session) => {
    const changed = await (requestIds
      ? rebuildWhere(session, `request_id IN (${requestIds.map(Math.trunc).join(', ') || '-1'})`)
      : rebuildInSlices(session));
    return { changed, marked: changed > 0 ? await context.rollUps.markAll(session) : null };
  });
  if (marked) context.rollUps.marked(marked);
  if (changed > 0) context.version++;
  return changed;
}

async function rebuildInSlices(session: Session): Promise<number> {
  const [row] = await session.query('SELECT max(request_id) AS last_id FROM requests');
  const lastId = Number(row.last_id ?? 0);
  let changed = 0;
  for (let from = 0; from <= lastId; from += SLICE) {
    changed += await rebuildWhere(session, `request_id BETWEEN ${from} AND ${from + SLICE - 1}`);
  }
  return changed;
}

async function rebuildWhere(session: Session, condition: string): Promise<number> {
  const rows = await foldWhere(session, condition);
  await stageStates(session, rows);
  const [counted] = await session.query(
    `SELECT count(*) AS n FROM requests JOIN state_stage ON requests.request_id = state_stage.request_id
     WHERE ${DIFFERS}`,
  );
  const changed = Number(counted.n);
  if (changed > 0) await session.execute(UPDATE_SQL);
  await session.execute('TRUNCATE state_stage');
  return changed;
}

/** Folded states of the requests that meet a condition on `request_id`. */
export async function foldWhere(session: Session, condition: string): Promise<StateRow[]> {
  const [ids, types, times, values, related] = await session.columns(
    `SELECT request_id, event_type_no, ${secondsSql('happened_at')}, event_value, related_no
     FROM request_events WHERE ${condition} ORDER BY request_id, seq`,
  );
  const rows: StateRow[] = [];
  let events: AppliedEvent[] = [];
  let updatedAtMs = 0;
  for (let index = 0; index < ids.length; index++) {
    const atMs = secondsToEpochMs(times[index] as number);
    events.push({
      type: REQUEST_EVENT_TYPES[types[index] as number] as RequestEventType,
      atMs,
      value: values[index] as number | null,
      related: related[index] as number | null,
    });
    updatedAtMs = Math.max(updatedAtMs, atMs);
    if (ids[index + 1] === ids[index]) continue;
    const state = foldEvents(events)!;
    rows.push({ requestId: ids[index] as number, state, createdAtMs: events[0].atMs, updatedAtMs });
    events = [];
    updatedAtMs = 0;
  }
  return rows;
}

/** Columns of a state row beside the time of the last event, each with where it comes from. */
const STATE_COLUMNS: {
  name: string;
  type: 'integer' | 'smallint' | 'flag';
  of: (row: StateRow) => unknown;
}[] = [
  { name: 'status_no', type: 'smallint', of: ({ state }) => REQUEST_STATUSES.indexOf(state.status) },
  seconds('dispatch_seconds', (state) => state.dispatchedAt),
  seconds('accept_seconds', (state) => state.acceptedAt),
  seconds('arrive_seconds', (state) => state.arrivedAt),
  seconds('resolve_seconds', (state) => state.resolvedAt),
  seconds('rate_seconds', (state) => state.ratedAt),
  { name: 'rating', type: 'smallint', of: ({ state }) => state.rating },
  { name: 'revisit_satisfied', type: 'flag', of: ({ state }) => state.revisitSatisfied },
  { name: 'escalation_level', type: 'smallint', of: ({ state }) => state.escalationLevel },
  { name: 'reopened_count', type: 'smallint', of: ({ state }) => state.reopenedCount },
  { name: 'returned_count', type: 'smallint', of: ({ state }) => state.returnedCount },
  { name: 'transferred_count', type: 'smallint', of: ({ state }) => state.transferredCount },
  { name: 'merged_into', type: 'integer', of: ({ state }) => state.mergedInto },
  { name: 'resolve_work_seconds', type: 'integer', of: ({ state }) => state.resolveWorkSeconds },
  seconds('suspend_seconds', (state) => state.suspendedAt),
  { name: 'suspended_work_seconds', type: 'integer', of: ({ state }) => state.suspendedWorkSeconds },
  seconds('rectify_order_seconds', (state) => state.rectifyOrderedAt),
  seconds('rectify_seconds', (state) => state.rectifiedAt),
  seconds('justify_seconds', (state) => state.justifiedAt),
  seconds('censure_seconds', (state) => state.censuredAt),
];

/** An instant of the state, kept as seconds after the creation. */
function seconds(name: string, atMs: (state: RequestState) => number | null): (typeof STATE_COLUMNS)[number] {
  const of = (row: StateRow): number | null => {
    const instant = atMs(row.state);
    return instant === null ? null : Math.round((instant - row.createdAtMs) / SECOND_MS);
  };
  return { name, type: 'integer', of };
}

const SQL_TYPES = { integer: 'INTEGER', smallint: 'SMALLINT', flag: 'BOOLEAN' } as const;

export const STATE_STAGE_TABLE = `CREATE TEMPORARY TABLE state_stage (
  request_id INTEGER, updated_s DOUBLE PRECISION, handling_unit_no INTEGER,
  ${STATE_COLUMNS.map(({ name, type }) => `${name} ${SQL_TYPES[type]}`).join(', ')})`;

const UPDATED_AT = `CAST('1970-01-01' AS timestamp) + state_stage.updated_s * INTERVAL '1 second'`;

/** Who has it is known without an event too: an import may say so of a row that nobody dispatched. */
const HANDLING_UNIT = 'COALESCE(state_stage.handling_unit_no, requests.handling_unit_no)';

const DIFFERS = `(updated_at IS DISTINCT FROM ${UPDATED_AT}
  OR requests.handling_unit_no IS DISTINCT FROM ${HANDLING_UNIT}
  OR ${STATE_COLUMNS.map(({ name }) => `requests.${name} IS DISTINCT FROM state_stage.${name}`).join(' OR ')})`;

const UPDATE_SQL = `UPDATE requests SET updated_at = ${UPDATED_AT}, handling_unit_no = ${HANDLING_UNIT},
  ${STATE_COLUMNS.map(({ name }) => `${name} = state_stage.${name}`).join(', ')}
  FROM state_stage WHERE requests.request_id = state_stage.request_id AND ${DIFFERS}`;

async function stageStates(session: Session, rows: readonly StateRow[]): Promise<void> {
  await session.bulkInsert(
    'state_stage',
    [
      { type: 'integer', values: rows.map((row) => row.requestId) },
      { type: 'double', values: rows.map((row) => epochMsToSeconds(row.updatedAtMs)) },
      { type: 'integer', values: rows.map((row) => row.state.handlingUnitNo) },
      ...STATE_COLUMNS.map(({ type, of }) => ({ type, values: rows.map(of) }) as BulkColumn),
    ],
    rows.length,
  );
}

/** Moves state rows to folded states inside the writer's transaction. */
export async function updateStates(session: Session, rows: readonly StateRow[]): Promise<void> {
  await stageStates(session, rows);
  await session.execute(UPDATE_SQL);
  await session.execute('TRUNCATE state_stage');
}
