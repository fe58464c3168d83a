import { periodDays, periodDaysShown } from '../stores/period.ts';
import type { Period } from '../stores/selection-url.ts';

/** “近 7 日”, or the first and last day of a period of one's own. `t` is vue-i18n's. */
export function periodName(
  period: Period,
  t: (key: string, words: Record<string, unknown>) => string,
): string {
  if (period === '24h') return t('period.hours', { hours: 24 });
  if (typeof period === 'string') return t('period.days', { days: periodDays(period) });
  const { first, last } = periodDaysShown(period);
  return first === last ? t('period.day', { day: first }) : t('period.range', { from: first, to: last });
}
