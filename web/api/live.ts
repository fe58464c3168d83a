import type { JobState } from '../../server/contract/jobs.ts';
import type {
  LiveHeartbeat,
  LiveIndicators,
  LiveRequest,
  LiveScenario,
  LiveWhistle,
} from '../../server/contract/live.ts';
import { address, type DatasetId } from './http.ts';

export type LiveState = 'connecting' | 'open' | 'lost';

/** What a listener is told. `onReset` means: events were missed, ask for everything anew. */
export interface LiveListener {
  onState(state: LiveState): void;
  onRequest(event: LiveRequest): void;
  onIndicators(event: LiveIndicators): void;
  onHeartbeat(event: LiveHeartbeat): void;
  onJob(event: JobState): void;
  onScenario(event: LiveScenario): void;
  onWhistle(event: LiveWhistle): void;
  onReset(): void;
}

/** The part of EventSource that is used; tests bring their own. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
}

export interface LiveOptions {
  open?: (url: string) => EventSourceLike;
  /** Waits before the first, second … attempt to come back; the last one repeats. */
  backoffMs?: number[];
  /** Silence after which the line counts as lost: three heartbeats of 5 s. */
  silenceMs?: number;
}

const BACKOFF_MS = [1000, 2000, 4000, 8000, 15000, 30000];
const SILENCE_MS = 15000;
/** Ids remembered to drop events that come twice after a resume; more than the server replays at a time. */
const REMEMBERED_IDS = 512;
const CLOSED = 2;

/**
 * The live stream of a data set. Comes back by itself: the browser's own reconnection resumes by Last-Event-ID; where it
 * gives up, or the line stays silent, a new stream is opened with the last id in the query, after a growing wait.
 * @returns a function that ends it.
 */
export function openLive(dataset: DatasetId, listener: LiveListener, options: LiveOptions = {}): () => void {
  const open = options.open ?? ((url: string): EventSourceLike => new EventSource(url));
  const backoffMs = options.backoffMs ?? BACKOFF_MS;
  const silenceMs = options.silenceMs ?? SILENCE_MS;
  const seen = new RecentIds(REMEMBERED_IDS);
  let source: EventSourceLike | null = null;
  let attempts = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  function heard(): void {
    attempts = 0;
    listener.onState('open');
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(comeBack, silenceMs);
  }

  function comeBack(): void {
    source?.close();
    source = null;
    clearTimeout(silenceTimer);
    clearTimeout(retryTimer);
    if (ended) return;
    listener.onState('lost');
    retryTimer = setTimeout(connect, backoffMs[Math.min(attempts, backoffMs.length - 1)]);
    attempts += 1;
  }

  function on<T>(type: string, tell: (data: T) => void): void {
    source?.addEventListener(type, (event) => {
      heard();
      if (event.lastEventId !== '' && !seen.add(`${type}:${event.lastEventId}`)) return;
      if (event.lastEventId !== '') seen.last = event.lastEventId;
      tell(JSON.parse(event.data) as T);
    });
  }

  function connect(): void {
    source = open(address(dataset, '/api/live', { lastEventId: seen.last }));
    silenceTimer = setTimeout(comeBack, silenceMs);
    source.onopen = heard;
    source.onerror = () => {
      // While CONNECTING the browser retries by itself and keeps Last-Event-ID; only CLOSED needs us.
      if (source?.readyState === CLOSED) comeBack();
      else listener.onState('lost');
    };
    on<LiveRequest>('request', (data) => listener.onRequest(data));
    on<LiveIndicators>('indicators', (data) => listener.onIndicators(data));
    on<LiveHeartbeat>('heartbeat', (data) => listener.onHeartbeat(data));
    on<JobState>('job', (data) => listener.onJob(data));
    on<LiveScenario>('scenarios', (data) => listener.onScenario(data));
    on<LiveWhistle>('whistle', (data) => listener.onWhistle(data));
    on<object>('reset', () => listener.onReset());
  }

  listener.onState('connecting');
  connect();
  return () => {
    ended = true;
    clearTimeout(retryTimer);
    clearTimeout(silenceTimer);
    source?.close();
    source = null;
  };
}

/** The last `capacity` ids, oldest forgotten first. */
class RecentIds {
  last: string | null = null;
  private readonly ids = new Set<string>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** False where the id is known already. */
  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    if (this.ids.size > this.capacity) {
      const oldest = this.ids.values().next();
      if (!oldest.done) this.ids.delete(oldest.value);
    }
    return true;
  }
}
