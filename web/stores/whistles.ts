import { defineStore } from 'pinia';
import { computed, onScopeDispose, watch } from 'vue';
import { fetchWhistle, fetchWhistles } from '../api/whistles.ts';
import { useLive } from './live.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** Open whistles asked for, the most urgent first: far more than anyone follows in one go; the panel and the legend say how many there are. */
const MOST_LISTED = 200;
/** Newest ones asked for, whatever came of them. */
const MOST_RECENT = 30;
/** Steps of whistles come in bursts: one question answers them all, still within the second. */
const ASK_AGAIN_MS = 400;

/** 吹哨报到 in the selected area and period, and the one whose chain is on the map. Filters of requests do not narrow whistles. */
export const useWhistles = defineStore('whistles', () => {
  const selection = useSelection();
  const live = useLive();
  const wanted = computed(() => {
    const asked = selection.map === 'heat' ? currentRequestFilter() : null;
    if (asked === null) return null;
    const { within, from, to } = asked.filter;
    // A period up to now has no end here: a whistle is blown later than the newest request that the end is taken from.
    return {
      dataset: asked.dataset,
      query: typeof selection.period === 'string' ? { within, from } : { within, from, to },
    };
  });

  const figures = useResource({
    params: () => wanted.value,
    load: ({ dataset, query }, signal) => fetchWhistles(dataset, { ...query, limit: MOST_RECENT }, signal),
  });
  const open = useResource({
    params: () => wanted.value,
    load: ({ dataset, query }, signal) =>
      fetchWhistles(dataset, { ...query, state: 'open', order: 'urgency', limit: MOST_LISTED }, signal),
  });
  const chosen = useResource({
    params: () =>
      selection.whistleId === null ? null : { dataset: selection.dataset, id: selection.whistleId },
    load: ({ dataset, id }, signal) => fetchWhistle(dataset, id, signal),
    // What was known of another time would be old news.
    cacheSize: 1,
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  function reload(): void {
    void figures.reload();
    void open.reload();
    void chosen.reload();
  }
  watch(
    () => live.whistleBeat,
    () => {
      if (timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        reload();
      }, ASK_AGAIN_MS);
    },
  );
  onScopeDispose(() => clearTimeout(timer));

  const isAnswered = computed(() => chosen.data.value?.whistle.id === selection.whistleId);
  return {
    /** Figures over every whistle of area and period, and the newest of them; null before the first answer. */
    figures: figures.data,
    /** Those that are not over, the most urgent first, at most 200. */
    open: open.data,
    error: computed(() => open.error.value ?? figures.error.value),
    /** The chosen one with its chain; null while none is chosen, and until it is known. */
    chosen: computed(() => (isAnswered.value ? chosen.data.value : null)),
    /** The whistle of the address is not there (any more). */
    isGone: computed(
      () =>
        selection.whistleId !== null &&
        !chosen.loading.value &&
        chosen.error.value?.code === 'unknown-whistle',
    ),
    reload,
  };
});
