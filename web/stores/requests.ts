import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { MaskedRequest } from '../../geodata/model/service-request.ts';
import {
  fetchLatestRequests,
  fetchRequestBins,
  fetchRequestCategories,
  fetchRequestSummary,
} from '../api/requests.ts';
import { mergeLatest } from './latest.ts';
import { useLive } from './live.ts';
import { periodDays } from './period.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';
import { useUnits } from './units.ts';

/** More than any screen shows; the rest is for scrolling. */
const LATEST_LIMIT = 60;
/**
 * Zoom that bins are asked for, by the length of the period: 800 m for a day, 400 m for a week, 200 m for longer. Finer bins
 * would mostly hold less than may be shown. It does not follow the map, so a drill changes no colour.
 */
function binsZoom(days: number): number {
  if (days < 3) return 11;
  return days < 20 ? 12 : 13;
}

/** The requests of the selected unit: figures, list, categories, bins. */
export const useRequests = defineStore('requests', () => {
  const selection = useSelection();
  const units = useUnits();
  const live = useLive();

  const summary = useResource({
    params: () => currentRequestFilter(),
    load: ({ dataset, filter }, signal) => fetchRequestSummary(dataset, filter, signal),
  });
  const summary24h = useResource({
    params: () => currentRequestFilter('24h'),
    load: ({ dataset, filter }, signal) => fetchRequestSummary(dataset, filter, signal),
  });
  /** A category filter would leave one branch of its own tree: the tree is asked for without it. */
  const categories = useResource({
    params: () => {
      const wanted = currentRequestFilter();
      return wanted === null ? null : { ...wanted, filter: { ...wanted.filter, category: undefined } };
    },
    load: ({ dataset, filter }, signal) => fetchRequestCategories(dataset, filter, signal),
  });
  /** Bins of the whole data set: the heat stays while one drills, as the choropleth does. */
  const bins = useResource({
    params: () => {
      const wanted = selection.map === 'heat' ? currentRequestFilter() : null;
      return wanted === null ? null : { ...wanted, filter: { ...wanted.filter, within: undefined } };
    },
    load: ({ dataset, filter }, signal) =>
      fetchRequestBins(dataset, { ...filter, zoom: binsZoom(periodDays(selection.period)) }, signal),
  });

  /** The list's own call has no period; the live line keeps it young, a lost line is made good by asking anew. */
  const fetched = useResource({
    params: () => {
      const wanted = currentRequestFilter('24h');
      if (wanted === null) return null;
      const { within, category, source } = wanted.filter;
      return { dataset: wanted.dataset, query: { within, category, source, limit: LATEST_LIMIT } };
    },
    load: ({ dataset, query }, signal) => fetchLatestRequests(dataset, query, signal),
  });
  const latest = shallowRef<MaskedRequest[]>([]);
  watch(fetched.data, (answer) => {
    latest.value = answer?.requests ?? [];
  });
  watch(
    () => live.lastRequest,
    (event) => {
      if (event === null || !concerns(event.request)) return;
      latest.value = mergeLatest(latest.value, event.request, LATEST_LIMIT);
    },
    { flush: 'sync' },
  );
  watch(
    () => live.connection,
    (state, before) => {
      if (state === 'open' && before === 'lost') void fetched.reload();
    },
  );

  function concerns(request: MaskedRequest): boolean {
    if (selection.source !== null && request.source !== selection.source) return false;
    if (selection.category !== null && !request.categoryCode.startsWith(selection.category)) return false;
    const area = units.selected;
    return area === null || units.tree === null || units.tree.isWithin(request.unitId, area.id);
  }

  const resources = [summary, summary24h, categories, bins, fetched];
  return {
    /** Of the selected period. */
    summary: summary.data,
    summaryLoading: summary.loading,
    summaryError: summary.error,
    /** Always of the last 24 hours. */
    summary24h: summary24h.data,
    summary24hLoading: summary24h.loading,
    summary24hError: summary24h.error,
    categories: categories.data,
    categoriesLoading: categories.loading,
    categoriesError: categories.error,
    /** Only asked for while the map shows heat. */
    bins: bins.data,
    binsLoading: bins.loading,
    binsError: bins.error,
    /** Newest first, live events merged in. */
    latest,
    latestMatched: computed(() => fetched.data.value?.numberMatched ?? null),
    latestLoading: fetched.loading,
    latestError: fetched.error,
    loading: computed(() => resources.some((resource) => resource.loading.value)),
    error: computed(() => resources.find((resource) => resource.error.value !== null)?.error.value ?? null),
    async reload(): Promise<void> {
      await Promise.all(resources.map((resource) => resource.reload()));
    },
  };
});
