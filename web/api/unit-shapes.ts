import type { AreaGeometry } from '../../geodata/model/geometry.ts';
import type { Level } from '../../geodata/model/unit.ts';
import { address, type DatasetId, getJson } from './http.ts';

/** Outline of a unit, degrees; null where the data set has none. */
export interface UnitShape {
  id: string;
  geometry: AreaGeometry | null;
}

/** As many as the server gives at a time. */
const MOST_SHAPES = 10_000;

/** Outlines of the units of a level inside a unit, the unit itself where it is of that level. */
export async function fetchUnitShapes(
  dataset: DatasetId,
  query: { within: string; level: Level },
  signal: AbortSignal,
): Promise<UnitShape[]> {
  const { features } = await getJson<{ features: UnitShape[] }>(
    address(dataset, '/ogc/collections/units/items', { ...query, limit: MOST_SHAPES }),
    signal,
  );
  return features.map(({ id, geometry }) => ({ id, geometry }));
}
