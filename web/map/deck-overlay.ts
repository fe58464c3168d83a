import { MapboxOverlay } from '@deck.gl/mapbox';
import type { IControl, Map as MapLibreMap } from 'maplibre-gl';

/** One deck canvas for the life of a map: taking it down and up again would leak WebGL contexts. */
const overlays = new WeakMap<MapLibreMap, MapboxOverlay>();

/** The deck canvas over `map`, made when first asked for. Overlaid, not interleaved: MapLibre 6 has no place for deck between its layers. */
export function deckOverlay(map: MapLibreMap): MapboxOverlay {
  let overlay = overlays.get(map);
  if (overlay === undefined) {
    overlay = new MapboxOverlay({ interleaved: false, layers: [] });
    map.addControl(overlay as unknown as IControl);
    overlays.set(map, overlay);
  }
  return overlay;
}

/** Draws deck's canvas now, so that its pixels can be read in this turn; nothing where it has none. */
export function drawDeckNow(map: MapLibreMap): void {
  const overlay = overlays.get(map) as unknown as { _deck?: { redraw(reason: string): void } } | undefined;
  overlay?._deck?.redraw('picture');
}
