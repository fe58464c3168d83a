import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { hourSpans, parseHours } from '../../geodata/model/day-hours.ts';
import { useRequests } from '../stores/requests.ts';
import { useSelection } from '../stores/selection.ts';
import { periodName } from './period-name.ts';

export type FilterKey = 'category' | 'source' | 'status' | 'urgency' | 'handlingUnit' | 'hours' | 'period';

/** A filter that is set, in words, and how to take it away. */
export interface ActiveFilter {
  key: FilterKey;
  name: string;
  value: string;
  clear: () => void;
}

/** The filters that are set, in the order of the filter bar. A named period is none: it is told everywhere. */
export function useFilters() {
  const { t } = useI18n();
  const selection = useSelection();
  const requests = useRequests();

  const categoryName = computed(
    () =>
      requests.categories?.categories.find(({ code }) => code === selection.category)?.name ??
      selection.category ??
      '',
  );
  function hoursName(hours: string): string {
    return hourSpans(parseHours(hours) ?? [])
      .map((span) => t('clocks.hour', span))
      .join(t('filter.and'));
  }
  const active = computed<ActiveFilter[]>(() => {
    const list: ActiveFilter[] = [];
    const add = (key: FilterKey, value: string, clear: () => void) =>
      list.push({ key, name: t(`filter.${key}`), value, clear });
    const { category, source, status, urgency, handlingUnit, hours, period } = selection;
    if (category !== null) add('category', categoryName.value, () => selection.setCategory(null));
    if (source !== null) add('source', source, () => selection.setSource(null));
    if (status !== null) add('status', t(`status.${status}`), () => selection.setStatus(null));
    if (urgency !== null) add('urgency', t(`urgencyLevel.${urgency}`), () => selection.setUrgency(null));
    if (handlingUnit !== null) add('handlingUnit', handlingUnit, () => selection.setHandlingUnit(null));
    if (hours !== null) add('hours', hoursName(hours), () => selection.clearHours());
    if (typeof period !== 'string') add('period', periodName(period, t), () => selection.leaveDays());
    return list;
  });
  return { active };
}

/** “来源 12345 · 状态 办理中”, as a statement. */
export function filtersText(filters: readonly Pick<ActiveFilter, 'name' | 'value'>[]): string {
  return filters.map(({ name, value }) => `${name} ${value}`).join(' · ');
}
