import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { Comparison } from '../../geodata/model/comparison.ts';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import type { Level } from '../../geodata/model/unit.ts';
import type { IndicatorColumns } from '../../server/contract/indicators.ts';
import { fetchIndicatorColumns, fetchIndicatorSeries, fetchIndicators } from '../api/indicators.ts';
import { useLive } from './live.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';
import { useUnits } from './units.ts';

/** What the map shows until someone chooses. */
export const DEFAULT_INDICATOR_ID = 'requestsPer10k';
/** The trend that stands under the map: how many requests. */
const COUNT_INDICATOR_ID = 'requests';

/** Level of the ranking beside each level of selection: close enough to act on, wide enough for a sample. */
const RANKING_LEVEL: Record<Level, Level> = {
  city: 'subdistrict',
  district: 'community',
  subdistrict: 'community',
  community: 'gridCell',
  gridCell: 'gridCell',
  estate: 'gridCell',
  building: 'gridCell',
};

/** Indicator definitions, the columns on the map, the ranking and the trends. */
export const useIndicators = defineStore('indicators', () => {
  const selection = useSelection();
  const units = useUnits();
  const live = useLive();

  const list = useResource({
    params: () => ({ dataset: selection.dataset }),
    load: ({ dataset }, signal) => fetchIndicators(dataset, signal),
    cacheSize: 2,
  });
  /** What units have values of: calls are known for the whole only, no map can show them. */
  const definitions = computed<IndicatorDefinition[]>(() =>
    (list.data.value?.indicators ?? []).filter(({ family }) => family !== 'calls'),
  );
  const calls = computed<IndicatorDefinition[]>(() =>
    (list.data.value?.indicators ?? []).filter(({ family }) => family === 'calls'),
  );
  const currentId = computed(() => selection.indicatorId ?? DEFAULT_INDICATOR_ID);
  const current = computed(() => definition(currentId.value));

  /**
   * The whole data set, cell by cell, whatever is selected: classes are frozen per level, so a drill repaints nothing and
   * asks nothing for the map.
   */
  const map = useResource({
    params: () => {
      const filter = currentRequestFilter();
      if (filter === null) return null;
      return {
        ...filter,
        filter: { ...filter.filter, within: undefined, level: 'gridCell' as Level, compare: comparison() },
        // 热力 counts requests: compared, its cells tell how their number has changed.
        id: selection.map === 'heat' && selection.compare !== null ? COUNT_INDICATOR_ID : currentId.value,
      };
    },
    load: ({ dataset, filter, id }, signal) => fetchIndicatorColumns(dataset, id, filter, signal),
  });

  const rankingLevel = computed<Level>(() => RANKING_LEVEL[units.level ?? 'city']);
  const ranking = useResource({
    params: () => {
      const filter = currentRequestFilter();
      if (filter === null || units.selected === null) return null;
      const around = units.selected.level === 'gridCell' ? units.selected.parentId : units.selected.id;
      return {
        ...filter,
        filter: {
          ...filter.filter,
          within: around ?? undefined,
          level: rankingLevel.value,
          compare: comparison(),
        },
        id: currentId.value,
      };
    },
    load: ({ dataset, filter, id }, signal) => fetchIndicatorColumns(dataset, id, filter, signal),
  });

  const trend = (period: '24h' | '30d', step: 'hour' | 'day') =>
    useResource({
      params: () => currentRequestFilter(period),
      load: ({ dataset, filter }, signal) =>
        fetchIndicatorSeries(dataset, COUNT_INDICATOR_ID, { ...filter, step }, signal),
    });
  const trend24h = trend('24h', 'hour');
  const trend30d = trend('30d', 'day');

  function comparison(): Comparison | undefined {
    return selection.compare ?? undefined;
  }
  function definition(id: string): IndicatorDefinition | null {
    return definitions.value.find((one) => one.id === id) ?? null;
  }

  return {
    definitions,
    /** Of calls, where any are known: one figure for the whole. */
    calls,
    currentId,
    current,
    definition,
    columns: map.data,
    columnsLoading: map.loading,
    columnsError: map.error,
    ranking: ranking.data,
    rankingLevel,
    rankingLoading: ranking.loading,
    rankingError: ranking.error,
    trend24h: trend24h.data,
    trend24hLoading: trend24h.loading,
    trend24hError: trend24h.error,
    trend30d: trend30d.data,
    trend30dLoading: trend30d.loading,
    trend30dError: trend30d.error,
    loading: computed(() => list.loading.value || map.loading.value || ranking.loading.value),
    error: computed(() => list.error.value ?? map.error.value ?? ranking.error.value),
    /** Beat of the live line at which the figures were last asked for. */
    beat: computed(() => live.beat),
    async reload(): Promise<void> {
      await Promise.all([
        list.reload(),
        map.reload(),
        ranking.reload(),
        trend24h.reload(),
        trend30d.reload(),
      ]);
    },
    /** Columns of any indicator and level, for tables and “where does this figure come from”. Not kept. */
    async fetchColumns(id: string, level: Level, signal: AbortSignal): Promise<IndicatorColumns | null> {
      const filter = currentRequestFilter();
      if (filter === null) return null;
      return fetchIndicatorColumns(filter.dataset, id, { ...filter.filter, level }, signal);
    },
  };
});
