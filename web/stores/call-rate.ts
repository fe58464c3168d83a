import { defineStore } from 'pinia';
import { computed } from 'vue';
import { fetchIndicatorColumns } from '../api/indicators.ts';
import { useIndicators } from './indicators.ts';
import { currentRequestFilter } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useSelection } from './selection.ts';
import { useUnits } from './units.ts';

const CALL_RATE_ID = 'answeredCallsRate';

/** 接通率 of the hotline. Calls know neither unit nor category: asked for only where the whole is shown, without filters. */
export const useCallRate = defineStore('callRate', () => {
  const selection = useSelection();
  const indicators = useIndicators();
  const units = useUnits();
  /** Null where no calls are known. */
  const definition = computed(() => indicators.calls.find(({ id }) => id === CALL_RATE_ID) ?? null);
  const isWhole = computed(
    () => !selection.isFiltered && (selection.unitId === null || selection.unitId === units.root?.id),
  );
  const answer = useResource({
    params: () => (definition.value === null || !isWhole.value ? null : currentRequestFilter()),
    load: ({ dataset, filter }, signal) =>
      fetchIndicatorColumns(dataset, CALL_RATE_ID, { ...filter, level: 'city' }, signal),
  });
  return {
    definition,
    columns: computed(() => (isWhole.value ? answer.data.value : null)),
    error: answer.error,
  };
});
