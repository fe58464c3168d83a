import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { Dataset } from '../../geodata/model/dataset.ts';
import { fetchDatasets } from '../api/datasets.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';

/** The data sets of the server and the one on screen. */
export const useDatasets = defineStore('datasets', () => {
  const selection = useSelection();
  const list = useResource({ params: () => ({}), load: (_params, signal) => fetchDatasets(signal) });

  const datasets = computed<Dataset[]>(() => list.data.value?.datasets ?? []);
  const currentId = computed(() => selection.dataset ?? list.data.value?.current ?? null);
  const current = computed(() => datasets.value.find((dataset) => dataset.id === currentId.value) ?? null);

  return {
    datasets,
    currentId,
    /** Manifest of the data set on screen, null until known. */
    current,
    /** True where what is shown is a demo (演示数据); null until known. */
    demo: computed(() => current.value?.demo ?? null),
    rootUnitId: computed(() => current.value?.rootUnitId ?? null),
    defaultCutoffMinutes: computed(() => current.value?.defaultCutoffMinutes ?? null),
    loading: list.loading,
    error: list.error,
    reload: list.reload,
  };
});
