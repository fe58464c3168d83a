import { defineAsyncComponent } from 'vue';

/** The chart engine comes in a file of its own, after the map. */
export const LazyChart = defineAsyncComponent(() => import('./chart-canvas.vue'));
