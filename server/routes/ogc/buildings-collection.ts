import type { Building } from '../../../geodata/model/building.ts';
import { featureText, ringPolygonText } from '../../encode/geojson.ts';
import type { FeatureCollectionSource, FeatureLinks } from './collection.ts';

export const buildingsCollection: FeatureCollectionSource = {
  id: 'buildings',
  title: '楼栋 Buildings',
  description: 'Buildings with floors, height, households and residents',
  properties: {
    id: { type: 'string' },
    unitId: { type: 'string', title: 'grid cell' },
    estateId: { type: 'string' },
    name: { type: 'string' },
    kind: { type: 'string' },
    floors: { type: 'integer' },
    heightM: { type: 'number' },
    households: { type: 'integer' },
    residents: { type: 'integer' },
    elderly: { type: 'integer' },
    children: { type: 'integer' },
  },
  filterable: ['kind', 'estateId', 'unitId'],
  temporal: false,
  async page({ store }, { scope, bbox, filters, limit, offset }) {
    const page = await store.buildings.page({
      scope,
      bbox: bbox ?? undefined,
      kind: filters.get('kind'),
      estateId: filters.get('estateId'),
      unitId: filters.get('unitId'),
      limit,
      offset,
    });
    return {
      features: page.buildings.map((building) => buildingText(building)),
      numberMatched: page.numberMatched,
    };
  },
  async get({ store }, id, links) {
    const building = await store.buildings.get(id);
    return building && buildingText(building, links);
  },
};

function buildingText(building: Building, links?: FeatureLinks): string {
  const { footprint, position: _position, entrances: _entrances, ...properties } = building;
  return featureText(building.id, ringPolygonText(footprint), properties, links);
}
