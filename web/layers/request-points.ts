import type { FeatureCollection, Point } from 'geojson';
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { PointFeature } from '../../server/contract/points.ts';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { IMAGE } from './images.ts';
import { FONT_NUMERAL } from './label-style.ts';
import type { SignLevel } from './request-signs.ts';

export const POINT_SOURCE = 'request-points';
export const POINT_LAYER = {
  settled: 'request-point-settled',
  single: 'request-point-single',
  cluster: 'request-point-cluster',
  count: 'request-point-count',
  badge: 'request-point-badge',
} as const;

/** From here on a step of the points' rounding (100 m) is wide enough on screen to part them: single requests instead of heat. */
export const POINTS_ZOOM = 14.5;

/** Radius in u by the count from which it holds; a number of that many digits has room in it. */
const RADIUS_U: [number, number][] = [
  [2, 13],
  [10, 16],
  [100, 20],
  [1000, 25],
];
const FIRST_RADIUS_U = RADIUS_U[0]![1];

export type PointLevel = SignLevel | 'settled';

export function pointLevel({ alarm, warn, open }: Pick<PointFeature, 'alarm' | 'warn' | 'open'>): PointLevel {
  if (alarm > 0) return 'alarm';
  if (warn > 0) return 'warn';
  return open > 0 ? 'normal' : 'settled';
}

/** `id` is the place in the answer; `rank` puts what matters more on top. */
export function pointFeatures(
  features: readonly PointFeature[],
): FeatureCollection<Point, { id: string; count: number; level: PointLevel; rank: number }> {
  const rank: Record<PointLevel, number> = { settled: 0, normal: 1, warn: 2, alarm: 3 };
  return {
    type: 'FeatureCollection',
    features: features.map((feature, index) => {
      const level = pointLevel(feature);
      return {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: feature.position },
        properties: { id: String(index), count: feature.count, level, rank: rank[level] },
      };
    }),
  };
}

/** ○ settled · ● open · ◇ urgent · ▲ alarm; several together are a disc with their count, and wear the mark of the worst among them. */
export function requestPointLayers(theme: ThemeName, unitPx: number): LayerSpecification[] {
  const tokens = THEMES[theme];
  const isSettled: ExpressionSpecification = ['==', ['get', 'level'], 'settled'];
  const radius = byCount((radiusU) => radiusU * unitPx);
  const isSingle: ExpressionSpecification = ['==', ['get', 'count'], 1];
  const isCluster: ExpressionSpecification = ['>', ['get', 'count'], 1];
  const common = { source: POINT_SOURCE, minzoom: POINTS_ZOOM } as const;
  return [
    {
      ...common,
      id: POINT_LAYER.settled,
      type: 'circle',
      filter: ['all', isSingle, isSettled],
      paint: {
        'circle-radius': 5.5 * unitPx,
        'circle-color': tokens.bg,
        'circle-stroke-color': tokens.t2,
        'circle-stroke-width': 2 * unitPx,
      },
    },
    {
      ...common,
      id: POINT_LAYER.cluster,
      type: 'circle',
      filter: isCluster,
      layout: { 'circle-sort-key': ['get', 'rank'] },
      paint: {
        'circle-radius': radius,
        'circle-color': ['case', isSettled, tokens.bg, tokens.accentDeep],
        'circle-stroke-color': ['case', isSettled, tokens.t3, tokens.accentHi],
        'circle-stroke-width': 1.6 * unitPx,
      },
    },
    {
      ...common,
      id: POINT_LAYER.single,
      type: 'symbol',
      filter: ['all', isSingle, ['!', isSettled]],
      layout: {
        'icon-image': iconOf(),
        'icon-allow-overlap': true,
        'symbol-sort-key': ['get', 'rank'],
      },
    },
    {
      ...common,
      id: POINT_LAYER.count,
      type: 'symbol',
      filter: isCluster,
      layout: {
        'text-field': ['to-string', ['get', 'count']],
        'text-font': FONT_NUMERAL,
        'text-size': 18 * unitPx,
        'text-allow-overlap': true,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'text-color': ['case', isSettled, tokens.t2, tokens.t1] },
    },
    {
      ...common,
      id: POINT_LAYER.badge,
      type: 'symbol',
      filter: ['all', isCluster, ['in', ['get', 'level'], ['literal', ['alarm', 'warn']]]],
      layout: {
        'icon-image': iconOf(),
        'icon-size': BADGE_SIZE,
        'icon-offset': byCount((radiusU) => {
          const offset = (radiusU * 0.75 * unitPx) / BADGE_SIZE;
          return ['literal', [offset, -offset]];
        }),
        'icon-allow-overlap': true,
      },
    },
  ];
}

/** A badge on a disc is smaller than a sign that stands alone. */
const BADGE_SIZE = 0.62;

function iconOf(): ExpressionSpecification {
  return ['match', ['get', 'level'], 'alarm', IMAGE.alarm, 'warn', IMAGE.warn, IMAGE.normal];
}

function byCount(value: (radiusU: number) => unknown): ExpressionSpecification {
  const steps = RADIUS_U.slice(1).flatMap(([count, radiusU]) => [count, value(radiusU)]);
  return ['step', ['get', 'count'], value(FIRST_RADIUS_U), ...steps] as unknown as ExpressionSpecification;
}
