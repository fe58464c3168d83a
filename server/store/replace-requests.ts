import type { RequestColumns } from '../../geodata/model/service-request.ts';
import type { Session } from './driver.ts';
import { type KnownRow, keyOf } from './known-requests.ts';
import type { RowPlan } from './plan-request-rows.ts';
import { DAY_NUMBER, dayNumber } from './request-days.ts';
import { pickRows } from './request-fingerprint.ts';
import { withRequestIds } from './request-ids.ts';
import type { StageNumbers } from './request-stage.ts';
import type { Group } from './writer.ts';

export const FINGERPRINT_STAGE_TABLE =
  'CREATE TEMPORARY TABLE fingerprint_stage (request_id INTEGER, fingerprint VARCHAR)';

/**
 * A source that says otherwise is believed: the request is written anew under its own id, events and all. Where it tells of the creation
 * only, it knows nothing of what was done since: that stays, and so does the time from which it was measured.
 */
export async function replaceRows(
  group: Group,
  columns: RequestColumns,
  numbers: StageNumbers,
  fingerprints: readonly string[],
  plan: RowPlan,
  known: Map<string, KnownRow>,
): Promise<void> {
  const { session } = group;
  await group.waiting.write(session);
  await noteDays(group, columns, plan);
  const amended = await amendRows(session, columns, numbers, plan);
  const rewritten = plan.updated.filter((row) => !amended.has(row));
  if (rewritten.length > 0) {
    const requestIds = Int32Array.from(rewritten, (row) => plan.ids[row]);
    await withRequestIds(session, requestIds, async (among) => {
      await session.execute(`DELETE FROM requests WHERE request_id IN ${among}`);
      await session.execute(`DELETE FROM request_events WHERE request_id IN ${among}`);
    });
    const handlingUnitNos = pickHandlingUnits(numbers, rewritten);
    group.waiting.add(pickRows(columns, rewritten), { ...numbers, handlingUnitNos }, requestIds, null);
  }
  await session.bulkInsert(
    'fingerprint_stage',
    [
      { type: 'integer', values: Int32Array.from(plan.updated, (row) => plan.ids[row]) },
      { type: 'text', values: plan.updated.map((row) => fingerprints[row]) },
    ],
    plan.updated.length,
  );
  await session.execute(
    `UPDATE request_external_ids SET fingerprint = fingerprint_stage.fingerprint
     FROM fingerprint_stage WHERE request_external_ids.request_id = fingerprint_stage.request_id`,
  );
  await session.execute('TRUNCATE fingerprint_stage');
  for (const row of plan.updated) {
    const requestId = plan.ids[row];
    group.changed.add(requestId);
    known.set(keyOf(numbers.sourceNos[columns.source[row]], columns.externalId![row]!), {
      requestId,
      fingerprint: fingerprints[row],
    });
  }
}

/** Days on which the counts change: those from which rows go, and those to which they come. */
async function noteDays(group: Group, columns: RequestColumns, plan: RowPlan): Promise<void> {
  const ids = plan.updated.map((row) => plan.ids[row]);
  const [before] = await withRequestIds(group.session, ids, (among) =>
    group.session.columns(`SELECT DISTINCT ${DAY_NUMBER} FROM requests WHERE request_id IN ${among}`),
  );
  for (const day of before) noteDay(group, day as number);
  for (const row of plan.updated) noteDay(group, dayNumber(columns.createdAtMs[row]));
}

export function noteDay({ days, placedDays }: Group, day: number): void {
  days.add(day);
  placedDays.add(day);
}

export const AMEND_STAGE_TABLE = `CREATE TEMPORARY TABLE amend_stage (
  request_id INTEGER, category_no INTEGER, unit_no INTEGER, unit_assumed INTEGER,
  lon DOUBLE PRECISION, lat DOUBLE PRECISION, urgency INTEGER, kind_no INTEGER)`;

/** No point comes as NaN, which both databases order above every number. */
const AMEND_SQL = `UPDATE requests SET category_no = amend_stage.category_no, unit_no = amend_stage.unit_no,
  unit_assumed = (amend_stage.unit_assumed = 1), urgency = amend_stage.urgency, kind_no = amend_stage.kind_no,
  lon = CASE WHEN amend_stage.lon <= 180 THEN amend_stage.lon END,
  lat = CASE WHEN amend_stage.lon <= 180 THEN amend_stage.lat END
  FROM amend_stage WHERE requests.request_id = amend_stage.request_id`;

/** Category, place and urgency of those rows that tell of the creation only, while the request has gone on. @returns these rows */
async function amendRows(
  session: Session,
  columns: RequestColumns,
  numbers: StageNumbers,
  plan: RowPlan,
): Promise<Set<number>> {
  const bare = plan.updated.filter((row) => lastSecondsOf(columns, row) < 0);
  if (bare.length === 0) return new Set();
  const requestIds = bare.map((row) => plan.ids[row]);
  const [movedOn] = await withRequestIds(session, requestIds, (among) =>
    session.columns(
      `SELECT DISTINCT request_id FROM request_events WHERE request_id IN ${among} AND seq > 0`,
    ),
  );
  const living = new Set(movedOn as number[]);
  const rows = bare.filter((row) => living.has(plan.ids[row]));
  if (rows.length === 0) return new Set();
  const integers = (of: (row: number) => number) => ({
    type: 'integer' as const,
    values: Int32Array.from(rows, of),
  });
  const doubles = (values: Float64Array) => ({
    type: 'double' as const,
    values: Float64Array.from(rows, (row) => values[row]),
  });
  await session.bulkInsert(
    'amend_stage',
    [
      integers((row) => plan.ids[row]),
      integers((row) => numbers.categoryNos[columns.category[row]]),
      integers((row) => numbers.unitNos[columns.unit[row]]),
      integers((row) => columns.unitAssumed[row]),
      doubles(columns.lon),
      doubles(columns.lat),
      integers((row) => columns.urgency[row]),
      integers((row) => columns.kind[row]),
    ],
    rows.length,
  );
  await session.execute(AMEND_SQL);
  await session.execute('TRUNCATE amend_stage');
  return new Set(rows);
}

/** Seconds from the creation to the last step that the row tells of, detours included; -1 = it tells of none. */
export function lastSecondsOf(columns: RequestColumns, row: number): number {
  const last = Math.max(
    columns.dispatchSeconds[row],
    columns.acceptSeconds[row],
    columns.arriveSeconds[row],
    columns.handleSeconds[row],
    columns.resolveSeconds[row],
    columns.rateSeconds[row],
    columns.revisitSeconds[row],
    columns.escalateSeconds[row],
    columns.reopenSeconds[row],
  );
  const detours = columns.detours?.get(row) ?? [];
  return detours.reduce((latest, { seconds }) => Math.max(latest, seconds), last);
}

export function pickHandlingUnits(
  { handlingUnitNos }: StageNumbers,
  rows: readonly number[],
): Int32Array | null {
  return handlingUnitNos ? Int32Array.from(rows, (row) => handlingUnitNos[row]) : null;
}
