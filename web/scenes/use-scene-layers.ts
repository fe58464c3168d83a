import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, LayerSpecification, Map as MapLibreMap } from 'maplibre-gl';
import { computed, onScopeDispose, watch } from 'vue';
import type { MapHandle } from '../map/map-handle.ts';
import { addLayers, removeLayers, restyle } from '../map/restyle.ts';

export interface SceneLayers {
  /** Under which layer of the map they go; undefined = on top. */
  beforeId?: string;
  layers: LayerSpecification[];
  /** True where they hold text: they wait until its letters are loaded. */
  hasLetters?: boolean;
}

/**
 * Puts a scene's sources and layers onto the map for as long as the scene lives, again where the map was rebuilt, and restyles
 * them where theme or size change. `data` may be null while it is on its way.
 */
export function useSceneLayers(
  handle: MapHandle,
  sources: Record<string, () => FeatureCollection | null>,
  groups: () => SceneLayers[],
): void {
  const shown = new Map<string, LayerSpecification>();
  const wanted = computed(groups);
  let current: MapLibreMap | null = null;

  function addSources(map: MapLibreMap): void {
    for (const [id, data] of Object.entries(sources)) {
      if (map.getSource(id) === undefined) {
        map.addSource(id, { type: 'geojson', data: data() ?? EMPTY });
      }
    }
  }

  function takeOff(): void {
    const map = current;
    current = null;
    // A map that was rebuilt after a lost context took everything with it.
    if (map === null || handle.map.value !== map) return;
    removeLayers(map, [...shown.values()], shown);
    for (const id of Object.keys(sources)) {
      if (map.getSource(id) !== undefined) map.removeSource(id);
    }
  }

  watch(
    [handle.map, handle.lettersReady, wanted],
    ([map, lettersReady]) => {
      if (map !== current) shown.clear();
      current = map;
      if (map === null) return;
      addSources(map);
      for (const { layers, beforeId, hasLetters } of wanted.value) {
        if (hasLetters && !lettersReady) continue;
        restyle(map, layers, shown);
        addLayers(map, layers, beforeId, shown);
      }
    },
    { immediate: true },
  );

  for (const [id, data] of Object.entries(sources)) {
    watch([handle.map, data], ([map, now]) => {
      const source = map?.getSource<GeoJSONSource>(id);
      if (source !== undefined) source.setData(now ?? EMPTY);
    });
  }

  onScopeDispose(takeOff);
}

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] };
