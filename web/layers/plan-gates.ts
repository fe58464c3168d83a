import type { Feature, FeatureCollection, Point } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { GatePolicy } from '../../geodata/model/walk-source.ts';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { IMAGE } from './images.ts';

export const GATES_SOURCE = 'plan-gates';
export const GATES_LAYER = {
  ring: 'plan-gate-ring',
  all: 'plan-gate',
  changed: 'plan-gate-changed',
} as const;

export interface GateSign {
  key: string;
  position: readonly number[];
  policy: GatePolicy;
  isChanged: boolean;
  isChosen: boolean;
}

/** From farther away thousands of gates would only be grain; those that are spoken of are shown always. */
const NEAR_ZOOM = 13.2;

type Properties = Record<string, string | number>;

export function planGates(gates: readonly GateSign[]): FeatureCollection<Point, Properties> {
  return {
    type: 'FeatureCollection',
    features: gates.map(
      ({ key, position, policy, isChanged, isChosen }): Feature<Point, Properties> => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [...position] },
        properties: { id: key, policy, marked: isChanged || isChosen ? 1 : 0 },
      }),
    ),
  };
}

/** Over streets and lines, under the signs of stations. Who may pass is told by the shape. */
export function planGateLayers(theme: ThemeName, unitPx: number): LayerSpecification[] {
  const sign = {
    type: 'symbol',
    source: GATES_SOURCE,
    layout: {
      'icon-image': [
        'match',
        ['get', 'policy'],
        'open',
        IMAGE.gateOpen,
        'residents',
        IMAGE.gateResidents,
        IMAGE.gateClosed,
      ],
      'icon-size': ['interpolate', ['linear'], ['zoom'], NEAR_ZOOM, 0.6, 16, 1.1],
      'icon-allow-overlap': true,
      'icon-padding': 0,
    },
  } as const;
  return [
    {
      id: GATES_LAYER.ring,
      type: 'circle',
      source: GATES_SOURCE,
      filter: ['==', ['get', 'marked'], 1],
      paint: {
        'circle-radius': 16 * unitPx,
        'circle-color': 'transparent',
        'circle-stroke-color': THEMES[theme].whatIf,
        'circle-stroke-width': 2.4 * unitPx,
      },
    },
    { id: GATES_LAYER.all, ...sign, minzoom: NEAR_ZOOM, filter: ['==', ['get', 'marked'], 0] },
    { id: GATES_LAYER.changed, ...sign, filter: ['==', ['get', 'marked'], 1] },
  ] as LayerSpecification[];
}
