import type { Feature, FeatureCollection, LineString, MultiPolygon, Point } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { CELL_MARK, PATTERN, type UnitState } from './area-style.ts';
import { MOST_CLASSES, rampFor } from './choropleth.ts';
import { IMAGE } from './images.ts';

export const PLAN_SOURCE = {
  gaps: 'plan-gaps',
  links: 'plan-links',
  walk: 'plan-walk',
  stations: 'plan-stations',
} as const;
export const PLAN_LAYER = {
  gapHatch: 'plan-gap-hatch',
  gapLine: 'plan-gap-line',
  link: 'plan-link',
  walk: 'plan-walk',
  walkHome: 'plan-walk-home',
  ring: 'plan-ring',
  station: 'plan-station',
} as const;

/** What the plan does with a station. */
export type StationState = 'same' | 'moved' | 'added' | 'removed' | 'held';

export interface PlanStationSign {
  id: string;
  position: readonly number[];
  state: StationState;
  /** Not open at the time that is asked: it counts for nobody. */
  isClosed: boolean;
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
      ({ id, position, state, isClosed }): Feature<Point, Properties> => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [...position] },
        properties: { id, state, closed: isClosed || state === 'removed' ? 1 : 0 },
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

/** A building, and the walks from it to its nearest stations, the nearest first; that one stands out. */
export function planWalks(
  home: readonly number[] | null,
  lines: readonly (readonly (readonly number[])[])[],
): FeatureCollection<LineString | Point, Properties> {
  const place: Feature<Point, Properties>[] =
    home === null
      ? []
      : [{ type: 'Feature', geometry: { type: 'Point', coordinates: [...home] }, properties: {} }];
  return collection<LineString | Point>([
    ...place,
    ...lines.flatMap((line, index): Feature<LineString, Properties>[] =>
      line.length < 2
        ? []
        : [
            {
              type: 'Feature',
              geometry: { type: 'LineString', coordinates: line.map((point) => [...point]) },
              properties: { rank: index },
            },
          ],
    ),
  ]);
}

/** Inner ends of the classes in which a cell's covered share is painted, 0…1. */
export const SHARE_BREAKS = [0.2, 0.5, 0.8, 0.95] as const;

/** The lower part of the longest ramp: the bands of the station in hand lie over the cells and have to stand out. */
export function coveredRamp(theme: ThemeName): string[] {
  return rampFor(theme, MOST_CLASSES).slice(0, SHARE_BREAKS.length + 1);
}

export interface CellCounts {
  unitIds: readonly string[];
  people: ArrayLike<number>;
  covered: ArrayLike<number>;
}

/**
 * Cells of the planner's map: by the share of their residents within the cut-off where `isShare`, else an even ground under the bands.
 * Those in `doubtful` are marked: their network is too thin to trust the share.
 */
export function plannedCellStates(
  theme: ThemeName,
  { unitIds, people, covered }: CellCounts,
  isShare: boolean,
  doubtful: ReadonlySet<string>,
): Map<string, UnitState> {
  const tokens = THEMES[theme];
  const ramp = coveredRamp(theme);
  const states = new Map<string, UnitState>();
  unitIds.forEach((id, unit) => {
    const share = covered[unit] / people[unit];
    const found = SHARE_BREAKS.findIndex((end) => share < end);
    const isColoured = isShare && people[unit] > 0;
    states.set(id, {
      fill: isColoured ? ramp[found === -1 ? SHARE_BREAKS.length : found] : tokens.zeroFill,
      edge: null,
      pattern: PATTERN.none,
      mark: doubtful.has(id) ? CELL_MARK.doubtful : CELL_MARK.none,
    });
  });
  return states;
}

/** Under streets and lines. */
export function planFillLayers(): LayerSpecification[] {
  return [
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
        'line-width': [
          'interpolate',
          ['linear'],
          ['zoom'],
          10.5,
          ['case', ['==', ['get', 'selected'], 1], 3.2 * u, 0.8 * u],
          13,
          ['case', ['==', ['get', 'selected'], 1], 3.2 * u, 1.6 * u],
        ],
      },
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
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': tokens.whatIf,
        'line-width': ['case', ['==', ['get', 'rank'], 0], 4 * u, 2 * u],
        'line-opacity': ['case', ['==', ['get', 'rank'], 0], 1, 0.45],
      },
    },
    {
      id: PLAN_LAYER.walkHome,
      type: 'circle',
      source: PLAN_SOURCE.walk,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 8 * u,
        'circle-color': tokens.whatIf,
        'circle-stroke-color': tokens.bg,
        'circle-stroke-width': 2.4 * u,
      },
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
        'icon-image': ['case', ['==', ['get', 'closed'], 1], IMAGE.stationClosed, IMAGE.station],
        'icon-size': [
          'interpolate',
          ['linear'],
          ['zoom'],
          // A whole district on a phone: smaller signs leave the bands to be seen.
          9.5,
          ['match', ['get', 'state'], 'same', 0.34, 0.8],
          11,
          ['match', ['get', 'state'], 'same', 0.72, 1.02],
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
