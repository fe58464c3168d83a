import { setImmediate } from 'node:timers/promises';

/** What takes seconds in one piece is done in turns of this length: everybody else is served in between. */
const LONGEST_TURN_MS = 20;

/** Does work that pauses itself (`yield`) and waits at a pause for whoever else wants a turn. @throws what the work throws */
export async function inTurns<Result>(work: Generator<void, Result>): Promise<Result> {
  let pauseAt = performance.now() + LONGEST_TURN_MS;
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() < pauseAt) continue;
    await setImmediate();
    pauseAt = performance.now() + LONGEST_TURN_MS;
  }
}
