import { syntheticCase } from '../../geodata/cases/synthetic.ts';
import { planCity } from '../../geodata/demo-city/plan-city.ts';
import type { Building } from '../../geodata/model/building.ts';
import { buildWalkNetwork } from '../../geodata/network/build-network.ts';
import { createSnapper } from '../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../geodata/network/walk-network.ts';
import { buildHomes, type Homes } from '../../geodata/service-area/homes.ts';
import { buildSurface, type Surface } from '../../geodata/service-area/surface.ts';

const LARGEST = { districts: 10, subdistricts: 100, communities: 1500, gridCells: 15_000 };

export interface LargeCity {
  network: WalkNetwork;
  homes: Homes;
  surface: Surface;
}

/** The largest city that is promised to work: 1 M directed edges and half a million buildings, all in memory. */
export function largeCity(): LargeCity {
  const plan = planCity(syntheticCase(LARGEST), { seed: 1 });
  const network = buildWalkNetwork(plan.walk);
  const snapper = createSnapper(network);
  // Every building counts, as in the question: half a million, not only those that people live in.
  const buildings = plan.buildings.map(
    (building): Building => ({ ...building, households: Math.max(1, building.households) }),
  );
  const unitIds = [...new Set(buildings.map(({ unitId }) => unitId))].sort();
  const numberOf = new Map(unitIds.map((id, number) => [id, number]));
  const homes = buildHomes(network, buildings, unitIds, ({ unitId }) => numberOf.get(unitId) ?? -1, {
    snapper,
  });
  return { network, homes, surface: buildSurface(network, { homes, snapper }) };
}
