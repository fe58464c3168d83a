import { ref } from 'vue';

const stationId = ref<string | null>(null);
const gapId = ref<string | null>(null);
const buildingId = ref<string | null>(null);
/** The pointer was last pressed on a station. */
const isOnStation = ref(false);

/** What the planner looks at: a station, a gap and a building. One for the page, as there is one map. */
export function usePlanFocus() {
  return { stationId, gapId, buildingId, isOnStation };
}
