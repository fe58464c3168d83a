import type { RequestColumns } from '../../geodata/model/service-request.ts';
import { SECOND_MS } from '../../geodata/model/time.ts';
import { newRequestIds, orderByTime, writeExternalIds } from './load-requests.ts';
import { pickRows, requestFingerprints } from './request-fingerprint.ts';
import { withRequestIds } from './request-ids.ts';
import { numberBatch } from './request-numbers.ts';
import type { StageNumbers } from './request-stage.ts';
import { QueryError } from './store.ts';
import type { StoreContext } from './store-context.ts';
import { PLACED_SQL } from './unmatched-requests.ts';
import type { Group, InsertJob } from './writer.ts';

/** What the store knows of a row: the request it made, and whether the source says the same again. */
interface KnownRow {
  requestId: number;
  fingerprint: string;
}

/** Writes the rows of one call into the group's transaction: new ones are created, those that differ replaced. */
export async function putRequests(context: StoreContext, group: Group, job: InsertJob): Promise<void> {
  const { columns } = job;
  let numbers: StageNumbers;
  try {
    numbers = await numberBatch(group.session, context.memory, columns, group.added);
  } catch (error) {
    // A row that names what is not there refuses its call, not its neighbours'.
    if (!(error instanceof QueryError)) throw error;
    job.reject(error);
    return;
  }
  const plan = await planRows(context, group, columns, numbers);
  const counts = {
    created: plan.created.length,
    updated: plan.updated.length + plan.repeatedUpdates,
    unchanged: plan.unchanged,
  };
  if (job.dryRun) {
    group.answers.push(() => job.resolve({ ...counts, ids: plan.ids.map((id) => Math.max(0, id)) }));
    return;
  }
  if (columns.length > 0) group.spans.push(spanOf(columns));
  await createRows(group, columns, numbers, plan);
  await replaceRows(group, columns, numbers, plan);
  group.answers.push(() => job.resolve({ ...counts, ids: plan.ids }));
}

interface RowPlan {
  /** What the source said about each row; empty where rows have no ids of their own. */
  fingerprints: string[];
  /** By row; 0 until the row is created. */
  ids: number[];
  created: number[];
  updated: number[];
  unchanged: number;
  /** A row that repeats an id of its own call with another content: the later row stands. */
  repeatedUpdates: number;
  /** Row → the later row of the same id that stands for it. */
  standsFor: Map<number, number>;
}

async function planRows(
  context: StoreContext,
  group: Group,
  columns: RequestColumns,
  numbers: StageNumbers,
): Promise<RowPlan> {
  const plan: RowPlan = {
    fingerprints: columns.externalId ? requestFingerprints(columns) : [],
    ids: new Array<number>(columns.length).fill(0),
    created: [],
    updated: [],
    unchanged: 0,
    repeatedUpdates: 0,
    standsFor: new Map(),
  };
  const { externalId } = columns;
  if (!externalId) {
    for (let row = 0; row < columns.length; row++) plan.created.push(row);
    return plan;
  }
  const { fingerprints } = plan;
  const known = await readKnown(context, group, columns, numbers);
  const lastRow = new Map<string, number>();
  for (let row = 0; row < columns.length; row++) {
    if (externalId[row] === null) {
      plan.created.push(row);
      continue;
    }
    const key = keyOf(numbers.sourceNos[columns.source[row]], externalId[row]!);
    const earlier = lastRow.get(key);
    lastRow.set(key, row);
    if (earlier !== undefined) {
      plan.standsFor.set(earlier, row);
      if (fingerprints[earlier] === fingerprints[row]) plan.unchanged++;
      else plan.repeatedUpdates++;
    }
  }
  for (const [key, row] of lastRow) {
    const before = known.get(key);
    if (!before) plan.created.push(row);
    else {
      plan.ids[row] = before.requestId;
      if (before.fingerprint === fingerprints[row]) plan.unchanged++;
      else plan.updated.push(row);
    }
  }
  plan.created.sort((a, b) => a - b);
  return plan;
}

function keyOf(sourceNo: number, externalId: string): string {
  return `${sourceNo} ${externalId}`;
}

export const EXTERNAL_STAGE_TABLE =
  'CREATE TEMPORARY TABLE external_stage (source_no INTEGER, external_id VARCHAR)';

export const FINGERPRINT_STAGE_TABLE =
  'CREATE TEMPORARY TABLE fingerprint_stage (request_id INTEGER, fingerprint VARCHAR)';

/** What is known of the rows by their ids; takes those that had no unit out of the list of the unmatched. */
async function readKnown(
  context: StoreContext,
  group: Group,
  columns: RequestColumns,
  numbers: StageNumbers,
): Promise<Map<string, KnownRow>> {
  const { session } = group;
  const sourceNos: number[] = [];
  const externalIds: string[] = [];
  for (let row = 0; row < columns.length; row++) {
    const externalId = columns.externalId![row];
    if (externalId === null) continue;
    sourceNos.push(numbers.sourceNos[columns.source[row]]);
    externalIds.push(externalId);
  }
  await session.bulkInsert(
    'external_stage',
    [
      { type: 'integer', values: Int32Array.from(sourceNos) },
      { type: 'text', values: externalIds },
    ],
    externalIds.length,
  );
  const [knownSources, ids, requestIds, fingerprints] = await session.columns(
    `SELECT DISTINCT request_external_ids.source_no, request_external_ids.external_id, request_id, fingerprint
     FROM request_external_ids JOIN external_stage
       ON external_stage.external_id = request_external_ids.external_id
       AND external_stage.source_no = request_external_ids.source_no`,
  );
  if (context.mayHaveUnmatched) await session.execute(PLACED_SQL);
  await session.execute('DELETE FROM external_stage');
  const known = new Map<string, KnownRow>();
  ids.forEach((id, index) => {
    known.set(keyOf(knownSources[index] as number, id as string), {
      requestId: requestIds[index] as number,
      fingerprint: fingerprints[index] as string,
    });
  });
  return known;
}

async function createRows(
  group: Group,
  columns: RequestColumns,
  numbers: StageNumbers,
  plan: RowPlan,
): Promise<void> {
  if (plan.created.length === 0) return;
  const all = plan.created.length === columns.length;
  const rows = all ? columns : pickRows(columns, plan.created);
  const handlingUnitNos = pickHandlingUnits(numbers, plan.created);
  const order = orderByTime(rows);
  const requestIds = newRequestIds(rows, group.nextRequestId, order);
  group.nextRequestId += rows.length;
  group.stage.add(rows, { ...numbers, handlingUnitNos }, requestIds, order);
  const fingerprints = plan.created.map((row) => plan.fingerprints[row]!);
  await writeExternalIds(group.session, rows, numbers, requestIds, fingerprints);
  plan.created.forEach((row, place) => {
    plan.ids[row] = requestIds[place];
    group.created.add(requestIds[place]);
  });
  // Later rows stand first in no chain: walking backwards gives every repeat the id of the row that stands.
  for (const [earlier, later] of [...plan.standsFor].reverse()) plan.ids[earlier] = plan.ids[later];
}

/** A source that says otherwise is believed: the request is written anew under its own id, events and all. */
async function replaceRows(
  group: Group,
  columns: RequestColumns,
  numbers: StageNumbers,
  plan: RowPlan,
): Promise<void> {
  for (const [earlier, later] of [...plan.standsFor].reverse()) plan.ids[earlier] = plan.ids[later];
  if (plan.updated.length === 0) return;
  const { session } = group;
  // What is to be replaced may itself still be on the stage.
  await group.stage.write(session);
  const rows = pickRows(columns, plan.updated);
  const requestIds = Int32Array.from(plan.updated, (row) => plan.ids[row]);
  await withRequestIds(session, requestIds, async (among) => {
    await session.execute(`DELETE FROM requests WHERE request_id IN ${among}`);
    await session.execute(`DELETE FROM request_events WHERE request_id IN ${among}`);
  });
  const handlingUnitNos = pickHandlingUnits(numbers, plan.updated);
  group.stage.add(rows, { ...numbers, handlingUnitNos }, requestIds, null);
  await session.bulkInsert(
    'fingerprint_stage',
    [
      { type: 'integer', values: requestIds },
      { type: 'text', values: plan.updated.map((row) => plan.fingerprints[row]!) },
    ],
    rows.length,
  );
  await session.execute(
    `UPDATE request_external_ids SET fingerprint = fingerprint_stage.fingerprint
     FROM fingerprint_stage WHERE request_external_ids.request_id = fingerprint_stage.request_id`,
  );
  await session.execute('DELETE FROM fingerprint_stage');
  for (const requestId of requestIds) group.changed.add(requestId);
}

/** First and last instant that the rows tell of. */
function spanOf(columns: RequestColumns): Group['spans'][number] {
  let oldestMs = Infinity;
  let newestMs = -Infinity;
  for (let row = 0; row < columns.length; row++) {
    const createdAtMs = columns.createdAtMs[row];
    const lastSeconds = Math.max(
      0,
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
    oldestMs = Math.min(oldestMs, createdAtMs);
    newestMs = Math.max(newestMs, createdAtMs + lastSeconds * SECOND_MS);
  }
  return { createdAtMs: oldestMs, updatedAtMs: newestMs };
}

function pickHandlingUnits({ handlingUnitNos }: StageNumbers, rows: readonly number[]): Int32Array | null {
  return handlingUnitNos ? Int32Array.from(rows, (row) => handlingUnitNos[row]) : null;
}
