import { defineStore } from 'pinia';
import { computed } from 'vue';
import { parseInstant, toShanghaiIso } from '../../geodata/model/time.ts';
import { startOfStep, stepAfter, stepStarts } from '../../geodata/model/time-step.ts';
import { fetchIndicatorColumns, fetchIndicatorSeries } from '../api/indicators.ts';
import { useIndicators } from './indicators.ts';
import { useLive } from './live.ts';
import { periodRange } from './period.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** How far back the axis reaches: two years. */
const AXIS_WEEKS = 104;
/** The finest steps of the longest axis: two years of hours. */
const MOST_STEPS = 24 * 7 * (AXIS_WEEKS + 1);

/** Epoch milliseconds, `fromMs` inclusive, `toMs` exclusive. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** Two years of weeks under the map: how many requests came in each, where the period lies among them and what it is compared with. */
export const useTimeAxis = defineStore('timeAxis', () => {
  const selection = useSelection();
  const live = useLive();
  const indicators = useIndicators();

  const weeks = useResource({
    params: () => {
      if (selection.timeStep === null || live.periodEndMs === null) return null;
      // A week is drawn whole and the newest grows slowly: asked for once an hour, not with every beat.
      const hour = startOfStep(live.periodEndMs, 'hour');
      const fromMs = stepAfter(startOfStep(hour, 'week'), 'week', -AXIS_WEEKS);
      return currentRequestFilter({
        from: toShanghaiIso(fromMs),
        to: toShanghaiIso(stepAfter(hour, 'hour')),
      });
    },
    load: ({ dataset, filter }, signal) =>
      fetchIndicatorSeries(dataset, 'requests', { ...filter, step: 'week' }, signal),
  });

  /** Weeks from the first with a request on; what lies before is before the data. */
  const bars = computed(() => {
    const series = weeks.data.value;
    if (series === null) return [];
    const first = Math.max(
      0,
      series.numerator.findIndex((count) => count > 0),
    );
    return series.at
      .slice(first)
      .map((at, index) => ({ atMs: Date.parse(at), count: series.numerator[first + index] }));
  });
  /** The whole axis: from the first week to the end of the newest. Null until it is known, and where there are no requests. */
  const span = computed<Span | null>(() => {
    if (bars.value.length === 0) return null;
    return { fromMs: bars.value[0].atMs, toMs: stepAfter(bars.value[bars.value.length - 1].atMs, 'week') };
  });
  const endMs = computed(() => live.periodEndMs ?? 0);
  /** A: the period on screen. */
  const period = computed<Span>(() => {
    const { from, to } = periodRange(selection.period, endMs.value);
    return { fromMs: parseInstant(from) ?? 0, toMs: parseInstant(to) ?? 0 };
  });

  /**
   * Starts of the steps that are played: those of the period where it holds two or more, else those of the whole axis.
   */
  const starts = computed<number[]>(() => {
    const step = selection.timeStep;
    if (step === null || span.value === null) return [];
    const { fromMs, toMs } = period.value;
    const inside = (stepStarts({ fromMs, toMs: Math.min(toMs, endMs.value) }, step, MOST_STEPS) ?? []).filter(
      (start) => start >= fromMs,
    );
    if (inside.length >= 2) return inside;
    return stepStarts({ fromMs: span.value.fromMs, toMs: endMs.value }, step, MOST_STEPS) ?? [];
  });

  /** What the map counts: requests in 热力, else its indicator. */
  const indicatorId = computed(() => (selection.map === 'heat' ? 'requests' : indicators.currentId));
  /** The selected unit over both periods. */
  const both = useResource({
    params: () => {
      const wanted = selection.compare === null ? null : currentRequestFilter();
      if (wanted === null) return null;
      const filter = { ...wanted.filter, level: 'city' as const, compare: selection.compare ?? undefined };
      return { dataset: wanted.dataset, filter, id: indicatorId.value };
    },
    load: ({ dataset, filter, id }, signal) => fetchIndicatorColumns(dataset, id, filter, signal),
  });
  /** A beside B; null where nothing is compared, or there is nothing to compare. */
  const comparison = computed(() => {
    const answer = selection.compare === null ? null : both.data.value;
    if (answer?.compared == null || answer.compared.comparison !== selection.compare) return null;
    return { ...answer, compared: answer.compared };
  });
  /** B: the period that A is compared with. */
  const comparedSpan = computed<Span | null>(() => {
    if (comparison.value === null) return null;
    const { from, to } = comparison.value.compared;
    return { fromMs: Date.parse(from), toMs: Date.parse(to) };
  });

  return {
    indicatorId,
    comparison,
    comparedSpan,
    bars,
    span,
    period,
    starts,
    endMs,
    loading: weeks.loading,
    error: computed(() => weeks.error.value ?? both.error.value),
    asOf: computed(() => weeks.data.value?.asOf ?? null),
    /** The bars anew, the old ones until then. */
    renewBars: weeks.reload,
    async reload(): Promise<void> {
      await Promise.all([weeks.reload(), both.reload()]);
    },
  };
});
