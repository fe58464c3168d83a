import type { EChartsOption } from 'echarts';
import { parseInstant, SHANGHAI_OFFSET_MS } from '../../geodata/model/time.ts';
import { type ChartStyle, niceMaximum } from './chart-style.ts';
import { tooltip } from './parts.ts';

/** Mean count of an hour of the week: `mean[weekday][hour]`, weekday 0 = Monday; null where no such hour was counted. */
export interface HourWeekday {
  mean: (number | null)[][];
  busiest: { weekday: number; hour: number; mean: number } | null;
}

const HOUR_MS = 3600 * 1000;

/** Folds an hourly series onto the hours of a week. `at` are starts of hours, ISO 8601. */
export function foldHours(at: string[], counts: number[]): HourWeekday {
  const sums = new Float64Array(7 * 24);
  const hours = new Uint32Array(7 * 24);
  for (let index = 0; index < at.length; index++) {
    const epochMs = parseInstant(at[index]);
    if (epochMs === null) continue;
    const slot = hourOfWeek(epochMs);
    sums[slot] += counts[index];
    hours[slot] += 1;
  }
  const mean: (number | null)[][] = [];
  let busiest: HourWeekday['busiest'] = null;
  for (let weekday = 0; weekday < 7; weekday++) {
    const row: (number | null)[] = [];
    for (let hour = 0; hour < 24; hour++) {
      const slot = weekday * 24 + hour;
      const value = hours[slot] === 0 ? null : sums[slot] / hours[slot];
      row.push(value);
      if (value !== null && value > (busiest?.mean ?? 0)) busiest = { weekday, hour, mean: value };
    }
    mean.push(row);
  }
  return { mean, busiest };
}

/** 0 = Monday 00:00–01:00 … 167 = Sunday 23:00–24:00, Asia/Shanghai. */
function hourOfWeek(epochMs: number): number {
  const hours = Math.floor((epochMs + SHANGHAI_OFFSET_MS) / HOUR_MS);
  // 1970-01-01 was a Thursday: three days after a Monday.
  return (((hours + 3 * 24) % 168) + 168) % 168;
}

export interface HourWeekdayData {
  folded: HourWeekday;
  weekdayNames: string[];
  unit: string;
}

/** Inner breaks of the six classes: equal steps to a round maximum. */
export function hourBreaks(folded: HourWeekday): number[] {
  const maximum = niceMaximum(folded.busiest?.mean ?? 1);
  return [1, 2, 3, 4, 5].map((step) => Math.round((maximum * step) / 6 / 0.1) * 0.1);
}

/** Seven rows of 24 hours in the classes of the ramp; Monday on top. */
export function hourWeekdayOption(data: HourWeekdayData, style: ChartStyle): EChartsOption {
  const { tokens, unitPx } = style;
  const breaks = hourBreaks(data.folded);
  const cells = data.folded.mean.flatMap((row, weekday) =>
    row.flatMap((value, hour) => (value === null ? [] : [[hour, weekday, Math.round(value * 10) / 10]])),
  );
  const bounds = [0, ...breaks];
  return {
    animation: false,
    grid: { left: style.metaPx * 2.4, right: 4 * unitPx, top: 4 * unitPx, bottom: style.metaPx * 1.7 },
    tooltip: tooltip(style, 'item'),
    xAxis: {
      type: 'category',
      data: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: tokens.t3,
        fontFamily: style.numeralFamily,
        fontSize: style.metaPx,
        interval: (index: number) => index % 6 === 0 || index === 23,
      },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: data.weekdayNames,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: tokens.t2, fontFamily: style.textFamily, fontSize: style.metaPx },
    },
    visualMap: {
      show: false,
      type: 'piecewise',
      dimension: 2,
      pieces: bounds.map((gte, index) => ({
        gte,
        ...(index < breaks.length ? { lt: breaks[index] } : {}),
        color: style.ramp[index],
      })),
    },
    series: [
      {
        type: 'heatmap',
        progressive: 0,
        data: cells,
        itemStyle: { borderColor: tokens.bg, borderWidth: 1.5 * unitPx, borderRadius: 2 * unitPx },
        emphasis: { itemStyle: { borderColor: tokens.t1, borderWidth: 2 * unitPx } },
      },
    ],
  };
}
