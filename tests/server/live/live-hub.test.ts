import { EventEmitter } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { MaskedRequest } from '../../../geodata/model/service-request.ts';
import { LiveHub, type LiveHubOptions } from '../../../server/live/live-hub.ts';

/** A response that reads as fast as the test says. */
class FakeSink extends EventEmitter {
  frames: string[] = [];
  writableLength = 0;
  isReading = true;
  ended = false;
  destroyed = false;
  write(text: string): boolean {
    this.frames.push(text);
    if (!this.isReading) this.writableLength += text.length;
    return this.isReading;
  }
  end(): void {
    this.ended = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
  events(): { event: string; id: string; data: unknown }[] {
    return this.frames.map((frame) => {
      const [, event, id, data] = /^event: (.*)\nid: (.*)\ndata: (.*)\n\n$/.exec(frame) ?? [];
      return { event: event!, id: id!, data: JSON.parse(data!) };
    });
  }
}

let clock = 0;
const hubs: LiveHub[] = [];

function makeHub(options: Partial<LiveHubOptions> = {}): LiveHub {
  const hub = new LiveHub({
    epoch: 'e1',
    asOf: () => '2026-11-20T08:00:00+08:00',
    simulated: () => true,
    nowIso: () => '2026-11-20T08:00:05+08:00',
    now: () => clock,
    ringSize: 5,
    ...options,
  });
  hubs.push(hub);
  return hub;
}

afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close();
  vi.useRealTimers();
  clock = 0;
});

const job = (step: string) => ({
  jobId: 'j',
  kind: 'demo',
  state: 'running' as const,
  progress: 0,
  step,
  error: null,
  dataset: null,
});
const steps = (sink: FakeSink) =>
  sink
    .events()
    .filter(({ event }) => event === 'job')
    .map(({ data }) => (data as { step: string }).step);

test('a new listener learns the age of the data at once, and gets what happens from then on', () => {
  const hub = makeHub();
  hub.publishJob(job('before'));
  const sink = new FakeSink();
  hub.subscribe(sink, null);
  hub.publishJob(job('after'));
  expect(sink.events()).toEqual([
    {
      event: 'heartbeat',
      id: 'e1-1',
      data: { at: '2026-11-20T08:00:05+08:00', asOf: '2026-11-20T08:00:00+08:00', simulated: true },
    },
    { event: 'job', id: 'e1-2', data: job('after') },
  ]);
});

test('who comes back gets exactly what it missed', () => {
  const hub = makeHub();
  for (const step of ['1', '2', '3', '4']) hub.publishJob(job(step));
  const sink = new FakeSink();
  hub.subscribe(sink, 'e1-2');
  expect(steps(sink)).toEqual(['3', '4']);
  const upToDate = new FakeSink();
  hub.subscribe(upToDate, 'e1-4');
  expect(upToDate.events().map(({ event }) => event)).toEqual(['heartbeat']);
});

test.each([
  ['another run of the server', 'e0-7'],
  ['an id that is none', 'hello'],
  ['an id from the future', 'e1-9'],
  ['one that the ring has forgotten', 'e1-1'],
])('who comes back with %s is told to ask everything anew', (_, lastEventId) => {
  const hub = makeHub();
  for (let i = 1; i <= 7; i++) hub.publishJob(job(String(i)));
  const sink = new FakeSink();
  hub.subscribe(sink, lastEventId);
  expect(sink.events().map(({ event, id }) => [event, id])).toEqual([
    ['reset', 'e1-7'],
    ['heartbeat', 'e1-7'],
  ]);
});

test('the oldest id the ring still serves is served whole', () => {
  const hub = makeHub();
  for (let i = 1; i <= 7; i++) hub.publishJob(job(String(i)));
  const sink = new FakeSink();
  hub.subscribe(sink, 'e1-2');
  expect(steps(sink)).toEqual(['3', '4', '5', '6', '7']);
});

test('who has missed more than can be kept for it is told to ask everything anew', () => {
  const hub = makeHub({ mostReplayedBytes: 300 });
  for (const step of ['1', '2', '3', '4']) hub.publishJob(job(step));
  const near = new FakeSink();
  hub.subscribe(near, 'e1-2');
  expect(steps(near)).toEqual(['3', '4']);
  const far = new FakeSink();
  hub.subscribe(far, 'e1-0');
  expect(far.events().map(({ event, id }) => [event, id])).toEqual([
    ['reset', 'e1-4'],
    ['heartbeat', 'e1-4'],
  ]);
});

test('requests of a moment go out in one piece, in order with all else, and to nobody twice', () => {
  vi.useFakeTimers();
  const hub = makeHub({ gatherMs: 100 });
  const request = (id: number) => hub.publishRequest({ change: 'created', request: { id } as MaskedRequest });
  const ids = (sink: FakeSink) => sink.frames.join('').match(/(?<="id":)\d|(?<="step":")\w+/g);
  const early = new FakeSink();
  hub.subscribe(early, null);
  request(1);
  request(2);
  expect(early.frames).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(early.frames).toHaveLength(2);
  expect(ids(early)).toEqual(['1', '2']);
  request(3);
  const late = new FakeSink();
  hub.subscribe(late, 'e1-1');
  vi.advanceTimersByTime(100);
  expect(ids(late)).toEqual(['2', '3']);
  request(4);
  hub.publishJob(job('now'));
  expect(ids(early)).toEqual(['1', '2', '3', '4', 'now']);
});

test('a listener that holds too much unread is let go', () => {
  const hub = makeHub({ maxBufferedBytes: 500 });
  const slow = new FakeSink();
  const quick = new FakeSink();
  hub.subscribe(slow, null);
  hub.subscribe(quick, null);
  slow.isReading = false;
  for (let i = 0; i < 10; i++) hub.publishJob(job('x'.repeat(60)));
  expect(slow.destroyed).toBe(true);
  expect(quick.destroyed).toBe(false);
  expect(hub.clientCount).toBe(1);
});

test('a listener that has read nothing for a minute is let go at the next heartbeat; one that read in between is not', () => {
  const hub = makeHub();
  const stalled = new FakeSink();
  const recovered = new FakeSink();
  for (const sink of [stalled, recovered]) {
    hub.subscribe(sink, null);
    sink.isReading = false;
  }
  hub.publishJob(job('1'));
  clock = 30_000;
  recovered.emit('drain');
  clock = 61_000;
  hub.beat();
  expect([stalled.destroyed, recovered.destroyed]).toEqual([true, false]);
});

test('a listener on a real connection that stops reading is let go, and holds little until then', async () => {
  const hub = makeHub({ now: () => performance.now(), maxStallMs: 300, maxBufferedBytes: 64 * 1024 });
  let mostBuffered = 0;
  let response: ServerResponse | null = null;
  const server = createServer((_request, answer) => {
    response = answer;
    hub.subscribe(answer, null);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stalled = connect(port, '127.0.0.1');
  stalled.on('error', () => undefined);
  stalled.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
  stalled.pause();
  try {
    while (hub.clientCount === 0) await sleep(5);
    const big = job('x'.repeat(20_000));
    // The buffers of the system come first; only then is anything kept here.
    while (hub.clientCount > 0) {
      hub.publishJob(big);
      mostBuffered = Math.max(mostBuffered, response!.destroyed ? 0 : response!.writableLength);
      await sleep(1);
    }
    expect(response!.destroyed).toBe(true);
    expect(mostBuffered).toBeLessThanOrEqual(64 * 1024 + 25_000);
  } finally {
    stalled.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}, 20_000);

test('changed counts are announced together, at most once a second', () => {
  vi.useFakeTimers();
  const hub = makeHub({ now: () => Date.now() });
  const sink = new FakeSink();
  hub.subscribe(sink, null);
  const announced = () =>
    sink
      .events()
      .filter(({ event }) => event === 'indicators')
      .map(({ data }) => (data as { unitIds: string[] }).unitIds);
  hub.publishIndicators(['a', 'b']);
  hub.publishIndicators(['b', 'c']);
  vi.advanceTimersByTime(1);
  expect(announced()).toEqual([['a', 'b', 'c']]);
  hub.publishIndicators(['d']);
  vi.advanceTimersByTime(900);
  expect(announced()).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(announced()).toEqual([['a', 'b', 'c'], ['d']]);
});

test('heartbeats come by themselves and take no place in the ring', () => {
  vi.useFakeTimers();
  const hub = makeHub({ heartbeatMs: 5000 });
  const sink = new FakeSink();
  hub.subscribe(sink, null);
  vi.advanceTimersByTime(20_000);
  expect(sink.events().map(({ event }) => event)).toEqual(new Array(5).fill('heartbeat'));
  const late = new FakeSink();
  hub.subscribe(late, 'e1-0');
  expect(late.events().map(({ event }) => event)).toEqual(['heartbeat']);
});

test('closing ends every stream', () => {
  const hub = makeHub();
  const sink = new FakeSink();
  hub.subscribe(sink, null);
  hub.close();
  expect(sink.ended).toBe(true);
});
