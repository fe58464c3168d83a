import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Whistle, WhistleTarget } from '../../../server/contract/whistles.ts';
import {
  byUrgency,
  callState,
  reportedIn,
  secondsLeft,
  whistleState,
} from '../../../web/layers/whistle-states.ts';

const CALLED_MS = Date.parse('2026-11-20T09:00:00+08:00');
const MINUTE = 60_000;

function target(status: WhistleTarget['status'], limitMinutes = 30): WhistleTarget {
  return {
    status,
    calledAt: new Date(CALLED_MS).toISOString(),
    dueAt: new Date(CALLED_MS + limitMinutes * MINUTE).toISOString(),
  } as WhistleTarget;
}
function whistle(id: number, blownMinute: number, targets: WhistleTarget[]): Whistle {
  return { id, blownAt: new Date(CALLED_MS + blownMinute * MINUTE).toISOString(), targets } as Whistle;
}

describe('a call', () => {
  it('is about to be late in the last fifth of its time, and late after it, to the millisecond', () => {
    const at = (minutes: number, moreMs = 0) =>
      callState(target('called'), CALLED_MS + minutes * MINUTE + moreMs);
    expect([at(0), at(24), at(24, 1), at(30), at(30, 1)]).toEqual([
      'waiting',
      'waiting',
      'soon',
      'soon',
      'late',
    ]);
  });

  it('is no longer waited for once they are there, or say that it is not theirs', () => {
    const late = CALLED_MS + 90 * MINUTE;
    expect(callState(target('reportedIn'), late)).toBe('there');
    expect(callState(target('finished'), late)).toBe('there');
    expect(callState(target('declined'), late)).toBe('declined');
    expect(secondsLeft(target('reportedIn'), late)).toBeNull();
    expect(secondsLeft(target('called'), late)).toBe(-3600);
  });
});

describe('whistles', () => {
  it('stand as the most urgent of their calls', () => {
    const now = CALLED_MS + 20 * MINUTE;
    expect(whistleState({ targets: [target('reportedIn'), target('called', 10)] }, now)).toBe('late');
    expect(whistleState({ targets: [target('called', 60), target('called', 22)] }, now)).toBe('soon');
    expect(whistleState({ targets: [target('finished'), target('declined')] }, now)).toBe('there');
  });

  it('count who has come among those who answer for it', () => {
    const targets = [target('called'), target('reportedIn'), target('finished'), target('declined')];
    expect(reportedIn({ targets })).toEqual({ there: 2, called: 3 });
  });

  it('come in order of urgency, then of waiting, and none is lost', () => {
    const statuses = fc.constantFrom('called', 'reportedIn', 'declined', 'finished' as const);
    const targets = fc.array(
      fc
        .tuple(statuses, fc.integer({ min: 5, max: 90 }))
        .map(([status, limit]) => target(status as WhistleTarget['status'], limit)),
      { minLength: 1, maxLength: 4 },
    );
    const list = fc.array(fc.tuple(fc.integer({ min: -60, max: 0 }), targets), { maxLength: 12 });
    const order = ['late', 'soon', 'waiting', 'there', 'declined'];
    fc.assert(
      fc.property(list, fc.integer({ min: 0, max: 90 }), (rows, minute) => {
        const now = CALLED_MS + minute * MINUTE;
        const whistles = rows.map(([blown, called], id) => whistle(id, blown, called));
        const sorted = byUrgency(whistles, now);
        expect(new Set(sorted)).toEqual(new Set(whistles));
        for (let row = 1; row < sorted.length; row++) {
          const [a, b] = [sorted[row - 1]!, sorted[row]!];
          const [rankA, rankB] = [a, b].map((one) => order.indexOf(whistleState(one, now)));
          expect(rankA! < rankB! || (rankA === rankB && a.blownAt <= b.blownAt)).toBe(true);
        }
      }),
    );
  });
});
