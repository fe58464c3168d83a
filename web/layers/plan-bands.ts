import type { Feature, FeatureCollection, MultiPolygon } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { BAND_MINUTES, bandColours } from './service-area.ts';

export const BANDS_SOURCE = { standing: 'plan-bands', held: 'plan-held-bands' } as const;
export const BANDS_LAYER = {
  /** One fill for each band, the widest undermost. */
  standing: (band: number) => `plan-bands-${band}`,
  held: (band: number) => `plan-held-bands-${band}`,
  standingLine: 'plan-bands-line',
  standingDots: 'plan-bands-dots',
  heldLine: 'plan-held-bands-line',
} as const;

/** The edges of a hundred bands are only noise from farther away. */
const LINE_ZOOM = 12.6;

/** Bands of stations, one per cut-off (each holds the smaller ones) and as many colours; the widest first. */
export function planBands(
  bands: readonly MultiPolygonGeometry[],
): FeatureCollection<MultiPolygon, { band: number }> {
  return {
    type: 'FeatureCollection',
    features: bands
      .map(
        (geometry, band): Feature<MultiPolygon, { band: number }> => ({
          type: 'Feature',
          geometry: geometry as MultiPolygon,
          properties: { band },
        }),
      )
      .reverse(),
  };
}

/** Stronger than beside a hundred single circles: here the bands are the picture. */
const BAND_OPACITY: [number, number, number] = [0.94, 0.8, 0.76];

/** Colours of the bands as they stand on the planner's map, nearest first. */
export function plannedBandColours(theme: ThemeName): [string, string, string] {
  return bandColours({ ...THEMES[theme], bandOpacity: BAND_OPACITY });
}

/**
 * Fills under the streets: the bands of the standing stations and those of the one in hand, band by band and in opaque colours, so that both
 * together look like the bands of all. Where the cells are coloured (`isOutline`) the standing ones are left to their lines.
 */
export function bandFillLayers(theme: ThemeName, isOutline: boolean): LayerSpecification[] {
  const colours = plannedBandColours(theme);
  const fill = (id: string, source: string, band: number, opacity: number): LayerSpecification => ({
    id,
    type: 'fill',
    source,
    filter: ['==', ['get', 'band'], band],
    paint: { 'fill-color': colours[band], 'fill-opacity': opacity, 'fill-antialias': true },
  });
  return BAND_MINUTES.map((_, band) => band)
    .reverse()
    .flatMap((band) => [
      fill(BANDS_LAYER.standing(band), BANDS_SOURCE.standing, band, isOutline ? 0 : 1),
      fill(BANDS_LAYER.held(band), BANDS_SOURCE.held, band, isOutline ? 0.86 : 1),
    ]);
}

/** Edges over the streets: solid at 5 and 10 minutes, dotted at 15; dashed around the station in hand. */
export function bandLineLayers(theme: ThemeName, unitPx: number, isOutline: boolean): LayerSpecification[] {
  const tokens = THEMES[theme];
  const u = unitPx;
  const last = BAND_MINUTES.length - 1;
  // Lines that are all there is to see are seen from anywhere.
  const opacity = isOutline ? 0.85 : 0.55;
  const fromZoom = (shown: number): ['step', ['zoom'], number, number, number] => [
    'step',
    ['zoom'],
    isOutline ? shown : 0,
    LINE_ZOOM,
    shown,
  ];
  return [
    {
      id: BANDS_LAYER.standingLine,
      type: 'line',
      source: BANDS_SOURCE.standing,
      filter: ['<', ['get', 'band'], last],
      paint: { 'line-color': tokens.accentHi, 'line-width': 1.4 * u, 'line-opacity': fromZoom(opacity) },
    },
    {
      id: BANDS_LAYER.standingDots,
      type: 'line',
      source: BANDS_SOURCE.standing,
      filter: ['==', ['get', 'band'], last],
      layout: { 'line-cap': 'round' },
      paint: {
        'line-color': tokens.accentHi,
        'line-width': 1.6 * u,
        'line-dasharray': [0.1, 3],
        'line-opacity': fromZoom(opacity),
      },
    },
    {
      id: BANDS_LAYER.heldLine,
      type: 'line',
      source: BANDS_SOURCE.held,
      paint: { 'line-color': tokens.whatIf, 'line-width': 2 * u, 'line-dasharray': [4.5, 3.5] },
    },
  ];
}
