import { computed, defineComponent, onScopeDispose, watchEffect } from 'vue';
import { ABOVE_FILLS, LAYER } from '../layers/layer-ids.ts';
import {
  assignmentsOf,
  bandFeatures,
  coverageCellStates,
  SERVICE_LAYER,
  SERVICE_SOURCE,
  serviceFillLayers,
  serviceSignLayers,
  stationFeatures,
} from '../layers/service-area.ts';
import { useMap } from '../map/map-handle.ts';
import { useSelection } from '../stores/selection.ts';
import { useServiceAreas } from '../stores/service-areas.ts';
import { useUnits } from '../stores/units.ts';
import { useDeckLayers } from './use-deck-layers.ts';
import { useSceneLayers } from './use-scene-layers.ts';

/** 服务圈: walking bands of the stations (or of the selected one), gaps, and who is assigned to whom. */
export const ServiceScene = defineComponent({
  name: 'ServiceScene',
  setup() {
    const handle = useMap();
    const selection = useSelection();
    const areas = useServiceAreas();
    const units = useUnits();

    const cells = computed(() =>
      areas.cells === null
        ? null
        : coverageCellStates(handle.theme.value, areas.cells, answer.value !== null),
    );
    const answer = computed(() => (selection.stationId === null ? areas.bandsOfScope : areas.isochrones));
    const bands = computed(() => (answer.value === null ? null : bandFeatures(answer.value.features)));
    const isInside = (unitId: string): boolean =>
      units.tree === null || units.selected === null || units.tree.isWithin(unitId, units.selected.id);
    const stations = computed(() => stationFeatures(areas.stations, selection.stationId, isInside));
    const assignments = computed(() =>
      assignmentsOf(areas.selectedStation, (unitId) => units.get(unitId)?.center ?? null),
    );

    watchEffect(() => {
      if (cells.value !== null) handle.paint.value = cells.value;
    });
    useSceneLayers(
      handle,
      {
        [SERVICE_SOURCE.bands]: () => bands.value,
        [SERVICE_SOURCE.stations]: () => stations.value,
      },
      () => [
        { beforeId: ABOVE_FILLS, layers: serviceFillLayers(handle.theme.value) },
        { beforeId: LAYER.building, layers: serviceSignLayers(handle.theme.value, handle.unitPx.value) },
      ],
    );

    useDeckLayers(handle, () => {
      const drawn = assignments.value;
      const theme = handle.theme.value;
      const unitPx = handle.unitPx.value;
      if (drawn.length === 0) return null;
      return async () => [
        (await import('../layers/assignment-arcs.ts')).assignmentArcs(theme, drawn, unitPx),
      ];
    });

    handle.signs.set(SERVICE_LAYER.station, (id) => {
      selection.setStation(id === selection.stationId ? null : id);
    });
    onScopeDispose(() => handle.signs.delete(SERVICE_LAYER.station));
    return () => null;
  },
});
