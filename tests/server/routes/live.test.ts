import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TinyDataset, tinyDataset } from '../tiny-dataset.ts';

let tiny: TinyDataset;
beforeAll(async () => {
  tiny = await tinyDataset({ requestTimeoutMs: 500 });
  await tiny.datasets.get('tiny');
}, 60_000);
afterAll(() => tiny.close());

interface LiveEvent {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

/** Reads events until `enough`, then leaves. */
async function listen(
  headers: Record<string, string>,
  enough: (events: LiveEvent[]) => boolean,
  url = '/api/live',
): Promise<{ events: LiveEvent[]; headers: Record<string, unknown> }> {
  const answer = await tiny.app.inject({ url, headers, payloadAsStream: true });
  const stream: Readable = answer.stream();
  const events: LiveEvent[] = [];
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const [, event, id, data] = /^event: (.*)\nid: (.*)\ndata: (.*)$/.exec(frame) ?? [];
      if (event) events.push({ event, id: id!, data: JSON.parse(data!) });
    }
    if (enough(events)) break;
  }
  stream.destroy();
  return { events, headers: answer.headers };
}

const job = (step: string) => ({
  jobId: 'j1',
  kind: 'demo',
  state: 'running' as const,
  progress: 0.5,
  step,
  error: null,
  dataset: 'x',
});

test('a stream begins with the age of the data, uncompressed, under the same policy as everything', async () => {
  const { events, headers } = await listen({ 'accept-encoding': 'gzip, br' }, ({ length }) => length > 0);
  expect(events[0]).toMatchObject({ event: 'heartbeat', data: { simulated: false } });
  expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers['content-security-policy']).toContain("default-src 'self'");
});

test('who comes back gets what was missed, or is told to ask anew', async () => {
  const { live } = await tiny.datasets.get('tiny');
  const { events: before } = await listen({}, ({ length }) => length > 0);
  live.publishJob(job('one'));
  live.publishJob(job('two'));
  const resumed = await listen({ 'last-event-id': before[0]!.id }, ({ length }) => length >= 2);
  expect(resumed.events.slice(0, 2).map(({ data }) => data.step)).toEqual(['one', 'two']);
  const stale = await listen({ 'last-event-id': 'yesterday-7' }, ({ length }) => length > 0);
  expect(stale.events[0]).toMatchObject({ event: 'reset', data: {} });
});

test('a stream outlives the time an ordinary answer may take', async () => {
  const { live } = await tiny.datasets.get('tiny');
  setTimeout(() => live.publishJob(job('late')), 800);
  const { events } = await listen({}, (seen) => seen.some(({ event }) => event === 'job'));
  expect(events.at(-1)?.data.step).toBe('late');
});

test('a new request is announced after its commit, masked, and its counts with it', async () => {
  const { store } = await tiny.datasets.get('tiny');
  const [known] = (await store.requests.latest(await store.select({ status: 'resolved' }), 1)).requests;
  const heard = listen({}, (seen) => seen.some(({ event }) => event === 'indicators'));
  // The listener has to be there first.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await store.writer.appendEvents([
    { requestId: known!.id, type: 'rated', atMs: store.asOfMs(), actorRole: 'resident', value: 5 },
  ]);
  const { events } = await heard;
  expect(events.find(({ event }) => event === 'request')?.data).toMatchObject({
    change: 'changed',
    request: { id: known!.id, rating: 5 },
  });
  expect(events.find(({ event }) => event === 'indicators')?.data.unitIds).toContain(known!.unitId);
});
