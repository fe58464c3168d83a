import { toShanghaiDay } from '../../../geodata/model/time.ts';
import type { Unit } from '../../../geodata/model/unit.ts';
import { featureText } from '../../encode/geojson.ts';
import type { OpenDataset } from '../../open-dataset.ts';
import {
  type FeatureCollectionSource,
  type FeatureLinks,
  type FeatureQuery,
  type PropertySchema,
  pageOfRows,
  unitMeets,
} from './collection.ts';

const PROPERTIES: Record<string, PropertySchema> = {
  id: { type: 'string', title: 'code' },
  parentId: { type: 'string' },
  level: { type: 'string', title: 'city, district, subdistrict, community or gridCell' },
  name: { type: 'string' },
  codeStatus: { type: 'string', title: 'official or generated' },
  validFrom: { type: 'string', format: 'date' },
  validTo: { type: 'string', format: 'date' },
  households: { type: 'integer' },
  residents: { type: 'integer' },
  elderly: { type: 'integer' },
  children: { type: 'integer' },
  areaM2: { type: 'number' },
};

/** Units of every level, with their shapes. `datetime` picks the units that are valid then. */
export const unitsCollection: FeatureCollectionSource = {
  id: 'units',
  title: '单元 Units',
  description: 'City, districts, streets, communities and grid cells with their shapes',
  properties: PROPERTIES,
  filterable: Object.keys(PROPERTIES),
  temporal: true,
  async page(dataset, query) {
    const units = validUnits(dataset, query);
    const meets = await unitMeets(dataset, units, query);
    const page = pageOfRows(units, query, (unit) => unit, meets);
    const shapes = await dataset.store.shapes.texts(page.rows.map((unit) => unit.id));
    return {
      features: page.rows.map((unit) => unitText(unit, shapes.get(unit.id) ?? null)),
      numberMatched: page.numberMatched,
    };
  },
  async get(dataset, id, links) {
    const unit = dataset.store.units.get(id);
    if (unit === null) return null;
    const shapes = await dataset.store.shapes.texts([id]);
    return unitText(unit, shapes.get(id) ?? null, links);
  },
};

/** Units change at most a few times a year: those valid at either end of a period are those valid at some time in it. */
function validUnits({ store }: OpenDataset, { scope, period }: FeatureQuery): Unit[] {
  const days = [period?.fromMs, period?.toMs].filter((ms): ms is number => ms !== null && ms !== undefined);
  if (days.length === 0) return store.units.list({ scope });
  const lists = [...new Set(days.map(toShanghaiDay))].map((at) => store.units.list({ scope, at }));
  if (lists.length === 1) return lists[0]!;
  const byId = new Map(lists.flat().map((unit) => [unit.id, unit]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function unitText(unit: Unit, shape: string | null, links?: FeatureLinks): string {
  const { center: _center, bbox: _bbox, ...properties } = unit;
  return featureText(unit.id, shape, properties, links);
}
