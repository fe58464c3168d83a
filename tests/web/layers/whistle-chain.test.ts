import { describe, expect, it } from 'vitest';
import type { WhistleDetail, WhistlesAnswer } from '../../../server/contract/whistles.ts';
import { chainEnds, quietLines } from '../../../web/layers/whistle-chain.ts';

const NOW_MS = Date.parse('2026-11-20T10:00:00+08:00');
const at = (minutes: number) => new Date(NOW_MS + minutes * 60_000).toISOString();

function detail(from: number[] | null, positions: (number[] | null)[]): WhistleDetail {
  const targets = positions.map((_, index) => ({
    status: index === 0 ? 'reportedIn' : 'called',
    calledAt: at(-60),
    dueAt: at(index === 1 ? -1 : 60),
  }));
  return {
    whistle: { targets },
    chain: { from: { position: from }, targets: positions.map((position) => ({ position })) },
  } as unknown as WhistleDetail;
}

describe('the chain of a whistle', () => {
  it('has an end for each who is called, numbered as in the list, its state as a mark', () => {
    const { ends, withoutPlace } = chainEnds(
      detail([106.6, 26.6], [[106.7, 26.6], [106.5, 26.6], null, [106.6, 26.7]]),
      NOW_MS,
    );
    expect(ends.map(({ label, state }) => [label, state])).toEqual([
      ['1 ✓', 'there'],
      ['2 ▲', 'late'],
      ['4 ○', 'waiting'],
    ]);
    expect(ends.every(({ from }) => from[0] === 106.6 && from[1] === 26.6)).toBe(true);
    expect(withoutPlace).toBe(1);
  });

  it('is not drawn from nowhere', () => {
    expect(chainEnds(detail(null, [[106.7, 26.6]]), NOW_MS)).toEqual({ ends: [], withoutPlace: 1 });
  });
});

describe('the lines of running whistles', () => {
  const whistle = (id: number, statuses: string[]) => ({
    id,
    targets: statuses.map((status, index) => ({
      status,
      calledAt: at(-60),
      dueAt: at(index === 0 ? -1 : 60),
    })),
  });
  const answer = {
    whistles: [
      whistle(1, ['called', 'called', 'declined']),
      whistle(2, ['called']),
      whistle(3, ['called', 'called']),
    ],
    places: [
      {
        from: [0, 0],
        targets: [
          [1, 0],
          [2, 0],
          [3, 0],
        ],
      },
      { from: [0, 0], targets: [[4, 0]] },
      { from: [5, 0], targets: [null, [5, 0]] },
    ],
  } as unknown as WhistlesAnswer;

  it('go to each who is called, late ones told apart; none to who has declined, nowhere, or where it was blown', () => {
    expect(quietLines(answer, null, NOW_MS).map(({ to, isLate }) => [to[0], isLate])).toEqual([
      [1, true],
      [2, false],
      [4, true],
    ]);
  });

  it('leave the chosen one to its chain', () => {
    expect(quietLines(answer, 1, NOW_MS).map(({ to }) => to[0])).toEqual([4]);
  });
});
