import type { Map as MapLibreMap } from 'maplibre-gl';
import { onScopeDispose, watch } from 'vue';
import { SOURCE } from '../layers/layer-ids.ts';
import { useLive } from '../stores/live.ts';
import type { MapHandle } from './map-handle.ts';

/** Wait before a map whose sources could not be read is built again. */
const REBUILD_MS = 5000;

/**
 * Brings the map back after the server was away: tiles that failed are asked for again once the live line stands, a map that could
 * not even read what its sources are is built anew until it can.
 */
export function useTileRecovery(handle: MapHandle, rebuild: () => void): void {
  const live = useLive();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasFailedTiles = false;

  function hasAllSources(map: MapLibreMap): boolean {
    return Object.values(SOURCE).every((id) => map.getSource(id)?.loaded());
  }

  function onError(): void {
    hasFailedTiles = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const map = handle.map.value;
      if (map !== null && !hasAllSources(map)) rebuild();
    }, REBUILD_MS);
  }

  watch(
    handle.map,
    (map, _before, onCleanup) => {
      if (map === null) return;
      hasFailedTiles = false;
      map.on('error', onError);
      onCleanup(() => {
        clearTimeout(timer);
        map.off('error', onError);
      });
    },
    { immediate: true },
  );

  watch(
    () => live.connection,
    (state) => {
      const map = handle.map.value;
      if (state !== 'open' || map === null || !hasFailedTiles || !hasAllSources(map)) return;
      hasFailedTiles = false;
      for (const id of Object.values(SOURCE)) map.refreshTiles(id);
    },
  );

  onScopeDispose(() => clearTimeout(timer));
}
