import type { Building } from '../model/building.ts';
import type { AreaGeometry } from '../model/geometry.ts';
import type { RequestCategory } from '../model/service-request.ts';
import type { Unit } from '../model/unit.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import type { PlaceName } from './address-finder.ts';

/** What a data set holds already, as far as importers have to know. */
export interface ExistingCity {
  units: Unit[];
  shapes: Map<string, AreaGeometry>;
  categories: RequestCategory[];
  organizationIds: Set<string>;
  /** The walking network, read only where it is needed; null where there is none yet. */
  network: () => Promise<WalkNetwork | null>;
  /** Names of estates and buildings with the units they lie in, read only where addresses are matched. */
  placeNames: () => Promise<PlaceName[]>;
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
    placeNames: async () => [],
    buildings: async () => [],
  };
}
