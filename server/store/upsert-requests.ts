import type { RequestColumns } from '../../geodata/model/service-request.ts';
import { SECOND_MS } from '../../geodata/model/time.ts';
import type { Session, SqlValue } from './driver.ts';
import { newRequestIds, orderByTime } from './load-requests.ts';
import { DAY_NUMBER, dayNumber } from './request-days.ts';
import { pickRows, requestFingerprints } from './request-fingerprint.ts';
import { withRequestIds } from './request-ids.ts';
import { numberBatch } from './request-numbers.ts';
import type { StageNumbers } from './request-stage.ts';
import { QueryError } from './store.ts';
import type { StoreContext } from './store-context.ts';
import { PLACED_SQL } from './unmatched-requests.ts';
import type { Group, InsertJob } from './writer.ts';

/** What the store knows of a row: the request it made, and what the source said of it. */
interface KnownRow {
  requestId: number;
  fingerprint: string;
}

/** A call that names nothing unknown, with the store's numbers for what it names. */
interface NumberedJob {
  job: InsertJob;
  numbers: StageNumbers;
  /** What the source said about each row; empty where rows have no ids of their own. */
  fingerprints: string[];
}

/**
 * Writes the rows of the group's calls into its transaction, in their order: new ones are created, those that differ replaced. What is known
 * of all of them is read at once, and what they create is written at once: a statement costs as much for fifty rows as for one.
 */
export async function putRequests(
  context: StoreContext,
  group: Group,
  jobs: readonly InsertJob[],
): Promise<void> {
  const numbered: NumberedJob[] = [];
  for (const job of jobs) {
    try {
      const numbers = await numberBatch(group.session, context.memory, job.columns, group.added);
      const fingerprints = job.columns.externalId ? requestFingerprints(job.columns) : [];
      numbered.push({ job, numbers, fingerprints });
    } catch (error) {
      // A row that names what is not there refuses its call, not its neighbours'.
      if (!(error instanceof QueryError)) throw error;
      job.reject(error);
    }
  }
  const known = await readKnown(context, group.session, numbered);
  const externalIds = new ExternalIdStage();
  for (const { job, numbers, fingerprints } of numbered) {
    const { columns } = job;
    const plan = planRows(columns, numbers, fingerprints, known);
    const counts = {
      created: plan.created.length,
      updated: plan.updated.length + plan.repeatedUpdates,
      unchanged: plan.unchanged,
    };
    if (job.dryRun) {
      group.answers.push(() => job.resolve({ ...counts, ids: plan.ids.map((id) => Math.max(0, id)) }));
      continue;
    }
    if (columns.length > 0) group.spans.push(spanOf(columns));
    createRows(group, externalIds, columns, numbers, fingerprints, plan, known);
    if (plan.updated.length > 0) {
      // What is to be replaced may itself still wait to be written.
      await externalIds.write(group.session);
      await replaceRows(group, columns, numbers, fingerprints, plan, known);
    }
    for (const [earlier, later] of [...plan.standsFor].reverse()) plan.ids[earlier] = plan.ids[later];
    group.answers.push(() => job.resolve({ ...counts, ids: plan.ids }));
  }
  await externalIds.write(group.session);
}

interface RowPlan {
  /** By row; 0 until the row is created. */
  ids: number[];
  created: number[];
  updated: number[];
  unchanged: number;
  /** A row that repeats an id of its own call with another content: the later row stands. */
  repeatedUpdates: number;
  /** Row → the later row of the same id that stands for it; read backwards, so that every repeat gets the id of the last. */
  standsFor: Map<number, number>;
}

function planRows(
  columns: RequestColumns,
  numbers: StageNumbers,
  fingerprints: readonly string[],
  known: ReadonlyMap<string, KnownRow>,
): RowPlan {
  const plan: RowPlan = {
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

/** Up to here a list in the statement, which an index can answer, is quicker than a join, which reads the whole table. */
const LONGEST_LIST = 500;

/** Ids of rows as their sources give them, parallel to the numbers of the sources. */
interface SourceIds {
  sourceNos: number[];
  externalIds: string[];
}

/** What is known of the rows by source and id; takes those that had no unit out of the list of the unmatched. */
async function readKnown(
  context: StoreContext,
  session: Session,
  jobs: readonly NumberedJob[],
): Promise<Map<string, KnownRow>> {
  const wanted: SourceIds = { sourceNos: [], externalIds: [] };
  const keys = new Set<string>();
  for (const { job, numbers } of jobs) {
    (job.columns.externalId ?? []).forEach((externalId, row) => {
      if (externalId === null) return;
      const sourceNo = numbers.sourceNos[job.columns.source[row]];
      const key = keyOf(sourceNo, externalId);
      if (keys.has(key)) return;
      keys.add(key);
      wanted.sourceNos.push(sourceNo);
      wanted.externalIds.push(externalId);
    });
  }
  const known = new Map<string, KnownRow>();
  if (keys.size === 0) return known;
  const isShort = wanted.externalIds.length <= LONGEST_LIST && !context.mayHaveUnmatched;
  const [sourceNos, ids, requestIds, fingerprints] = await (isShort
    ? readListed(session, wanted)
    : readStaged(context, session, wanted));
  ids.forEach((id, index) => {
    const key = keyOf(sourceNos[index] as number, id as string);
    if (!keys.has(key)) return;
    known.set(key, {
      requestId: requestIds[index] as number,
      fingerprint: fingerprints[index] as string,
    });
  });
  return known;
}

/** By the ids alone: another source's row of the same id may come too. */
function readListed(session: Session, { externalIds }: SourceIds): Promise<SqlValue[][]> {
  return session.columns(
    `SELECT source_no, external_id, request_id, fingerprint FROM request_external_ids
     WHERE external_id IN (${externalIds.map((_, place) => `$${place + 1}`).join(', ')})`,
    externalIds,
  );
}

async function readStaged(
  context: StoreContext,
  session: Session,
  { sourceNos, externalIds }: SourceIds,
): Promise<SqlValue[][]> {
  await session.bulkInsert(
    'external_stage',
    [
      { type: 'integer', values: Int32Array.from(sourceNos) },
      { type: 'text', values: externalIds },
    ],
    externalIds.length,
  );
  const rows = await session.columns(
    `SELECT request_external_ids.source_no, request_external_ids.external_id, request_id, fingerprint
     FROM request_external_ids JOIN external_stage
       ON external_stage.external_id = request_external_ids.external_id
       AND external_stage.source_no = request_external_ids.source_no`,
  );
  if (context.mayHaveUnmatched) await session.execute(PLACED_SQL);
  await session.execute('TRUNCATE external_stage');
  return rows;
}

/** Ids of the sources that wait to be written: the new rows of many small calls are appended as one. */
class ExternalIdStage {
  private sourceNos: number[] = [];
  private externalIds: string[] = [];
  private requestIds: number[] = [];
  private fingerprints: string[] = [];

  add(sourceNo: number, externalId: string, requestId: number, fingerprint: string): void {
    this.sourceNos.push(sourceNo);
    this.externalIds.push(externalId);
    this.requestIds.push(requestId);
    this.fingerprints.push(fingerprint);
  }

  async write(session: Session): Promise<void> {
    const { sourceNos, externalIds, requestIds, fingerprints } = this;
    if (sourceNos.length === 0) return;
    await session.bulkInsert(
      'request_external_ids',
      [
        { type: 'integer', values: Int32Array.from(sourceNos) },
        { type: 'text', values: externalIds },
        { type: 'integer', values: Int32Array.from(requestIds) },
        { type: 'text', values: fingerprints },
      ],
      sourceNos.length,
    );
    this.sourceNos = [];
    this.externalIds = [];
    this.requestIds = [];
    this.fingerprints = [];
  }
}

function createRows(
  group: Group,
  externalIds: ExternalIdStage,
  columns: RequestColumns,
  numbers: StageNumbers,
  fingerprints: readonly string[],
  plan: RowPlan,
  known: Map<string, KnownRow>,
): void {
  if (plan.created.length === 0) return;
  const all = plan.created.length === columns.length;
  const rows = all ? columns : pickRows(columns, plan.created);
  const handlingUnitNos = pickHandlingUnits(numbers, plan.created);
  const order = orderByTime(rows);
  const requestIds = newRequestIds(rows, group.nextRequestId, order);
  group.nextRequestId += rows.length;
  group.stage.add(rows, { ...numbers, handlingUnitNos }, requestIds, order);
  plan.created.forEach((row, place) => {
    const requestId = requestIds[place];
    plan.ids[row] = requestId;
    noteDay(group, dayNumber(columns.createdAtMs[row]));
    group.created.add(requestId);
    const externalId = columns.externalId?.[row] ?? null;
    if (externalId === null) return;
    const sourceNo = numbers.sourceNos[columns.source[row]];
    externalIds.add(sourceNo, externalId, requestId, fingerprints[row]);
    // The next call of the group may say the same again.
    known.set(keyOf(sourceNo, externalId), { requestId, fingerprint: fingerprints[row] });
  });
}

/**
 * A source that says otherwise is believed: the request is written anew under its own id, events and all. Where it tells of the creation
 * only, it knows nothing of what was done since: that stays, and so does the time from which it was measured.
 */
async function replaceRows(
  group: Group,
  columns: RequestColumns,
  numbers: StageNumbers,
  fingerprints: readonly string[],
  plan: RowPlan,
  known: Map<string, KnownRow>,
): Promise<void> {
  const { session } = group;
  await group.stage.write(session);
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
    group.stage.add(pickRows(columns, rewritten), { ...numbers, handlingUnitNos }, requestIds, null);
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

function noteDay({ days, placedDays }: Group, day: number): void {
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

/** First and last instant that the rows tell of. */
function spanOf(columns: RequestColumns): Group['spans'][number] {
  let oldestMs = Infinity;
  let newestMs = -Infinity;
  for (let row = 0; row < columns.length; row++) {
    const createdAtMs = columns.createdAtMs[row];
    const lastSeconds = Math.max(0, lastSecondsOf(columns, row));
    oldestMs = Math.min(oldestMs, createdAtMs);
    newestMs = Math.max(newestMs, createdAtMs + lastSeconds * SECOND_MS);
  }
  return { createdAtMs: oldestMs, updatedAtMs: newestMs };
}

/** Seconds from the creation to the last step that the row tells of; -1 = it tells of none. */
function lastSecondsOf(columns: RequestColumns, row: number): number {
  return Math.max(
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
}

function pickHandlingUnits({ handlingUnitNos }: StageNumbers, rows: readonly number[]): Int32Array | null {
  return handlingUnitNos ? Int32Array.from(rows, (row) => handlingUnitNos[row]) : null;
}
