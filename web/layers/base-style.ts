import type { ExpressionSpecification, LayerSpecification, LineLayerSpecification } from 'maplibre-gl';
import type { ThemeTokens } from '../theme/tokens.ts';
import { LAYER, SOURCE } from './layer-ids.ts';

/** Circumference of the earth on the web mercator, metres, and the tile size of MapLibre, pixels. */
const EQUATOR_M = 40_075_017;
const TILE_PX = 512;

/** Kinds of roads, lowest first, with the width of their gap between cells in metres (STYLE §4) and the thinnest line that is still seen. */
const ROADS = [
  { kind: 'local', widthM: 10, minimumPx: 0.4, token: 'roadLocal' },
  { kind: 'secondary', widthM: 19, minimumPx: 0.7, token: 'roadSecondary' },
  { kind: 'arterial', widthM: 30, minimumPx: 1.1, token: 'roadArterial' },
  { kind: 'expressway', widthM: 40, minimumPx: 1.4, token: 'roadExpressway' },
] as const;

/** Close up, streets are ground and no longer gaps between cells. */
const GROUND_ZOOM = 15;

/** Width in pixels that stays `widthM` metres on the ground at a latitude, from zoom 10 on. */
export function widthOnGround(widthM: number, latitude: number, minimumPx = 0): ExpressionSpecification {
  const pixelsAt = (zoom: number): number =>
    (widthM * TILE_PX * 2 ** zoom) / (EQUATOR_M * Math.cos((latitude * Math.PI) / 180));
  const stops: number[] = [];
  for (let zoom = 9; zoom <= 20; zoom++) stops.push(zoom, Math.max(minimumPx, pixelsAt(zoom)));
  return ['interpolate', ['exponential', 2], ['zoom'], ...stops] as ExpressionSpecification;
}

/** Ground, green, water, railway and the roads that lie outside what is in focus. */
export function groundLayers(tokens: ThemeTokens, latitude: number): LayerSpecification[] {
  return [
    { id: LAYER.background, type: 'background', paint: { 'background-color': tokens.land } },
    {
      id: LAYER.green,
      type: 'fill',
      source: SOURCE.base,
      'source-layer': 'green',
      paint: { 'fill-color': sameShader(tokens.green), 'fill-antialias': false },
    },
    ...ROADS.map((road) => roadLayer(`${LAYER.road}-${road.kind}`, road, tokens[road.token], latitude)),
  ];
}

/** Railway lines: dashes need a shader of their own, so they come after the first picture. */
export function railwayLayer(tokens: ThemeTokens, unitPx: number): LayerSpecification {
  return {
    id: LAYER.railway,
    type: 'line',
    source: SOURCE.base,
    'source-layer': 'railway',
    paint: {
      'line-color': tokens.t3,
      'line-opacity': 0.35,
      'line-width': 1.6 * unitPx,
      'line-dasharray': [6, 5],
    },
  };
}

/** Water lies over the choropleth: a river that runs between cells is seen as one river. */
export function waterLayers(tokens: ThemeTokens, unitPx: number): LayerSpecification[] {
  return [
    {
      id: LAYER.water,
      type: 'fill',
      source: SOURCE.base,
      'source-layer': 'water',
      filter: ['!=', ['geometry-type'], 'LineString'],
      paint: { 'fill-color': sameShader(tokens.water), 'fill-antialias': false },
    },
    {
      id: LAYER.shore,
      type: 'line',
      source: SOURCE.base,
      'source-layer': 'water',
      paint: { 'line-color': sameShader(tokens.shore), 'line-width': 1.2 * unitPx, 'line-opacity': 0.7 },
    },
  ];
}

/** Roads as gaps between the cells, as seen from afar. */
export function roadGapLayers(tokens: ThemeTokens, latitude: number): LayerSpecification[] {
  return ROADS.map((road) => ({
    ...roadLayer(`${LAYER.roadGap}-${road.kind}`, road, tokens.roadGap, latitude),
    maxzoom: GROUND_ZOOM,
  }));
}

/** Roads as the ground that one walks on, close up. */
export function roadGroundLayers(tokens: ThemeTokens, latitude: number): LayerSpecification[] {
  return ROADS.map((road) => ({
    ...roadLayer(`${LAYER.roadGround}-${road.kind}`, road, tokens[road.token], latitude),
    minzoom: GROUND_ZOOM,
  }));
}

/**
 * A colour that could change with the state of a feature but never does. So all lines share one shader and all fills another:
 * in software rendering each shader costs a tenth of a second of the first picture.
 */
function sameShader(colour: string): ExpressionSpecification {
  return ['case', ['boolean', ['feature-state', 'never'], false], colour, colour];
}

/**
 * One layer a kind: with a filter instead of an expression on the kind the width stays a constant, and all lines of the first
 * picture share one shader. Compiling shaders is most of the time to the first picture.
 */
function roadLayer(
  id: string,
  road: (typeof ROADS)[number],
  colour: string,
  latitude: number,
): LineLayerSpecification {
  return {
    id,
    type: 'line',
    source: SOURCE.base,
    'source-layer': 'road',
    filter: ['==', ['get', 'kind'], road.kind],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': sameShader(colour),
      'line-width': widthOnGround(road.widthM, latitude, road.minimumPx),
    },
  };
}
