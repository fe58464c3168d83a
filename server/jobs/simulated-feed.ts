import { setTimeout as sleep } from 'node:timers/promises';
import {
  createFeed,
  type Feed,
  type FeedEvent,
  type FeedTick,
  type RunningRequest,
} from '../../geodata/demo-city/feed.ts';
import type { RequestSite } from '../../geodata/demo-city/requests-ground.ts';
import { RECENT } from '../../geodata/demo-city/requests-sampler.ts';
import type { Dataset } from '../../geodata/model/dataset.ts';
import type { FlowConfiguration } from '../../geodata/model/flow.ts';
import type { RequestStatus } from '../../geodata/model/request-life.ts';
import {
  DAY_MS,
  parseInstant,
  SECOND_MS,
  startOfShanghaiDay,
  toShanghaiIso,
} from '../../geodata/model/time.ts';
import { type NewRequestEvent, StoreBusy } from '../store/request-writer.ts';
import type { DatasetStore } from '../store/store.ts';
import { keepCalls } from './demo-calls.ts';
import { FeedWhistles } from './feed-whistles.ts';

/** The gap since the last stop is filled, but no further back than this. */
const LONGEST_GAP_MS = 7 * DAY_MS;
/** Time is made up for in steps of this, so that answers are given in between. */
const LONGEST_STEP_MS = 6 * 3600 * SECOND_MS;
/** A gap shorter than this is an ordinary tick. */
const SHORTEST_GAP_MS = 60 * SECOND_MS;
/** Lives that go on where the history broke off. */
const RUNNING: RequestStatus[] = ['received', 'dispatched', 'accepted', 'arrived', 'handling', 'resolved'];
const RUNNING_PER_STATUS = 3000;
/** New requests have no number before their commit: until then they go by numbers from here on. */
const FIRST_PROVISIONAL_ID = 2 ** 52;

export interface SimulatedFeedOptions {
  manifest: Pick<Dataset, 'seed'>;
  store: DatasetStore;
  /** By which whistles are blown. */
  flow: FlowConfiguration;
  /** Multiplies the pace. */
  rate: number;
  /** A gap is being filled (nobody wants to hear of every old event), or has been. */
  onCatchUp: (isCatchingUp: boolean) => void;
  onError: (error: unknown) => void;
  now?: () => number;
  tickMs?: number;
}

export interface SimulatedFeed {
  /** Resolves when the gap is filled and the feed ticks. */
  ready: Promise<void>;
  /** Waits for what is being written. */
  stop(): Promise<void>;
}

/**
 * Invented requests and whistles for a demo data set, at the pace of its history: fills the gap since its newest data in the background, then lets a
 * second's worth happen every second. Everything goes through the store's writer.
 */
export function startSimulatedFeed(options: SimulatedFeedOptions): SimulatedFeed {
  const run = new FeedRun(options);
  return { ready: run.start(), stop: () => run.stop() };
}

class FeedRun {
  private readonly options: SimulatedFeedOptions;
  private readonly now: () => number;
  private readonly numberOf = new Map<number, number>();
  /** Provisional ids of lives that are over, the longest unmentioned first. */
  private readonly ended = new Set<number>();
  private nextProvisionalId = FIRST_PROVISIONAL_ID;
  private feed: Feed | null = null;
  private whistles: FeedWhistles | null = null;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private stopped = false;
  /** The feed has come so far. */
  private atMs = 0;
  /** Midnight up to which calls are invented. */
  private calledUntilMs = 0;

  constructor(options: SimulatedFeedOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
  }

  async start(): Promise<void> {
    try {
      const { store } = this.options;
      const startMs = Math.max(store.asOfMs() + SECOND_MS, this.now() - LONGEST_GAP_MS);
      const seed = this.options.manifest.seed ?? 0;
      this.feed = createFeed(await siteOf(store), {
        seed,
        startMs,
        // A gap has the pace of the history; that something moves at least every twenty seconds holds from now on.
        liveFromMs: this.now(),
        rate: this.options.rate,
        assignIds: (count) => Array.from({ length: count }, () => this.nextProvisionalId++),
      });
      const running = await runningRequests(store);
      this.feed.adopt(running);
      this.whistles = new FeedWhistles(store, this.options.flow, { seed, startMs });
      await this.whistles.adopt(running);
      this.atMs = startMs;
      await this.advance();
      this.schedule();
    } catch (error) {
      this.options.onError(error);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.writing;
  }

  /** Up to now. A machine that has slept leaves a gap between two ticks as a stop leaves one before a start. */
  private async advance(): Promise<void> {
    const isGap = this.now() - this.atMs > SHORTEST_GAP_MS;
    if (isGap) this.options.onCatchUp(true);
    try {
      while (!this.stopped && this.atMs < this.now()) {
        this.atMs = Math.min(this.atMs + LONGEST_STEP_MS, this.now());
        await this.tick(this.atMs);
      }
      await this.callsOfDays();
    } finally {
      if (isGap) this.options.onCatchUp(false);
    }
  }

  /** A day that is over gets its calls. */
  private async callsOfDays(): Promise<void> {
    const day = startOfShanghaiDay(this.atMs);
    if (day === this.calledUntilMs) return;
    this.calledUntilMs = day;
    await keepCalls(this.options.store, this.options.manifest.seed ?? 0, this.atMs);
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.advance().then(
        () => this.schedule(),
        (error) => {
          this.options.onError(error);
          this.schedule();
        },
      );
    }, this.options.tickMs ?? SECOND_MS);
    this.timer.unref();
  }

  private tick(atMs: number): Promise<void> {
    if (this.feed === null) return Promise.resolve();
    const tick = this.feed.tick(atMs);
    this.writing = this.write(tick, atMs);
    return this.writing;
  }

  /** New requests first: their events need their numbers. */
  private async write({ created, createdIds, events }: FeedTick, atMs: number): Promise<void> {
    const { writer } = this.options.store;
    if (created !== null) {
      const { ids } = await patiently(() => writer.insertRequests(created));
      this.whistles?.remember(created, ids);
      createdIds.forEach((provisional, row) => {
        this.numberOf.set(provisional, ids[row]!);
      });
    }
    if (events.length > 0) {
      const stored = events.map((event) => this.toStoreEvent(event));
      await this.append(stored);
      this.whistles?.notice(stored);
    }
    await this.whistles?.write(atMs);
  }

  private toStoreEvent({
    requestId,
    type,
    atMs,
    actorRole,
    value,
    onTime,
    intoRequestId,
    isLast,
  }: FeedEvent): NewRequestEvent {
    const number = this.numberOf.get(requestId) ?? requestId;
    const into = intoRequestId === null ? undefined : this.numberOf.get(intoRequestId);
    if (isLast) this.forgetLater(requestId);
    if (intoRequestId !== null && this.ended.has(intoRequestId)) this.forgetLater(intoRequestId);
    return {
      requestId: number,
      type,
      atMs,
      actorRole,
      value,
      ...(onTime === null ? {} : { onTime: onTime === 1 }),
      ...(into === undefined ? {} : { intoRequestId: into }),
    };
  }

  /** A life that is over is still what later ones may be merged into, as long as the feed remembers it. */
  private forgetLater(provisionalId: number): void {
    this.ended.delete(provisionalId);
    this.ended.add(provisionalId);
    // Twice what the feed remembers: its events come some time after it drew them.
    if (this.ended.size <= 2 * RECENT) return;
    const [oldest] = this.ended;
    this.ended.delete(oldest!);
    this.numberOf.delete(oldest!);
  }

  /** A life that somebody else moved on (an operator, say) loses the events that no longer fit; the others go on. */
  private async append(events: NewRequestEvent[]): Promise<void> {
    const { writer } = this.options.store;
    try {
      await patiently(() => writer.appendEvents(events));
    } catch (error) {
      if (!isMisfit(error)) throw error;
      for (const event of events) {
        await patiently(() => writer.appendEvents([event])).catch((reason: unknown) => {
          if (!isMisfit(reason)) throw reason;
        });
      }
    }
  }
}

/** What is invented waits until what is real has been written. */
async function patiently<Result>(write: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreBusy)) throw error;
      await sleep(SECOND_MS);
    }
  }
}

function isMisfit(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'illegal-transition' || code === 'unknown-request';
}

async function siteOf(store: DatasetStore): Promise<RequestSite> {
  const { buildings } = await store.buildings.page({ limit: Number.MAX_SAFE_INTEGER, offset: 0 });
  return { units: store.units.list(), buildings };
}

async function runningRequests(store: DatasetStore): Promise<RunningRequest[]> {
  const running: RunningRequest[] = [];
  const from = toShanghaiIso(store.asOfMs() - 30 * DAY_MS);
  for (const status of RUNNING) {
    const selection = await store.select({ from, status });
    const { requests } = await store.requests.page({ selection, limit: RUNNING_PER_STATUS, offset: 0 });
    for (const request of requests) {
      running.push({
        requestId: request.id,
        createdAtMs: parseInstant(request.createdAt) ?? store.asOfMs(),
        unitId: request.unitId,
        categoryCode: request.categoryCode,
        status: request.status,
        escalationLevel: request.escalationLevel,
        urgency: request.urgency,
      });
    }
  }
  return running;
}
