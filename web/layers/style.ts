import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Tileset } from '../../server/contract/tiles.ts';
import { THEMES, type ThemeName } from '../theme/tokens.ts';
import { areaLineLayers, cellFillLayer, cellPatternLayers, outlineLayers } from './area-style.ts';
import { groundLayers, railwayLayer, roadGapLayers, roadGroundLayers, waterLayers } from './base-style.ts';
import { buildingLayers, type LitBuildings } from './building-style.ts';
import { IMAGE } from './images.ts';
import { labelLayers, waterLabelLayer } from './label-style.ts';
import { SCENE_FLOOR } from './layer-ids.ts';

export interface StyleContext {
  theme: ThemeName;
  /** CSS pixels of one u. */
  unitPx: number;
  /** Degrees; makes metres of pixels. */
  latitude: number;
  /** Addresses of the TileJSON of each tile set. */
  tileJson: Record<Tileset, string>;
  lit: LitBuildings;
}

/** The sources of the map. `promoteId` makes a unit's code the key by which its values are joined. */
export function styleSources(tileJson: Record<Tileset, string>): Record<string, SourceSpecification> {
  return {
    base: { type: 'vector', url: tileJson.base },
    areas: { type: 'vector', url: tileJson.areas, promoteId: 'id' },
    buildings: { type: 'vector', url: tileJson.buildings, promoteId: 'id' },
  };
}

/** What the first picture needs, bottom to top: ground, cells, lines. Neither letters nor houses. */
export function firstLayers(context: StyleContext): LayerSpecification[] {
  const tokens = THEMES[context.theme];
  return [
    ...groundLayers(tokens, context.latitude),
    cellFillLayer(),
    { id: SCENE_FLOOR, type: 'background', layout: { visibility: 'none' } },
    ...waterLayers(tokens, context.unitPx),
    ...roadGapLayers(tokens, context.latitude),
    ...areaLineLayers(tokens, context.unitPx),
    ...outlineLayers(tokens, context.unitPx, context.theme === 'night'),
  ];
}

/** What comes after the first picture: patterns and railways, houses, and names once their letters are loaded. */
export function laterLayers(context: StyleContext): LaterLayers {
  const tokens = THEMES[context.theme];
  return {
    patterns: cellPatternLayers({ hatch: IMAGE.hatch, dots: IMAGE.dots }),
    railway: railwayLayer(tokens, context.unitPx),
    ground: roadGroundLayers(tokens, context.latitude),
    buildings: buildingLayers(tokens, context.lit),
    labels: [waterLabelLayer(tokens, context.unitPx), ...labelLayers(tokens, context.unitPx)],
  };
}

/** Layers that are added later, by where they go. */
export interface LaterLayers {
  /** Right above the cells. */
  patterns: LayerSpecification[];
  /** Under the cells. */
  railway: LayerSpecification;
  /** Under the lines between cells. */
  ground: LayerSpecification[];
  /** On top of lines. */
  buildings: LayerSpecification[];
  /** On top of all. */
  labels: LayerSpecification[];
}

/** The first style: no glyph server, no sprite, nothing outside our own addresses. */
export function firstStyle(context: StyleContext): StyleSpecification {
  return {
    version: 8,
    sources: styleSources(context.tileJson),
    layers: firstLayers(context),
    light: { anchor: 'viewport', position: [1.4, 250, 40], intensity: 0.35 },
    transition: { duration: 0, delay: 0 },
  };
}
