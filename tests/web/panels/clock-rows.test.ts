import { describe, expect, it } from 'vitest';
import { clockState } from '../../../geodata/model/clock-state.ts';
import type { ClockFigures, ClocksAnswer } from '../../../server/contract/clocks.ts';
import { clockBars } from '../../../web/panels/clock-rows.ts';
import { dueRows } from '../../../web/stores/due-rows.ts';

function figures(part: Partial<ClockFigures>): ClockFigures {
  return {
    measured: 0,
    onTime: 0,
    p50Seconds: null,
    p90Seconds: null,
    running: 0,
    soon: 0,
    late: 0,
    ...part,
  };
}
function answerOf(by: ClocksAnswer['by'], accepts: Record<string, ClockFigures>): ClocksAnswer {
  return {
    by,
    groups: Object.entries(accepts).map(([key, accept]) => ({ key, name: key, accept, arrive: figures({}) })),
    acceptLimitSeconds: 60,
    arriveLimitSeconds: 600,
    minimumSample: 30,
    soonShare: 0.2,
  } as unknown as ClocksAnswer;
}

describe('the bars of a clock', () => {
  const accepts = {
    few: figures({ measured: 29, onTime: 0 }),
    good: figures({ measured: 100, onTime: 99, p50Seconds: 20, p90Seconds: 50 }),
    bad: figures({ measured: 100, onTime: 60, p50Seconds: 40, p90Seconds: 120 }),
  };

  it('stand worst first, too small a sample last; hours in their order', () => {
    const keys = (by: ClocksAnswer['by']) =>
      clockBars(answerOf(by, accepts), 'accept').rows.map(({ key }) => key);
    expect(keys('unit')).toEqual(['bad', 'good', 'few']);
    expect(keys('hour')).toEqual(['few', 'good', 'bad']);
  });

  it('share one axis from 0 to the longest P90, the limit on it', () => {
    const { rows, limit } = clockBars(answerOf('unit', accepts), 'accept');
    expect(limit).toBe(0.5);
    expect(rows.map(({ p50, p90 }) => [p50, p90])).toEqual([
      [40 / 120, 1],
      [20 / 120, 50 / 120],
      [null, null],
    ]);
  });

  it('end at four limits, however slow one is', () => {
    const slow = { slow: figures({ measured: 50, onTime: 1, p50Seconds: 30, p90Seconds: 9000 }) };
    const { rows, limit } = clockBars(answerOf('unit', slow), 'accept');
    expect([rows[0]!.p50, rows[0]!.p90, limit]).toEqual([30 / 240, 1, 0.25]);
  });
});

describe('what runs out next', () => {
  it.each([
    [60_000, 'waiting'],
    [12_001, 'waiting'],
    [12_000, 'soon'],
    [0, 'soon'],
    [-1, 'late'],
  ])('with %d ms of a minute left is %s', (leftMs, state) => {
    expect(clockState(leftMs, 60, 0.2)).toBe(state);
  });

  it('counts down by the clock it is given, and leaves out what has become late', () => {
    const dueMs = Date.parse('2026-11-20T12:00:00+08:00');
    const answer = {
      ...answerOf('unit', {}),
      next: [
        { request: { id: 1 }, clock: 'accept', dueAt: '2026-11-20T12:00:00+08:00' },
        { request: { id: 2 }, clock: 'arrive', dueAt: '2026-11-20T12:01:30+08:00' },
      ],
    } as unknown as ClocksAnswer;
    const shown = (nowMs: number) =>
      dueRows(answer, nowMs).map(({ request, leftSeconds, state }) => [request.id, leftSeconds, state]);
    expect(shown(dueMs - 30_500)).toEqual([
      [1, 30, 'waiting'],
      [2, 120, 'waiting'],
    ]);
    expect(shown(dueMs - 5000)).toEqual([
      [1, 5, 'soon'],
      [2, 95, 'soon'],
    ]);
    expect(shown(dueMs + 1)).toEqual([[2, 89, 'soon']]);
  });
});
