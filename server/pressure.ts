import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import { ProblemError } from './errors.ts';
import type { App } from './routes/route-context.ts';

export interface PressureLimits {
  loopDelayMs: number;
  heapBytes: number;
}

const LIMITS: PressureLimits = {
  // A blocked loop of five seconds is far beyond any honest answer, even on a crowded machine.
  loopDelayMs: 5000,
  heapBytes: Math.floor(getHeapStatistics().heap_size_limit * 0.95),
};
/** Opening, loading and the first of the feed take the processor for themselves; whoever asks then waits, but is answered. */
const START_MS = 60_000;
const RETRY_AFTER_SECONDS = 10;

/**
 * Answers 503 `overloaded` while memory runs out or the loop is stuck. A start is no overload: the delay counts only from a minute
 * after the port was opened (never, where it is not).
 */
export async function registerPressure(app: App, limits = LIMITS): Promise<void> {
  let listeningSinceMs = Number.POSITIVE_INFINITY;
  app.addHook('onListen', async () => {
    listeningSinceMs = Date.now();
  });
  await app.register(underPressure, {
    maxEventLoopDelay: limits.loopDelayMs,
    maxHeapUsedBytes: limits.heapBytes,
    async pressureHandler(_request, reply, type, value) {
      if (type === underPressure.TYPE_EVENT_LOOP_DELAY && isForgiven(value, Date.now() - listeningSinceMs))
        return;
      reply.header('retry-after', RETRY_AFTER_SECONDS);
      throw new ProblemError(503, 'overloaded', 'The server is busy; try again in a few seconds.');
    },
  });
}

/**
 * Whether a delay of the event loop says nothing about load.
 * @param delayMs mean of the last second; infinite where the loop was blocked for all of that second, so that nothing was measured
 * @param listeningMs since the port was opened; below 0 = it is not
 */
export function isForgiven(delayMs: number | undefined, listeningMs: number): boolean {
  return !Number.isFinite(delayMs) || !(listeningMs >= START_MS);
}
