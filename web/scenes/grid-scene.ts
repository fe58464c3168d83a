import { computed, defineComponent, h, watchEffect } from 'vue';
import { requestSignLayers, requestSigns, SIGN_SOURCE } from '../layers/request-signs.ts';
import { useMap } from '../map/map-handle.ts';
import { useRequests } from '../stores/requests.ts';
import { useTimePlayer } from '../stores/time-player.ts';
import { cellPaint } from './cell-paint.ts';
import EscalationCallout from './escalation-callout.vue';
import { useSceneLayers } from './use-scene-layers.ts';

/** 网格: every cell in the colour of its class for the chosen indicator, the newest open requests as signs, the newest escalation in words. */
export const GridScene = defineComponent({
  name: 'GridScene',
  setup() {
    const handle = useMap();
    const requests = useRequests();
    const player = useTimePlayer();
    const states = computed(() => cellPaint(handle.theme.value));
    watchEffect(() => {
      if (states.value !== null) handle.paint.value = states.value;
    });
    /** What is open now says nothing of a step of the past. */
    const isNow = computed(() => player.currentMs === null);
    useSceneLayers(handle, { [SIGN_SOURCE]: () => requestSigns(isNow.value ? requests.latest : []) }, () => [
      { layers: requestSignLayers(), hasLetters: true },
    ]);
    return () => (isNow.value ? h(EscalationCallout) : null);
  },
});
