import type { RequestColumns } from '../../geodata/model/service-request.ts';
import type { Session } from './driver.ts';
import { dayNumber } from './request-days.ts';
import { requestFingerprints } from './request-fingerprint.ts';
import { type NewNames, numberBatch, rememberNames } from './request-numbers.ts';
import { RequestStage, type StageNumbers } from './request-stage.ts';
import type { StoreContext } from './store-context.ts';

/** Rows derived at a time: the database appends few large runs much faster than many small ones. */
const SLICE = 250_000;

/**
 * Loads batches in one transaction. Rows of a batch are written in the order of time; a load is fastest to ask where the
 * batches follow one another in time too.
 * @returns the number of rows
 */
export async function loadRequestBatches(
  context: StoreContext,
  batches: Iterable<RequestColumns> | AsyncIterable<RequestColumns>,
  onProgress: (rows: number) => void,
): Promise<number> {
  let loaded = 0;
  const added: NewNames = { sources: [], handlingUnits: [] };
  const stage = new RequestStage();
  const days = new Set<number>();
  await context.driver.transaction(async (session) => {
    for await (const columns of batches) {
      const numbers = await numberBatch(session, context.memory, columns, added);
      const order = orderByTime(columns);
      const requestIds = newRequestIds(columns, context.nextRequestId + loaded, order);
      stage.add(columns, numbers, requestIds, order);
      if (stage.size >= SLICE) await stage.write(session);
      await writeExternalIds(session, columns, numbers, requestIds, requestFingerprints(columns));
      for (let row = 0; row < columns.length; row++) days.add(dayNumber(columns.createdAtMs[row]));
      loaded += columns.length;
      onProgress(loaded);
    }
    await stage.write(session);
    await context.rollUps.mark(session, { days, placedDays: days });
  });
  context.rollUps.marked({ days, placedDays: days });
  rememberNames(context.memory, added);
  await context.rollUps.refresh();
  await context.driver.checkpoint();
  await context.readBounds();
  context.version++;
  return loaded;
}

/** Ids by row, ascending in the order of writing. */
export function newRequestIds(
  columns: RequestColumns,
  firstId: number,
  order: Uint32Array | null,
): Int32Array {
  const requestIds = new Int32Array(columns.length);
  for (let place = 0; place < columns.length; place++)
    requestIds[order ? order[place] : place] = firstId + place;
  return requestIds;
}

/** Rows by ascending time, or null where they are so already. */
export function orderByTime({ createdAtMs, length }: RequestColumns): Uint32Array | null {
  let sorted = true;
  for (let row = 1; sorted && row < length; row++) sorted = createdAtMs[row - 1] <= createdAtMs[row];
  if (sorted) return null;
  const order = Uint32Array.from({ length }, (_, row) => row);
  return order.sort((a, b) => createdAtMs[a] - createdAtMs[b] || a - b);
}

/** Remembers what each source calls its rows, and what it said (`fingerprints`, parallel to the rows). */
async function writeExternalIds(
  session: Session,
  columns: RequestColumns,
  numbers: StageNumbers,
  requestIds: Int32Array,
  fingerprints: readonly string[],
): Promise<void> {
  const { externalId: externalIds } = columns;
  if (!externalIds) return;
  const rows: number[] = [];
  for (let row = 0; row < columns.length; row++) if (externalIds[row] !== null) rows.push(row);
  await session.bulkInsert(
    'request_external_ids',
    [
      { type: 'integer', values: rows.map((row) => numbers.sourceNos[columns.source[row]]) },
      { type: 'text', values: rows.map((row) => externalIds[row]) },
      { type: 'integer', values: rows.map((row) => requestIds[row]) },
      { type: 'text', values: rows.map((row) => fingerprints[row]) },
    ],
    rows.length,
  );
}
