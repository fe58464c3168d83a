/** The result of work that pauses itself, done in one piece. */
export function runThrough<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
