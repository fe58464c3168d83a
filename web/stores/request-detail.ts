import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { fetchRequestDetail } from '../api/requests.ts';
import { useLive } from './live.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** The request whose card is open, with its life so far; asked anew whenever the live line says that it changed. */
export const useRequestDetail = defineStore('request-detail', () => {
  const selection = useSelection();
  const live = useLive();
  const answer = useResource({
    params: () =>
      selection.requestId === null ? null : { dataset: selection.dataset, id: selection.requestId },
    load: ({ dataset, id }, signal) => fetchRequestDetail(dataset, id, signal),
    // What was known of another time would be old news.
    cacheSize: 1,
  });
  watch(
    () => live.lastRequest,
    (event) => {
      if (event?.request.id === selection.requestId) void answer.reload();
    },
  );
  const isAnswered = computed(() => answer.data.value?.request.id === selection.requestId);
  /** Of the request that is asked for: what went wrong with the one before is over. */
  const error = computed(() =>
    selection.requestId === null || answer.loading.value ? null : answer.error.value,
  );
  return {
    /** Null while no card is open, and until its request is known. */
    detail: computed(() => (isAnswered.value ? answer.data.value : null)),
    loading: answer.loading,
    error,
    /** The request of the address is not there (any more). */
    isGone: computed(() => error.value?.code === 'unknown-request'),
    reload: answer.reload,
  };
});
