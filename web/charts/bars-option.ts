import type { EChartsOption } from 'echarts';
import type { ChartStyle } from './chart-style.ts';
import { niceMaximum } from './chart-style.ts';
import { categoryAxis, tooltip, valueAxis } from './parts.ts';

export interface BarsData {
  labels: string[];
  values: number[];
  name: string;
  unit: string;
  labelEvery: number;
  /** Drawn brighter: the day that is not over. */
  highlightIndex: number | null;
}

/** Bars of one series over time; the highest and the highlighted one carry their value. */
export function barsOption(data: BarsData, style: ChartStyle): EChartsOption {
  const { tokens, unitPx } = style;
  const maximum = niceMaximum(Math.max(0, ...data.values));
  const peak = data.values.indexOf(Math.max(...data.values));
  const gridLeft = Math.max(
    34 * unitPx,
    style.metaPx * (0.55 * maximum.toLocaleString('en-US').length + 0.8),
  );
  return {
    animationDuration: 0,
    animationDurationUpdate: 240,
    grid: { left: gridLeft, right: 10 * unitPx, top: 24 * unitPx, bottom: style.metaPx * 1.6 },
    tooltip: { ...tooltip(style, 'axis'), valueFormatter: (value) => `${value} ${data.unit}` },
    xAxis: { ...categoryAxis(style, data.labels, data.labelEvery), boundaryGap: true },
    yAxis: valueAxis(style, maximum),
    series: [
      {
        name: data.name,
        type: 'bar',
        barMaxWidth: 14 * unitPx,
        itemStyle: { color: tokens.accentMid, borderRadius: 3 * unitPx },
        data: data.values.map((value, index) => ({
          value,
          itemStyle: index === data.highlightIndex ? { color: tokens.accentHi } : undefined,
          label: {
            show: value > 0 && (index === data.highlightIndex || index === peak),
            position: 'top',
            color: tokens.t1,
            fontFamily: style.numeralFamily,
            fontSize: style.labelPx,
          },
        })),
      },
    ],
  };
}
