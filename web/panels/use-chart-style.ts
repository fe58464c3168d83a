import { type ComputedRef, computed } from 'vue';
import { type ChartStyle, chartStyle } from '../charts/chart-style.ts';
import { useLayout } from '../frame/use-layout.ts';
import { useTheme } from '../frame/use-theme.ts';

/** Colours and sizes for charts, following theme and screen. */
export function useChartStyle(): ComputedRef<ChartStyle> {
  const { layout } = useLayout();
  const { theme } = useTheme();
  return computed(() => {
    const { mode, unitPx } = layout.value;
    return chartStyle(theme.value, unitPx, mode === 'laptop' || mode === 'phone');
  });
}
