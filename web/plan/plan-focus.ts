import { ref } from 'vue';

const stationId = ref<string | null>(null);
const gapId = ref<string | null>(null);

/** What the planner looks at: a station and a gap. One for the page, as there is one map. */
export function usePlanFocus() {
  return { stationId, gapId };
}
