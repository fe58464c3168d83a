import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EventSourceLike, type LiveListener, type LiveState, openLive } from '../../../web/api/live.ts';

class FakeSource implements EventSourceLike {
  readyState = 0;
  onopen: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  private readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(type, listener);
  }
  close(): void {
    this.readyState = 2;
  }
  send(type: string, id: string, data: unknown): void {
    this.listeners.get(type)?.({ lastEventId: id, data: JSON.stringify(data) } as MessageEvent<string>);
  }
  fail(readyState: number): void {
    this.readyState = readyState;
    this.onerror?.({} as Event);
  }
}

let sources: FakeSource[];
let told: unknown[];
let states: LiveState[];
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  sources = [];
  told = [];
  states = [];
  const listener: LiveListener = {
    onState: (state) => states.at(-1) !== state && states.push(state),
    onRequest: (event) => told.push(event),
    onIndicators: (event) => told.push(event),
    onHeartbeat: () => told.push('beat'),
    onJob: (event) => told.push(event),
    onScenario: (event) => told.push(event),
    onWhistle: (event) => told.push(event),
    onReset: () => told.push('reset'),
  };
  end = openLive('guiyang', listener, {
    open: (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source;
    },
    backoffMs: [100, 200],
    silenceMs: 1000,
  });
});

afterEach(() => {
  end();
  vi.useRealTimers();
});

describe('the live line', () => {
  it('tells what comes, once', () => {
    sources[0].send('request', '7', { change: 'created' });
    sources[0].send('request', '7', { change: 'created' });
    sources[0].send('heartbeat', '8', {});
    sources[0].send('reset', '9', {});
    expect(told).toEqual([{ change: 'created' }, 'beat', 'reset']);
    expect(states).toEqual(['connecting', 'open']);
  });

  it('leaves a broken line to the browser, which resumes by itself', () => {
    sources[0].send('heartbeat', '1', {});
    sources[0].fail(0);
    vi.advanceTimersByTime(500);
    expect(sources).toHaveLength(1);
    expect(states).toEqual(['connecting', 'open', 'lost']);
  });

  it('opens a new line after a growing wait where the browser has given up, and resumes', () => {
    sources[0].send('heartbeat', '41', {});
    sources[0].fail(2);
    expect(sources).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(sources[1].url).toBe('/d/guiyang/api/live?lastEventId=41');
    sources[1].fail(2);
    vi.advanceTimersByTime(199);
    expect(sources).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sources).toHaveLength(3);
    sources[2].send('heartbeat', '42', {});
    expect(states.at(-1)).toBe('open');
  });

  it('takes silence for a loss', () => {
    sources[0].send('heartbeat', '1', {});
    vi.advanceTimersByTime(1000);
    expect(states.at(-1)).toBe('lost');
    vi.advanceTimersByTime(100);
    expect(sources).toHaveLength(2);
    expect(sources[0].readyState).toBe(2);
  });

  it('ends for good', () => {
    end();
    sources[0].fail(2);
    vi.advanceTimersByTime(60000);
    expect(sources).toHaveLength(1);
  });
});
