import type { EChartsOption, LineSeriesOption } from 'echarts';
import { type ChartStyle, niceMaximum, withAlpha } from './chart-style.ts';
import { categoryAxis, tooltip, valueAxis } from './parts.ts';

export interface TrendData {
  /** One label a step. */
  labels: string[];
  values: (number | null)[];
  /** What is usual at this time; null where unknown. Same length, or empty. */
  baseline: (number | null)[];
  /** Names for legend and tooltip. */
  valueName: string;
  baselineName: string;
  /** “峰值”: stands before the highest value. */
  peakName: string;
  unit: string;
  /** Every which label is printed. */
  labelEvery: number;
}

/** Air around the plot, CSS pixels; to the left as much as the figures of the axis need. */
export function trendPlot(
  data: Pick<TrendData, 'values' | 'baseline'>,
  style: ChartStyle,
): { left: number; right: number; top: number; bottom: number } {
  const { unitPx, metaPx } = style;
  const digits = trendMaximum(data).toLocaleString('en-US').length;
  return {
    left: Math.max(34 * unitPx, metaPx * (0.55 * digits + 0.8)),
    right: 10 * unitPx,
    top: 20 * unitPx,
    bottom: metaPx * 1.6,
  };
}

function trendMaximum({ values, baseline }: Pick<TrendData, 'values' | 'baseline'>): number {
  const known = [...values, ...baseline].filter((value): value is number => value !== null);
  return niceMaximum(Math.max(0, ...known));
}

/** A line over time with its area, the usual course dashed beneath it, and one label: the peak. */
export function trendOption(data: TrendData, style: ChartStyle): EChartsOption {
  const { tokens, unitPx } = style;
  const maximum = trendMaximum(data);
  const peakIndex = indexOfPeak(data.values);
  const usual: LineSeriesOption = {
    name: data.baselineName,
    type: 'line',
    data: data.baseline,
    smooth: 0.35,
    showSymbol: false,
    silent: true,
    lineStyle: { color: tokens.t3, width: 1.6 * unitPx, type: [4 * unitPx, 5 * unitPx] },
    itemStyle: { color: tokens.t3 },
  };
  const actual: LineSeriesOption = {
    name: data.valueName,
    type: 'line',
    data: data.values,
    smooth: 0.35,
    showSymbol: false,
    lineStyle: { color: tokens.accent, width: 3 * unitPx },
    itemStyle: { color: tokens.accent },
    areaStyle: {
      color: {
        type: 'linear',
        x: 0,
        y: 0,
        x2: 0,
        y2: 1,
        colorStops: [
          { offset: 0, color: withAlpha(tokens.accent, 0.32) },
          { offset: 1, color: withAlpha(tokens.accent, 0) },
        ],
      },
    },
    markPoint: peakMark(data, peakIndex, style),
  };
  return {
    animationDuration: 0,
    animationDurationUpdate: 240,
    grid: trendPlot(data, style),
    tooltip: {
      ...tooltip(style, 'axis'),
      valueFormatter: (value) => (value === null ? '–' : `${value} ${data.unit}`),
    },
    xAxis: categoryAxis(style, data.labels, data.labelEvery),
    yAxis: valueAxis(style, maximum),
    series: [usual, actual],
  };
}

/** The one label of the chart, at the highest value. */
function peakMark(
  data: TrendData,
  peakIndex: number | null,
  style: ChartStyle,
): LineSeriesOption['markPoint'] {
  if (peakIndex === null) return { data: [] };
  const peak = data.values[peakIndex] as number;
  return {
    symbol: 'circle',
    symbolSize: 7 * style.unitPx,
    silent: true,
    itemStyle: { color: style.tokens.accentHi },
    label: {
      show: true,
      position: labelSide(peakIndex, data.values.length),
      distance: 5 * style.unitPx,
      formatter: `${data.peakName} ${peak.toLocaleString('en-US')}`,
      color: style.tokens.t1,
      fontFamily: style.numeralFamily,
      fontSize: style.labelPx,
    },
    data: [{ name: data.peakName, coord: [peakIndex, peak] }],
  };
}

/** Beside the peak, where the line falls away from it: above there is no room in a strip. */
function labelSide(index: number, length: number): 'left' | 'right' {
  return index > length * 0.8 ? 'left' : 'right';
}

/** The first of the highest values; null where there is none above 0. */
export function indexOfPeak(values: (number | null)[]): number | null {
  let peak: number | null = null;
  values.forEach((value, index) => {
    if (value !== null && value > (peak === null ? 0 : (values[peak] as number))) peak = index;
  });
  return peak;
}
