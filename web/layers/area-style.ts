import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { ThemeTokens } from '../theme/tokens.ts';
import { withAlpha } from './colour.ts';
import { AREA_LAYERS, type AreaLayer, LAYER, SOURCE } from './layer-ids.ts';

/**
 * State of a unit on the map, written as feature-state: changing it repaints, but lays out nothing anew.
 * `fill` and `edge` are colours; `pattern` see PATTERN; `mark` see CELL_MARK; `dim` = outside the selected unit.
 */
export interface UnitState {
  fill?: string | null;
  edge?: string | null;
  pattern?: number;
  mark?: number;
  dim?: boolean;
  selected?: boolean;
  hover?: boolean;
}

/** Values of UnitState.pattern. */
export const PATTERN = { none: 0, hatch: 1, dots: 2 } as const;
/** Values of UnitState.mark: what a scene's own layers draw over a cell. */
export const CELL_MARK = { none: 0, vacant: 1, gap: 2, doubtful: 3 } as const;

const TRANSPARENT = 'transparent';
/** What is outside the selection keeps this much of its fill. */
const DIM_OPACITY = 0.15;
/** Close up the buildings speak; the cell's fill steps back. */
const NEAR_OPACITY = 0.42;
const FAR_ZOOM = 14.2;
const NEAR_ZOOM = 15.6;

const isDim: ExpressionSpecification = ['boolean', ['feature-state', 'dim'], false];
const stateColour = (name: string): ExpressionSpecification => [
  'to-color',
  ['coalesce', ['feature-state', name], TRANSPARENT],
];

/** A colour, nearly transparent outside of the selection. Only the colour depends on the state, so all lines share one shader. */
function fadedOutside(colour: ExpressionSpecification, opacity: number): ExpressionSpecification {
  const faded: ExpressionSpecification = [
    'let',
    'parts',
    ['to-rgba', colour],
    [
      'rgba',
      ['at', 0, ['var', 'parts']],
      ['at', 1, ['var', 'parts']],
      ['at', 2, ['var', 'parts']],
      ['*', opacity, ['at', 3, ['var', 'parts']]],
    ],
  ] as unknown as ExpressionSpecification;
  return ['case', isDim, faded, colour];
}

/** Fill of the cells: the colour comes from the unit's state. */
export function cellFillLayer(): LayerSpecification {
  return {
    id: LAYER.cellFill,
    type: 'fill',
    source: SOURCE.areas,
    'source-layer': 'gridCell',
    paint: {
      'fill-color': fadedOutside(stateColour('fill'), DIM_OPACITY),
      // A constant of the zoom: opacity by state would be another shader.
      'fill-opacity': ['interpolate', ['linear'], ['zoom'], FAR_ZOOM, 1, NEAR_ZOOM, NEAR_OPACITY],
      'fill-antialias': false,
    },
  };
}

/** Patterns of cells without data and of those with too small a sample; after the first picture, for they have shaders of their own. */
export function cellPatternLayers(images: { hatch: string; dots: string }): LayerSpecification[] {
  const pattern = (id: string, image: string, value: number): LayerSpecification => ({
    id,
    type: 'fill',
    source: SOURCE.areas,
    'source-layer': 'gridCell',
    maxzoom: NEAR_ZOOM,
    paint: {
      'fill-pattern': image,
      'fill-antialias': false,
      'fill-opacity': [
        'case',
        ['==', ['coalesce', ['feature-state', 'pattern'], PATTERN.none], value],
        ['case', isDim, 0.3, 1],
        0,
      ],
    },
  });
  return [
    pattern(LAYER.cellHatch, images.hatch, PATTERN.hatch),
    pattern(LAYER.cellDots, images.dots, PATTERN.dots),
  ];
}

/** Lines between cells, communities, streets and districts, thin to thick. */
export function areaLineLayers(tokens: ThemeTokens, unitPx: number): LayerSpecification[] {
  const u = unitPx;
  const line = (
    id: string,
    layer: AreaLayer,
    colour: string | ExpressionSpecification,
    widthU: number,
    more: { minzoom?: number; outside?: number } = {},
  ): LayerSpecification => ({
    id,
    type: 'line',
    source: SOURCE.areas,
    'source-layer': layer,
    ...(more.minzoom === undefined ? {} : { minzoom: more.minzoom }),
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': more.outside === undefined ? colour : fadedOutside(['to-color', colour], more.outside),
      'line-width': widthU * u,
    },
  });
  return [
    line(
      LAYER.cellLine,
      'gridCell',
      ['to-color', ['coalesce', ['feature-state', 'edge'], tokens.communityLine]],
      1,
    ),
    line(LAYER.communityLine, 'community', tokens.communityLine, 1.6, { minzoom: 10.5, outside: 0.6 }),
    line(LAYER.subdistrictCasing, 'subdistrict', tokens.subdistrictCasing, 5, { outside: 0.3 }),
    line(LAYER.subdistrictLine, 'subdistrict', tokens.subdistrictLine, 1.6, { outside: 0.35 }),
    line(LAYER.districtHalo, 'district', tokens.districtHalo, 7, { outside: 0.25 }),
    line(LAYER.districtLine, 'district', tokens.districtLine, 2.4, { outside: 0.3 }),
  ];
}

/** Expressions for the layers of a scene: 1 or 0 by a cell's mark, fainter outside of the selection. */
export function whenMarked(mark: number, opacity = 1): ExpressionSpecification {
  return [
    'case',
    ['==', ['coalesce', ['feature-state', 'mark'], CELL_MARK.none], mark],
    ['case', isDim, opacity * 0.25, opacity],
    0,
  ];
}

/** Expression for a layer of a scene: `opacity` outside of the selected unit, nothing inside. */
export function whenOutside(opacity: number): ExpressionSpecification {
  return ['case', isDim, opacity, 0];
}

/** Id of an outline layer. */
export function outlineId(layer: AreaLayer, part: 'glow' | 'line' | 'hover'): string {
  return `outline-${layer}-${part}`;
}

/**
 * Outlines of the selected and the hovered unit, for each level: the glow that makes the selection the only light, the line,
 * and the hover. Which unit they belong to is feature-state; only one level is switched on at a time (`outlineOpacities`).
 */
export function outlineLayers(tokens: ThemeTokens, unitPx: number, glow: boolean): LayerSpecification[] {
  const u = unitPx;
  return AREA_LAYERS.flatMap((layer) => {
    const when = (state: 'selected' | 'hover', colour: string): ExpressionSpecification => [
      'case',
      ['boolean', ['feature-state', state], false],
      colour,
      TRANSPARENT,
    ];
    const part = (
      name: 'glow' | 'line' | 'hover',
      state: 'selected' | 'hover',
      colour: string,
      widthU: number,
      blurU: number,
    ): LayerSpecification => ({
      id: outlineId(layer, name),
      type: 'line',
      source: SOURCE.areas,
      'source-layer': layer,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': when(state, colour),
        'line-width': widthU * u,
        'line-blur': blurU * u,
        'line-opacity': 0,
        'line-opacity-transition': { duration: 0, delay: 0 },
      },
    });
    return [
      ...(glow ? [part('glow', 'selected', withAlpha(tokens.accent, 0.5), 34, 30)] : []),
      part('line', 'selected', tokens.districtLine, 2.6, 0),
      part('hover', 'hover', tokens.accentHi, 2, 0),
    ];
  });
}

/** Opacity of every outline layer for a selection and a hover on these levels (null = none). Constant values: no new layout. */
export function outlineOpacities(
  selected: AreaLayer | null,
  hovered: AreaLayer | null,
): { id: string; opacity: number }[] {
  return AREA_LAYERS.flatMap((layer) => [
    { id: outlineId(layer, 'glow'), opacity: layer === selected ? 1 : 0 },
    { id: outlineId(layer, 'line'), opacity: layer === selected ? 1 : 0 },
    { id: outlineId(layer, 'hover'), opacity: layer === hovered ? 1 : 0 },
  ]);
}
