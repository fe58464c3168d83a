import type { JobState } from '../contract/jobs.ts';

/**
 * The work of a job. Reports its progress 0…1, and what it has found so far where that can be read before the end; must stop soon after
 * `signal` aborts and leave nothing behind.
 */
export type JobWork = (
  report: (progress: number, step: string, result?: JobState['result']) => void,
  signal: AbortSignal,
) => Promise<void>;

interface Job {
  state: JobState;
  work: JobWork;
  abort: AbortController;
  settled: Promise<void>;
}

/** Finished jobs that are still remembered, so that a late `GET /api/jobs/{id}` has an answer. */
const REMEMBERED = 100;

/** Long work, one at a time (each uses every core), in the order asked for; and small work that somebody waits for, at once. */
export class JobList {
  private readonly jobs = new Map<string, Job>();
  private readonly listeners = new Set<(state: JobState) => void>();
  private running: Promise<void> = Promise.resolve();
  private count = 0;

  /** @returns stops listening */
  onChange(listener: (state: JobState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get(jobId: string): JobState | null {
    return this.jobs.get(jobId)?.state ?? null;
  }

  /** The job of this kind for this data set that is waiting or running. */
  active(kind: string, dataset: string): JobState | null {
    for (const { state } of this.jobs.values()) {
      if (state.kind === kind && state.dataset === dataset && isActive(state)) return state;
    }
    return null;
  }

  /** How many of this kind are waiting or running. */
  activeCount(kind: string): number {
    return [...this.jobs.values()].filter(({ state }) => state.kind === kind && isActive(state)).length;
  }

  /** `isAtOnce`: beside whatever else is running. */
  start(kind: string, dataset: string | null, work: JobWork, { isAtOnce = false } = {}): JobState {
    this.count += 1;
    const jobId = `${kind}-${dataset ?? 'all'}-${this.count}`;
    const state: JobState = { jobId, kind, state: 'queued', progress: 0, step: '', error: null, dataset };
    const job: Job = { state, work, abort: new AbortController(), settled: Promise.resolve() };
    this.jobs.set(jobId, job);
    if (isAtOnce) job.settled = Promise.resolve().then(() => this.run(job));
    else this.running = job.settled = this.running.then(() => this.run(job));
    this.forgetOld();
    return job.state;
  }

  /** Stops a job and waits until it has cleaned up. Null where there is no such job; a finished one stays as it ended. */
  async cancel(jobId: string): Promise<JobState | null> {
    const job = this.jobs.get(jobId);
    if (!job) return null;
    if (job.state.state === 'queued') this.change(job, { state: 'cancelled' });
    job.abort.abort();
    if (job.state.state === 'running') await job.settled;
    return job.state;
  }

  async close(): Promise<void> {
    await Promise.all([...this.jobs.keys()].map((jobId) => this.cancel(jobId)));
    this.listeners.clear();
  }

  private async run(job: Job): Promise<void> {
    if (job.state.state !== 'queued') return;
    this.change(job, { state: 'running' });
    try {
      await job.work(
        (progress, step, result) => this.change(job, { progress, step, ...(result ? { result } : {}) }),
        job.abort.signal,
      );
      this.change(job, { state: 'done', progress: 1 });
    } catch (error) {
      if (job.abort.signal.aborted) this.change(job, { state: 'cancelled' });
      else
        this.change(job, { state: 'failed', error: error instanceof Error ? error.message : String(error) });
    }
  }

  private change(job: Job, part: Partial<JobState>): void {
    job.state = { ...job.state, ...part };
    for (const listener of this.listeners) listener(job.state);
  }

  private forgetOld(): void {
    for (const [jobId, { state }] of this.jobs) {
      if (this.jobs.size <= REMEMBERED) return;
      if (!isActive(state)) this.jobs.delete(jobId);
    }
  }
}

function isActive(state: JobState): boolean {
  return state.state === 'queued' || state.state === 'running';
}
