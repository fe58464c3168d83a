import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { ThemeTokens } from '../theme/tokens.ts';
import { LAYER, SOURCE } from './layer-ids.ts';

/** From here on houses stand up; below, they would only be grain. */
export const BUILDINGS_ZOOM = 14.5;
/** A roof is a thin slab of its own: MapLibre paints walls and roof of an extrusion in one colour. */
const ROOF_M = 0.6;

/** What is lit: the houses of one cell, one house among them. null = none. */
export interface LitBuildings {
  cellId: string | null;
  buildingId: string | null;
}

/** Houses with roofs; those of the selected cell are lit, all others are part of the ground. */
export function buildingLayers(tokens: ThemeTokens, lit: LitBuildings): LayerSpecification[] {
  const paints = buildingPaints(tokens, lit);
  const height: ExpressionSpecification = ['coalesce', ['get', 'heightM'], 6];
  return [
    {
      id: LAYER.building,
      type: 'fill-extrusion',
      source: SOURCE.buildings,
      'source-layer': 'building',
      minzoom: BUILDINGS_ZOOM,
      paint: {
        'fill-extrusion-color': paints.wall,
        'fill-extrusion-height': height,
        'fill-extrusion-vertical-gradient': true,
        'fill-extrusion-opacity': 1,
      },
    },
    {
      id: LAYER.roof,
      type: 'fill-extrusion',
      source: SOURCE.buildings,
      'source-layer': 'building',
      minzoom: BUILDINGS_ZOOM,
      paint: {
        'fill-extrusion-color': paints.roof,
        'fill-extrusion-base': height,
        'fill-extrusion-height': ['+', height, ROOF_M],
        'fill-extrusion-vertical-gradient': false,
        'fill-extrusion-opacity': 1,
      },
    },
  ];
}

/** Colours of walls and roofs for what is lit. */
export function buildingPaints(
  tokens: ThemeTokens,
  lit: LitBuildings,
): { wall: ExpressionSpecification; roof: ExpressionSpecification } {
  const isOne: ExpressionSpecification = ['==', ['get', 'id'], lit.buildingId ?? ''];
  const isInCell: ExpressionSpecification = ['==', ['get', 'unitId'], lit.cellId ?? ''];
  return {
    wall: ['case', isOne, tokens.accentMid, isInCell, tokens.wall, tokens.wallOther],
    roof: ['case', isOne, tokens.accentHi, isInCell, tokens.roof, tokens.roofOther],
  };
}
