import type { FeatureCollection, MultiPolygon, Point } from 'geojson';
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type {
  CellCoverageAnswer,
  IsochroneFeature,
  StationRow,
} from '../../server/contract/service-areas.ts';
import { THEMES, type ThemeName, type ThemeTokens } from '../theme/tokens.ts';
import { CELL_MARK, PATTERN, type UnitState, whenMarked } from './area-style.ts';
import { parseColour } from './colour.ts';
import { IMAGE } from './images.ts';
import { SOURCE } from './layer-ids.ts';

export const SERVICE_SOURCE = {
  bands: 'service-bands',
  stations: 'service-stations',
} as const;
export const SERVICE_LAYER = {
  band: 'service-band',
  street: 'service-street',
  bandLine: 'service-band-line',
  bandDots: 'service-band-dots',
  gapHatch: 'service-gap-hatch',
  gapLine: 'service-gap-line',
  station: 'service-station',
} as const;

/** Upper ends of the three bands. */
export const BAND_MINUTES = [5, 10, 15] as const;
/** Seen from farther away, the edges of a hundred circles are only noise. */
const BAND_LINE_ZOOM = 12.8;
/** A cell with less than this share of its residents within reach is a gap (STYLE §5). */
export const GAP_SHARE = 0.5;

/** Bands as they are painted: the widest first, so that the nearer ones lie on it. Colours are mixed beforehand, overlaps stay even. */
export function bandFeatures(
  features: readonly IsochroneFeature[],
): FeatureCollection<MultiPolygon, { cutoffMinutes: number; stationId: string | null }> {
  const sorted = features.toSorted(
    (left, right) => right.properties.cutoffMinutes - left.properties.cutoffMinutes,
  );
  return {
    type: 'FeatureCollection',
    features: sorted.map(({ geometry, properties }) => ({
      type: 'Feature',
      geometry: geometry as MultiPolygon,
      properties: { cutoffMinutes: properties.cutoffMinutes, stationId: properties.stationId },
    })),
  };
}

/** Stations as points; `selected` 1 for the selected one, `inside` 1 for those inside the selected unit. */
export function stationFeatures(
  stations: readonly StationRow[],
  selectedId: string | null,
  isInside: (unitId: string) => boolean,
): FeatureCollection<Point, { id: string; name: string; open: number; selected: number; inside: number }> {
  return {
    type: 'FeatureCollection',
    features: stations.map((station) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: station.position },
      properties: {
        id: station.id,
        name: station.name,
        open: station.openNow ? 1 : 0,
        selected: station.id === selectedId ? 1 : 0,
        inside: isInside(station.unitId) ? 1 : 0,
      },
    })),
  };
}

/** A station and the centre of a unit that it is answerable for, degrees. */
export interface Assignment {
  from: [number, number];
  to: [number, number];
}

/** What a station is answerable for; units that the map does not know are left out. */
export function assignmentsOf(
  station: StationRow | null,
  centerOf: (unitId: string) => readonly number[] | null,
): Assignment[] {
  if (station === null) return [];
  return station.assignedUnitIds.flatMap((unitId) => {
    const center = centerOf(unitId);
    return center === null
      ? []
      : [{ from: station.position as [number, number], to: [center[0], center[1]] }];
  });
}

/**
 * Cells where no bands are drawn: in the colour of the minutes that their median resident walks. Where bands are drawn
 * (`hasBands`) an even ground, so that one colour never means two things. Cells whose residents are mostly out of reach are gaps.
 */
export function coverageCellStates(
  theme: ThemeName,
  cells: CellCoverageAnswer,
  hasBands: boolean,
): Map<string, UnitState> {
  const tokens = THEMES[theme];
  const colours = bandColours(tokens);
  const ground: UnitState = {
    fill: tokens.zeroFill,
    edge: null,
    pattern: PATTERN.none,
    mark: CELL_MARK.none,
  };
  const states = new Map<string, UnitState>();
  for (let index = 0; index < cells.unitIds.length; index++) {
    const residents = cells.residents[index];
    const minutes = cells.walkMinutes[index];
    const isGap = residents > 0 && cells.coveredResidents[index] / residents < GAP_SHARE;
    const band = minutes === null || hasBands ? -1 : BAND_MINUTES.findIndex((limit) => minutes <= limit);
    states.set(cells.unitIds[index], {
      ...ground,
      fill: band === -1 ? ground.fill : colours[band],
      mark: isGap ? CELL_MARK.gap : CELL_MARK.none,
    });
  }
  return states;
}

/** Colours of the bands 0–5, 5–10 and 10–15 minutes as they stand on the ground, without transparency. */
export function bandColours(tokens: ThemeTokens): [string, string, string] {
  return [0, 1, 2].map((index) => mixed(tokens.land, tokens.band[index], tokens.bandOpacity[index])) as [
    string,
    string,
    string,
  ];
}

/** Fills that lie under streets and lines. */
export function serviceFillLayers(theme: ThemeName): LayerSpecification[] {
  const tokens = THEMES[theme];
  const [near, middle, far] = bandColours(tokens);
  const colour: ExpressionSpecification = [
    'step',
    ['get', 'cutoffMinutes'],
    near,
    BAND_MINUTES[0] + 0.01,
    middle,
    BAND_MINUTES[1] + 0.01,
    far,
  ];
  return [
    {
      id: SERVICE_LAYER.band,
      type: 'fill',
      source: SERVICE_SOURCE.bands,
      layout: { 'fill-sort-key': ['-', 0, ['get', 'cutoffMinutes']] },
      paint: { 'fill-color': colour, 'fill-opacity': 1, 'fill-antialias': true },
    },
    {
      id: SERVICE_LAYER.gapHatch,
      type: 'fill',
      source: SOURCE.areas,
      'source-layer': 'gridCell',
      paint: {
        'fill-pattern': IMAGE.gapHatch,
        'fill-antialias': false,
        'fill-opacity': whenMarked(CELL_MARK.gap, 0.75),
      },
    },
  ];
}

/** Lines and signs that lie over the streets: band edges (solid at 5 and 10, dotted at 15), gaps, assignments, stations. */
export function serviceSignLayers(theme: ThemeName, unitPx: number): LayerSpecification[] {
  const tokens = THEMES[theme];
  const u = unitPx;
  return [
    {
      id: SERVICE_LAYER.bandLine,
      type: 'line',
      source: SERVICE_SOURCE.bands,
      minzoom: BAND_LINE_ZOOM,
      filter: ['<=', ['get', 'cutoffMinutes'], BAND_MINUTES[1]],
      paint: { 'line-color': tokens.accentHi, 'line-width': 1.4 * u, 'line-opacity': 0.55 },
    },
    {
      id: SERVICE_LAYER.bandDots,
      type: 'line',
      source: SERVICE_SOURCE.bands,
      minzoom: BAND_LINE_ZOOM,
      filter: ['>', ['get', 'cutoffMinutes'], BAND_MINUTES[1]],
      layout: { 'line-cap': 'round' },
      paint: {
        'line-color': tokens.accentHi,
        'line-width': 1.6 * u,
        'line-dasharray': [0.1, 3],
        'line-opacity': 0.5,
      },
    },
    {
      id: SERVICE_LAYER.gapLine,
      type: 'line',
      source: SOURCE.areas,
      'source-layer': 'gridCell',
      paint: {
        'line-color': tokens.warn,
        'line-width': 1.6 * u,
        'line-opacity': whenMarked(CELL_MARK.gap, 0.9),
      },
    },
    {
      id: SERVICE_LAYER.station,
      type: 'symbol',
      source: SERVICE_SOURCE.stations,
      layout: {
        'icon-image': ['case', ['==', ['get', 'open'], 1], IMAGE.station, IMAGE.stationClosed],
        'icon-size': [
          'interpolate',
          ['linear'],
          ['zoom'],
          // A whole district on a phone: smaller signs leave the ground to be seen.
          9.5,
          ['case', ['==', ['get', 'selected'], 1], 0.9, 0.3],
          11,
          ['case', ['==', ['get', 'selected'], 1], 1.1, 0.66],
          14,
          ['case', ['==', ['get', 'selected'], 1], 1.4, 1],
        ],
        'icon-allow-overlap': true,
        'icon-padding': 0,
        'symbol-sort-key': ['+', ['*', 2, ['get', 'selected']], ['get', 'inside']],
      },
      paint: { 'icon-opacity': ['case', ['==', ['get', 'inside'], 1], 1, 0.35] },
    },
  ];
}

/** `top` with an opacity laid over `ground`, as an opaque colour. */
function mixed(ground: string, top: string, opacity: number): string {
  const under = parseColour(ground);
  const over = parseColour(top);
  const part = (index: number): number => Math.round(under[index] * (1 - opacity) + over[index] * opacity);
  return `rgb(${part(0)},${part(1)},${part(2)})`;
}
