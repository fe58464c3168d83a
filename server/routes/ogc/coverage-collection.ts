import { featureText } from '../../encode/geojson.ts';
import type { OpenDataset } from '../../open-dataset.ts';
import type { Scope } from '../../store/scope.ts';
import { requireNetwork } from '../service-areas.ts';
import { type FeatureCollectionSource, type PropertySchema, pageOfRows, unitMeets } from './collection.ts';

const PROPERTIES: Record<string, PropertySchema> = {
  id: { type: 'string', title: 'grid cell' },
  cutoffMinutes: { type: 'number' },
  residents: { type: 'integer' },
  coveredResidents: { type: 'integer', title: 'residents within the cut-off of a station, on foot' },
  coveredShare: { type: 'number', title: 'coveredResidents of residents, 0 to 1; null without residents' },
  walkMinutes: { type: 'number', title: 'minutes on foot to the nearest station, median resident' },
  nearestStationId: { type: 'string' },
};

/** Coverage of every grid cell at the data set's default cut-off: the same values as `/api/service-areas/cells`. */
export const coverageCollection: FeatureCollectionSource = {
  id: 'coverage',
  title: '服务覆盖 Coverage',
  description: 'Grid cells with the share of residents who can walk to a station in time',
  properties: PROPERTIES,
  filterable: Object.keys(PROPERTIES),
  temporal: false,
  planned: true,
  async page(dataset, query) {
    const rows = coverageRows(dataset, query.scope);
    const meets = await unitMeets(dataset, rows, query);
    const page = pageOfRows(rows, query, (row) => row, meets);
    const shapes = await dataset.store.shapes.texts(page.rows.map((row) => row.id));
    return {
      features: page.rows.map((row) => featureText(row.id, shapes.get(row.id) ?? null, row)),
      numberMatched: page.numberMatched,
    };
  },
  async get(dataset, id, links) {
    if (dataset.store.units.get(id)?.level !== 'gridCell') return null;
    const scope = await dataset.store.units.scope(id);
    const row = scope && coverageRows(dataset, scope)[0];
    if (!row) return null;
    const shapes = await dataset.store.shapes.texts([id]);
    return featureText(id, shapes.get(id) ?? null, row, links);
  },
};

interface CoverageRow extends Record<string, unknown> {
  id: string;
}

/** In code order. */
function coverageRows(dataset: OpenDataset, scope: Scope): CoverageRow[] {
  const { defaultCutoffMinutes } = dataset.manifest;
  const cells = requireNetwork(dataset).cells(scope, { cutoffMinutes: defaultCutoffMinutes });
  return cells.unitIds.map((id, i) => ({
    id,
    cutoffMinutes: defaultCutoffMinutes,
    residents: cells.residents[i],
    coveredResidents: cells.coveredResidents[i],
    coveredShare:
      cells.residents[i]! > 0
        ? Math.round((cells.coveredResidents[i]! / cells.residents[i]!) * 1e4) / 1e4
        : null,
    walkMinutes: cells.walkMinutes[i],
    nearestStationId: cells.nearestStationIds[i],
  }));
}
