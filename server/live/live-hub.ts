import type { JobState } from '../contract/jobs.ts';
import type {
  LiveHeartbeat,
  LiveIndicators,
  LiveRequest,
  LiveScenario,
  LiveWhistle,
} from '../contract/live.ts';
import { EventRing, sseFrame } from './event-ring.ts';
import { LiveClient, type LiveSink } from './live-client.ts';

export interface LiveHubOptions {
  /** Unique to this run of the server, without `-`. */
  epoch: string;
  /** Time of the newest data, for the age on screen. */
  asOf: () => string;
  simulated: () => boolean;
  /** The hub's clock as ISO text. */
  nowIso: () => string;
  now?: () => number;
  ringSize?: number;
  heartbeatMs?: number;
  /** Changed counts are announced together, at most once in this time. */
  indicatorsEveryMs?: number;
  maxBufferedBytes?: number;
  maxStallMs?: number;
  mostReplayedBytes?: number;
  /** Requests of this time go out in one piece, all else at once: hundreds of screens cost by the piece. 0 = at once. */
  gatherMs?: number;
}

/** Above this many units an `indicators` event names none: everything may have changed. */
const MAX_NAMED_UNITS = 500;

/** Who reads nothing for so long is let go at the next heartbeat: within a minute, whatever the moment. */
const MAX_STALL_MS = 50_000;
/** Who has missed more than this asks everything anew: told at once, it would have to be kept for whoever does not read it. */
const MOST_REPLAYED_BYTES = 1024 * 1024;

/** Spreads what happens in one data set to everyone who listens, and remembers the last of it for those who come back. */
export class LiveHub {
  private readonly ring: EventRing;
  private readonly clients = new Set<LiveClient>();
  private readonly options: LiveHubOptions;
  private readonly now: () => number;
  private readonly heartbeat: NodeJS.Timeout;
  private gathered = '';
  private gatherTimer: NodeJS.Timeout | null = null;
  private changedUnits = new Set<string>();
  private indicatorsTimer: NodeJS.Timeout | null = null;
  private lastIndicatorsAt = Number.NEGATIVE_INFINITY;
  private closed = false;

  constructor(options: LiveHubOptions) {
    this.options = options;
    this.now = options.now ?? Date.now;
    // A run of 20,000 events holds a quarter of an hour of a busy day and weighs a few megabytes.
    this.ring = new EventRing(options.epoch, options.ringSize ?? 20_000);
    this.heartbeat = setInterval(() => this.beat(), options.heartbeatMs ?? 5000);
    this.heartbeat.unref();
  }

  get clientCount(): number {
    return this.clients.size;
  }

  publishRequest(data: LiveRequest): void {
    this.gathered += this.ring.push('request', data);
    const { gatherMs = 0 } = this.options;
    if (gatherMs === 0) this.flush();
    else this.gatherTimer ??= setTimeout(() => this.flush(), gatherMs);
  }

  publishWhistle(data: LiveWhistle): void {
    this.publish('whistle', data);
  }

  publishJob(job: JobState): void {
    this.publish('job', job);
  }

  publishScenario(data: LiveScenario): void {
    this.publish('scenarios', data);
  }

  /** Counts of these units (and of those above them) changed. Gathered and sent at most once a second. */
  publishIndicators(unitIds: Iterable<string>): void {
    for (const id of unitIds) this.changedUnits.add(id);
    if (this.indicatorsTimer !== null || this.closed) return;
    const interval = this.options.indicatorsEveryMs ?? 1000;
    const wait = Math.max(0, this.lastIndicatorsAt + interval - this.now());
    this.indicatorsTimer = setTimeout(() => this.flushIndicators(), wait);
    this.indicatorsTimer.unref();
  }

  /** Everything changed at once (a gap was filled, data were imported). */
  publishReset(): void {
    this.publish('reset', {});
  }

  /**
   * Adds a listener: what it missed since `lastEventId`, or `reset`; then a heartbeat so that it knows the data's age at once.
   * @returns lets the listener go again
   */
  subscribe(sink: LiveSink, lastEventId: string | null): () => void {
    // What happened before is told to those who were there, and found in the ring by the others.
    this.flush();
    const client = new LiveClient(
      sink,
      {
        maxBufferedBytes: this.options.maxBufferedBytes ?? 2 * 1024 * 1024,
        maxStallMs: this.options.maxStallMs ?? MAX_STALL_MS,
      },
      this.now,
    );
    const leave = () => this.clients.delete(client);
    sink.on('close', leave);
    sink.on('error', leave);
    if (lastEventId !== null) {
      const missed = this.ring.since(lastEventId);
      const bytes = missed?.reduce((sum, frame) => sum + frame.length, 0) ?? 0;
      if (missed === null || bytes > (this.options.mostReplayedBytes ?? MOST_REPLAYED_BYTES)) {
        client.send(sseFrame('reset', {}, this.ring.lastId));
      } else for (const frame of missed) client.send(frame);
    }
    client.send(this.heartbeatFrame());
    this.clients.add(client);
    return leave;
  }

  /** Ends every listener's stream; they reconnect when the server is back. */
  close(): void {
    this.closed = true;
    clearInterval(this.heartbeat);
    this.flush();
    if (this.indicatorsTimer) clearTimeout(this.indicatorsTimer);
    for (const client of this.clients) client.close();
    this.clients.clear();
  }

  /** Sends a heartbeat and lets go of those who do not keep up. Called by the hub's own timer; tests call it. */
  beat(): void {
    this.broadcast(this.heartbeatFrame());
  }

  private publish(event: string, data: unknown): void {
    this.broadcast(this.ring.push(event, data));
  }

  private broadcast(frame: string): void {
    this.gathered += frame;
    this.flush();
  }

  private flush(): void {
    if (this.gatherTimer) clearTimeout(this.gatherTimer);
    this.gatherTimer = null;
    const text = this.gathered;
    this.gathered = '';
    if (text === '') return;
    for (const client of this.clients) {
      client.send(text);
      if (client.isTooSlow()) {
        this.clients.delete(client);
        client.evict();
      }
    }
  }

  private flushIndicators(): void {
    this.indicatorsTimer = null;
    this.lastIndicatorsAt = this.now();
    const unitIds = this.changedUnits.size > MAX_NAMED_UNITS ? [] : [...this.changedUnits];
    this.changedUnits = new Set();
    const data: LiveIndicators = { unitIds, asOf: this.options.asOf() };
    this.publish('indicators', data);
  }

  /** A heartbeat carries the newest id but takes no place in the ring. */
  private heartbeatFrame(): string {
    const data: LiveHeartbeat = {
      at: this.options.nowIso(),
      asOf: this.options.asOf(),
      simulated: this.options.simulated(),
    };
    return sseFrame('heartbeat', data, this.ring.lastId);
  }
}
