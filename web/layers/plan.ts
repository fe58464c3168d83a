import type { Feature, FeatureCollection, LineString, MultiPolygon, Point } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { CELL_MARK, PATTERN, type UnitState } from './area-style.ts';
import { MOST_CLASSES, rampFor } from './choropleth.ts';
import { IMAGE } from './images.ts';
import { bandColours, GAP_SHARE } from './service-area.ts';

export const PLAN_SOURCE = {
  bands: 'plan-bands',
  gaps: 'plan-gaps',
  links: 'plan-links',
  walk: 'plan-walk',
  stations: 'plan-stations',
} as const;
export const PLAN_LAYER = {
  band: 'plan-band',
  bandLine: 'plan-band-line',
  gapHatch: 'plan-gap-hatch',
  gapLine: 'plan-gap-line',
  link: 'plan-link',
  walk: 'plan-walk',
  ring: 'plan-ring',
  station: 'plan-station',
} as const;

/** What the plan does with a station. */
export type StationState = 'same' | 'moved' | 'added' | 'removed' | 'held';

export interface PlanStationSign {
  id: string;
  position: readonly number[];
  state: StationState;
}

/** A station that was moved: from where to where. */
export interface PlanLink {
  from: readonly number[];
  to: readonly number[];
}

type Properties = Record<string, string | number>;
const collection = <G extends Point | LineString | MultiPolygon>(
  features: Feature<G, Properties>[],
): FeatureCollection<G, Properties> => ({ type: 'FeatureCollection', features });

/** Bands of the station in hand, one per cut-off and as many colours; the widest first. */
export function planBands(
  bands: readonly MultiPolygonGeometry[],
): FeatureCollection<MultiPolygon, Properties> {
  return collection(
    bands
      .map(
        (geometry, band): Feature<MultiPolygon, Properties> => ({
          type: 'Feature',
          geometry: geometry as MultiPolygon,
          properties: { band },
        }),
      )
      .reverse(),
  );
}

/** Outlines of the gaps; `filled` 0…1 is the share of their residents that the station in hand reaches. */
export function planGaps(
  gaps: readonly { id: string; outline: MultiPolygonGeometry; residents: number }[],
  selectedId: string | null,
): FeatureCollection<MultiPolygon, Properties> {
  return collection(
    gaps.map(
      ({ id, outline }): Feature<MultiPolygon, Properties> => ({
        type: 'Feature',
        geometry: outline as MultiPolygon,
        properties: { id, selected: id === selectedId ? 1 : 0 },
      }),
    ),
  );
}

export function planStations(stations: readonly PlanStationSign[]): FeatureCollection<Point, Properties> {
  return collection(
    stations.map(
      ({ id, position, state }): Feature<Point, Properties> => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [...position] },
        properties: { id, state },
      }),
    ),
  );
}

export function planLinks(links: readonly PlanLink[]): FeatureCollection<LineString, Properties> {
  return collection(
    links.map(
      ({ from, to }): Feature<LineString, Properties> => ({
        type: 'Feature',
        geometry: { type: 'LineString', coordinates: [[...from], [...to]] },
        properties: {},
      }),
    ),
  );
}

export function planWalk(
  line: readonly (readonly number[])[] | null,
): FeatureCollection<LineString, Properties> {
  return collection(
    line === null || line.length < 2
      ? []
      : [
          {
            type: 'Feature',
            geometry: { type: 'LineString', coordinates: line.map((point) => [...point]) },
            properties: {},
          },
        ],
  );
}

/** Inner ends of the classes in which a cell's covered share is painted, 0…1. */
export const SHARE_BREAKS = [0.2, 0.5, 0.8, 0.95] as const;

/** The lower part of the longest ramp: the bands of the station in hand lie over the cells and have to stand out. */
export function coveredRamp(theme: ThemeName): string[] {
  return rampFor(theme, MOST_CLASSES).slice(0, SHARE_BREAKS.length + 1);
}

/** Cells by the share of their residents within the cut-off; those with less than half are gaps, those without people are empty. */
export function coveredCellStates(
  theme: ThemeName,
  unitIds: readonly string[],
  people: ArrayLike<number>,
  covered: ArrayLike<number>,
): Map<string, UnitState> {
  const tokens = THEMES[theme];
  const ramp = coveredRamp(theme);
  const states = new Map<string, UnitState>();
  unitIds.forEach((id, unit) => {
    if (people[unit] === 0) {
      states.set(id, { fill: tokens.zeroFill, edge: null, pattern: PATTERN.none, mark: CELL_MARK.none });
      return;
    }
    const share = covered[unit] / people[unit];
    const found = SHARE_BREAKS.findIndex((end) => share < end);
    states.set(id, {
      fill: ramp[found === -1 ? SHARE_BREAKS.length : found],
      edge: null,
      pattern: PATTERN.none,
      mark: share < GAP_SHARE ? CELL_MARK.gap : CELL_MARK.none,
    });
  });
  return states;
}

/** Under streets and lines. */
export function planFillLayers(theme: ThemeName): LayerSpecification[] {
  const tokens = THEMES[theme];
  const [near, middle, far] = bandColours(tokens);
  return [
    {
      id: PLAN_LAYER.band,
      type: 'fill',
      source: PLAN_SOURCE.bands,
      paint: {
        'fill-color': ['match', ['get', 'band'], 0, near, 1, middle, far],
        'fill-opacity': 0.86,
      },
    },
    {
      id: PLAN_LAYER.gapHatch,
      type: 'fill',
      source: PLAN_SOURCE.gaps,
      paint: { 'fill-pattern': IMAGE.gapHatch, 'fill-antialias': false, 'fill-opacity': 0.8 },
    },
  ];
}

/** Over streets and lines. */
export function planSignLayers(theme: ThemeName, unitPx: number): LayerSpecification[] {
  const tokens = THEMES[theme];
  const u = unitPx;
  return [
    {
      id: PLAN_LAYER.gapLine,
      type: 'line',
      source: PLAN_SOURCE.gaps,
      paint: {
        'line-color': tokens.warn,
        'line-width': ['case', ['==', ['get', 'selected'], 1], 3.2 * u, 1.6 * u],
      },
    },
    {
      id: PLAN_LAYER.bandLine,
      type: 'line',
      source: PLAN_SOURCE.bands,
      paint: { 'line-color': tokens.whatIf, 'line-width': 2 * u, 'line-dasharray': [4.5, 3.5] },
    },
    {
      id: PLAN_LAYER.link,
      type: 'line',
      source: PLAN_SOURCE.links,
      paint: { 'line-color': tokens.whatIf, 'line-width': 2 * u, 'line-dasharray': [0.1, 3] },
      layout: { 'line-cap': 'round' },
    },
    {
      id: PLAN_LAYER.walk,
      type: 'line',
      source: PLAN_SOURCE.walk,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': tokens.whatIf, 'line-width': 4 * u },
    },
    {
      id: PLAN_LAYER.ring,
      type: 'circle',
      source: PLAN_SOURCE.stations,
      filter: ['in', ['get', 'state'], ['literal', ['moved', 'added', 'held', 'removed']]],
      paint: {
        'circle-radius': ['match', ['get', 'state'], 'held', 24 * u, 18 * u],
        'circle-color': 'transparent',
        'circle-stroke-color': ['match', ['get', 'state'], 'removed', tokens.t3, tokens.whatIf],
        'circle-stroke-width': 2.4 * u,
      },
    },
    {
      id: PLAN_LAYER.station,
      type: 'symbol',
      source: PLAN_SOURCE.stations,
      layout: {
        'icon-image': ['match', ['get', 'state'], 'removed', IMAGE.stationClosed, IMAGE.station],
        'icon-size': [
          'interpolate',
          ['linear'],
          ['zoom'],
          10,
          ['match', ['get', 'state'], 'same', 0.6, 1],
          14,
          ['match', ['get', 'state'], 'held', 1.5, 1.1],
        ],
        'icon-allow-overlap': true,
        'icon-padding': 0,
        'symbol-sort-key': ['match', ['get', 'state'], 'held', 3, 'added', 2, 'moved', 2, 1],
      },
      paint: { 'icon-opacity': ['match', ['get', 'state'], 'removed', 0.45, 1] },
    },
  ];
}
