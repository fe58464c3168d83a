import type { Map as MapLibreMap } from 'maplibre-gl';
import { onScopeDispose, watch } from 'vue';
import {
  POINT_LAYER,
  POINT_SOURCE,
  POINTS_ZOOM,
  pointFeatures,
  requestPointLayers,
} from '../layers/request-points.ts';
import { cameraOf } from '../map/camera.ts';
import type { MapHandle } from '../map/map-handle.ts';
import { usePoints } from '../stores/points.ts';
import { useSelection } from '../stores/selection.ts';
import { useSceneLayers } from './use-scene-layers.ts';

/** A click on a cluster goes nearer by so much: its cell falls into four or more. */
const NEARER_ZOOM = 1.5;

/** Close up, single requests and clusters on the map; a click opens a request, or goes nearer to a cluster. */
export function useRequestPoints(handle: MapHandle): void {
  const points = usePoints();
  const selection = useSelection();

  function look({ target: map }: { target: MapLibreMap }): void {
    const zoom = map.getZoom();
    points.view = zoom < POINTS_ZOOM ? null : { bbox: map.getBounds().toArray().flat() as never, zoom };
  }
  watch(
    handle.map,
    (map, _before, onCleanup) => {
      if (map === null) return;
      look({ target: map });
      map.on('moveend', look);
      onCleanup(() => map.off('moveend', look));
    },
    { immediate: true },
  );

  useSceneLayers(handle, { [POINT_SOURCE]: () => pointFeatures(points.features) }, () => [
    { layers: requestPointLayers(handle.theme.value, handle.unitPx.value), hasLetters: true },
  ]);

  function open(id: string): void {
    const feature = points.features[Number(id)];
    const map = handle.map.value;
    if (feature === undefined || map === null) return;
    const camera = cameraOf(map);
    // Where no closer look would part them, the newest stands for all.
    if (feature.count === 1 || feature.isOnePoint) {
      selection.openRequest(feature.newestId, camera);
      return;
    }
    const [lon, lat] = feature.position as [number, number];
    selection.setCamera({ ...camera, lon, lat, zoom: Math.min(map.getMaxZoom(), camera.zoom + NEARER_ZOOM) });
  }
  for (const layer of Object.values(POINT_LAYER)) handle.signs.set(layer, open);
  onScopeDispose(() => {
    for (const layer of Object.values(POINT_LAYER)) handle.signs.delete(layer);
    points.view = null;
  });
}
