import type { Map as MapLibreMap } from 'maplibre-gl';
import { watch } from 'vue';
import { useMap } from '../map/map-handle.ts';
import type { LookedAt } from './plan-drawings.ts';

/** From here on paths between houses are told apart. */
const DETAIL_ZOOM = 13.4;
/** Drawn beyond the view on every side, as a share of it: a small move of the map asks nothing. */
const MARGIN = 0.25;

/** Tells which part of the map is looked at, once now and whenever the map comes to rest outside of what was told last. */
export function useLookedAt(tell: (view: LookedAt) => void): void {
  const handle = useMap();
  let told: LookedAt | null = null;

  function look(map: MapLibreMap): void {
    const bounds = map.getBounds();
    const [west, south, east, north] = [
      bounds.getWest(),
      bounds.getSouth(),
      bounds.getEast(),
      bounds.getNorth(),
    ];
    const isDetailed = map.getZoom() >= DETAIL_ZOOM;
    if (told !== null && told.isDetailed === isDetailed && holds(told.box, [west, south, east, north]))
      return;
    const dx = (east - west) * MARGIN;
    const dy = (north - south) * MARGIN;
    told = { box: [west - dx, south - dy, east + dx, north + dy], isDetailed };
    tell(told);
  }
  const onRest = (event: { target: MapLibreMap }): void => look(event.target);

  watch(
    handle.map,
    (map, _before, onCleanup) => {
      if (map === null) return;
      told = null;
      look(map);
      map.on('moveend', onRest);
      onCleanup(() => map.off('moveend', onRest));
    },
    { immediate: true },
  );
}

/** Whether the view lies in the box, and the box is not so much larger that most of it is drawn for nobody. */
function holds(box: LookedAt['box'], view: LookedAt['box']): boolean {
  const isInside = box[0] <= view[0] && box[1] <= view[1] && box[2] >= view[2] && box[3] >= view[3];
  return isInside && box[2] - box[0] <= 4 * (view[2] - view[0]);
}
