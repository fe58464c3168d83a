import type { LayerSpecification, Map as MapLibreMap } from 'maplibre-gl';

/**
 * Brings layers that stand on the map to a new look (another theme, another size of u): only properties that differ are set,
 * layers that are missing are skipped. `shown` holds what is on the map, by layer id, and is brought up to date.
 */
export function restyle(
  map: MapLibreMap,
  layers: readonly LayerSpecification[],
  shown: Map<string, LayerSpecification>,
): void {
  for (const layer of layers) {
    const before = shown.get(layer.id);
    shown.set(layer.id, layer);
    if (before === undefined || map.getLayer(layer.id) === undefined) continue;
    for (const [name, value] of changes(before.paint, layer.paint)) {
      // Outlines carry which level is selected in their opacity; that is not the style's to reset.
      if (name === 'line-opacity' && layer.id.startsWith('outline-')) continue;
      map.setPaintProperty(layer.id, name as never, value as never);
    }
    const layouts = changes('layout' in before ? before.layout : {}, 'layout' in layer ? layer.layout : {});
    for (const [name, value] of layouts) map.setLayoutProperty(layer.id, name as never, value as never);
  }
}

/** Adds layers in order, each under `beforeId` where that layer stands. */
export function addLayers(
  map: MapLibreMap,
  layers: readonly LayerSpecification[],
  beforeId: string | undefined,
  shown: Map<string, LayerSpecification>,
): void {
  const anchor = beforeId !== undefined && map.getLayer(beforeId) !== undefined ? beforeId : undefined;
  for (const layer of layers) {
    if (map.getLayer(layer.id) === undefined) map.addLayer(layer, anchor);
    shown.set(layer.id, layer);
  }
}

/** Takes layers off the map; those that are not there are skipped. */
export function removeLayers(
  map: MapLibreMap,
  layers: readonly { id: string }[],
  shown: Map<string, LayerSpecification>,
): void {
  for (const { id } of layers) {
    if (map.getLayer(id) !== undefined) map.removeLayer(id);
    shown.delete(id);
  }
}

function changes(before: object | undefined, after: object | undefined): [string, unknown][] {
  const old = new Map(Object.entries(before ?? {}));
  return Object.entries(after ?? {}).filter(
    ([name, value]) => JSON.stringify(old.get(name)) !== JSON.stringify(value),
  );
}
