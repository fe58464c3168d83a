import { type RequestStep, requestEvents } from '../model/request-events.ts';
import type { RequestEventType, RequestStatus } from '../model/request-life.ts';
import type { RequestColumns } from '../model/service-request.ts';
import { TimeQueue } from './feed-queue.ts';
import { createRandom, type Random } from './random.ts';
import { hourKind } from './requests-calendar.ts';
import { LEAF_CATEGORIES } from './requests-categories.ts';
import { allocateColumns, type DemoColumns, truncateRow } from './requests-columns.ts';
import { prepareGround, type RequestGround, type RequestSite } from './requests-ground.ts';
import { sampleLife } from './requests-life.ts';
import { RECENT, RequestSampler } from './requests-sampler.ts';

/** 诉求 a resident and day in the demo's history: a million in two years for one and a half million people. */
export const REQUESTS_PER_RESIDENT_DAY = 1_370 / 1_500_000;
/** A screen on which nothing moves looks dead: at least one in twenty seconds. */
export const LEAST_PER_MINUTE = 3;
const MINUTES_PER_HOUR = 60;
const HOUR_MS = 3_600_000;

export interface FeedOptions {
  seed: number;
  /** The feed begins here; nothing is created earlier. */
  startMs: number;
  /** 诉求 of an average day; default by the number of residents. */
  perDay?: number;
  /** Multiplies the pace of the hour; default 1. */
  rate?: number;
  /** Floor under the pace, before `rate`; default LEAST_PER_MINUTE, 0 = exactly the pace of the history. */
  leastPerMinute?: number;
  /** The floor holds from here on; before it (a gap that is being filled) the pace is the history's. Default `startMs`. */
  liveFromMs?: number;
  /** A fixed pace instead of the history's by hour; `rate` and `leastPerMinute` do not matter then. */
  ratePerMinute?: number;
  /** Ids of new 诉求, as many as asked for. */
  assignIds: (count: number) => number[];
}

/** A step of a running 诉求. `onTime` is set on `resolved`: 1 within the category's limit, 0 after it. */
export interface FeedEvent extends RequestStep {
  requestId: number;
  onTime: 0 | 1 | null;
  /** Only with `merged`: the 诉求 that goes on for both. */
  intoRequestId: number | null;
  /** Nothing comes after it in this life. */
  isLast: boolean;
}

export interface FeedTick {
  /** New 诉求, just received (nothing else has happened in the columns), or null. */
  created: RequestColumns | null;
  /** Ids of the rows of `created`. */
  createdIds: number[];
  /** What happened since the last tick, in order of time; steps of `created` included. */
  events: FeedEvent[];
  /** Everything here is made up. */
  simulated: true;
}

/** A 诉求 that was running when the feed began: as much of it as the rest of its life depends on. */
export interface RunningRequest {
  requestId: number;
  createdAtMs: number;
  unitId: string;
  categoryCode: string;
  status: RequestStatus;
  escalationLevel: number;
  urgency: number;
}

export interface Feed {
  /** What happened up to `nowMs`. Time must not run backwards; ticks may be as rare or as frequent as one likes. */
  tick(nowMs: number): FeedTick;
  /** Lets earlier 诉求 go on: what is still missing of their life happens from the feed's start on. */
  adopt(running: readonly RunningRequest[]): void;
}

/** How far a state is from the beginning; steps at or below it have happened. */
const STAGE: Partial<Record<RequestStatus | RequestEventType, number>> = {
  received: 0,
  dispatched: 1,
  accepted: 2,
  arrived: 3,
  handling: 4,
  resolved: 5,
  rated: 6,
  revisited: 7,
};

/**
 * A simulated live feed. Pure: the same city, options and adopted 诉求 give the same events for the same clock, however the
 * clock is cut into ticks.
 */
export function createFeed(site: RequestSite, options: FeedOptions): Feed {
  return new SimulatedFeed(site, options);
}

class SimulatedFeed implements Feed {
  private readonly options: FeedOptions;
  private readonly ground: RequestGround;
  private readonly sampler: RequestSampler;
  private readonly arrivals: Random;
  private readonly adoption: Random;
  private readonly perDay: number;
  private readonly queue = new TimeQueue<FeedEvent>();
  private readonly scratch: DemoColumns;
  /** Ids by row, the longest unmentioned first: each new one mentions itself or the one it is merged into, as the sampler remembers. */
  private readonly recentIds = new Map<number, number>();
  private rows = 0;
  private nextAtMs: number;

  constructor(site: RequestSite, options: FeedOptions) {
    const random = createRandom(options.seed).stream(`feed:${options.startMs}`);
    this.options = options;
    this.ground = prepareGround(site, options.seed);
    this.sampler = new RequestSampler(this.ground, random.stream('rows'));
    this.arrivals = random.stream('arrivals');
    this.adoption = random.stream('adoption');
    this.perDay = options.perDay ?? this.ground.residents * REQUESTS_PER_RESIDENT_DAY;
    this.scratch = allocateColumns(1, this.ground.unitIds);
    this.nextAtMs = this.arrivalAfter(options.startMs);
  }

  tick(nowMs: number): FeedTick {
    const times: number[] = [];
    while (this.nextAtMs <= nowMs) {
      times.push(Math.floor(this.nextAtMs / 1000) * 1000);
      this.nextAtMs = this.arrivalAfter(this.nextAtMs);
    }
    const createdIds = times.length > 0 ? this.options.assignIds(times.length) : [];
    const created = times.length > 0 ? this.create(times, createdIds) : null;
    const events: FeedEvent[] = [];
    for (let event = this.queue.popDue(nowMs); event; event = this.queue.popDue(nowMs)) events.push(event);
    return { created, createdIds, events, simulated: true };
  }

  adopt(running: readonly RunningRequest[]): void {
    const unitIndex = new Map(this.ground.unitIds.map((id, index) => [id, index]));
    const leafIndex = new Map(LEAF_CATEGORIES.map((leaf, index) => [leaf.code, index]));
    for (const request of running) {
      const unit = unitIndex.get(request.unitId);
      const leaf = leafIndex.get(request.categoryCode);
      if (unit !== undefined && leaf !== undefined) this.goOn(request, unit, leaf);
    }
  }

  private create(times: readonly number[], ids: readonly number[]): RequestColumns {
    const columns = allocateColumns(times.length, this.ground.unitIds);
    for (let row = 0; row < times.length; row++) {
      const atMs = times[row]!;
      this.sampler.draw(columns, row, atMs, hourKind(atMs, this.options.seed));
      const limitSeconds = LEAF_CATEGORIES[columns.category[row]!]!.limitSeconds;
      const steps = requestEvents(columns, row).slice(1);
      const rowsBack = steps.at(-1)?.rowsBack ?? 0;
      const intoId = rowsBack > 0 ? this.recentIds.get(this.rows - rowsBack)! : null;
      this.schedule(ids[row]!, atMs, limitSeconds, steps, intoId);
      this.mention(this.rows - rowsBack, intoId ?? ids[row]!);
      this.rows++;
      truncateRow(columns, row, 0);
    }
    return columns;
  }

  private mention(row: number, id: number): void {
    this.recentIds.delete(row);
    this.recentIds.set(row, id);
    if (this.recentIds.size <= RECENT) return;
    const [oldest] = this.recentIds.keys();
    this.recentIds.delete(oldest!);
  }

  /** Samples a life for a known beginning and keeps of it what comes after the present state. */
  private goOn(request: RunningRequest, unit: number, leafIndex: number): void {
    const stage = STAGE[request.status];
    if (stage === undefined || stage > 5) return;
    const { scratch, adoption } = this;
    const leaf = LEAF_CATEGORIES[leafIndex]!;
    scratch.createdAtMs[0] = request.createdAtMs;
    scratch.category[0] = leafIndex;
    const facts = {
      leaf,
      unit,
      visit: leaf.visit,
      proactive: false,
      repeatsRowsBack: 0,
      urgency: request.urgency,
      night: false,
    };
    // A life with a 返工 or a detour could not be told from the state alone; draw until there is none.
    do sampleLife(scratch, 0, facts, this.ground, adoption);
    while (scratch.reopenSeconds[0]! >= 0 || scratch.detours.has(0));
    const { startMs } = this.options;
    let earliestMs = startMs;
    const steps: RequestStep[] = [];
    for (const step of requestEvents(scratch, 0)) {
      if (step.type === 'escalated' ? request.escalationLevel > 0 || stage >= 5 : STAGE[step.type]! <= stage)
        continue;
      // What this life would have done before the feed began happens some time after it: the longer it has waited, the later.
      const overdueMs = Math.max(60_000, 0.3 * (startMs - request.createdAtMs));
      const dueMs = step.atMs >= startMs ? step.atMs : startMs - overdueMs * Math.log(1 - adoption.next());
      earliestMs = Math.max(earliestMs + 1000, Math.floor(dueMs / 1000) * 1000);
      steps.push({ ...step, atMs: earliestMs });
    }
    this.schedule(request.requestId, request.createdAtMs, leaf.limitSeconds, steps, null);
  }

  private schedule(
    requestId: number,
    createdAtMs: number,
    limitSeconds: number,
    steps: RequestStep[],
    intoId: number | null,
  ): void {
    steps.forEach(({ rowsBack: _, ...step }, index) => {
      const inTime = step.atMs - createdAtMs <= limitSeconds * 1000;
      this.queue.push({
        ...step,
        requestId,
        onTime: step.type === 'resolved' ? (inTime ? 1 : 0) : null,
        intoRequestId: step.type === 'merged' ? intoId : null,
        isLast: index === steps.length - 1,
      });
    });
  }

  /** When the next 诉求 comes: a Poisson process whose pace is constant within an hour. */
  private arrivalAfter(fromMs: number): number {
    // In units of expected arrivals: used up at the pace of each hour in turn.
    let wait = -Math.log(1 - this.arrivals.next());
    const { liveFromMs = 0, ratePerMinute } = this.options;
    for (let atMs = fromMs; ; ) {
      const perMs = (ratePerMinute ?? this.pacePerMinute(atMs)) / 60_000;
      if (!(perMs > 0)) return Number.POSITIVE_INFINITY;
      const hourEndMs = (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS;
      const endMs = atMs < liveFromMs ? Math.min(hourEndMs, liveFromMs) : hourEndMs;
      if (perMs * (endMs - atMs) >= wait) return atMs + wait / perMs;
      wait -= perMs * (endMs - atMs);
      atMs = endMs;
    }
  }

  private pacePerMinute(atMs: number): number {
    const history = (this.perDay * hourKind(atMs, this.options.seed).weight) / MINUTES_PER_HOUR;
    const live = atMs >= (this.options.liveFromMs ?? this.options.startMs);
    const least = live ? (this.options.leastPerMinute ?? LEAST_PER_MINUTE) : 0;
    return Math.max(history, least) * (this.options.rate ?? 1);
  }
}
