import { defineStore } from 'pinia';
import { computed } from 'vue';
import { fetchUnitChain, fetchUnitProfile } from '../api/units.ts';
import { useDatasets } from './datasets.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** Profile of the selected unit (or building) and its chain of organizations. */
export const useProfile = defineStore('profile', () => {
  const selection = useSelection();
  const datasets = useDatasets();
  const params = (): { dataset: string | null; unitId: string } | null => {
    const unitId = selection.unitId ?? datasets.rootUnitId;
    return unitId === null ? null : { dataset: selection.dataset, unitId };
  };
  const profile = useResource({
    params,
    load: ({ dataset, unitId }, signal) => fetchUnitProfile(dataset, unitId, signal),
  });
  const chain = useResource({
    params,
    load: ({ dataset, unitId }, signal) => fetchUnitChain(dataset, unitId, signal),
  });
  const error = computed(() => profile.error.value ?? chain.error.value);

  return {
    profile: profile.data,
    chain: chain.data,
    loading: computed(() => profile.loading.value || chain.loading.value),
    error,
    async reload(): Promise<void> {
      await Promise.all([profile.reload(), chain.reload()]);
    },
  };
});
