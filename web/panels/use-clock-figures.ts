import { storeToRefs } from 'pinia';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { ClockName } from '../../geodata/model/clock-state.ts';
import type { ClockFigures } from '../../server/contract/clocks.ts';
import { formatCount, formatDuration, formatShare } from '../locales/format.ts';
import { useClocks } from '../stores/clocks.ts';
import { NO_VALUE, useFigures } from './use-figures.ts';

export const CLOCK_STATES = ['running', 'soon', 'late'] as const;
export type ClockCount = (typeof CLOCK_STATES)[number];

/** What the panel of the two clocks says of a group, each figure with where it comes from. */
export function useClockFigures() {
  const { t } = useI18n();
  const { answer } = storeToRefs(useClocks());
  const { figure } = useFigures();

  function limitSeconds(name: ClockName): number {
    if (answer.value === null) return 0;
    return name === 'accept' ? answer.value.acceptLimitSeconds : answer.value.arriveLimitSeconds;
  }
  function isEnough(figures: ClockFigures): boolean {
    return figures.measured >= (answer.value?.minimumSample ?? 0);
  }
  function share(figures: ClockFigures): string {
    return isEnough(figures) ? `${formatShare(figures.onTime, figures.measured) ?? NO_VALUE}%` : NO_VALUE;
  }
  function times({ p50Seconds, p90Seconds }: ClockFigures): string {
    if (p50Seconds === null || p90Seconds === null) return t('clocks.tooFew');
    return `${formatDuration(p50Seconds)} / ${formatDuration(p90Seconds)}`;
  }

  const range = computed(() => (answer.value ? { from: answer.value.from, to: answer.value.to } : null));
  function shareFigure(name: ClockName, figures: ClockFigures) {
    return figure(name, {
      value: share(figures),
      numerator: figures.onTime,
      denominator: figures.measured,
      isRate: true,
      range: range.value,
      asOf: answer.value?.asOf,
      words: { minutes: limitSeconds(name) / 60 },
    });
  }
  function timesFigure(name: ClockName, figures: ClockFigures) {
    return figure('clockTimes', {
      value: times(figures),
      numerator: figures.measured,
      range: range.value,
      asOf: answer.value?.asOf,
      words: { clock: t(`clocks.${name}`), minimum: answer.value?.minimumSample ?? 0 },
    });
  }
  function stateFigure(name: ClockName, state: ClockCount, figures: ClockFigures) {
    return figure(`clock.${state}`, {
      value: `${formatCount(figures[state])} ${t('unit.requests')}`,
      numerator: figures[state],
      range: range.value,
      asOf: answer.value?.at,
      words: {
        clock: t(`clocks.${name}`),
        minutes: limitSeconds(name) / 60,
        share: Math.round((answer.value?.soonShare ?? 0) * 100),
      },
    });
  }
  return { limitSeconds, isEnough, share, times, shareFigure, timesFigure, stateFigure };
}
