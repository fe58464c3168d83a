import type { CityData } from '../model/city-data.ts';
import type { Unit } from '../model/unit.ts';
import { labelPoint } from './label-point.ts';
import { SharedBorders } from './shared-borders.ts';
import {
  bboxOf,
  type Properties,
  type SlicedFeature,
  type SlicedLayer,
  TILE_EXTENT,
} from './slice-layers.ts';

export const AREAS_ZOOMS = { min: 6, max: 15 } as const;
/** Levels drawn as polygons; a city's outline is that of its districts. */
export const AREA_LAYERS = ['district', 'subdistrict', 'community', 'gridCell'] as const;

/** In tile units of 4096 to a tile: under half a pixel where a tile is drawn at 512. Both sides of a border lose the same vertices. */
const TOLERANCE_UNITS = 3;

/** The layers of `areas`, zoom by zoom: borders are simplified once for all units, so each zoom brings shapes of its own. */
export function areaLayers(city: Pick<CityData, 'units' | 'shapes'>): (zoom: number) => SlicedLayer[] {
  // Units that have ended are not drawn: tiles show the present.
  const present = city.units.filter((unit) => unit.validTo === null && city.shapes.has(unit.id));
  const shapes = present.map((unit) => city.shapes.get(unit.id)!);
  const borders = new SharedBorders(shapes);
  const boxes = shapes.map((shape) => bboxOf(shape.coordinates));
  const labels = present.map((unit, index) => labelFeature(unit, labelPoint(shapes[index])));

  return (zoom) => {
    const tolerance = zoom === AREAS_ZOOMS.max ? 0 : TOLERANCE_UNITS / (TILE_EXTENT * 2 ** zoom);
    const span = { minZoom: zoom, maxZoom: zoom, tolerance: 0 };
    const layers: SlicedLayer[] = AREA_LAYERS.map((level) => ({ id: level, ...span, features: [] }));
    present.forEach((unit, index) => {
      const layer = layers.find((candidate) => candidate.id === unit.level);
      if (!layer) return;
      layer.features.push({
        geometry: { type: 'MultiPolygon', coordinates: borders.simplified(index, tolerance) },
        properties: areaProperties(unit),
        bbox: boxes[index],
      });
    });
    return [...layers, { id: 'label', ...span, features: labels }];
  };
}

function areaProperties(unit: Unit): Properties {
  const properties: Properties = { id: unit.id, name: unit.name };
  if (unit.parentId !== null) properties.parentId = unit.parentId;
  return properties;
}

function labelFeature(unit: Unit, point: [number, number]): SlicedFeature {
  return {
    geometry: { type: 'Point', coordinates: point },
    properties: { id: unit.id, name: unit.name, level: unit.level },
    bbox: [point[0], point[1], point[0], point[1]],
  };
}
