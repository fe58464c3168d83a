import { computed, defineComponent, h, watchEffect } from 'vue';
import { choroplethStates } from '../layers/choropleth.ts';
import { requestSignLayers, requestSigns, SIGN_SOURCE } from '../layers/request-signs.ts';
import { useMap } from '../map/map-handle.ts';
import { useIndicators } from '../stores/indicators.ts';
import { useRequests } from '../stores/requests.ts';
import EscalationCallout from './escalation-callout.vue';
import { useSceneLayers } from './use-scene-layers.ts';

/** 网格: every cell in the colour of its class for the chosen indicator, the newest open requests as signs, the newest escalation in words. */
export const GridScene = defineComponent({
  name: 'GridScene',
  setup() {
    const handle = useMap();
    const indicators = useIndicators();
    const requests = useRequests();
    const states = computed(() =>
      indicators.columns === null ? null : choroplethStates(handle.theme.value, indicators.columns),
    );
    watchEffect(() => {
      if (states.value !== null) handle.paint.value = states.value;
    });
    useSceneLayers(handle, { [SIGN_SOURCE]: () => requestSigns(requests.latest) }, () => [
      { layers: requestSignLayers(), hasLetters: true },
    ]);
    return () => h(EscalationCallout);
  },
});
