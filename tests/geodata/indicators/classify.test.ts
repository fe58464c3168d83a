import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { breaksFor, classify, shownValue } from '../../../geodata/indicators/classify.ts';
import { INDICATORS, indicatorDefinition } from '../../../geodata/indicators/definitions.ts';
import { rollUp } from '../../../geodata/indicators/roll-up.ts';
import { IndicatorDefinition, SPECIAL_CLASS } from '../../../geodata/model/indicator.ts';
import { AREA_LEVELS } from '../../../geodata/model/unit.ts';
import { wilsonInterval } from '../../../geodata/model/wilson-interval.ts';

const satisfaction = indicatorDefinition('satisfactionRate')!;
const requests = indicatorDefinition('requests')!;

describe('the registry', () => {
  it('holds whole definitions in both languages, each id once', () => {
    expect(new Set(INDICATORS.map(({ id }) => id)).size).toBe(INDICATORS.length);
    for (const definition of INDICATORS) {
      expect(Value.Check(IndicatorDefinition, definition), definition.id).toBe(true);
      for (const text of [
        definition.name,
        definition.meaning,
        definition.numerator,
        definition.denominator,
        definition.exclusions,
        definition.unit,
      ]) {
        expect(Object.keys(text).sort()).toEqual(['en', 'zh-CN']);
      }
      for (const level of AREA_LEVELS) {
        const breaks = definition.breaks[level];
        expect(breaks, `${definition.id} ${level}`).toHaveLength(5);
        expect(breaks).toEqual([...new Set(breaks)].sort((a, b) => a - b));
      }
    }
  });
});

describe('values and classes', () => {
  it.each([
    [8, 10, 80, 2],
    [6, 10, 60, 1],
    [0, 10, 0, 0],
    [10, 10, 100, 5],
    [9, 9, null, SPECIAL_CLASS.suppressed],
    [0, 0, null, SPECIAL_CLASS.noData],
  ])('%d satisfied of %d → %s, class %d', (numerator, denominator, value, index) => {
    expect(shownValue(satisfaction, numerator, denominator)).toBe(value);
    expect(classify(satisfaction, numerator, denominator, satisfaction.breaks.gridCell)).toBe(index);
  });

  it('nothing happened is a class of its own only for what is counted', () => {
    expect(classify(requests, 0, 1, [5, 10])).toBe(SPECIAL_CLASS.zero);
    expect(classify(requests, 5, 1, [5, 10])).toBe(1);
    expect(classify(requests, 4, 1, [5, 10])).toBe(0);
  });

  it('a class never falls while the value rises', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 499 }), (low, more) => {
        const breaks = requests.breaks.gridCell;
        return classify(requests, low, 1, breaks) <= classify(requests, low + more, 1, breaks);
      }),
    );
  });

  it('breaks of counts grow with the period, those of rates and stocks never', () => {
    expect(breaksFor(requests, 'gridCell', 30)).toEqual(requests.breaks.gridCell);
    expect(breaksFor(requests, 'gridCell', 60)).toEqual(requests.breaks.gridCell.map((value) => value * 2));
    expect(breaksFor(satisfaction, 'community', 365)).toEqual(satisfaction.breaks.community);
    const households = indicatorDefinition('households')!;
    expect(breaksFor(households, 'gridCell', 365)).toEqual(households.breaks.gridCell);
  });
});

describe('rolling up', () => {
  it('loses nothing and counts nothing twice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.integer({ min: -1, max: 4 }), fc.boolean()), {
          maxLength: 40,
        }),
        (leaves) => {
          const inside = leaves.flatMap(([, , , isInside], no) => (isInside ? [no] : []));
          const sums = rollUp(
            leaves.map(([up]) => up),
            leaves.map(([, down]) => down),
            inside,
            Int32Array.from(leaves, ([, , slot]) => slot),
            5,
          );
          const total = (pick: 0 | 1) => inside.reduce((sum, no) => sum + leaves[no][pick], 0);
          const add = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
          expect(add(sums.numerator) + sums.outsideNumerator).toBe(total(0));
          expect(add(sums.denominator) + sums.outsideDenominator).toBe(total(1));
          for (let slot = 0; slot < 5; slot++) {
            const own = inside.filter((no) => leaves[no][2] === slot);
            expect(sums.numerator[slot]).toBe(own.reduce((sum, no) => sum + leaves[no][0], 0));
          }
        },
      ),
    );
  });
});

describe('the Wilson interval', () => {
  it('agrees with published values', () => {
    // Newcombe 1998, table I, method 3: 81/263, 15/148, 0/20, 1/29.
    for (const [successes, sample, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ]) {
      const [from, to] = wilsonInterval(successes, sample);
      expect(from).toBeCloseTo(low, 4);
      expect(to).toBeCloseTo(high, 4);
    }
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });

  it('holds the share and stays within 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sample, part) => {
          const successes = Math.round(sample * part);
          const [from, to] = wilsonInterval(successes, sample);
          const share = successes / sample;
          return from >= 0 && to <= 1 && from <= share + 1e-12 && to >= share - 1e-12;
        },
      ),
    );
  });
});
