import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownFrom } from '../../../geodata/indicators/suppress-counts.ts';

const K = 5;

interface Published {
  shown: number[];
  hiddenSum: number;
  hiddenNumber: number;
}

function publish(counts: readonly number[]): Published {
  const limit = shownFrom(counts, K);
  const hidden = counts.filter((count) => count < limit);
  return {
    shown: counts.filter((count) => count >= limit).toSorted((one, other) => one - other),
    hiddenSum: hidden.reduce((sum, count) => sum + count, 0),
    hiddenNumber: hidden.length,
  };
}

/** Every list of so many whole numbers from 1 that add up to the sum. */
function* compositions(number: number, sum: number): Generator<number[]> {
  if (number === 1) {
    if (sum >= 1) yield [sum];
    return;
  }
  for (let first = 1; first <= sum - number + 1; first++) {
    for (const rest of compositions(number - 1, sum - first)) yield [first, ...rest];
  }
}

/**
 * What an attacker learns who knows the method, how many bins are hidden and where: for each hidden place the counts that
 * would have led to the very same answer. Every possibility is tried.
 */
function possibleAt(published: Published): Set<number>[] {
  const possible = Array.from({ length: published.hiddenNumber }, () => new Set<number>());
  for (const guess of compositions(published.hiddenNumber, published.hiddenSum)) {
    const answer = publish([...published.shown, ...guess]);
    if (JSON.stringify(answer) !== JSON.stringify(published)) continue;
    if (guess.some((count) => published.shown.length > 0 && count >= published.shown[0]!)) continue;
    for (const [place, count] of guess.entries()) possible[place]!.add(count);
  }
  return possible;
}

describe('counts hidden so that subtraction finds none', () => {
  it.each([
    ['nothing is small', [5, 9, 12], 5],
    ['nothing at all', [], 5],
    ['two small ones that differ and hide each other', [1, 4, 9], 9],
    ['one alone takes the next along', [3, 9, 12], 12],
    ['a small sum takes the next along', [1, 2, 9, 12], 12],
    ['alike ones would be found by division', [4, 4, 9, 12], 12],
    ['equal ones go together', [3, 9, 9, 12], 12],
    ['nothing else to hide behind', [3], Infinity],
  ])('%s', (_, counts, limit) => {
    const from = shownFrom(counts, K);
    const shown = (count: number) => count >= from;
    expect(counts.filter(shown)).toEqual(counts.filter((count) => count >= limit));
  });

  it('an attacker who subtracts and tries every possibility finds no small count, while anything is shown', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (counts) => {
        const published = publish(counts);
        if (published.hiddenNumber === 0 || published.shown.length === 0) return;
        for (const possible of possibleAt(published)) {
          expect(possible.size).toBeGreaterThan(1);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('small counts are never shown, and larger ones only hidden where small ones need it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }), (counts) => {
        const limit = shownFrom(counts, K);
        expect(limit).toBeGreaterThanOrEqual(K);
        if (counts.every((count) => count >= K)) expect(counts.every((count) => count >= limit)).toBe(true);
      }),
    );
  });
});
