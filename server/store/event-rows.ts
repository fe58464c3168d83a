import { REQUEST_EVENT_TYPES, type RequestEventType } from '../../geodata/model/request-life.ts';
import type { Session } from './driver.ts';
import { epochMsToSeconds } from './masked-rows.ts';

/** A step of a 诉求 as the table of events holds it. */
export interface EventRow {
  requestId: number;
  seq: number;
  type: RequestEventType;
  atMs: number;
  actorRoleNo: number;
  value: number | null;
  /** The system that told of it. */
  sourceNo: number;
  /** dispatched, returned, transferred: a handling unit; merged: a 诉求. */
  related: number | null;
}

/** Columns of `request_events` in the order in which events are written. */
export const EVENT_COLUMNS =
  'request_id, seq, event_type_no, happened_at, actor_role_no, event_value, source_no, related_no';

export const EVENT_STAGE_TABLE = `CREATE TEMPORARY TABLE event_stage (
  request_id INTEGER, seq SMALLINT, event_type_no SMALLINT, happened_s DOUBLE PRECISION,
  actor_role_no SMALLINT, event_value SMALLINT, source_no SMALLINT, related_no INTEGER)`;

/** Appends events on the writing connection. */
export async function writeEvents(session: Session, rows: readonly EventRow[]): Promise<void> {
  await session.bulkInsert(
    'event_stage',
    [
      { type: 'integer', values: rows.map(({ requestId }) => requestId) },
      { type: 'smallint', values: rows.map(({ seq }) => seq) },
      { type: 'smallint', values: rows.map(({ type }) => REQUEST_EVENT_TYPES.indexOf(type)) },
      { type: 'double', values: rows.map(({ atMs }) => epochMsToSeconds(atMs)) },
      { type: 'smallint', values: rows.map(({ actorRoleNo }) => actorRoleNo) },
      { type: 'smallint', values: rows.map(({ value }) => value) },
      { type: 'smallint', values: rows.map(({ sourceNo }) => sourceNo) },
      { type: 'integer', values: rows.map(({ related }) => related) },
    ],
    rows.length,
  );
  await session.execute(
    `INSERT INTO request_events (${EVENT_COLUMNS}) SELECT request_id, seq, event_type_no,
       CAST('1970-01-01' AS timestamp) + happened_s * INTERVAL '1 second', actor_role_no, event_value, source_no, related_no
     FROM event_stage`,
  );
  await session.execute('TRUNCATE event_stage');
}
