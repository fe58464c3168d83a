import { computed, defineComponent, h, watchEffect } from 'vue';
import { requestSignLayers, requestSigns, SIGN_SOURCE } from '../layers/request-signs.ts';
import { useMap } from '../map/map-handle.ts';
import { useRequests } from '../stores/requests.ts';
import { cellPaint } from './cell-paint.ts';
import EscalationCallout from './escalation-callout.vue';
import { useSceneLayers } from './use-scene-layers.ts';

/** 网格: every cell in the colour of its class for the chosen indicator, the newest open requests as signs, the newest escalation in words. */
export const GridScene = defineComponent({
  name: 'GridScene',
  setup() {
    const handle = useMap();
    const requests = useRequests();
    const states = computed(() => cellPaint(handle.theme.value));
    watchEffect(() => {
      if (states.value !== null) handle.paint.value = states.value;
    });
    useSceneLayers(handle, { [SIGN_SOURCE]: () => requestSigns(requests.latest) }, () => [
      { layers: requestSignLayers(), hasLetters: true },
    ]);
    return () => h(EscalationCallout);
  },
});
