import { ORGANIZATION_TYPES } from '../../../geodata/model/organization.ts';
import { featureText, pointText } from '../../encode/geojson.ts';
import type { DatasetStore } from '../../store/store.ts';
import {
  type FeatureCollectionSource,
  type FeatureLinks,
  type PropertySchema,
  pageOfRows,
  pointMeets,
} from './collection.ts';

const PROPERTIES: Record<string, PropertySchema> = {
  id: { type: 'string' },
  parentId: { type: 'string' },
  type: { type: 'string' },
  typeName: { type: 'string' },
  name: { type: 'string' },
  tier: { type: 'integer', title: '0 = top of the chain' },
  foundingWay: { type: 'string' },
  members: { type: 'integer' },
  stars: { type: 'integer' },
  coversUnitIds: { type: 'array', items: { type: 'string' } },
};

/** 党组织, drawn in the middle of what they cover. One without a place has no geometry, but is listed. */
export const organizationsCollection: FeatureCollectionSource = {
  id: 'organizations',
  title: '党组织 Organizations',
  description: 'Party organizations with type, tier, the organization above and the units they cover',
  properties: PROPERTIES,
  filterable: Object.keys(PROPERTIES),
  temporal: false,
  async page({ store }, query) {
    const { organizations } = store.organizations.list({ scope: query.scope });
    const page = pageOfRows(
      organizations,
      query,
      (row) => row,
      (row, box) => pointMeets(store.organizations.position(row.id), box),
    );
    return {
      features: page.rows.map((row) => featureText(row.id, placeText(store, row.id), row)),
      numberMatched: page.numberMatched,
    };
  },
  async get({ store }, id, links: FeatureLinks) {
    const organization = store.organizations.get(id);
    if (organization === null) return null;
    const scope = await store.units.scope();
    const listed = scope && store.organizations.list({ scope, type: organization.type });
    const row = listed?.organizations.find((candidate) => candidate.id === id);
    const properties = row ?? { ...organization, typeName: ORGANIZATION_TYPES[organization.type] };
    return featureText(id, placeText(store, id), properties, links);
  },
};

function placeText(store: DatasetStore, id: string): string | null {
  const position = store.organizations.position(id);
  return position && pointText(position);
}
