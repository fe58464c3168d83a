import { type LayerSpecification, validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import type { MultiPolygonGeometry } from '../../../geodata/model/geometry.ts';
import { CELL_MARK } from '../../../web/layers/area-style.ts';
import { parseColour } from '../../../web/layers/colour.ts';
import { SOURCE } from '../../../web/layers/layer-ids.ts';
import {
  PLAN_SOURCE,
  planFillLayers,
  plannedCellStates,
  planSignLayers,
  planWalks,
} from '../../../web/layers/plan.ts';
import {
  BANDS_LAYER,
  BANDS_SOURCE,
  bandFillLayers,
  bandLineLayers,
  planBands,
  plannedBandColours,
} from '../../../web/layers/plan-bands.ts';
import {
  OVERLAY_SOURCE,
  overCellLayers,
  overlayLineLayers,
  planStreets,
} from '../../../web/layers/plan-overlays.ts';
import { THEMES } from '../../../web/theme/tokens.ts';

const shape: MultiPolygonGeometry = { type: 'MultiPolygon', coordinates: [] };

describe('the planner’s map', () => {
  it('is made of layers that the map can draw, in both themes and however it is shown', () => {
    const geojson = { type: 'geojson' as const, data: { type: 'FeatureCollection' as const, features: [] } };
    const sources = Object.fromEntries(
      [PLAN_SOURCE, BANDS_SOURCE, OVERLAY_SOURCE]
        .flatMap((ids) => Object.values(ids))
        .map((id) => [id, geojson]),
    );
    for (const theme of ['night', 'day'] as const) {
      for (const isOutline of [true, false]) {
        const layers: LayerSpecification[] = [
          ...bandFillLayers(theme, isOutline),
          ...overCellLayers(theme),
          ...planFillLayers(),
          ...overlayLineLayers(theme, 1, 3),
          ...bandLineLayers(theme, 1, isOutline),
          ...planSignLayers(theme, 1),
        ];
        const style = {
          version: 8 as const,
          sources: { ...sources, [SOURCE.areas]: { type: 'vector' as const, url: 'http://map/areas.json' } },
          layers,
        };
        expect(validateStyleMin(style)).toEqual([]);
      }
    }
  });

  it('paints the band of the held station over the same band of the others, and every nearer band over both', () => {
    const order = bandFillLayers('night', false).map(({ id }) => id);
    expect(order).toEqual([
      BANDS_LAYER.standing(2),
      BANDS_LAYER.held(2),
      BANDS_LAYER.standing(1),
      BANDS_LAYER.held(1),
      BANDS_LAYER.standing(0),
      BANDS_LAYER.held(0),
    ]);
    // Only without transparency do two overlapping bands look like the band of both.
    for (const layer of bandFillLayers('night', false))
      expect(layer.paint).toMatchObject({ 'fill-opacity': 1 });
    expect(planBands([shape, shape, shape]).features.map(({ properties }) => properties.band)).toEqual([
      2, 1, 0,
    ]);
  });

  it('is brighter nearer to a station by night and darker by day', () => {
    const light = (colour: string) =>
      parseColour(colour)
        .slice(0, 3)
        .reduce((sum, part) => sum + part, 0);
    const night = plannedBandColours('night').map(light);
    expect(night).toEqual([...night].sort((a, b) => b - a));
    const day = plannedBandColours('day').map(light);
    expect(day).toEqual([...day].sort((a, b) => a - b));
  });

  it('colours cells by their share where that is shown, and marks those of a thin network', () => {
    const counts = { unitIds: ['all', 'none', 'empty'], people: [100, 100, 0], covered: [100, 0, 0] };
    const plain = plannedCellStates('night', counts, false, new Set(['none']));
    expect(new Set([...plain.values()].map(({ fill }) => fill))).toEqual(new Set([THEMES.night.zeroFill]));
    expect([...plain].filter(([, { mark }]) => mark === CELL_MARK.doubtful).map(([id]) => id)).toEqual([
      'none',
    ]);
    const coloured = plannedCellStates('night', counts, true, new Set());
    expect(coloured.get('all')?.fill).not.toBe(coloured.get('none')?.fill);
    expect(coloured.get('empty')?.fill).toBe(THEMES.night.zeroFill);
  });

  it('leaves out bands without a street, and draws the building and the walks from it', () => {
    const line = [
      [0, 0],
      [1, 1],
    ] as [number, number][];
    expect(planStreets([[line], [], [line]]).features.map(({ properties }) => properties.band)).toEqual([
      0, 2,
    ]);
    const { features } = planWalks([0, 0], [line, [[0, 0]]]);
    expect(features.map(({ geometry }) => geometry.type)).toEqual(['Point', 'LineString']);
    expect(planWalks(null, []).features).toEqual([]);
  });
});
