import type { MapMouseEvent } from 'maplibre-gl';
import { onScopeDispose, watch } from 'vue';
import { LAYER } from '../../layers/layer-ids.ts';
import {
  givenSites,
  proposedSites,
  SITING_LAYER,
  SITING_SOURCE,
  siteNumbers,
  sitingLayers,
} from '../../layers/siting.ts';
import { useMap } from '../../map/map-handle.ts';
import { useSceneLayers } from '../../scenes/use-scene-layers.ts';
import { useSiting } from './siting-store.ts';

/** 选址 on the map: proposed places by their numbers, those that are given, and the picking of must-haves. */
export function useSitingScene(): void {
  const handle = useMap();
  const siting = useSiting();

  useSceneLayers(
    handle,
    {
      [SITING_SOURCE.given]: () =>
        givenSites(
          siting.conditions.mustHave,
          siting.conditions.parcels.map(({ position }) => position),
        ),
      [SITING_SOURCE.sites]: () => proposedSites(siting.shownPlaces, siting.pointed),
    },
    () => [
      { beforeId: LAYER.building, layers: sitingLayers(handle.theme.value, handle.unitPx.value) },
      { layers: siteNumbers(handle.theme.value, handle.unitPx.value), hasLetters: true },
    ],
  );

  // A click on a place is about its row in the list, not about the cell beneath.
  handle.signs.set(SITING_LAYER.site, (number) => {
    siting.pointed = Number(number);
  });
  onScopeDispose(() => handle.signs.delete(SITING_LAYER.site));

  function onDown(): void {
    // Keeps the click from selecting what lies under it.
    if (siting.isPicking) handle.isGripped.value = true;
  }
  function onClick({ lngLat }: MapMouseEvent): void {
    if (!siting.isPicking) return;
    siting.toggleMustHave([lngLat.lng, lngLat.lat]);
    setTimeout(() => {
      handle.isGripped.value = false;
    });
  }
  function onMove({ target, point }: MapMouseEvent): void {
    if (siting.isPicking) target.getCanvas().style.cursor = 'crosshair';
    if (siting.shownPlaces.length === 0 || target.getLayer(SITING_LAYER.site) === undefined) return;
    const [hit] = target.queryRenderedFeatures(point, { layers: [SITING_LAYER.site] });
    if (hit !== undefined) siting.pointed = Number(hit.properties.id);
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !siting.isPicking) return;
    siting.isPicking = false;
    event.preventDefault();
  }

  watch(
    handle.map,
    (map, _before, onCleanup) => {
      if (map === null) return;
      map.on('mousedown', onDown);
      map.on('click', onClick);
      map.on('mousemove', onMove);
      onCleanup(() => {
        map.off('mousedown', onDown);
        map.off('click', onClick);
        map.off('mousemove', onMove);
      });
    },
    { immediate: true },
  );
  window.addEventListener('keydown', onKey, { capture: true });
  onScopeDispose(() => {
    siting.isPicking = false;
    // Nobody waits for an answer any more.
    siting.forget();
    window.removeEventListener('keydown', onKey, { capture: true });
  });
}
