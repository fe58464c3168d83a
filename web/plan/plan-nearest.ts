import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { fetchUnitProfile } from '../api/units.ts';
import { useResource } from '../stores/resource.ts';
import { useSelection } from '../stores/selection.ts';
import { useServiceAreas } from '../stores/service-areas.ts';
import { useUnits } from '../stores/units.ts';
import { usePlanFocus } from './plan-focus.ts';
import { usePlan } from './plan-store.ts';
import type { NearestStation, PlanNearest } from './worker/drawing-messages.ts';

/** Stations told of for a building. */
const COUNT = 3;

export interface BuildingStation extends NearestStation {
  /** Empty for a station of the plan's own. */
  name: string;
  /** Whether the station is answerable for the building's unit. */
  isAssigned: boolean;
}

/** The building that is asked about, and the walks from it to its nearest stations of the plan. */
export const usePlanNearest = defineStore('plan-nearest', () => {
  const plan = usePlan();
  const focus = usePlanFocus();
  const selection = useSelection();
  const services = useServiceAreas();
  const units = useUnits();
  const answer = shallowRef<PlanNearest | null>(null);
  let asked: number | null = null;

  /** One that was clicked on, else the selection where that is a building. */
  const buildingId = computed(() => {
    if (focus.buildingId.value !== null) return focus.buildingId.value;
    const { unitId } = selection;
    return unitId !== null && units.tree !== null && units.get(unitId) === null ? unitId : null;
  });
  const building = useResource({
    params: () =>
      buildingId.value === null ? null : { dataset: selection.dataset, unitId: buildingId.value },
    load: ({ dataset, unitId }, signal) => fetchUnitProfile(dataset, unitId, signal),
  });
  const rested = computed(() => (plan.held === null ? plan.standing : null));

  onScopeDispose(
    plan.listen((one) => {
      if (one.type === 'nearest' && one.sequence === asked) answer.value = one;
    }),
  );
  // Another place is another question.
  watch(
    () => selection.unitId,
    () => {
      focus.buildingId.value = null;
    },
  );
  watch([buildingId, rested], ([id, standing]) => {
    if (id === null || answer.value?.buildingId !== id) answer.value = null;
    if (id !== null && standing !== null) asked = plan.ask({ type: 'nearest', buildingId: id, count: COUNT });
  });

  /** Who is answerable for the unit of the home: for it or for one above it. */
  const assignedIds = computed(() => {
    const unitId = answer.value?.home?.unitId ?? null;
    const above = new Set(unitId === null ? [] : units.path(unitId).map(({ id }) => id));
    return new Set(
      services.stations
        .filter(({ assignedUnitIds }) => assignedUnitIds.some((id) => above.has(id)))
        .map(({ id }) => id),
    );
  });
  const stations = computed<BuildingStation[]>(() =>
    (answer.value?.stations ?? []).map((station) => ({
      ...station,
      name: services.stations.find(({ id }) => id === station.stationId)?.name ?? '',
      isAssigned: assignedIds.value.has(station.stationId),
    })),
  );

  return {
    buildingId,
    answer,
    stations,
    assignedIds,
    /** Name and kind of the building; null while they are on their way. */
    profile: computed(() => {
      const profile = building.data.value;
      return profile !== null && profile.unit.id === buildingId.value ? profile : null;
    }),
    close(): void {
      focus.buildingId.value = null;
      const cell = units.selected;
      if (buildingId.value !== null && cell !== null) selection.drill(cell.id);
    },
  };
});
