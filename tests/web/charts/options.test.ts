import { describe, expect, it } from 'vitest';
import { barsOption } from '../../../web/charts/bars-option.ts';
import { chartStyle, niceMaximum, withAlpha } from '../../../web/charts/chart-style.ts';
import { foldHours, hourBreaks, hourWeekdayOption } from '../../../web/charts/hour-weekday-option.ts';
import { indexOfPeak, type TrendData, trendOption } from '../../../web/charts/trend-option.ts';
import { THEMES } from '../../../web/theme/tokens.ts';

const wall = chartStyle('night', 2, false);
const desk = chartStyle('day', 1, true);

const data: TrendData = {
  labels: ['00:00', '01:00', '02:00', '03:00'],
  values: [3, 8, 8, 1],
  baseline: [2, null, 4, 4],
  valueName: 'actual',
  baselineName: 'usual',
  peakName: 'peak',
  unit: 'requests',
  labelEvery: 3,
};

interface Series {
  name: string;
  data: unknown[];
  smooth: number;
  lineStyle: { width: number; color: string };
  markPoint?: { data: { coord: number[] }[]; label?: { formatter: string; fontSize: number } };
}
const seriesOf = (option: unknown) => (option as { series: Series[] }).series;

describe('a trend', () => {
  it('draws the course over the usual one, sizes in u', () => {
    const [usual, actual] = seriesOf(trendOption(data, wall));
    expect(usual.data).toEqual([2, null, 4, 4]);
    expect(actual.data).toEqual([3, 8, 8, 1]);
    expect(actual.smooth).toBe(0.35);
    expect(actual.lineStyle).toEqual({ width: 6, color: THEMES.night.accent });
  });

  it('labels the first of the highest values and nothing else', () => {
    const [, actual] = seriesOf(trendOption(data, wall));
    expect(actual.markPoint?.data.map((one) => one.coord)).toEqual([[1, 8]]);
    expect(actual.markPoint?.label?.formatter).toBe('peak 8');
    expect(actual.markPoint?.label?.fontSize).toBe(36);
    expect(indexOfPeak([0, 0])).toBeNull();
    expect(indexOfPeak([null, 2, 2])).toBe(1);
  });

  it('has no peak where nothing happened', () => {
    const [, actual] = seriesOf(trendOption({ ...data, values: [0, 0, 0, 0], baseline: [] }, desk));
    expect(actual.markPoint?.data).toEqual([]);
  });

  it('begins at 0 and has two steps', () => {
    const { yAxis } = trendOption(data, desk) as { yAxis: { min: number; max: number; interval: number } };
    expect(yAxis).toMatchObject({ min: 0, max: 8, interval: 4 });
  });

  it('never draws text under 14 px on a desk', () => {
    expect(desk.metaPx).toBe(14);
    expect(desk.labelPx).toBe(14);
  });
});

describe('an axis', () => {
  it.each([
    [0, 2],
    [1, 2],
    [3, 4],
    [7, 8],
    [101, 120],
    [104, 120],
    [999, 1000],
    [1001, 1200],
  ])('of %d ends at %d', (maximum, end) => {
    expect(niceMaximum(maximum)).toBe(end);
  });

  it('always holds the maximum', () => {
    for (let value = 1; value < 5000; value++) expect(niceMaximum(value)).toBeGreaterThanOrEqual(value);
  });
});

describe('hours of a week', () => {
  const at: string[] = [];
  const counts: number[] = [];
  // 2026-11-16 is a Monday.
  for (let hour = 0; hour < 24 * 14; hour++) {
    const epochMs = Date.parse('2026-11-16T00:00:00+08:00') + hour * 3600_000;
    at.push(new Date(epochMs + 8 * 3600_000).toISOString().replace('.000Z', '+08:00'));
    counts.push(hour === 4 * 24 + 9 ? 12 : 1);
  }

  it('are means over the weeks, Monday first', () => {
    const folded = foldHours(at, counts);
    expect(folded.mean[0][0]).toBe(1);
    expect(folded.mean[4][9]).toBe(6.5);
    expect(folded.busiest).toEqual({ weekday: 4, hour: 9, mean: 6.5 });
  });

  it('are unknown where no such hour was counted', () => {
    const folded = foldHours(at.slice(0, 3), counts.slice(0, 3));
    expect(folded.mean[0][2]).toBe(1);
    expect(folded.mean[0][3]).toBeNull();
    expect(foldHours([], []).busiest).toBeNull();
  });

  it('are drawn in six classes that leave no value out', () => {
    const folded = foldHours(at, counts);
    const breaks = hourBreaks(folded);
    expect(breaks).toHaveLength(5);
    expect([...breaks].sort((a, b) => a - b)).toEqual(breaks);
    const option = hourWeekdayOption(
      { folded, weekdayNames: ['1', '2', '3', '4', '5', '6', '7'], unit: '' },
      wall,
    );
    expect(seriesOf(option)[0].data).toHaveLength(7 * 24);
  });
});

describe('bars', () => {
  it('are at most 14 u thick and label the highest', () => {
    const option = barsOption(
      { labels: ['a', 'b', 'c'], values: [1, 5, 2], name: 'n', unit: 'u', labelEvery: 1, highlightIndex: 2 },
      wall,
    ) as unknown as { series: { barMaxWidth: number; data: { label: { show: boolean } }[] }[] };
    expect(option.series[0].barMaxWidth).toBe(28);
    expect(option.series[0].data.map((bar) => bar.label.show)).toEqual([false, true, true]);
  });
});

describe('a colour with another opacity', () => {
  it('keeps what is no plain colour', () => {
    expect(withAlpha('#5FCDD4', 0.5)).toBe('#5FCDD480');
    expect(withAlpha('rgba(1,2,3,.4)', 0.5)).toBe('rgba(1,2,3,.4)');
  });
});
