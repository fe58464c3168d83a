import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { fetchOrders, fetchSupervision } from '../api/supervision.ts';
import { useLive } from './live.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';

/** Orders asked for: more than anyone reads in one go; the panel says how many there are. */
const MOST_LISTED = 100;

/** 督查 in the selected area and period: counts by unit, and the orders without an answer in time. Filters of requests do not narrow it. */
export const useSupervision = defineStore('supervision', () => {
  const live = useLive();
  /** Asked for only while the panel is on screen. */
  const isWanted = ref(false);
  const wanted = computed(() => {
    const asked = isWanted.value ? currentRequestFilter() : null;
    if (asked === null) return null;
    const { within, from, to } = asked.filter;
    return { dataset: asked.dataset, query: { within, from, to }, beat: live.beat };
  });

  // What is late is judged when it is asked: an older answer is of no use.
  const counts = useResource({
    params: () => wanted.value,
    load: ({ dataset, query }, signal) => fetchSupervision(dataset, query, signal),
    cacheSize: 1,
  });
  const overdue = useResource({
    params: () => wanted.value,
    load: ({ dataset, query }, signal) => fetchOrders(dataset, { ...query, limit: MOST_LISTED }, signal),
    cacheSize: 1,
  });
  return {
    isWanted,
    /** Counts per unit of the level below the selected one, and their sum. */
    counts: counts.data,
    /** 无理由未整改, the oldest first. */
    overdue: overdue.data,
    error: computed(() => counts.error.value ?? overdue.error.value),
    reload(): void {
      void counts.reload();
      void overdue.reload();
    },
  };
});
