import { storeToRefs } from 'pinia';
import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { DAY_MS, parseInstant, toShanghaiDay } from '../../geodata/model/time.ts';
import { trendOption, trendPlot } from '../charts/trend-option.ts';
import { formatCount } from '../locales/format.ts';
import { useHourly } from '../stores/hourly.ts';
import { useIndicators } from '../stores/indicators.ts';
import { useLive } from '../stores/live.ts';
import { useSelection } from '../stores/selection.ts';
import { type TrendCourse, usualCourse, wholeSteps } from './trend-data.ts';
import { useChartStyle } from './use-chart-style.ts';
import { useFigures } from './use-figures.ts';

export type TrendSpan = '24h' | '30d';

const EMPTY: TrendCourse = { at: [], labels: [], values: [], running: null };

/** The course of requests over a span: chart, table and words, for the strip under the map and for the panel. */
export function useTrend(span: Ref<TrendSpan>) {
  const { t } = useI18n();
  const indicators = useIndicators();
  const { trend24h, trend30d, trend24hError, trend30dError } = storeToRefs(indicators);
  const { series: hourly } = storeToRefs(useHourly());
  const live = useLive();
  const selection = useSelection();
  const style = useChartStyle();
  const { figure } = useFigures();

  const isHourly = computed(() => span.value === '24h');
  const series = computed(() => (isHourly.value ? trend24h.value : trend30d.value));
  const error = computed(() => (isHourly.value ? trend24hError.value : trend30dError.value));
  const course = computed(() => {
    if (series.value === null) return EMPTY;
    const fromMs = (live.periodEndMs ?? 0) - (isHourly.value ? 1 : 30) * DAY_MS;
    return wholeSteps(series.value, isHourly.value ? 'hour' : 'day', fromMs);
  });
  const baseline = computed(() =>
    isHourly.value && hourly.value !== null ? usualCourse(course.value.at, hourly.value) : [],
  );
  const title = computed(() => t(`trend.title.${span.value}`));
  const unit = computed(() => t(isHourly.value ? 'trend.perHour' : 'trend.perDay'));
  const option = computed(() =>
    trendOption(
      {
        labels: course.value.labels,
        values: course.value.values,
        baseline: baseline.value,
        valueName: t('trend.actual'),
        baselineName: t('trend.usual'),
        peakName: t('trend.peak'),
        unit: t('unit.requests'),
        labelEvery: isHourly.value ? 3 : 5,
      },
      style.value,
    ),
  );
  const plot = computed(() =>
    trendPlot({ values: course.value.values, baseline: baseline.value }, style.value),
  );
  /** The days of the course as periods that can be chosen. Hours are none: a period counts in days. */
  const days = computed(() =>
    isHourly.value
      ? []
      : course.value.at.map((at, index) => {
          const fromMs = parseInstant(at) ?? 0;
          const from = toShanghaiDay(fromMs);
          const to = toShanghaiDay(fromMs + DAY_MS);
          const { period } = selection;
          return {
            key: from,
            label: t('trend.pickDay', { day: from, count: formatCount(course.value.values[index]) }),
            isOn: typeof period !== 'string' && period.from === from && period.to === to,
            period: { from, to },
          };
        }),
  );
  /** Narrows the page to a day; chosen again it goes back to the period before. */
  function pickDay(index: number): void {
    const day = days.value[index];
    if (day.isOn) selection.leaveDays();
    else selection.setPeriod(day.period);
  }
  const label = computed(() => {
    const { values } = course.value;
    return t('trend.describe', {
      title: title.value,
      total: formatCount(total.value),
      peak: formatCount(Math.max(0, ...values)),
    });
  });
  const columns = computed(() => [
    { key: 'at', label: t('table.time') },
    { key: 'value', label: t('trend.actual'), isNumber: true },
    ...(baseline.value.length > 0 ? [{ key: 'usual', label: t('trend.usual'), isNumber: true }] : []),
  ]);
  const rows = computed(() =>
    course.value.labels.map((at, index) => {
      const usual = baseline.value[index];
      return {
        at,
        value: formatCount(course.value.values[index]),
        usual: usual === null || usual === undefined ? '–' : formatCount(usual),
      };
    }),
  );
  const total = computed(() => course.value.values.reduce((sum, value) => sum + value, 0));
  /** Stands for all points of the chart. */
  const trendFigure = computed(() => {
    const { at } = course.value;
    return figure('trend', {
      value: `${formatCount(total.value)} ${t('unit.requests')}`,
      numerator: total.value,
      range: at.length === 0 ? null : { from: at[0], to: series.value?.asOf ?? at[at.length - 1] },
      asOf: series.value?.asOf,
      words: { title: title.value, unit: unit.value },
    });
  });
  const runningFigure = computed(() => {
    const running = course.value.running ?? 0;
    const at = series.value?.at ?? [];
    return figure('running', {
      value: `${formatCount(running)} ${t('unit.requests')}`,
      numerator: running,
      range: series.value === null ? null : { from: at[at.length - 1], to: series.value.asOf },
      asOf: series.value?.asOf,
    });
  });
  const hasBaseline = computed(() => baseline.value.some((value) => value !== null));
  return {
    series,
    error,
    course,
    title,
    unit,
    option,
    plot,
    days,
    pickDay,
    label,
    columns,
    rows,
    hasBaseline,
    trendFigure,
    runningFigure,
  };
}
