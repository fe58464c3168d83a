import type { RequestColumns } from '../../geodata/model/service-request.ts';
import { SECOND_MS } from '../../geodata/model/time.ts';
import { ExternalIdStage, type KnownRow, keyOf, type NumberedJob, readKnown } from './known-requests.ts';
import { newRequestIds, orderByTime } from './load-requests.ts';
import { planRows, type RowPlan } from './plan-request-rows.ts';
import { QueryError } from './query-error.ts';
import { lastSecondsOf, noteDay, pickHandlingUnits, replaceRows } from './replace-requests.ts';
import { dayNumber } from './request-days.ts';
import { pickRows, requestFingerprints } from './request-fingerprint.ts';
import { numberBatch } from './request-numbers.ts';
import type { StageNumbers } from './request-stage.ts';
import type { StoreContext } from './store-context.ts';
import { PLACED_SINCE_SQL } from './unmatched-requests.ts';
import type { Group, InsertJob } from './writer.ts';

/**
 * Writes the rows of the group's calls into its transaction, in their order: new ones are created, those that differ replaced. What is known
 * of all of them is read at once, and what they create is written at once: a statement costs as much for fifty rows as for one.
 * @throws {DuplicateKey} where the rows are presumed to be new and one is not
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
  const firstRequestId = group.nextRequestId;
  const known = group.presumesNew
    ? new Map<string, KnownRow>()
    : await readKnown(context, group.session, numbered);
  group.metKnown = known.size > 0;
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
  if (group.presumesNew && context.mayHaveUnmatched && group.nextRequestId > firstRequestId) {
    await group.session.execute(PLACED_SINCE_SQL, [firstRequestId]);
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
  group.waiting.add(rows, { ...numbers, handlingUnitNos }, requestIds, order);
  plan.created.forEach((row, place) => {
    const requestId = requestIds[place];
    plan.ids[row] = requestId;
    noteDay(group, dayNumber(columns.createdAtMs[row]));
    group.created.add(requestId);
    const externalId = columns.externalId?.[row] ?? null;
    if (externalId === null) return;
    const sourceNo = numbers.sourceNos[columns.source[row]];
    externalIds.add(sourceNo, externalId, requestId, fingerprints[row]);
    // The next call of the group may say the same again; where all is presumed to be new, its key is met when it is written.
    if (!group.presumesNew)
      known.set(keyOf(sourceNo, externalId), { requestId, fingerprint: fingerprints[row] });
  });
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
