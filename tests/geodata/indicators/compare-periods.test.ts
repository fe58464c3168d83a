import { describe, expect, it } from 'vitest';
import { changeOf, changeUnit, comparedPeriod } from '../../../geodata/indicators/compare-periods.ts';
import { indicatorDefinition } from '../../../geodata/indicators/definitions.ts';
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
