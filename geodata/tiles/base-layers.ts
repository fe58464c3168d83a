import type { BasemapFeature } from '../model/basemap.ts';
import { bboxOf, type SlicedFeature, type SlicedLayer } from './slice-layers.ts';

export const BASE_ZOOMS = { min: 6, max: 15 } as const;
const TOLERANCE_UNITS = 3;

/** First zoom of each kind, from bottom to top of the map; what is not named comes with `other`. */
const FIRST_ZOOM: Record<BasemapFeature['layer'], Record<string, number>> = {
  contour: { other: 9 },
  green: { hill: 6, park: 9, estate: 13, other: 11 },
  water: { river: 6, lake: 6, stream: 12, other: 8 },
  railway: { other: 8 },
  road: { expressway: 6, arterial: 7, secondary: 10, local: 12, path: 14, other: 12 },
};
export const BASE_LAYERS = Object.keys(FIRST_ZOOM) as BasemapFeature['layer'][];

/** The layers of `base`; features of one kind come into view together. */
export function baseLayers(basemap: readonly BasemapFeature[]): SlicedLayer[] {
  const slices = new Map<string, SlicedLayer>();
  for (const layer of BASE_LAYERS) {
    for (const minZoom of new Set(Object.values(FIRST_ZOOM[layer]))) {
      const span = { minZoom, maxZoom: BASE_ZOOMS.max, tolerance: TOLERANCE_UNITS };
      slices.set(`${layer}:${minZoom}`, { id: layer, ...span, features: [] });
    }
  }
  for (const feature of basemap) {
    const zooms = FIRST_ZOOM[feature.layer];
    slices.get(`${feature.layer}:${zooms[feature.kind] ?? zooms.other}`)!.features.push(baseFeature(feature));
  }
  return [...slices.values()];
}

function baseFeature(feature: BasemapFeature): SlicedFeature {
  return {
    geometry: feature.geometry,
    properties: feature.name === '' ? { kind: feature.kind } : { kind: feature.kind, name: feature.name },
    bbox: bboxOf(feature.geometry.coordinates),
  };
}
