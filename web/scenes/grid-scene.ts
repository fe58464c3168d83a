import { computed, defineComponent, watchEffect } from 'vue';
import { choroplethStates } from '../layers/choropleth.ts';
import { useMap } from '../map/map-handle.ts';
import { useIndicators } from '../stores/indicators.ts';

/** 网格: every cell in the colour of its class for the chosen indicator. */
export const GridScene = defineComponent({
  name: 'GridScene',
  setup() {
    const handle = useMap();
    const indicators = useIndicators();
    const states = computed(() =>
      indicators.columns === null ? null : choroplethStates(handle.theme.value, indicators.columns),
    );
    watchEffect(() => {
      if (states.value !== null) handle.paint.value = states.value;
    });
    return () => null;
  },
});
