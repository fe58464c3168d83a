import { defineStore } from 'pinia';
import { ref } from 'vue';
import { fetchFalseCoverage } from '../api/service-area-analyses.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';
import { useServiceAreas } from './service-areas.ts';
import { useUnits } from './units.ts';

/** 假覆盖 of the stations inside the selected unit; asked for while it is on screen. */
export const useFalseCoverage = defineStore('false-coverage', () => {
  const selection = useSelection();
  const services = useServiceAreas();
  const units = useUnits();
  const isWanted = ref(false);
  const answer = useResource({
    params: () => {
      const within = units.selected?.id;
      if (!isWanted.value || within === undefined) return null;
      const { cutoffMinutes, scenarioId, walk } = services;
      return { dataset: selection.dataset, within, cutoffMinutes, ...walk, scenario: scenarioId };
    },
    load: ({ dataset, ...query }, signal) => fetchFalseCoverage(dataset, query, signal),
  });
  return { isWanted, answer: answer.data, error: answer.error, reload: answer.reload };
});
