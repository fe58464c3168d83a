import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { ThemeTokens } from '../theme/tokens.ts';
import { AREA_LAYERS, type AreaLayer, SOURCE } from './layer-ids.ts';

/** The first name makes the map's own rasterizer choose the weight; the second is the family that the page has loaded. */
export const FONT_BOLD = ['Noto Sans SC Bold', 'Noto Sans SC'];
export const FONT_MEDIUM = ['Noto Sans SC Medium', 'Noto Sans SC'];
export const FONT_NUMERAL = ['Barlow Condensed Medium', 'Barlow Condensed'];

/** Zooms between which the names of a level stand (STYLE §4); the tiles are 512 px, one zoom less than the pictures' 256 px. */
const ZOOMS: Record<AreaLayer, [number, number]> = {
  district: [0, 11.2],
  subdistrict: [10.4, 13.6],
  community: [13, 15.2],
  gridCell: [15, 17],
};

const SIZE_U: Record<AreaLayer, number> = { district: 26, subdistrict: 21, community: 18, gridCell: 17 };

export function labelId(layer: AreaLayer): string {
  return `label-${layer}`;
}

/** Em of air between the letters of a name. */
const SPACING_EM = 0.1;
/** Em by which a name may give way, up or down. */
const GIVES_WAY_EM = 0.7;

/** About as much room as a name takes around its point, wherever it gave way to, in CSS pixels. Chinese letters are an em wide. */
export function labelBox(name: string, layer: AreaLayer, unitPx: number): { width: number; height: number } {
  const em = SIZE_U[layer] * unitPx;
  return { width: name.length * (1 + SPACING_EM) * em, height: (1 + 2 * GIVES_WAY_EM) * em };
}

/** Names of units. Names outside the selection are greyed, never hidden: one must see what lies beyond. */
export function labelLayers(tokens: ThemeTokens, unitPx: number): LayerSpecification[] {
  const isDim: ExpressionSpecification = ['boolean', ['feature-state', 'dim'], false];
  return AREA_LAYERS.map((layer) => ({
    id: labelId(layer),
    type: 'symbol',
    source: SOURCE.areas,
    'source-layer': 'label',
    filter: ['==', ['get', 'level'], layer],
    minzoom: ZOOMS[layer][0],
    maxzoom: ZOOMS[layer][1],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT_BOLD,
      'text-size': SIZE_U[layer] * unitPx,
      'text-letter-spacing': SPACING_EM,
      'text-max-width': 12,
      // A name gives way to a sign or another name by its own height before it gives up.
      'text-variable-anchor': ['center', 'top', 'bottom'],
      'text-radial-offset': GIVES_WAY_EM,
      'text-padding': 4 * unitPx,
      'text-rotation-alignment': 'viewport',
      'text-pitch-alignment': 'viewport',
    },
    paint: {
      'text-color': ['case', isDim, tokens.t3, tokens.t1],
      'text-opacity': ['case', isDim, 0.5, 1],
      'text-halo-color': tokens.land,
      'text-halo-width': 2.4 * unitPx,
      'text-halo-blur': 0.6 * unitPx,
    },
  }));
}

/** Names of lakes and rivers. */
export function waterLabelLayer(tokens: ThemeTokens, unitPx: number): LayerSpecification {
  return {
    id: 'label-water',
    type: 'symbol',
    source: SOURCE.base,
    'source-layer': 'water',
    filter: ['all', ['has', 'name'], ['!=', ['get', 'name'], '']],
    minzoom: 11,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': FONT_MEDIUM,
      'text-size': 16 * unitPx,
      'text-letter-spacing': 0.12,
      'text-rotation-alignment': 'viewport',
      'symbol-spacing': 900,
    },
    paint: {
      'text-color': tokens.waterLabel,
      'text-halo-color': tokens.land,
      'text-halo-width': 2 * unitPx,
    },
  };
}
