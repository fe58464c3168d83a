import { type ComputedRef, computed, onScopeDispose, type Ref, readonly, ref } from 'vue';
import { type FrameLayout, mapPaddingFor, type Padding, railsFor } from './rails.ts';

const size = ref({ width: 1920, height: 1080 });
/** The page that is open has a trend below its map. */
const hasTrend = ref(true);
/** The time axis is out. */
const hasTime = ref(false);
const layout = computed(() => railsFor(size.value.width, size.value.height, hasTrend.value, hasTime.value));

/** How far the panels reach over the map, CSS pixels: the padding with which the camera fits an area. */
const mapWindow = computed<Padding>(() => mapPaddingFor(layout.value, size.value.width, size.value.height));

let watchers = 0;

function measure(): void {
  const { innerWidth, innerHeight } = window;
  if (innerWidth === 0 || innerHeight === 0) return;
  size.value = { width: innerWidth, height: innerHeight };
  document.documentElement.style.setProperty('--u', `${layout.value.unitPx}px`);
  document.documentElement.dataset.mode = layout.value.mode;
}

/** Measures the viewport now and on every resize until the returned function is called. Any number of callers share one listener. */
export function watchViewport(): () => void {
  measure();
  watchers += 1;
  if (watchers === 1) window.addEventListener('resize', measure);
  return () => {
    watchers -= 1;
    if (watchers === 0) window.removeEventListener('resize', measure);
  };
}

/** For as long as the calling component lives its page has no trend below the map: the map and the legend take its room. */
export function useNoTrend(): void {
  hasTrend.value = false;
  onScopeDispose(() => {
    hasTrend.value = true;
  });
}

/** Makes room for the time axis, or takes it back. */
export function setTimeAxis(isOut: boolean): void {
  hasTime.value = isOut;
}

/** The layout of the page: one for all, because there is one viewport. */
export function useLayout(): {
  layout: ComputedRef<FrameLayout>;
  mapWindow: ComputedRef<Padding>;
  viewport: Readonly<Ref<Readonly<{ width: number; height: number }>>>;
} {
  return { layout, mapWindow, viewport: readonly(size) };
}
