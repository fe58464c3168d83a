import { computed, defineComponent, watchEffect } from 'vue';
import { HEAT_SOURCE, heatBands, heatBreaks, heatCellStates, heatLayers } from '../layers/heat.ts';
import { ABOVE_FILLS } from '../layers/layer-ids.ts';
import { useMap } from '../map/map-handle.ts';
import { useRequests } from '../stores/requests.ts';
import { useSelection } from '../stores/selection.ts';
import { useUnits } from '../stores/units.ts';
import { useSceneLayers } from './use-scene-layers.ts';

/** Breaks are frozen, so this is how many classes there are before the first answer too. */
const USUAL_CLASSES = 6;

/** 热力: bands of equal heat from the server's bins, on fixed breaks. */
export const HeatScene = defineComponent({
  name: 'HeatScene',
  setup() {
    const handle = useMap();
    const requests = useRequests();
    const selection = useSelection();
    const units = useUnits();

    const bands = computed(() =>
      requests.bins === null ? null : heatBands(requests.bins, selection.heatMode),
    );
    const classCount = computed(() =>
      requests.bins === null ? USUAL_CLASSES : heatBreaks(requests.bins, selection.heatMode).length + 1,
    );
    const ground = computed(() =>
      units.root === null ? null : heatCellStates(handle.theme.value, units.cellIdsWithin(units.root.id)),
    );

    watchEffect(() => {
      if (ground.value !== null) handle.paint.value = ground.value;
    });
    useSceneLayers(handle, { [HEAT_SOURCE]: () => bands.value }, () => [
      {
        beforeId: ABOVE_FILLS,
        layers: heatLayers(handle.theme.value, handle.unitPx.value, classCount.value),
      },
    ]);
    return () => null;
  },
});
