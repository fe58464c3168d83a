import { describe, expect, it } from 'vitest';
import {
  changeOf,
  changeUnit,
  classifyChange,
  comparedPeriod,
  isBeyondChance,
} from '../../../geodata/indicators/compare-periods.ts';
import { indicatorDefinition } from '../../../geodata/indicators/definitions.ts';
import { SPECIAL_CLASS } from '../../../geodata/model/indicator.ts';
import { toShanghaiIso } from '../../../geodata/model/time.ts';

const at = (text: string) => Date.parse(`${text}+08:00`);
function compared(from: string, to: string, comparison: 'previous' | 'lastYear'): string[] {
  const { fromMs, toMs } = comparedPeriod({ fromMs: at(from), toMs: at(to) }, comparison);
  return [toShanghaiIso(fromMs).slice(0, 19), toShanghaiIso(toMs).slice(0, 19)];
}

describe('compared periods', () => {
  it('环比 is the same length just before', () => {
    expect(compared('2026-11-10T00:00:00', '2026-11-17T00:00:00', 'previous')).toEqual([
      '2026-11-03T00:00:00',
      '2026-11-10T00:00:00',
    ]);
    expect(compared('2026-11-10T08:30:00', '2026-11-10T09:30:00', 'previous')).toEqual([
      '2026-11-10T07:30:00',
      '2026-11-10T08:30:00',
    ]);
  });

  it('环比 of whole months are months, whatever their lengths', () => {
    expect(compared('2026-03-01T00:00:00', '2026-04-01T00:00:00', 'previous')).toEqual([
      '2026-02-01T00:00:00',
      '2026-03-01T00:00:00',
    ]);
    expect(compared('2026-01-01T00:00:00', '2026-04-01T00:00:00', 'previous')).toEqual([
      '2025-10-01T00:00:00',
      '2026-01-01T00:00:00',
    ]);
  });

  it('同比 is the same days a year earlier', () => {
    expect(compared('2026-11-10T08:30:00', '2026-11-17T00:00:00', 'lastYear')).toEqual([
      '2025-11-10T08:30:00',
      '2025-11-17T00:00:00',
    ]);
    expect(compared('2028-02-29T00:00:00', '2028-03-01T00:00:00', 'lastYear')).toEqual([
      '2027-02-28T00:00:00',
      '2027-03-01T00:00:00',
    ]);
  });
});

describe('changes', () => {
  const rate = indicatorDefinition('satisfactionRate')!;
  const count = indicatorDefinition('requests')!;

  it('of rates are points, of all else shares of the earlier value', () => {
    expect([changeUnit(rate), changeOf(rate, 90, 80)]).toEqual(['points', 10]);
    expect([changeUnit(count), changeOf(count, 65, 100)]).toEqual(['relative', -35]);
  });

  it('are not told where there is no value, nor of nothing', () => {
    expect(changeOf(rate, null, 80)).toBeNull();
    expect(changeOf(rate, 80, null)).toBeNull();
    expect(changeOf(count, 5, 0)).toBeNull();
  });
});

describe('classes of change', () => {
  const pair = (numerator: number, denominator = 1) => ({ numerator, denominator });

  it('stand on frozen breaks, a change on a break further from nothing', () => {
    const requests = indicatorDefinition('requests')!;
    const classes = [4000, 5000, 7500, 8900, 9000, 9100, 10900, 11000, 12500, 15000, 40000].map((now) =>
      classifyChange(requests, pair(now), pair(10000)),
    );
    expect(classes).toEqual([0, 0, 1, 2, 2, 3, 3, 4, 5, 6, 6]);
  });

  it('of shares are points', () => {
    const rate = indicatorDefinition('satisfactionRate')!;
    expect(classifyChange(rate, pair(9000, 10000), pair(9500, 10000))).toBe(1);
    expect(classifyChange(rate, pair(9600, 10000), pair(9500, 10000))).toBe(3);
    expect(classifyChange(rate, pair(9900, 10000), pair(9500, 10000))).toBe(4);
  });

  it('do not tell what may as well be chance, however large it looks', () => {
    const requests = indicatorDefinition('requests')!;
    // 12 and 20: two thirds more, and one such pair in six is mere chance; 12 and 24 is one in twenty.
    expect(classifyChange(requests, pair(20), pair(12))).toBe(3);
    expect(classifyChange(requests, pair(25), pair(12))).toBe(6);
    const rate = indicatorDefinition('satisfactionRate')!;
    expect(classifyChange(rate, pair(27, 30), pair(30, 30))).toBe(3);
    expect(classifyChange(rate, pair(24, 30), pair(30, 30))).toBe(0);
  });

  it('chance stays in the middle 19 times of 20', () => {
    const requests = indicatorDefinition('requests')!;
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const poisson = (mean: number) => {
      let count = -1;
      for (let product = 1; product > Math.exp(-mean); product *= random()) count++;
      return count;
    };
    const rounds = 4000;
    let told = 0;
    for (let round = 0; round < rounds; round++) {
      if (isBeyondChance(requests, pair(poisson(40)), pair(poisson(40)))) told++;
    }
    expect(told / rounds).toBeGreaterThan(0.035);
    expect(told / rounds).toBeLessThan(0.065);
  });

  it('are not told of too few cases, nor where a period has none', () => {
    const requests = indicatorDefinition('requests')!;
    expect(classifyChange(requests, pair(9), pair(3))).toBe(SPECIAL_CLASS.suppressed);
    expect(classifyChange(requests, pair(12), pair(3))).toBe(6);
    expect(classifyChange(requests, pair(40), pair(0))).toBe(SPECIAL_CLASS.suppressed);
    expect(classifyChange(indicatorDefinition('satisfactionRate')!, pair(0, 0), pair(95, 100))).toBe(
      SPECIAL_CLASS.noData,
    );
  });
});
