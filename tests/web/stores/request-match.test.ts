import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaskedRequest } from '../../../geodata/model/service-request.ts';
import { isUnderCategory, matchesFilter } from '../../../web/stores/request-match.ts';

/** Codes that are no prefixes of each other: 10 > 7 > 100; 1 stands alone. */
const PARENTS = new Map<string, string | null>([
  ['10', null],
  ['7', '10'],
  ['100', '7'],
  ['1', null],
]);
const REQUEST = {
  id: 1,
  source: '12345',
  categoryCode: '100',
  status: 'handling',
  urgency: 1,
  createdAt: '2026-11-20T10:00:00+08:00',
} as MaskedRequest;

describe('a live request and the filters', () => {
  it('lies under a category by the tree, not by the letters of its code', () => {
    expect(isUnderCategory(PARENTS, '100', '10')).toBe(true);
    expect(isUnderCategory(PARENTS, '100', '7')).toBe(true);
    expect(isUnderCategory(PARENTS, '100', '1')).toBe(false);
    expect(isUnderCategory(PARENTS, '10', '1')).toBe(false);
    expect(isUnderCategory(PARENTS, '7', '100')).toBe(false);
  });

  it('ends in a ring, which no tree has', () => {
    const ring = new Map([
      ['a', 'b'],
      ['b', 'a'],
    ]);
    expect(isUnderCategory(ring, 'a', 'c')).toBe(false);
  });

  it('agrees with the list of all descendants', () => {
    const tree = fc
      .array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 30 })
      .map((above) =>
        above.map((parent, code) => [`c${code}`, code === 0 ? null : `c${parent % code}`] as const),
      );
    fc.assert(
      fc.property(tree, fc.nat(), (nodes, at) => {
        const ancestor = nodes[at % nodes.length][0];
        const under = new Set<string>([ancestor]);
        // Parents come before their children in the list.
        for (const [code, parent] of nodes) if (parent !== null && under.has(parent)) under.add(code);
        const parents = new Map<string, string | null>(nodes);
        for (const [code] of nodes)
          expect([code, isUnderCategory(parents, code, ancestor)]).toEqual([code, under.has(code)]);
      }),
    );
  });

  it.each([
    [{}, true],
    [{ source: '12345', status: 'handling', urgency: 1, category: '10' }, true],
    [{ hours: '9,10' }, true],
    [{ hours: '9,11' }, false],
    [{ source: '窗口' }, false],
    [{ status: 'resolved' }, false],
    [{ urgency: 0 }, false],
    [{ category: '1' }, false],
    [{ from: '2026-11-20', to: '2026-11-21' }, true],
    [{ from: '2026-11-21', to: '2026-11-22' }, false],
    [{ from: '2026-11-19', to: '2026-11-20' }, false],
    // Which unit handles it is not said on the live line; what is wrong already stays wrong.
    [{ handlingUnit: '城管局' }, null],
    [{ handlingUnit: '城管局', urgency: 2 }, false],
  ])('%j → %s', (filter, expected) => {
    expect(matchesFilter(REQUEST, filter, PARENTS)).toBe(expected);
  });

  it('does not tell where the tree does not know its category', () => {
    const unknown = { ...REQUEST, categoryCode: 'new' };
    expect(matchesFilter(unknown, { category: '10' }, PARENTS)).toBeNull();
    expect(matchesFilter(unknown, {}, PARENTS)).toBe(true);
    expect(matchesFilter(unknown, { category: 'new' }, PARENTS)).toBe(true);
  });
});
