import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaskedRequest } from '../../../geodata/model/service-request.ts';
import { DAY_MS } from '../../../geodata/model/time.ts';
import type { IndicatorColumns } from '../../../server/contract/indicators.ts';
import type { UnitRow } from '../../../server/contract/units.ts';
import { classCounts, columnsWithin } from '../../../web/stores/columns.ts';
import { mergeLatest } from '../../../web/stores/latest.ts';
import { periodDays, periodRange } from '../../../web/stores/period.ts';
import { UnitTree } from '../../../web/stores/unit-tree.ts';

const unit = (id: string, parentId: string | null, level: UnitRow['level']): UnitRow =>
  ({ id, parentId, level, name: id }) as UnitRow;

describe('the tree of units', () => {
  const tree = new UnitTree([
    unit('city', null, 'city'),
    unit('d1', 'city', 'district'),
    unit('s1', 'd1', 'subdistrict'),
    unit('c1', 's1', 'community'),
    unit('g1', 'c1', 'gridCell'),
    unit('g2', 'c1', 'gridCell'),
    unit('d2', 'city', 'district'),
  ]);

  it('walks up and down', () => {
    expect(tree.root?.id).toBe('city');
    expect(tree.path('g2').map((row) => row.id)).toEqual(['city', 'd1', 's1', 'c1', 'g2']);
    expect(tree.children('city').map((row) => row.id)).toEqual(['d1', 'd2']);
    expect([...tree.cellIdsWithin('d1')].sort()).toEqual(['g1', 'g2']);
    expect([...tree.cellIdsWithin('g1')]).toEqual(['g1']);
    expect(tree.cellIdsWithin('d2').size).toBe(0);
    expect(tree.isWithin('g1', 'd1')).toBe(true);
    expect(tree.isWithin('g1', 'd2')).toBe(false);
    expect(tree.path('nowhere')).toEqual([]);
  });

  it('takes for root what has no parent among the rows', () => {
    expect(new UnitTree([unit('d1', 'city', 'district'), unit('s1', 'd1', 'subdistrict')]).root?.id).toBe(
      'd1',
    );
    expect(new UnitTree([]).root).toBeNull();
  });
});

describe('the list of the latest requests', () => {
  const request = (id: number, minute: number): MaskedRequest =>
    ({ id, createdAt: `2026-11-20T14:${String(minute).padStart(2, '0')}:00+08:00` }) as MaskedRequest;

  it('stays in order and without doubles, whatever comes', () => {
    const event = fc.record({ id: fc.integer({ min: 1, max: 30 }), minute: fc.integer({ min: 0, max: 59 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        let list: MaskedRequest[] = [];
        for (const { id, minute } of events) list = mergeLatest(list, request(id, minute), 10);
        const times = list.map((one) => one.createdAt);
        expect(times).toEqual(times.toSorted().reverse());
        expect(new Set(list.map((one) => one.id)).size).toBe(list.length);
        expect(list.length).toBeLessThanOrEqual(10);
      }),
    );
  });
});

describe('a period', () => {
  const endMs = Date.parse('2026-11-20T14:32:08+08:00');

  it('ends with the minute that holds the newest data, and is as long as it says', () => {
    expect(periodRange('24h', endMs)).toEqual({
      from: '2026-11-19T14:33:00+08:00',
      to: '2026-11-20T14:33:00+08:00',
    });
    for (const name of ['24h', '7d', '30d', '365d'] as const) {
      const { from, to } = periodRange(name, endMs);
      expect(Date.parse(to) - Date.parse(from)).toBe(periodDays(name) * DAY_MS);
      expect(Date.parse(to)).toBeGreaterThan(endMs);
    }
  });

  it('is taken as it stands where two days are given', () => {
    const period = { from: '2026-02-01', to: '2026-03-01' };
    expect(periodRange(period, endMs)).toEqual(period);
    expect(periodDays(period)).toBe(28);
  });
});

describe('columns', () => {
  const columns = {
    unitIds: ['a', 'b', 'c'],
    numerator: [1, 2, 3],
    denominator: [10, 20, 30],
    value: [0.1, null, 0.3],
    classes: [0, -3, 0],
    total: { numerator: 6, denominator: 60, value: 0.1, outsideLevel: 0 },
  } as IndicatorColumns;

  it('are cut down together', () => {
    expect(columnsWithin(columns, new Set(['c', 'b']))).toMatchObject({
      unitIds: ['b', 'c'],
      numerator: [2, 3],
      value: [null, 0.3],
      classes: [-3, 0],
      total: columns.total,
    });
  });

  it('are counted by class, and every unit is counted', () => {
    expect([...classCounts(columns)]).toEqual([
      [0, 2],
      [-3, 1],
    ]);
  });
});
