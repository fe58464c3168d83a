import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
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
import { type CategoryParents, matchesFilter } from './request-match.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';
import { useUnits } from './units.ts';

/** More than any screen shows; the rest is for scrolling. */
const LATEST_LIMIT = 60;
/** An event that does not say whether it belongs here is asked about, but not more often than this. */
const ASK_AGAIN_MS = 500;
/**
 * Zoom that bins are asked for, by the length of the period: 800 m for a day, 400 m for a week, 200 m for longer. Finer bins
 * would mostly hold less than may be shown. It does not follow the map, so a drill changes no colour.
 */
export function binsZoom(days: number): number {
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

  /**
   * What the list holds: with a named period the latest of all times, for such a period ends now; else those of the chosen days. The live
   * line keeps it young, a lost line is made good by asking anew.
   */
  const listFilter = computed(() => {
    const { period } = selection;
    const wanted = currentRequestFilter(typeof period === 'string' ? '24h' : period);
    if (wanted === null) return null;
    return typeof period === 'string'
      ? { ...wanted, filter: { ...wanted.filter, from: undefined, to: undefined } }
      : wanted;
  });
  const fetched = useResource({
    params: () =>
      listFilter.value === null
        ? null
        : { dataset: listFilter.value.dataset, query: { ...listFilter.value.filter, limit: LATEST_LIMIT } },
    load: ({ dataset, query }, signal) => fetchLatestRequests(dataset, query, signal),
  });
  const latest = shallowRef<MaskedRequest[]>([]);
  /** The request that came in last over the live line and belongs into the list. */
  const arrival = shallowRef<MaskedRequest | null>(null);
  watch(fetched.data, (answer) => {
    latest.value = answer?.requests ?? [];
  });
  watch(
    () => live.lastRequest,
    (event) => {
      if (event === null) return;
      const { request } = event;
      const isWanted = concerns(request);
      if (isWanted === null) askAgainSoon();
      else if (isWanted) {
        latest.value = mergeLatest(latest.value, request, LATEST_LIMIT);
        if (event.change === 'created') arrival.value = request;
      }
      // It was in the list and has gone on: its status is another one now.
      else if (latest.value.some((one) => one.id === request.id))
        latest.value = latest.value.filter((one) => one.id !== request.id);
    },
    { flush: 'sync' },
  );
  let askTimer: ReturnType<typeof setTimeout> | undefined;
  function askAgainSoon(): void {
    askTimer ??= setTimeout(() => {
      askTimer = undefined;
      void fetched.reload();
    }, ASK_AGAIN_MS);
  }
  onScopeDispose(() => clearTimeout(askTimer));
  watch(
    () => live.connection,
    (state, before) => {
      if (state === 'open' && before === 'lost') void fetched.reload();
    },
  );

  const categoryParents = computed<CategoryParents>(
    () => new Map((categories.data.value?.categories ?? []).map((one) => [one.code, one.parentCode])),
  );
  /** Whether an event belongs into the list; null = the event does not tell. */
  function concerns(request: MaskedRequest): boolean | null {
    const area = units.selected;
    const isInside = area === null || units.tree === null || units.tree.isWithin(request.unitId, area.id);
    if (!isInside || listFilter.value === null) return false;
    return matchesFilter(request, listFilter.value.filter, categoryParents.value);
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
    /** The tree of categories, for walking up. */
    categoryParents,
    categoriesLoading: categories.loading,
    categoriesError: categories.error,
    /** Only asked for while the map shows heat. */
    bins: bins.data,
    binsLoading: bins.loading,
    binsError: bins.error,
    /** Newest first, live events merged in. */
    latest,
    arrival,
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
