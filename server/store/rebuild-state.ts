import {
  REQUEST_EVENT_TYPES,
  REQUEST_STATUSES,
  type RequestEventType,
  type RequestState,
} from '../../geodata/model/service-request.ts';
import { SECOND_MS } from '../../geodata/model/time.ts';
import type { Session } from './driver.ts';
import { type FoldedEvent, foldEvents } from './fold-events.ts';
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
  let changed = 0;
  await context.driver.transaction(async (session) => {
    if (requestIds) {
      changed = await rebuildWhere(
        session,
        `request_id IN (${requestIds.map(Math.trunc).join(', ') || '-1'})`,
      );
      return;
    }
    const [row] = await session.query('SELECT max(request_id) AS last_id FROM requests');
    const lastId = Number(row.last_id ?? 0);
    for (let from = 0; from <= lastId; from += SLICE) {
      changed += await rebuildWhere(session, `request_id BETWEEN ${from} AND ${from + SLICE - 1}`);
    }
  });
  if (changed > 0) context.version++;
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
  const [ids, types, times, values] = await session.columns(
    `SELECT request_id, event_type_no, ${secondsSql('happened_at')}, event_value
     FROM request_events WHERE ${condition} ORDER BY request_id, seq`,
  );
  const rows: StateRow[] = [];
  let events: FoldedEvent[] = [];
  let updatedAtMs = 0;
  for (let index = 0; index < ids.length; index++) {
    const atMs = secondsToEpochMs(times[index] as number);
    events.push({
      type: REQUEST_EVENT_TYPES[types[index] as number] as RequestEventType,
      atMs,
      value: values[index] as number | null,
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

export const STATE_STAGE_TABLE = `CREATE TEMPORARY TABLE state_stage (
  request_id INTEGER, status_no SMALLINT, updated_s DOUBLE PRECISION,
  dispatch_seconds INTEGER, accept_seconds INTEGER, arrive_seconds INTEGER, resolve_seconds INTEGER,
  rate_seconds INTEGER, rating SMALLINT, revisit_satisfied BOOLEAN, escalation_level SMALLINT, reopened_count SMALLINT)`;

const STATE_COLUMNS = [
  'status_no',
  'dispatch_seconds',
  'accept_seconds',
  'arrive_seconds',
  'resolve_seconds',
  'rate_seconds',
  'rating',
  'revisit_satisfied',
  'escalation_level',
  'reopened_count',
] as const;

const UPDATED_AT = `CAST('1970-01-01' AS timestamp) + state_stage.updated_s * INTERVAL '1 second'`;

const DIFFERS = `(updated_at IS DISTINCT FROM ${UPDATED_AT} OR ${STATE_COLUMNS.map(
  (name) => `requests.${name} IS DISTINCT FROM state_stage.${name}`,
).join(' OR ')})`;

const UPDATE_SQL = `UPDATE requests SET updated_at = ${UPDATED_AT},
  ${STATE_COLUMNS.map((name) => `${name} = state_stage.${name}`).join(', ')}
  FROM state_stage WHERE requests.request_id = state_stage.request_id AND ${DIFFERS}`;

async function stageStates(session: Session, rows: readonly StateRow[]): Promise<void> {
  const seconds = (row: StateRow, atMs: number | null) =>
    atMs === null ? null : Math.round((atMs - row.createdAtMs) / SECOND_MS);
  await session.bulkInsert(
    'state_stage',
    [
      { type: 'integer', values: rows.map((row) => row.requestId) },
      { type: 'smallint', values: rows.map((row) => REQUEST_STATUSES.indexOf(row.state.status)) },
      { type: 'double', values: rows.map((row) => epochMsToSeconds(row.updatedAtMs)) },
      { type: 'integer', values: rows.map((row) => seconds(row, row.state.dispatchedAt)) },
      { type: 'integer', values: rows.map((row) => seconds(row, row.state.acceptedAt)) },
      { type: 'integer', values: rows.map((row) => seconds(row, row.state.arrivedAt)) },
      { type: 'integer', values: rows.map((row) => seconds(row, row.state.resolvedAt)) },
      { type: 'integer', values: rows.map((row) => seconds(row, row.state.ratedAt)) },
      { type: 'smallint', values: rows.map((row) => row.state.rating) },
      { type: 'flag', values: rows.map((row) => row.state.revisitSatisfied) },
      { type: 'smallint', values: rows.map((row) => row.state.escalationLevel) },
      { type: 'smallint', values: rows.map((row) => row.state.reopenedCount) },
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
