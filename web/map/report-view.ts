import type { Map as MapLibreMap } from 'maplibre-gl';

/**
 * Writes where the map looks and whether it still draws onto its container (`data-camera`, `data-padding`, `data-state`), so that a test or a
 * remote can tell without reaching into the engine. `data-camera` is `lon lat zoom bearing pitch` of the last idle moment, `data-padding` its
 * `top right bottom left` in pixels.
 * The listeners go with the map.
 */
export function reportView(map: MapLibreMap): void {
  const { dataset } = map.getContainer();
  dataset.state = 'drawing';
  map.on('render', () => {
    if (dataset.state !== 'drawing') dataset.state = 'drawing';
  });
  map.on('idle', () => {
    if (dataset.flight === 'due') return;
    const { lng, lat } = map.getCenter();
    dataset.camera = [lng, lat, map.getZoom(), map.getBearing(), map.getPitch()].join(' ');
    const { top = 0, right = 0, bottom = 0, left = 0 } = map.getPadding();
    dataset.padding = [top, right, bottom, left].join(' ');
    dataset.state = 'idle';
  });
}

/** While a flight is due the map does not count as idle; `off` when it leaves, which draws at least one frame more. */
export function reportFlight(map: MapLibreMap, flight: 'due' | 'off'): void {
  const { dataset } = map.getContainer();
  dataset.flight = flight;
  dataset.state = 'drawing';
  map.triggerRepaint();
}
