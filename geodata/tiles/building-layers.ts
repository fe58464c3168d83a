import type { Building } from '../model/building.ts';
import { bboxOf, type Properties, type SlicedLayer } from './slice-layers.ts';

/** Below zoom 13 a tile of a dense city would hold tens of thousands of buildings, each smaller than a pixel. */
export const BUILDINGS_ZOOMS = { min: 13, max: 15 } as const;
/** About a metre at zoom 13: corners stay, needless vertices go. */
const TOLERANCE_UNITS = 1;

/** The one layer of `buildings`. */
export function buildingLayers(buildings: readonly Building[]): SlicedLayer[] {
  const features = buildings
    .filter((building) => building.footprint.length >= 8)
    .map((building) => {
      const ring: number[][] = [];
      for (let i = 0; i + 1 < building.footprint.length; i += 2) {
        ring.push([building.footprint[i], building.footprint[i + 1]]);
      }
      return {
        geometry: { type: 'Polygon' as const, coordinates: [ring] },
        properties: buildingProperties(building),
        bbox: bboxOf(ring),
      };
    });
  return [
    {
      id: 'building',
      minZoom: BUILDINGS_ZOOMS.min,
      maxZoom: BUILDINGS_ZOOMS.max,
      tolerance: TOLERANCE_UNITS,
      features,
    },
  ];
}

function buildingProperties(building: Building): Properties {
  const properties: Properties = {
    id: building.id,
    unitId: building.unitId,
    kind: building.kind,
    heightM: building.heightM,
    floors: building.floors,
    households: building.households,
    name: building.name,
  };
  if (building.estateId !== null) properties.estateId = building.estateId;
  return properties;
}
