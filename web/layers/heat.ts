import { contours } from 'd3-contour';
import type { Feature, FeatureCollection, MultiPolygon } from 'geojson';
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { BinsAnswer } from '../../server/contract/requests.ts';
import { RAMPS, THEMES, type ThemeName } from '../theme/tokens.ts';
import { PATTERN, type UnitState } from './area-style.ts';
import { POINTS_ZOOM } from './request-points.ts';

export const HEAT_SOURCE = 'heat';
export const HEAT_LAYER = { fill: 'heat-fill', line: 'heat-line', dim: 'heat-dim' } as const;

/** Under this many residents a rate says more about chance than about the place (STYLE §12). */
const MINIMUM_RESIDENTS = 110;
/** Where less than this share of the neighbourhood has bins of its own, the surface ends (STYLE §12). */
const MINIMUM_SUPPORT = 0.4;
/** Points between two bins, so that bands run smoothly. */
const UPSAMPLING = 4;
/** Bins of empty margin, for bands to close in. */
const MARGIN = 2;
/** Weights of a Gaussian with σ = 0.7 bins, cut off after one bin: takes the stairs from the bins, keeps their peaks. */
const KERNEL = [0.2095, 0.581, 0.2095];

/** Zooms over which the heat goes before single requests stand in its place. */
const FADE_ZOOMS = 0.3;
const FADING = [
  'interpolate',
  ['linear'],
  ['zoom'],
  POINTS_ZOOM - FADE_ZOOMS,
  1,
  POINTS_ZOOM,
  0,
] as ExpressionSpecification;

export type HeatMode = 'count' | 'perThousand';

/** A regular grid of numbers, row by row from the south-west. */
interface Raster {
  columns: number;
  rows: number;
  values: Float64Array;
}

/** Inner breaks of the answer for a mode: frozen densities, which the server has brought to the answer's period and size of bin. */
export function heatBreaks(bins: BinsAnswer, mode: HeatMode): number[] {
  return mode === 'count' ? bins.breaksCount : bins.breaksPerThousand;
}

/** Value of every bin on the scale of the breaks: 件, or 件 per 1,000 residents; NaN where too few people live there for a rate. */
export function binValues(bins: BinsAnswer, mode: HeatMode): Float64Array {
  return Float64Array.from(bins.count, (count, index) => {
    if (mode === 'count') return count;
    const residents = bins.residents[index];
    return residents < MINIMUM_RESIDENTS ? Number.NaN : (count / residents) * 1000;
  });
}

/** How many bins stand in each class, for the legend; `suppressed` are those without a rate. */
export function heatCounts(bins: BinsAnswer, mode: HeatMode): { byClass: number[]; suppressed: number } {
  const breaks = heatBreaks(bins, mode);
  const byClass = new Array<number>(breaks.length + 1).fill(0);
  let suppressed = 0;
  for (const value of binValues(bins, mode)) {
    if (Number.isNaN(value)) suppressed++;
    else byClass[breaks.filter((limit) => value >= limit).length]++;
  }
  return { byClass, suppressed };
}

/**
 * Bands of equal heat, lowest first, each lying on the one before: `class` 0 … n. Numerators and denominators are smoothed
 * apart and then divided, so a band never says more than the people in it.
 */
export function heatBands(
  bins: BinsAnswer,
  mode: HeatMode,
): FeatureCollection<MultiPolygon, { class: number }> {
  if (bins.count.length === 0) return { type: 'FeatureCollection', features: [] };
  const west = least(bins.lon);
  const south = least(bins.lat);
  const stepLon = bins.halfLon * 2;
  const stepLat = bins.halfLat * 2;
  const surface = heatSurface(bins, mode, west, south);
  const toPosition = ([x, y]: number[]): number[] => [
    west + ((x - 0.5) / UPSAMPLING - MARGIN) * stepLon,
    south + ((y - 0.5) / UPSAMPLING - MARGIN) * stepLat,
  ];
  const thresholds = [0, ...heatBreaks(bins, mode)];
  const rings = contours().size([surface.columns, surface.rows]).thresholds(thresholds);
  const features = rings(Array.from(surface.values)).map(
    (band, index): Feature<MultiPolygon, { class: number }> => ({
      type: 'Feature',
      properties: { class: index },
      geometry: {
        type: 'MultiPolygon',
        coordinates: band.coordinates.map((polygon) => polygon.map((ring) => ring.map(toPosition))),
      },
    }),
  );
  return {
    type: 'FeatureCollection',
    features: features.filter((one) => one.geometry.coordinates.length > 0),
  };
}

/** The smoothed surface on a grid UPSAMPLING times finer than the bins; -1 where there is no support. */
function heatSurface(bins: BinsAnswer, mode: HeatMode, west: number, south: number): Raster {
  const stepLon = bins.halfLon * 2;
  const stepLat = bins.halfLat * 2;
  const columns = Math.round((greatest(bins.lon) - west) / stepLon) + 1 + 2 * MARGIN;
  const rows = Math.round((greatest(bins.lat) - south) / stepLat) + 1 + 2 * MARGIN;
  const numerator: Raster = { columns, rows, values: new Float64Array(columns * rows) };
  const denominator: Raster = { columns, rows, values: new Float64Array(columns * rows) };
  const support: Raster = { columns, rows, values: new Float64Array(columns * rows) };
  const values = binValues(bins, mode);
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) continue;
    const column = Math.round((bins.lon[index] - west) / stepLon) + MARGIN;
    const row = Math.round((bins.lat[index] - south) / stepLat) + MARGIN;
    const at = row * columns + column;
    const weight = mode === 'count' ? 1 : bins.residents[index];
    numerator.values[at] = values[index] * weight;
    denominator.values[at] = weight;
    support.values[at] = 1;
  }
  const [top, bottom, carried] = [numerator, denominator, support].map((raster) =>
    upsampled(smoothed(raster)),
  );
  const surface = new Float64Array(top.values.length);
  for (let at = 0; at < surface.length; at++) {
    const isCarried = carried.values[at] >= MINIMUM_SUPPORT && bottom.values[at] > 0;
    surface[at] = isCarried ? top.values[at] / bottom.values[at] : -1;
  }
  return { columns: top.columns, rows: top.rows, values: surface };
}

/** Separable smoothing; outside of the raster is nothing. */
function smoothed(raster: Raster): Raster {
  return blurred(blurred(raster, 1), raster.columns);
}

function blurred({ columns, rows, values }: Raster, stride: number): Raster {
  const result = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const column = at % columns;
    const hasBefore = stride === 1 ? column > 0 : at >= columns;
    const hasAfter = stride === 1 ? column < columns - 1 : at < values.length - columns;
    result[at] =
      KERNEL[1] * values[at] +
      (hasBefore ? KERNEL[0] * values[at - stride] : 0) +
      (hasAfter ? KERNEL[2] * values[at + stride] : 0);
  }
  return { columns, rows, values: result };
}

/** Bilinear interpolation between the centres of the bins. */
function upsampled({ columns, rows, values }: Raster): Raster {
  const wide = (columns - 1) * UPSAMPLING + 1;
  const high = (rows - 1) * UPSAMPLING + 1;
  const result = new Float64Array(wide * high);
  for (let y = 0; y < high; y++) {
    const row = Math.min(rows - 2, Math.floor(y / UPSAMPLING));
    const up = y / UPSAMPLING - row;
    for (let x = 0; x < wide; x++) {
      const column = Math.min(columns - 2, Math.floor(x / UPSAMPLING));
      const right = x / UPSAMPLING - column;
      const at = row * columns + column;
      result[y * wide + x] =
        (values[at] * (1 - right) + values[at + 1] * right) * (1 - up) +
        (values[at + columns] * (1 - right) + values[at + columns + 1] * right) * up;
    }
  }
  return { columns: wide, rows: high, values: result };
}

function least(values: number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}

function greatest(values: number[]): number {
  return values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
}

/** Under the bands every cell is dotted: what the surface does not reach is too little to show, not nothing. Close up, where points stand instead, all are plain. */
export function heatCellStates(
  theme: ThemeName,
  cellIds: Iterable<string>,
  isCloseUp = false,
): Map<string, UnitState> {
  const tokens = THEMES[theme];
  const state: UnitState = isCloseUp
    ? { fill: tokens.zeroFill, edge: null, pattern: PATTERN.none }
    : { fill: tokens.suppressedFill, edge: null, pattern: PATTERN.dots };
  return new Map(Array.from(cellIds, (id) => [id, state]));
}

/** Bands, their lines, and a veil over what is outside the selected unit. `givesWay`: close up the bands fade, for single requests stand there. */
export function heatLayers(
  theme: ThemeName,
  unitPx: number,
  classCount: number,
  givesWay: boolean,
): LayerSpecification[] {
  const opacity = givesWay ? FADING : 1;
  const tokens = THEMES[theme];
  const ramp = RAMPS[theme][Math.min(7, Math.max(3, classCount))];
  const byClass = [
    'match',
    ['get', 'class'],
    ...ramp.flatMap((colour, index) => [index, colour]),
    ramp[ramp.length - 1],
  ] as unknown as ExpressionSpecification;
  return [
    {
      id: HEAT_LAYER.fill,
      type: 'fill',
      source: HEAT_SOURCE,
      layout: { 'fill-sort-key': ['get', 'class'] },
      paint: { 'fill-color': byClass, 'fill-opacity': opacity },
    },
    {
      id: HEAT_LAYER.line,
      type: 'line',
      source: HEAT_SOURCE,
      filter: ['>', ['get', 'class'], 0],
      paint: { 'line-color': tokens.hairStrong, 'line-width': unitPx, 'line-opacity': opacity },
    },
    {
      id: HEAT_LAYER.dim,
      type: 'fill',
      source: 'areas',
      'source-layer': 'gridCell',
      paint: {
        'fill-color': tokens.land,
        'fill-antialias': false,
        'fill-opacity': ['case', ['boolean', ['feature-state', 'dim'], false], 0.8, 0],
      },
    },
  ];
}
