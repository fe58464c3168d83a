import type { Building } from '../model/building.ts';
import type { AreaGeometry } from '../model/geometry.ts';
import type { RequestCategory } from '../model/service-request.ts';
import type { Unit } from '../model/unit.ts';
import type { WalkNetwork } from '../network/walk-network.ts';

/** What a data set holds already, as far as importers have to know. */
export interface ExistingCity {
  units: Unit[];
  shapes: Map<string, AreaGeometry>;
  categories: RequestCategory[];
  organizationIds: Set<string>;
  /** The walking network, read only where it is needed; null where there is none yet. */
  network: () => Promise<WalkNetwork | null>;
  /** All buildings, read only where they are needed. */
  buildings: () => Promise<Building[]>;
}

export function nothingYet(): ExistingCity {
  return {
    units: [],
    shapes: new Map(),
    categories: [],
    organizationIds: new Set(),
    network: async () => null,
    buildings: async () => [],
  };
}
