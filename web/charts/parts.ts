import type { ChartStyle } from './chart-style.ts';

/** Parts that every chart shares, so that axes and tooltips look the same everywhere. */
export function categoryAxis(style: ChartStyle, labels: string[], every: number) {
  return {
    type: 'category' as const,
    data: labels,
    boundaryGap: false,
    axisLine: { lineStyle: { color: style.tokens.hairStrong, width: style.unitPx } },
    axisTick: { show: false },
    axisLabel: {
      color: style.tokens.t3,
      fontFamily: style.numeralFamily,
      fontSize: style.metaPx,
      interval: (index: number) => index % every === 0,
      hideOverlap: true,
    },
  };
}

export function valueAxis(style: ChartStyle, maximum: number) {
  return {
    type: 'value' as const,
    min: 0,
    max: maximum,
    interval: maximum / 2,
    axisLabel: {
      color: style.tokens.t3,
      fontFamily: style.numeralFamily,
      fontSize: style.metaPx,
      formatter: (value: number) => value.toLocaleString('en-US'),
    },
    splitLine: { lineStyle: { color: style.tokens.hair, width: style.unitPx } },
  };
}

export function tooltip(style: ChartStyle, trigger: 'axis' | 'item') {
  return {
    trigger,
    confine: true,
    backgroundColor: style.tokens.panelSolid,
    borderWidth: 0,
    borderRadius: 12 * style.unitPx,
    padding: [12 * style.unitPx, 16 * style.unitPx],
    textStyle: { color: style.tokens.t1, fontFamily: style.textFamily, fontSize: style.metaPx },
    axisPointer: { type: 'line' as const, lineStyle: { color: style.tokens.t3, width: style.unitPx } },
  };
}
