import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { ClockGrouping } from '../../server/contract/clocks.ts';
import { fetchRequestClocks } from '../api/requests.ts';
import { dueRows } from './due-rows.ts';
import { useLive } from './live.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

const OWN_FILTER = {
  unit: {},
  source: { source: undefined },
  category: { category: undefined },
  hour: { hours: undefined },
};

/** The two clocks of the selection by group; what runs out next counts down by the server's clock. */
export const useClocks = defineStore('clocks', () => {
  const live = useLive();
  const selection = useSelection();
  /** The list of what runs out next comes with every grouping. */
  const by = computed<ClockGrouping>(() =>
    selection.clocksBy === null || selection.clocksBy === 'due' ? 'unit' : selection.clocksBy,
  );
  const resource = useResource({
    params: () => {
      const wanted = currentRequestFilter();
      if (wanted === null) return null;
      // A filter would leave one group of its own: the others are there to choose from.
      const own = OWN_FILTER[by.value];
      return {
        dataset: wanted.dataset,
        query: { ...wanted.filter, ...own, by: by.value },
        beat: live.beat,
      };
    },
    load: ({ dataset, query }, signal) => fetchRequestClocks(dataset, query, signal),
    // What runs is judged when it is asked: an older answer is of no use.
    cacheSize: 1,
  });
  const due = computed(() =>
    resource.data.value === null ? [] : dueRows(resource.data.value, live.serverNowMs),
  );
  return {
    by,
    answer: resource.data,
    error: resource.error,
    reload: resource.reload,
    /** Running and not late, the next to be late first. */
    due,
    soonCount: computed(() => due.value.filter(({ state }) => state === 'soon').length),
  };
});
