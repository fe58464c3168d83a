import { featureText } from '../../encode/geojson.ts';
import type { OpenDataset } from '../../open-dataset.ts';
import type { CellStatistics } from '../../store/cells.ts';
import type { Scope } from '../../store/scope.ts';
import {
  type FeatureCollectionSource,
  type FeatureLinks,
  type PropertySchema,
  pageOfRows,
  unitMeets,
} from './collection.ts';

const PROPERTIES: Record<string, PropertySchema> = {
  id: { type: 'string' },
  name: { type: 'string' },
  parentId: { type: 'string', title: 'community' },
  codeStatus: { type: 'string' },
  requests30d: { type: 'integer', title: 'requests of the last 30 days' },
  requestsPer10k: { type: 'number', title: 'requests per 10,000 residents' },
  acceptedOnTimeRate: { type: 'number', title: 'per cent' },
  arrivedOnTimeRate: { type: 'number', title: 'per cent' },
  satisfactionRate: { type: 'number', title: 'per cent' },
  stationIds: { type: 'array', items: { type: 'string' }, title: 'stations that stand in the cell' },
  nearestStationId: { type: 'string' },
  walkMinutes: { type: 'number', title: 'minutes on foot to the nearest station, median resident' },
  households: { type: 'integer' },
  residents: { type: 'integer' },
  branchIds: { type: 'array', items: { type: 'string' }, title: 'organizations that cover the cell' },
  asOf: { type: 'string', format: 'date-time' },
};

/** 网格 with what happened in them: the same numbers as `/api/indicators` gives for the last 30 days. */
export const gridCellsCollection: FeatureCollectionSource = {
  id: 'grid-cells',
  title: '网格 Grid cells',
  description: 'Grid cells with statistics of requests, stations and organizations over the last 30 days',
  properties: PROPERTIES,
  filterable: Object.keys(PROPERTIES),
  temporal: false,
  async page(dataset, query) {
    const rows = await cellRows(dataset, query.scope);
    const meets = await unitMeets(dataset, rows, query);
    const page = pageOfRows(rows, query, (row) => row, meets);
    const shapes = await dataset.store.shapes.texts(page.rows.map((row) => row.id));
    return {
      features: page.rows.map((row) => featureText(row.id, shapes.get(row.id) ?? null, row)),
      numberMatched: page.numberMatched,
    };
  },
  async get(dataset, id, links: FeatureLinks) {
    const unit = dataset.store.units.get(id);
    if (unit?.level !== 'gridCell') return null;
    const scope = await dataset.store.units.scope(id);
    const row = scope && (await cellRows(dataset, scope))[0];
    if (!row) return null;
    const shapes = await dataset.store.shapes.texts([id]);
    return featureText(id, shapes.get(id) ?? null, row, links);
  },
};

interface CellRow extends Record<string, unknown> {
  id: string;
}

async function cellRows({ store }: OpenDataset, scope: Scope): Promise<CellRow[]> {
  const statistics = await store.cells.statistics(scope);
  return statistics.map((cell) => cellRow(cell, store.units.get(cell.unitId)));
}

function cellRow(
  { unitId, ...statistics }: CellStatistics,
  unit: { name: string; parentId: string | null; codeStatus: string } | null,
): CellRow {
  return {
    id: unitId,
    name: unit?.name ?? '',
    parentId: unit?.parentId ?? null,
    codeStatus: unit?.codeStatus ?? null,
    ...statistics,
  };
}
