import { type ClockName, type ClockState, clockState } from '../../geodata/model/clock-state.ts';
import type { MaskedRequest } from '../../geodata/model/service-request.ts';
import type { ClocksAnswer } from '../../server/contract/clocks.ts';

export interface DueRow {
  request: MaskedRequest;
  clock: ClockName;
  /** Until the limit, whole seconds. */
  leftSeconds: number;
  state: ClockState;
}

/** What of an answer still runs at a moment of the server's clock (epoch ms); what has become late meanwhile is left out. */
export function dueRows(
  answer: Pick<ClocksAnswer, 'next' | 'acceptLimitSeconds' | 'arriveLimitSeconds' | 'soonShare'>,
  nowMs: number,
): DueRow[] {
  return answer.next.flatMap(({ request, clock, dueAt }): DueRow[] => {
    const leftMs = Date.parse(dueAt) - nowMs;
    const limit = clock === 'accept' ? answer.acceptLimitSeconds : answer.arriveLimitSeconds;
    const state = clockState(leftMs, limit, answer.soonShare);
    return state === 'late' ? [] : [{ request, clock, leftSeconds: Math.floor(leftMs / 1000), state }];
  });
}
