import type { PlanQuestion } from '../plan-client.ts';
import type { PlanAnswer } from '../worker/messages.ts';
import type { PlanReached } from '../worker/report-shapes.ts';

/** The part of the planner's store that answers questions. */
export interface Engine {
  ask(question: PlanQuestion): number | null;
  listen(listener: (answer: PlanAnswer) => void): () => void;
}

/** The engine is not there, or could not answer. */
export class EngineError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
  }
}

/**
 * Whom the stations of today, or those of the plan, reach.
 * @throws {EngineError}, or the signal's reason where it was aborted: then the answer is not waited for
 */
export function askReached(engine: Engine, of: PlanReached['of'], signal: AbortSignal): Promise<PlanReached> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const question = engine.ask({ type: 'report', of });
    if (question === null) throw new EngineError('not-open', 'the engine of the planner is not open');
    const end = (): void => {
      stop();
      signal.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      end();
      reject(signal.reason);
    };
    const stop = engine.listen((answer) => {
      if (answer.type === 'failed') {
        end();
        reject(new EngineError(answer.code, answer.message));
      } else if (answer.type === 'reached' && answer.sequence === question) {
        end();
        resolve(answer);
      }
    });
    signal.addEventListener('abort', onAbort);
  });
}
