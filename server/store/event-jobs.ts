import {
  applyEvent,
  IllegalTransition,
  REQUEST_STATUSES,
  type RequestState,
  type RequestStatus,
} from '../../geodata/model/request-life.ts';
import { SECOND_MS } from '../../geodata/model/time.ts';
import type { Session } from './driver.ts';
import { writeEvents } from './event-rows.ts';
import { readMasked, secondsSql, secondsToEpochMs } from './masked-rows.ts';
import { type StateRow, updateStates } from './rebuild-state.ts';
import { dayNumber } from './request-days.ts';
import { withRequestIds } from './request-ids.ts';
import { nameNumbers } from './request-numbers.ts';
import { type NewRequestEvent, UnknownRequest } from './request-writer.ts';
import type { StoreContext } from './store-context.ts';
import type { EventsJob, Group } from './writer.ts';

/** A request while events are applied to it. */
interface Standing extends StateRow {
  nextSeq: number;
  /** The source of the 诉求 itself: what tells of its steps where nobody says otherwise. */
  sourceNo: number;
  onTime: boolean | null;
}

interface AppliedRow {
  event: NewRequestEvent;
  seq: number;
  sourceNo: number;
  related: number | null;
}

/** Applies the jobs in their order. A job with an illegal event is refused as a whole; the others go on. */
export async function applyEventJobs(
  context: StoreContext,
  group: Group,
  jobs: readonly EventsJob[],
): Promise<void> {
  if (jobs.length === 0) return;
  const { session } = group;
  const ids = new Set(jobs.flatMap((job) => job.events.map((event) => event.requestId)));
  for (const { events } of jobs)
    for (const { intoRequestId } of events) if (intoRequestId) ids.add(intoRequestId);
  const standing = await readStanding(session, [...ids]);
  const written: AppliedRow[] = [];
  const accepted: EventsJob[] = [];
  for (const job of jobs) {
    try {
      // Refused before its names are written down: a refusal leaves no trace.
      applyJob(job, standing, NO_NAMES);
      const outcome = applyJob(job, standing, await nameNumbersOf(context, group, job));
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
      group.days.add(dayNumber(createdAtMs));
    }
  }
  await answerJobs(context, group, accepted);
}

/** Numbers of the names that the events of a job bring; `null` where an event brings none. */
interface JobNames {
  source: (event: NewRequestEvent) => number | null;
  handlingUnit: (event: NewRequestEvent) => number | null;
}

const NO_NAMES: JobNames = { source: () => null, handlingUnit: () => null };

async function nameNumbersOf(context: StoreContext, group: Group, { events }: EventsJob): Promise<JobNames> {
  const { memory } = context;
  const { session, added } = group;
  const sources = named(events, ({ source }) => source);
  const units = named(events, ({ handlingUnit }) => handlingUnit);
  const sourceNos = await nameNumbers(session, 'sources', memory, added, sources);
  const unitNos = await nameNumbers(session, 'handlingUnits', memory, added, units);
  return {
    source: ({ source }) => (source === undefined ? null : sourceNos[sources.indexOf(source)]!),
    handlingUnit: ({ handlingUnit }) =>
      handlingUnit === undefined ? null : unitNos[units.indexOf(handlingUnit)]!,
  };
}

function named(
  events: readonly NewRequestEvent[],
  name: (event: NewRequestEvent) => string | undefined,
): string[] {
  return [...new Set(events.map(name).filter((text) => text !== undefined))];
}

/** One job on copies, so that a refusal leaves the others' states untouched. */
function applyJob(
  job: EventsJob,
  standing: ReadonlyMap<number, Standing>,
  names: JobNames,
): { standing: Map<number, Standing>; rows: AppliedRow[] } {
  const own = new Map<number, Standing>();
  const rows: AppliedRow[] = [];
  for (const event of job.events) {
    const before = own.get(event.requestId) ?? standing.get(event.requestId);
    if (!before) throw new UnknownRequest(`there is no request ${event.requestId}`);
    const related = relatedOf(event, standing, names);
    const state = applyEvent(before.state, { ...event, related });
    rows.push({ event, seq: before.nextSeq, sourceNo: names.source(event) ?? before.sourceNo, related });
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

/** What an event points at: the 诉求 that another is merged into, or who has it from now on. */
function relatedOf(
  event: NewRequestEvent,
  standing: ReadonlyMap<number, Standing>,
  names: JobNames,
): number | null {
  if (event.type !== 'merged') return names.handlingUnit(event);
  if (event.intoRequestId === undefined) return null;
  if (event.intoRequestId === event.requestId || !standing.has(event.intoRequestId)) {
    throw new UnknownRequest(`there is no other request ${event.intoRequestId} to merge into`);
  }
  return event.intoRequestId;
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
      `SELECT requests.request_id AS request_id, source_no, status_no, ${secondsSql('created_at')} AS created_s,
       ${secondsSql('updated_at')} AS updated_s, dispatch_seconds, accept_seconds, arrive_seconds, resolve_seconds,
       resolve_work_seconds, rate_seconds, rating, revisit_satisfied, escalation_level, reopened_count, returned_count,
       transferred_count, suspend_seconds, suspended_work_seconds, handling_unit_no, merged_into, rectify_order_seconds,
       rectify_seconds, justify_seconds, censure_seconds, on_time, next_seq
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
      receivedAt: createdAtMs,
      dispatchedAt: instant(row.dispatch_seconds),
      acceptedAt: instant(row.accept_seconds),
      arrivedAt: instant(row.arrive_seconds),
      resolvedAt: instant(row.resolve_seconds),
      resolveWorkSeconds: row.resolve_work_seconds as number | null,
      ratedAt: instant(row.rate_seconds),
      rating: row.rating as number | null,
      escalationLevel: row.escalation_level as number,
      reopenedCount: row.reopened_count as number,
      returnedCount: row.returned_count as number,
      transferredCount: row.transferred_count as number,
      revisitSatisfied: row.revisit_satisfied as boolean | null,
      suspendedAt: instant(row.suspend_seconds),
      suspendedWorkSeconds: row.suspended_work_seconds as number,
      handlingUnitNo: row.handling_unit_no as number | null,
      mergedInto: row.merged_into as number | null,
      rectifyOrderedAt: instant(row.rectify_order_seconds),
      rectifiedAt: instant(row.rectify_seconds),
      justifiedAt: instant(row.justify_seconds),
      censuredAt: instant(row.censure_seconds),
    };
    standing.set(requestId, {
      requestId,
      state,
      createdAtMs,
      updatedAtMs: secondsToEpochMs(row.updated_s as number),
      nextSeq: row.next_seq as number,
      sourceNo: row.source_no as number,
      onTime: row.on_time as boolean | null,
    });
  }
  return standing;
}

async function insertEvents(
  context: StoreContext,
  session: Session,
  rows: readonly AppliedRow[],
): Promise<void> {
  const roleNos = await roleNumbers(context, session, rows);
  await writeEvents(
    session,
    rows.map(({ event, seq, sourceNo, related }) => ({
      requestId: event.requestId,
      seq,
      type: event.type,
      atMs: event.atMs,
      actorRoleNo: roleNos.get(event.actorRole)!,
      value: event.value,
      sourceNo,
      related,
    })),
  );
}

/** Numbers of the roles; new ones are added and remembered (a number once given is never given again). */
async function roleNumbers(
  context: StoreContext,
  session: Session,
  rows: readonly AppliedRow[],
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
    readMasked(group.session, context.memory, `WHERE request_id IN ${among}`, [], group.added),
  );
  const byId = new Map(masked.map((request) => [request.id, request]));
  for (const job of jobs) {
    const own = [...new Set(job.events.map((event) => event.requestId))];
    group.answers.push(() => job.resolve({ requests: own.map((id) => byId.get(id)!) }));
  }
}
