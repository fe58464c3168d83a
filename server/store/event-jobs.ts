import {
  applyEvent,
  IllegalTransition,
  REQUEST_EVENT_TYPES,
  REQUEST_STATUSES,
  type RequestState,
  type RequestStatus,
} from '../../geodata/model/service-request.ts';
import { SECOND_MS } from '../../geodata/model/time.ts';
import type { Session } from './driver.ts';
import { epochMsToSeconds, readMasked, secondsSql, secondsToEpochMs } from './masked-rows.ts';
import { type StateRow, updateStates } from './rebuild-state.ts';
import { withRequestIds } from './request-ids.ts';
import { type NewRequestEvent, UnknownRequest } from './store.ts';
import type { StoreContext } from './store-context.ts';
import type { EventsJob, Group } from './writer.ts';

/** A request while events are applied to it. */
interface Standing extends StateRow {
  nextSeq: number;
  onTime: boolean | null;
}

interface EventRow {
  event: NewRequestEvent;
  seq: number;
}

/** Applies the jobs in their order. A job with an illegal event is refused as a whole; the others go on. */
export async function applyEventJobs(
  context: StoreContext,
  group: Group,
  jobs: readonly EventsJob[],
): Promise<void> {
  if (jobs.length === 0) return;
  const { session } = group;
  const ids = [...new Set(jobs.flatMap((job) => job.events.map((event) => event.requestId)))];
  const standing = await readStanding(session, ids);
  const written: EventRow[] = [];
  const accepted: EventsJob[] = [];
  for (const job of jobs) {
    try {
      const outcome = applyJob(job, standing);
      for (const [id, row] of outcome.standing) standing.set(id, row);
      for (const row of outcome.rows) written.push(row);
      accepted.push(job);
      for (const id of outcome.standing.keys()) group.changed.add(id);
    } catch (error) {
      if (!(error instanceof IllegalTransition || error instanceof UnknownRequest)) throw error;
      job.reject(error);
    }
  }
  if (written.length > 0) {
    await insertEvents(context, session, written);
    const changed = [...new Set(written.map(({ event }) => event.requestId))].map((id) => standing.get(id)!);
    await updateStates(session, changed);
    await updateOnTime(session, changed);
    for (const { updatedAtMs, createdAtMs } of changed) {
      group.spans.push({ createdAtMs, updatedAtMs });
    }
  }
  await answerJobs(context, group, accepted);
}

/** One job on copies, so that a refusal leaves the others' states untouched. */
function applyJob(
  job: EventsJob,
  standing: ReadonlyMap<number, Standing>,
): { standing: Map<number, Standing>; rows: EventRow[] } {
  const own = new Map<number, Standing>();
  const rows: EventRow[] = [];
  for (const event of job.events) {
    const before = own.get(event.requestId) ?? standing.get(event.requestId);
    if (!before) throw new UnknownRequest(`there is no request ${event.requestId}`);
    const state = applyEvent(before.state, event);
    rows.push({ event, seq: before.nextSeq });
    own.set(event.requestId, {
      ...before,
      state,
      nextSeq: before.nextSeq + 1,
      updatedAtMs: Math.max(before.updatedAtMs, event.atMs),
      onTime: onTimeAfter(before.onTime, event),
    });
  }
  return { standing: own, rows };
}

/** Known once it is resolved and somebody says so; open again with a 返工. */
function onTimeAfter(before: boolean | null, event: NewRequestEvent): boolean | null {
  if (event.type === 'reopened') return null;
  if (event.type === 'resolved' && event.onTime !== undefined) return event.onTime;
  return before;
}

async function readStanding(session: Session, ids: readonly number[]): Promise<Map<number, Standing>> {
  const standing = new Map<number, Standing>();
  if (ids.length === 0) return standing;
  const rows = await withRequestIds(session, ids, (among) =>
    session.query(
      `SELECT requests.request_id AS request_id, status_no, ${secondsSql('created_at')} AS created_s,
       ${secondsSql('updated_at')} AS updated_s, dispatch_seconds, accept_seconds, arrive_seconds, resolve_seconds,
       rate_seconds, rating, revisit_satisfied, escalation_level, reopened_count, on_time, next_seq
     FROM requests JOIN (
       SELECT request_id, max(seq) + 1 AS next_seq FROM request_events WHERE request_id IN ${among} GROUP BY request_id
     ) AS numbered ON numbered.request_id = requests.request_id WHERE requests.request_id IN ${among}`,
    ),
  );
  for (const row of rows) {
    const requestId = row.request_id as number;
    const createdAtMs = secondsToEpochMs(row.created_s as number);
    const instant = (seconds: unknown) =>
      seconds === null ? null : createdAtMs + (seconds as number) * SECOND_MS;
    const state: RequestState = {
      status: REQUEST_STATUSES[row.status_no as number] as RequestStatus,
      dispatchedAt: instant(row.dispatch_seconds),
      acceptedAt: instant(row.accept_seconds),
      arrivedAt: instant(row.arrive_seconds),
      resolvedAt: instant(row.resolve_seconds),
      ratedAt: instant(row.rate_seconds),
      rating: row.rating as number | null,
      escalationLevel: row.escalation_level as number,
      reopenedCount: row.reopened_count as number,
      revisitSatisfied: row.revisit_satisfied as boolean | null,
    };
    standing.set(requestId, {
      requestId,
      state,
      createdAtMs,
      updatedAtMs: secondsToEpochMs(row.updated_s as number),
      nextSeq: row.next_seq as number,
      onTime: row.on_time as boolean | null,
    });
  }
  return standing;
}

export const EVENT_STAGE_TABLE = `CREATE TEMPORARY TABLE event_stage (
  request_id INTEGER, seq SMALLINT, event_type_no SMALLINT, happened_s DOUBLE PRECISION,
  actor_role_no SMALLINT, event_value SMALLINT)`;

async function insertEvents(
  context: StoreContext,
  session: Session,
  rows: readonly EventRow[],
): Promise<void> {
  const roleNos = await roleNumbers(context, session, rows);
  await session.bulkInsert(
    'event_stage',
    [
      { type: 'integer', values: rows.map(({ event }) => event.requestId) },
      { type: 'smallint', values: rows.map(({ seq }) => seq) },
      { type: 'smallint', values: rows.map(({ event }) => REQUEST_EVENT_TYPES.indexOf(event.type)) },
      { type: 'double', values: rows.map(({ event }) => epochMsToSeconds(event.atMs)) },
      { type: 'smallint', values: rows.map(({ event }) => roleNos.get(event.actorRole)!) },
      { type: 'smallint', values: rows.map(({ event }) => event.value) },
    ],
    rows.length,
  );
  await session.execute(
    `INSERT INTO request_events SELECT request_id, seq, event_type_no,
       CAST('1970-01-01' AS timestamp) + happened_s * INTERVAL '1 second', actor_role_no, event_value FROM event_stage`,
  );
  await session.execute('TRUNCATE event_stage');
}

/** Numbers of the roles; new ones are added and remembered (a number once given is never given again). */
async function roleNumbers(
  context: StoreContext,
  session: Session,
  rows: readonly EventRow[],
): Promise<Map<string, number>> {
  const { actorRoles } = context.memory;
  const numbers = new Map<string, number>();
  const [known] = await session.columns('SELECT name FROM actor_roles ORDER BY actor_role_no');
  known.forEach((name, no) => {
    numbers.set(name as string, no);
    actorRoles[no] = name as string;
  });
  for (const { event } of rows) {
    if (numbers.has(event.actorRole)) continue;
    const no = numbers.size;
    await session.execute('INSERT INTO actor_roles (actor_role_no, name) VALUES ($1, $2)', [
      no,
      event.actorRole,
    ]);
    numbers.set(event.actorRole, no);
    actorRoles[no] = event.actorRole;
  }
  return numbers;
}

async function updateOnTime(session: Session, rows: readonly Standing[]): Promise<void> {
  for (const [value, condition] of [
    ['TRUE', (row: Standing) => row.onTime === true],
    ['FALSE', (row: Standing) => row.onTime === false],
    ['NULL', (row: Standing) => row.onTime === null],
  ] as const) {
    const ids = rows.filter(condition).map((row) => row.requestId);
    if (ids.length === 0) continue;
    await withRequestIds(session, ids, (among) =>
      session.execute(
        `UPDATE requests SET on_time = ${value}
         WHERE request_id IN ${among} AND on_time IS DISTINCT FROM ${value}`,
      ),
    );
  }
}

async function answerJobs(context: StoreContext, group: Group, jobs: readonly EventsJob[]): Promise<void> {
  const ids = [...new Set(jobs.flatMap((job) => job.events.map((event) => event.requestId)))];
  if (ids.length === 0) {
    for (const job of jobs) group.answers.push(() => job.resolve({ requests: [] }));
    return;
  }
  const masked = await withRequestIds(group.session, ids, (among) =>
    readMasked(group.session, context.memory, `WHERE request_id IN ${among}`, [], group.added.sources),
  );
  const byId = new Map(masked.map((request) => [request.id, request]));
  for (const job of jobs) {
    const own = [...new Set(job.events.map((event) => event.requestId))];
    group.answers.push(() => job.resolve({ requests: own.map((id) => byId.get(id)!) }));
  }
}
