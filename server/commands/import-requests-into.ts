import type { ExistingCity } from '../../geodata/import/existing-city.ts';
import { ImportRefusal } from '../../geodata/import/import-refusal.ts';
import type { ImportReport } from '../../geodata/import/import-report.ts';
import type { RequestBatch } from '../../geodata/import/import-requests.ts';
import type { KindMapping } from '../../geodata/import/mapping.ts';
import type { ImportOptions } from '../../geodata/import/plan-import.ts';
import { retryUnmatched } from '../../geodata/import/retry-unmatched.ts';
import type { UpsertCounts } from '../store/reconcile-rows.ts';
import type { DatasetStore } from '../store/store.ts';
import { readRequests } from './read-requests.ts';

/** Kept rows that are looked at again at a time. */
const RETRIED_ROWS = 20_000;

/** Rows of one transaction. What is larger than a row group (122,880 rows) the database writes to its place, and not into its log before. */
const TRANSACTION_ROWS = 123_000;

/**
 * Reads 诉求 from a file into a store, some batches a transaction: while the database takes them in, the next are read. What was written
 * before a refusal stays in the store, which the caller throws away.
 * @throws {ImportRefusal}
 */
export async function importRequests(
  store: DatasetStore,
  path: string,
  options: ImportOptions,
  existing: () => Promise<ExistingCity>,
): Promise<ImportReport> {
  const total: UpsertCounts = { created: 0, updated: 0, unchanged: 0 };
  const batches = readRequests(path, options, existing);
  let writing: Promise<void> = Promise.resolve();
  let waiting: RequestBatch[] = [];
  const write = async () => {
    const group = waiting;
    waiting = [];
    await writing;
    writing = writeBatches(store, group, total);
    // Its failure is met at the next group, or at the end.
    writing.catch(() => undefined);
  };
  try {
    for (;;) {
      const read = await batches.next();
      if (read.done) {
        await write();
        await writing;
        return { ...total, ...read.value };
      }
      waiting.push(read.value);
      if (rowsOf(waiting) >= TRANSACTION_ROWS) await write();
      options.onProgress?.(read.value.share, 'reading and storing');
    }
  } finally {
    await batches.return(undefined as never);
    await writing;
  }
}

function rowsOf(batches: readonly RequestBatch[]): number {
  return batches.reduce((sum, { columns, unmatched }) => sum + columns.length + unmatched.length, 0);
}

/** Looks again for the units of the rows that had none. @throws {ImportRefusal} nothing-unmatched */
export async function retryKeptRows(
  store: DatasetStore,
  existing: ExistingCity,
  options: { within: string | null; mapping: KindMapping | null; onProgress: (share: number) => void },
): Promise<ImportReport> {
  const { numberMatched } = await store.unmatched.page({ limit: 0, offset: 0 });
  if (numberMatched === 0) {
    throw new ImportRefusal(
      'nothing-unmatched',
      'the list of unmatched rows is empty: there is nothing to look for',
    );
  }
  const total: UpsertCounts = { created: 0, updated: 0, unchanged: 0 };
  let unmatched = 0;
  let unlocated = 0;
  let seen = 0;
  for (let last: { source: string; externalId: string } | null = null; ; ) {
    const kept = await store.unmatched.after(last, RETRIED_ROWS);
    if (kept.length === 0) break;
    last = kept[kept.length - 1];
    const retried = retryUnmatched(kept, existing, options);
    await writeBatches(store, [{ ...retried, categories: [] }], total);
    unmatched += retried.unmatched.length;
    unlocated += retried.columns.lon.filter((lon) => Number.isNaN(lon)).length;
    seen += kept.length;
    options.onProgress(seen / numberMatched);
  }
  const reasons = await store.unmatched.reasons();
  return {
    ...total,
    rejected: 0,
    unmatched,
    unlocated,
    unitAssumed: 0,
    reasons: reasons.map(({ reason, count }) => ({
      reason,
      effect: 'unmatched',
      count,
      message: `${count} rows still have no unit; GET /api/requests/unmatched lists them with candidates`,
      where: [],
    })),
    mapping: null,
  };
}

async function writeBatches(
  store: DatasetStore,
  batches: readonly RequestBatch[],
  total: UpsertCounts,
): Promise<void> {
  const categories = batches.flatMap((batch) => batch.categories);
  if (categories.length > 0) await store.upsertCity({ categories });
  const rows = batches.map(({ columns }) => columns).filter(({ length }) => length > 0);
  if (rows.length > 0) {
    const { created, updated, unchanged } = await store.writer.insertBatches(rows);
    total.created += created;
    total.updated += updated;
    total.unchanged += unchanged;
  }
  const unmatched = batches.flatMap((batch) => batch.unmatched);
  if (unmatched.length > 0) await store.unmatched.put(unmatched);
}
