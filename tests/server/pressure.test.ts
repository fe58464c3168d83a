import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { sendProblem } from '../../server/errors.ts';
import { isForgiven, type PressureLimits, registerPressure } from '../../server/pressure.ts';
import type { App } from '../../server/routes/route-context.ts';

let app: App;
afterEach(() => app?.close());

async function guarded(limits?: PressureLimits): Promise<App> {
  app = Fastify().withTypeProvider() as App;
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  await registerPressure(app, limits);
  app.get('/', async () => 'fine');
  return app;
}

/** Longer than the plugin's second between two samples. */
const SAMPLE_MS = 1100;

function block(forMs: number): void {
  const startedMs = performance.now();
  while (performance.now() - startedMs < forMs);
}

test('a start that takes the processor for itself is answered late, but not with 503', async () => {
  await guarded();
  block(SAMPLE_MS);
  await sleep(1);
  expect((await app.inject('/')).body).toBe('fine');
});

test('where memory runs out the answer is 503, and says when to come again', async () => {
  await guarded({ loopDelayMs: 5000, heapBytes: 1 });
  await sleep(SAMPLE_MS);
  const answer = await app.inject('/');
  expect(answer.json()).toMatchObject({ status: 503, code: 'overloaded' });
  expect(answer.headers['retry-after']).toBe('10');
});

test.each([
  ['before the port is open', 20_000, Number.NEGATIVE_INFINITY, true],
  ['in the first minute', 20_000, 59_999, true],
  ['later', 20_000, 60_000, false],
  ['later, where nothing was measured', Number.POSITIVE_INFINITY, 60_000, true],
])('a stuck loop %s', (_, delayMs, listeningMs, forgiven) => {
  expect(isForgiven(delayMs, listeningMs)).toBe(forgiven);
});
