import type { Feature, FeatureCollection, Point } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { FONT_MEDIUM } from './label-style.ts';

export const SITING_SOURCE = { sites: 'plan-sites', given: 'plan-given-sites' } as const;
export const SITING_LAYER = {
  given: 'plan-given-site',
  site: 'plan-site',
  siteNumber: 'plan-site-number',
} as const;

type Properties = Record<string, string | number>;

/** Proposed places in their order; `number` is written on them, `pointed` is the one that the reader is at. */
export function proposedSites(
  places: readonly { position: readonly number[] }[],
  pointed: number | null,
): FeatureCollection<Point, Properties> {
  return {
    type: 'FeatureCollection',
    features: places.map(
      ({ position }, index): Feature<Point, Properties> => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [...position] },
        properties: { id: String(index), number: String(index + 1), pointed: index === pointed ? 1 : 0 },
      }),
    ),
  };
}

/** Places that the planner gives: must-haves and parcels. */
export function givenSites(
  mustHave: readonly (readonly number[])[],
  parcels: readonly (readonly number[])[],
): FeatureCollection<Point, Properties> {
  const feature = (position: readonly number[], kind: string): Feature<Point, Properties> => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [...position] },
    properties: { kind },
  });
  return {
    type: 'FeatureCollection',
    features: [
      ...parcels.map((position) => feature(position, 'parcel')),
      ...mustHave.map((position) => feature(position, 'mustHave')),
    ],
  };
}

export function sitingLayers(theme: ThemeName, unitPx: number): LayerSpecification[] {
  const tokens = THEMES[theme];
  const u = unitPx;
  return [
    {
      id: SITING_LAYER.given,
      type: 'circle',
      source: SITING_SOURCE.given,
      paint: {
        'circle-radius': ['match', ['get', 'kind'], 'mustHave', 9 * u, 5 * u],
        'circle-color': ['match', ['get', 'kind'], 'mustHave', tokens.whatIf, tokens.t3],
        'circle-stroke-color': tokens.panelSolid,
        'circle-stroke-width': 1.6 * u,
      },
    },
    {
      id: SITING_LAYER.site,
      type: 'circle',
      source: SITING_SOURCE.sites,
      paint: {
        'circle-radius': ['case', ['==', ['get', 'pointed'], 1], 23 * u, 17 * u],
        'circle-color': tokens.panelSolid,
        'circle-stroke-color': tokens.whatIf,
        'circle-stroke-width': ['case', ['==', ['get', 'pointed'], 1], 5 * u, 2.4 * u],
      },
    },
  ];
}

/** Numbers of proposed places; text waits for its letters. */
export function siteNumbers(theme: ThemeName, unitPx: number): LayerSpecification[] {
  return [
    {
      id: SITING_LAYER.siteNumber,
      type: 'symbol',
      source: SITING_SOURCE.sites,
      layout: {
        'text-field': ['get', 'number'],
        'text-font': FONT_MEDIUM,
        'text-size': 17 * unitPx,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': THEMES[theme].whatIf },
    },
  ];
}
