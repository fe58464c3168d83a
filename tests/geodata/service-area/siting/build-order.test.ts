import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildOrder } from '../../../../geodata/service-area/siting/build-order.ts';
import { worstGroupOf } from '../../../../geodata/service-area/siting/equity.ts';
import { coveredIn, coversOf, randomTown, sharesIn, type Town, worstShareIn } from './small-problems.ts';

const chosenOf = (town: Town, bits: number): number[] =>
  [...town.candidates.keys()].filter((c) => (bits & (1 << c)) !== 0);

describe('the order to build chosen places in', () => {
  it('is the must-haves, then each time the place that adds most, as counted home by home', () => {
    fc.assert(
      fc.property(randomTown, fc.nat(255), fc.nat(255), (town, bits, musts) => {
        const all = chosenOf(town, bits);
        const mustHave = chosenOf(town, musts);
        const order = buildOrder(coversOf(town), all, mustHave);
        const left = new Set(all);
        const built: number[] = [];
        for (const [i, c] of Array.from(order.chosen).entries()) {
          const pinned = [...left].filter((one) => mustHave.includes(one));
          const gainOf = (one: number): number => coveredIn(town, [...built, one]) - coveredIn(town, built);
          const expected =
            pinned[0] ?? [...left].reduce((best, one) => (gainOf(one) > gainOf(best) ? one : best));
          expect(c).toBe(expected);
          expect(order.adds[i]).toBe(gainOf(c));
          expect(order.alone[i]).toBe(
            coveredIn(town, all) -
              coveredIn(
                town,
                all.filter((one) => one !== c),
              ),
          );
          left.delete(c);
          built.push(c);
        }
        expect(left.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the worst group of a choice', () => {
  it('is the worst of those that a candidate can change, as counted home by home', () => {
    fc.assert(
      fc.property(randomTown, fc.nat(255), (town, bits) => {
        const chosen = chosenOf(town, bits);
        const worst = worstGroupOf(coversOf(town), chosen);
        expect(worst.share).toEqual(worstShareIn(town, chosen));
        if (worst.group >= 0) expect(sharesIn(town, chosen)[worst.group]).toBe(worst.share);
      }),
      { numRuns: 200 },
    );
  });
});
