import type { Feature, FeatureCollection, MultiLineString } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { Position } from '../../geodata/model/geometry.ts';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { CELL_MARK, whenMarked, whenOutside } from './area-style.ts';
import { IMAGE } from './images.ts';
import { SOURCE } from './layer-ids.ts';

export const OVERLAY_SOURCE = { streets: 'plan-streets', circles: 'plan-circles' } as const;
export const OVERLAY_LAYER = {
  street: 'plan-street',
  streetBeyond: 'plan-street-beyond',
  streetUnreached: 'plan-street-unreached',
  circle: 'plan-circle',
  outside: 'plan-outside',
  doubtDots: 'plan-doubt-dots',
  doubtLine: 'plan-doubt-line',
} as const;

/** Streets by the walk to the nearest station: a line for each band, then those beyond all bands, then those that nobody comes from. */
export function planStreets(
  lines: readonly (readonly Position[])[][],
): FeatureCollection<MultiLineString, { band: number }> {
  return {
    type: 'FeatureCollection',
    features: lines.flatMap((coordinates, band): Feature<MultiLineString, { band: number }>[] =>
      coordinates.length === 0
        ? []
        : [
            {
              type: 'Feature',
              geometry: { type: 'MultiLineString', coordinates: coordinates as Position[][] },
              properties: { band },
            },
          ],
    ),
  };
}

/** Circles of GB 50180 by their radius, as closed rings. */
export function planCircles(
  circles: readonly { radiusM: number; rings: readonly (readonly Position[])[] }[],
): FeatureCollection<MultiLineString, { radiusM: number }> {
  return {
    type: 'FeatureCollection',
    features: circles.map(({ radiusM, rings }) => ({
      type: 'Feature',
      geometry: { type: 'MultiLineString', coordinates: rings as Position[][] },
      properties: { radiusM },
    })),
  };
}

/** Over the bands and under the streets: what lies outside of the selected unit steps back; cells of a thin network are dotted. */
export function overCellLayers(theme: ThemeName): LayerSpecification[] {
  return [
    {
      id: OVERLAY_LAYER.outside,
      type: 'fill',
      source: SOURCE.areas,
      'source-layer': 'gridCell',
      paint: {
        'fill-color': THEMES[theme].land,
        'fill-antialias': false,
        'fill-opacity': whenOutside(0.6),
      },
    },
    {
      id: OVERLAY_LAYER.doubtDots,
      type: 'fill',
      source: SOURCE.areas,
      'source-layer': 'gridCell',
      paint: {
        'fill-pattern': IMAGE.doubtDots,
        'fill-antialias': false,
        'fill-opacity': whenMarked(CELL_MARK.doubtful, 0.9),
      },
    },
  ];
}

/** Streets, circles and the outlines of doubtful cells. `bandCount`: how many cut-offs the streets are told by. */
export function overlayLineLayers(theme: ThemeName, unitPx: number, bandCount: number): LayerSpecification[] {
  const tokens = THEMES[theme];
  const u = unitPx;
  const [near, middle, far, beyond] = tokens.streetBand;
  return [
    {
      id: OVERLAY_LAYER.streetUnreached,
      type: 'line',
      source: OVERLAY_SOURCE.streets,
      filter: ['>', ['get', 'band'], bandCount],
      paint: { 'line-color': beyond, 'line-width': 1.4 * u, 'line-dasharray': [2, 2.4] },
    },
    {
      id: OVERLAY_LAYER.streetBeyond,
      type: 'line',
      source: OVERLAY_SOURCE.streets,
      filter: ['==', ['get', 'band'], bandCount],
      paint: { 'line-color': beyond, 'line-width': 1.4 * u },
    },
    {
      id: OVERLAY_LAYER.street,
      type: 'line',
      source: OVERLAY_SOURCE.streets,
      filter: ['<', ['get', 'band'], bandCount],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': ['match', ['get', 'band'], 0, near, 1, middle, far],
        'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1.1 * u, 14, 2 * u, 17, 5 * u],
      },
    },
    {
      id: OVERLAY_LAYER.doubtLine,
      type: 'line',
      source: SOURCE.areas,
      'source-layer': 'gridCell',
      paint: {
        'line-color': tokens.t1,
        'line-width': 1.4 * u,
        'line-opacity': whenMarked(CELL_MARK.doubtful, 0.8),
      },
    },
    {
      id: OVERLAY_LAYER.circle,
      type: 'line',
      source: OVERLAY_SOURCE.circles,
      paint: {
        'line-color': tokens.t1,
        'line-width': 1.4 * u,
        'line-dasharray': [5, 4],
        'line-opacity': 0.7,
      },
    },
  ];
}
