import { describe, expect, it } from 'vitest';
import { type IndicatorDefinition, SPECIAL_CLASS } from '../../../geodata/model/indicator.ts';
import type { IndicatorColumns, IndicatorSeries } from '../../../server/contract/indicators.ts';
import { formatDuration, formatShare } from '../../../web/locales/format.ts';
import { ancestorsOf, categoryTree, visibleNodes } from '../../../web/panels/category-tree.ts';
import { fanPaths } from '../../../web/panels/chain-fan.ts';
import { funnelRows } from '../../../web/panels/funnel-rows.ts';
import { gapRows } from '../../../web/panels/gap-rows.ts';
import { breakLabels, classItems, heatItems, minuteItems } from '../../../web/panels/legend-items.ts';
import { hoursLines } from '../../../web/panels/opening-hours.ts';
import { panelState } from '../../../web/panels/panel-state.ts';
import { bestAndWorst, rankUnits } from '../../../web/panels/rank-rows.ts';
import { sourceShares } from '../../../web/panels/source-shares.ts';
import { usualCourse, wholeSteps } from '../../../web/panels/trend-data.ts';

describe('a share', () => {
  it.each([
    [1, 3, '33.3'],
    [0, 5, '0.0'],
    [5, 5, '100.0'],
    [9999, 10000, '99.9'],
    [1, 100000, '0.1'],
    [0, 0, null],
  ])('of %d in %d is %s', (numerator, denominator, text) => {
    expect(formatShare(numerator, denominator)).toBe(text);
  });

  it('and a duration are told as people say them', () => {
    expect(formatDuration(38)).toBe('0:38');
    expect(formatDuration(605)).toBe('10:05');
    expect(formatDuration(3725)).toBe('1:02:05');
  });
});

describe('a legend', () => {
  it('names its classes by their breaks', () => {
    expect(breakLabels([10, 20, 72], 0)).toEqual(['<10', '10–20', '20–72', '≥72']);
    expect(breakLabels([0.5, 1], 1)).toEqual(['<0.5', '0.5–1', '≥1']);
  });

  it('counts every unit of the answer once, the special ones included', () => {
    const classes = [0, 1, 1, 2, SPECIAL_CLASS.zero, SPECIAL_CLASS.noData, SPECIAL_CLASS.suppressed, 2];
    const columns = { classes, breaks: [10, 20] } as IndicatorColumns;
    const items = classItems(columns, { kind: 'count', decimals: 0 });
    expect(items.map((item) => item.count)).toEqual([1, 2, 2, 1, 1, 1]);
    expect(items.reduce((sum, item) => sum + item.count, 0)).toBe(classes.length);
  });

  it('lists zero only for what can be none: a share of 0 % and a time of 0 h are measured', () => {
    const columns = { classes: [0, 1], breaks: [10] } as IndicatorColumns;
    for (const kind of ['rate', 'mean', 'quantile', 'count', 'ratioPer10k'] as const) {
      const looks = classItems(columns, { kind, decimals: 0 }).map((item) => item.look);
      expect([kind, looks.includes('zero')]).toEqual([kind, kind === 'count' || kind === 'ratioPer10k']);
    }
  });

  it('counts cells by minutes, those without a way included', () => {
    const answer = {
      unitIds: ['a', 'b', 'c', 'd', 'e'],
      walkMinutes: [5, 5.1, 16, null, 1],
    } as unknown as Parameters<typeof minuteItems>[0];
    const items = minuteItems(answer, new Set(['a', 'b', 'c', 'd']), [5, 10, 15]);
    expect(items.map((item) => item.count)).toEqual([1, 1, 0, 1, 1]);
  });

  it('counts bins of heat, the thin ones apart', () => {
    const items = heatItems({ byClass: [3, 0, 1], suppressed: 2 }, [28, 100], 0);
    expect(items.map((item) => [item.label, item.count])).toEqual([
      ['<28', 3],
      ['28–100', 0],
      ['≥100', 1],
      ['', 2],
    ]);
  });
});

describe('a ranking', () => {
  const definition = {
    kind: 'rate',
    scale: 100,
    minimumSample: 10,
    direction: 'higherIsBetter',
  } as IndicatorDefinition;
  const columns = {
    unitIds: ['a', 'b', 'c', 'd', 'e'],
    value: [90, 95, 95, 10, null],
    numerator: [27, 38, 38, 2, 0],
    denominator: [30, 40, 40, 20, 4],
    total: { value: 93 },
  } as unknown as IndicatorColumns;

  it('lists small samples unranked, whatever their value', () => {
    const { ranked, unranked } = rankUnits(columns, definition);
    expect(ranked.map((row) => [row.unitId, row.rank])).toEqual([
      ['b', 1],
      ['c', 1],
      ['a', 3],
    ]);
    expect(unranked.map((row) => row.unitId)).toEqual(['d', 'e']);
  });

  it('tells what is worse than the whole, and a scale that holds all of it', () => {
    const { ranked, reference, low, high } = rankUnits(columns, definition);
    expect(reference).toBe(93);
    expect(ranked.map((row) => row.isWorse)).toEqual([false, false, true]);
    expect([low, high]).toEqual([85, 95]);
  });

  it('shows best and worst where there is no room for all', () => {
    const rows = Array.from({ length: 20 }, (_, index) => ({ unitId: String(index) })) as ReturnType<
      typeof rankUnits
    >['ranked'];
    const { rows: shown, gapAt } = bestAndWorst(rows, 6);
    expect(shown.map((row) => row.unitId)).toEqual(['0', '1', '2', '18', '19']);
    expect(gapAt).toBe(3);
    expect(bestAndWorst(rows.slice(0, 6), 6).gapAt).toBeNull();
  });
});

describe('a course', () => {
  const series = (at: string[], numerator: number[], asOf: string) =>
    ({ at, numerator, asOf, denominator: [], value: [] }) as unknown as IndicatorSeries;

  it('leaves out the steps that the period cuts', () => {
    const course = wholeSteps(
      series(
        ['2026-11-20T13:00:00+08:00', '2026-11-20T14:00:00+08:00', '2026-11-20T15:00:00+08:00'],
        [5, 6, 2],
        '2026-11-20T15:20:00+08:00',
      ),
      'hour',
      Date.parse('2026-11-20T13:21:00+08:00'),
    );
    expect(course.labels).toEqual(['14:00']);
    expect(course.values).toEqual([6]);
    expect(course.running).toBe(2);
  });

  it('knows what is usual from the same hour of the weeks before', () => {
    const hourly = {
      at: ['2026-11-06T14:00:00+08:00', '2026-11-13T14:00:00+08:00', '2026-11-13T15:00:00+08:00'],
      numerator: [4, 7, 100],
    };
    expect(usualCourse(['2026-11-20T14:00:00+08:00', '2026-11-20T16:00:00+08:00'], hourly)).toEqual([
      5.5,
      null,
    ]);
  });
});

describe('other figures', () => {
  it('the closed loop says who waits', () => {
    const funnel = { received: 100, accepted: 90, arrived: 60, resolved: 55, rated: 20 };
    const ended = {
      received: { merged: 2, closed: 1 },
      accepted: { merged: 4, closed: 0 },
      arrived: { merged: 0, closed: 1 },
    };
    const rows = funnelRows({ funnel, ended });
    expect(rows.map((row) => row.waiting)).toEqual([7, 26, 4, 35, null]);
    expect(rows.map(({ merged, closed }) => [merged, closed])).toEqual([
      [2, 1],
      [4, 0],
      [0, 1],
      [0, 0],
      [0, 0],
    ]);
    expect(rows.map((row) => row.lostShare)).toEqual([0.1, 0.3, 0.05, 0.35, 0]);
    expect(rows[1].share).toBe(0.9);
  });

  it('a fourth source holds the rest', () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((source, index) => ({ source, count: 10 - index }));
    expect(sourceShares(all).map((one) => one.count)).toEqual([10, 9, 8, 13]);
    expect(sourceShares(all.slice(0, 4)).some((one) => one.isRest)).toBe(false);
  });

  it('gaps are summed by community, most people first', () => {
    const answer = {
      unitIds: ['a1', 'a2', 'b1', 'c1', 'd1'],
      residents: [100, 100, 300, 100, 0],
      coveredResidents: [10, 50, 20, 0, 0],
    } as unknown as Parameters<typeof gapRows>[0];
    const rows = gapRows(answer, new Set(['a1', 'a2', 'b1', 'd1']), (id) => id[0]);
    expect(rows).toEqual([
      { unitId: 'b', uncovered: 280, residents: 300, cells: 1 },
      { unitId: 'a', uncovered: 90, residents: 100, cells: 1 },
    ]);
  });

  it('categories are a tree, the most frequent first', () => {
    const tree = categoryTree([
      { code: '1', parentCode: null, level: 1, name: 'x', count: 5 },
      { code: '11', parentCode: '1', level: 2, name: 'xa', count: 2 },
      { code: '12', parentCode: '1', level: 2, name: 'xb', count: 3 },
      { code: '121', parentCode: '12', level: 3, name: 'xba', count: 3 },
      { code: '2', parentCode: null, level: 1, name: 'y', count: 9 },
      { code: '3', parentCode: null, level: 1, name: 'z', count: 0 },
    ]);
    expect(visibleNodes(tree, new Set(['1'])).map((node) => node.code)).toEqual(['2', '1', '12', '11']);
    expect(ancestorsOf(tree, '121')).toEqual(['1', '12']);
  });

  it('opening hours are runs of days', () => {
    const lines = hoursLines([{ weekdays: [5, 1, 2, 3, 4, 7], fromMinute: 540, toMinute: 1050 }]);
    expect(lines).toEqual([
      {
        weekdays: [
          [1, 5],
          [7, 7],
        ],
        span: '09:00–17:30',
      },
    ]);
  });

  it('a chain fans out, 48 lines at most', () => {
    expect(fanPaths(7, 89)).toHaveLength(48);
    expect(fanPaths(1, 3)).toHaveLength(3);
  });

  it('an older answer outlives an error', () => {
    expect(panelState({ hasData: false, hasError: false })).toBe('loading');
    expect(panelState({ hasData: false, hasError: true })).toBe('error');
    expect(panelState({ hasData: true, hasError: true })).toBe('ready');
    expect(panelState({ hasData: true, hasError: false, isEmpty: true })).toBe('empty');
  });
});
