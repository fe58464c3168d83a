import { defineStore } from 'pinia';
import { ref } from 'vue';
import { fetchFalseCoverage } from '../api/service-area-analyses.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';
import { useServiceAreas } from './service-areas.ts';
import { useUnits } from './units.ts';

/** 假覆盖 of today's stations inside the selected unit; asked for while it is on screen. */
export const useFalseCoverage = defineStore('false-coverage', () => {
  const selection = useSelection();
  const services = useServiceAreas();
  const units = useUnits();
  const isWanted = ref(false);
  const answer = useResource({
    params: () => {
      const within = units.selected?.id;
      if (!isWanted.value || within === undefined) return null;
      return { dataset: selection.dataset, within, cutoffMinutes: services.cutoffMinutes };
    },
    load: ({ dataset, ...query }, signal) => fetchFalseCoverage(dataset, query, signal),
  });
  return { isWanted, answer: answer.data, error: answer.error, reload: answer.reload };
});
