import { setTimeout as sleep } from 'node:timers/promises';
import type { MaskedRequest, RequestColumns } from '../../geodata/model/service-request.ts';
import { DuplicateKey, type Session } from './driver.ts';
import { applyEventJobs } from './event-jobs.ts';
import type { UpsertCounts } from './reconcile-rows.ts';
import { type NewNames, rememberNames } from './request-numbers.ts';
import { type Committed, type NewRequestEvent, type RequestWriter, StoreBusy } from './request-writer.ts';
import type { StoreContext } from './store-context.ts';
import { NOTHING_TOLD, readTold, type Told } from './told-rows.ts';
import { putRequests } from './upsert-requests.ts';
import { WaitingRows } from './waiting-rows.ts';

/** How long a call waits for company: DuckDB commits hundreds of single rows a second, tens of thousands in groups. */
const GROUP_WAIT_MS = 3;

/**
 * Rows and events, and calls, that may wait, what is being committed included: a second's work or a few, and some tens of megabytes. What
 * comes on top is refused at once; a call that is larger by itself is taken where nothing else waits.
 */
export const MOST_WAITING_ROWS = 10_000;
export const MOST_WAITING_CALLS = 1000;

export interface InsertJob {
  kind: 'insert';
  columns: RequestColumns;
  dryRun: boolean;
  resolve: (result: UpsertCounts & { ids: number[] }) => void;
  reject: (error: unknown) => void;
}

export interface EventsJob {
  kind: 'events';
  events: NewRequestEvent[];
  resolve: (result: { requests: MaskedRequest[] }) => void;
  reject: (error: unknown) => void;
}

type Job = InsertJob | EventsJob;

/** What one group of jobs has done so far inside its transaction. */
export interface Group {
  session: Session;
  added: NewNames;
  nextRequestId: number;
  /** Rows are written without asking first whether they are known; `DuplicateKey` tells that one is, for a tenth of the time of a look. */
  presumesNew: boolean;
  /** Some rows were known. */
  metKnown: boolean;
  /** Rows not written yet. */
  waiting: WaitingRows;
  created: Set<number>;
  changed: Set<number>;
  /** Days (since 1970, Shanghai) whose counts change. */
  days: Set<number>;
  /** Those on which requests come, go or move. */
  placedDays: Set<number>;
  /** Times by which the span of the data grows. */
  spans: { createdAtMs: number; updatedAtMs: number }[];
  /** Answers, given only after the commit. */
  answers: (() => void)[];
}

const NO_COUNTS: UpsertCounts = { created: 0, updated: 0, unchanged: 0 };

function added(sum: UpsertCounts, { created, updated, unchanged }: UpsertCounts): UpsertCounts {
  return {
    created: sum.created + created,
    updated: sum.updated + updated,
    unchanged: sum.unchanged + unchanged,
  };
}

function sizeOf(job: Job): number {
  return job.kind === 'insert' ? job.columns.length : job.events.length;
}

/** Undoes a transaction that went well. */
class Undo extends Error {}

/** The one writer of a store. */
export class GroupWriter implements RequestWriter {
  private readonly context: StoreContext;
  private readonly listeners = new Set<(committed: Committed) => void>();
  private waiting: Job[] = [];
  /** Of calls that are not answered yet. */
  private waitingRows = 0;
  private waitingCalls = 0;
  private running: Promise<void> | null = null;
  /** The last group had rows that were known: a source that delivers again mostly goes on with it. */
  private meetsKnown = false;
  private closed = false;

  constructor(context: StoreContext) {
    this.context = context;
  }

  insertRequests(
    columns: RequestColumns,
    options: { dryRun?: boolean } = {},
  ): Promise<UpsertCounts & { ids: number[] }> {
    return new Promise((resolve, reject) => {
      if (options.dryRun) this.rehearse({ kind: 'insert', columns, dryRun: true, resolve, reject });
      else this.enqueue([{ kind: 'insert', columns, dryRun: false, resolve, reject }]);
    });
  }

  async insertBatches(batches: readonly RequestColumns[]): Promise<UpsertCounts> {
    if (batches.length === 0) return NO_COUNTS;
    const jobs: InsertJob[] = [];
    const answers = Promise.all(
      batches.map(
        (columns) =>
          new Promise<UpsertCounts>((resolve, reject) => {
            jobs.push({ kind: 'insert', columns, dryRun: false, resolve, reject });
          }),
      ),
    );
    this.enqueue(jobs);
    const counts = (await answers).reduce(added, NO_COUNTS);
    // So many rows go past the log, which then never grows enough for a checkpoint; until then what they added to the indexes stays in memory.
    await this.context.driver.checkpoint();
    return counts;
  }

  appendEvents(events: NewRequestEvent[]): Promise<{ requests: MaskedRequest[] }> {
    return new Promise((resolve, reject) => {
      this.enqueue([{ kind: 'events', events, resolve, reject }]);
    });
  }

  onCommitted(listener: (committed: Committed) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Refuses new calls and waits until everything accepted is committed. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
  }

  /** A dry run has a transaction of its own, which is undone: not even a new source's name stays. */
  private rehearse(job: InsertJob): void {
    let answers: (() => void)[] = [];
    this.context.driver
      .transaction(async (session) => {
        const group = this.newGroup(session, false);
        await putRequests(this.context, group, [job]);
        answers = group.answers;
        throw new Undo();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undo)) job.reject(error);
        else for (const answer of answers) answer();
      });
  }

  private newGroup(session: Session, presumesNew: boolean): Group {
    return {
      session,
      presumesNew,
      metKnown: false,
      added: { sources: [], handlingUnits: [] },
      nextRequestId: this.context.nextRequestId,
      waiting: new WaitingRows(),
      created: new Set(),
      changed: new Set(),
      days: new Set(),
      placedDays: new Set(),
      spans: [],
      answers: [],
    };
  }

  /** All of them are taken, into one transaction, or none. */
  private enqueue(jobs: readonly Job[]): void {
    const rows = jobs.reduce((sum, job) => sum + sizeOf(job), 0);
    const refusal = this.refusalOf(rows, jobs.length);
    if (refusal !== null) {
      for (const job of jobs) job.reject(refusal);
      return;
    }
    this.waitingRows += rows;
    this.waitingCalls += jobs.length;
    this.waiting.push(...jobs);
    this.running ??= this.run();
  }

  /** Why so many rows and calls are not taken now; null = they are. */
  private refusalOf(rows: number, calls: number): Error | null {
    if (this.closed) return new Error('the store is closing');
    const isTooMuch =
      this.waitingRows + rows > MOST_WAITING_ROWS || this.waitingCalls + calls > MOST_WAITING_CALLS;
    return this.waitingCalls > 0 && isTooMuch
      ? new StoreBusy('more waits to be written than the store keeps waiting; come again in a moment')
      : null;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      await sleep(GROUP_WAIT_MS);
      const jobs = this.waiting;
      this.waiting = [];
      const answers = await this.commit(jobs);
      // Whoever is answered finds the room that it took free again.
      for (const job of jobs) this.waitingRows -= sizeOf(job);
      this.waitingCalls -= jobs.length;
      for (const answer of answers) answer();
    }
    this.running = null;
  }

  /** One transaction for all jobs. A job that is refused leaves no trace; a failure of the database fails them all. @returns their answers */
  private async commit(jobs: readonly Job[]): Promise<(() => void)[]> {
    try {
      return await this.commitPresuming(jobs, !this.meetsKnown).catch((error: unknown) => {
        if (error instanceof DuplicateKey) return this.commitPresuming(jobs, false);
        throw error;
      });
    } catch (error) {
      return jobs.map((job) => () => job.reject(error));
    }
  }

  /** @throws {DuplicateKey} where rows are presumed to be new and one is not */
  private async commitPresuming(jobs: readonly Job[], presumesNew: boolean): Promise<(() => void)[]> {
    const { context } = this;
    const { group, told } = await context.driver.transaction(async (session) => {
      const group = this.newGroup(session, presumesNew);
      await putRequests(
        context,
        group,
        jobs.filter((job) => job.kind === 'insert'),
      );
      await group.waiting.write(session);
      await applyEventJobs(
        context,
        group,
        jobs.filter((job) => job.kind === 'events'),
      );
      await context.rollUps.mark(session, group);
      return { group, told: this.listeners.size === 0 ? NOTHING_TOLD : await readTold(context, group) };
    });
    context.rollUps.marked(group);
    rememberNames(context.memory, group.added);
    context.nextRequestId = group.nextRequestId;
    if (group.created.size + group.changed.size > 0) {
      for (const span of group.spans) context.notice(span.createdAtMs, span.updatedAtMs);
      context.version++;
      this.tell(group, told);
    }
    this.meetsKnown = group.metKnown;
    return group.answers;
  }

  private tell(group: Group, told: Told): void {
    const committed: Committed = {
      requests: told.requests.map((request) => ({
        change: group.created.has(request.id) ? 'created' : 'changed',
        request,
      })),
      unitIds: told.unitIds,
      asOfMs: this.context.asOfMs,
    };
    for (const listener of this.listeners) {
      try {
        listener(committed);
      } catch {
        // A listener's failure must not undo what is committed, nor keep the others from hearing of it.
      }
    }
  }
}
