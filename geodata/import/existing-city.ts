import type { AreaGeometry } from '../model/geometry.ts';
import type { RequestCategory } from '../model/service-request.ts';
import type { Unit } from '../model/unit.ts';

/** What a data set holds already, as far as importers have to know. */
export interface ExistingCity {
  units: Unit[];
  shapes: Map<string, AreaGeometry>;
  categories: RequestCategory[];
  organizationIds: Set<string>;
}

export function nothingYet(): ExistingCity {
  return { units: [], shapes: new Map(), categories: [], organizationIds: new Set() };
}
