import { beforeAll, describe, expect, it } from 'vitest';
import { guiyang } from '../../../geodata/cases/guiyang.ts';
import { planCity } from '../../../geodata/demo-city/plan-city.ts';
import { readOsmPbf } from '../../../geodata/import/osm-read.ts';
import type { Building } from '../../../geodata/model/building.ts';
import type { WalkSource } from '../../../geodata/model/walk-source.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { planeLat, planeLon } from '../../../geodata/network/plane.ts';
import { createReach, reach } from '../../../geodata/network/reach.ts';
import { createSnapper } from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { homeTimes } from '../../../geodata/service-area/coverage.ts';
import { buildHomes, type Homes } from '../../../geodata/service-area/homes.ts';
import { createIsochroneDrawer, type IsochroneDrawer } from '../../../geodata/service-area/isochrones.ts';
import { buildSurface } from '../../../geodata/service-area/surface.ts';
import { sharedData } from '../../shared-data.ts';
import { covers } from './drawing-twin.ts';

const CUTOFFS_DM = [3600, 7200, 10_800];
const ORIGINS = 12;
/** Every third home is looked at: enough for a share, and three times as fast. */
const STRIDE = 3;

interface City {
  network: WalkNetwork;
  homes: Homes;
  drawer: IsochroneDrawer;
}

function cityOf(walk: WalkSource, buildings: Building[]): City {
  const network = buildWalkNetwork(walk);
  const snapper = createSnapper(network);
  const homes = buildHomes(network, buildings, ['all'], () => 0, { snapper });
  return {
    network,
    homes,
    drawer: createIsochroneDrawer(network, buildSurface(network, { homes, snapper })),
  };
}

/** Homes on the wrong side of the drawn line, as a share of those counted inside, for each cut-off. */
function misdrawn({ network, homes, drawer }: City): number[] {
  const room = createReach(network);
  const wrong = CUTOFFS_DM.map(() => 0);
  const inside = CUTOFFS_DM.map(() => 0);
  for (let i = 0; i < ORIGINS; i++) {
    // Entrances of homes spread over the list, which is in no order of place.
    const entrance = Math.floor(((i + 0.5) * homes.edge.length) / ORIGINS);
    const source = {
      edge: homes.edge.slice(entrance, entrance + 1),
      at: homes.at.slice(entrance, entrance + 1),
      offDm: homes.offDm.slice(entrance, entrance + 1),
    };
    reach(network, room, source, { cutoffDm: drawer.searchBudgetDm(Math.max(...CUTOFFS_DM)) });
    const bands = drawer.draw(room, CUTOFFS_DM);
    const { timeDm } = homeTimes(network, homes, room);
    const middle = network.edgeFrom[source.edge[0]];
    for (let h = 0; h < homes.count; h += STRIDE) {
      const straightDm = Math.hypot(homes.x[h] - network.nodeX[middle], homes.y[h] - network.nodeY[middle]);
      for (let band = 0; band < CUTOFFS_DM.length; band++) {
        const isCounted = timeDm[h] <= CUTOFFS_DM[band];
        // Further away than the walk is long, and than the first edge could make good: neither counted nor drawn.
        if (!isCounted && straightDm > CUTOFFS_DM[band] + 3000) continue;
        if (isCounted) inside[band]++;
        const isDrawn = covers(
          bands[band],
          planeLon(network.plane, homes.x[h]),
          planeLat(network.plane, homes.y[h]),
        );
        if (isDrawn !== isCounted) wrong[band]++;
      }
    }
  }
  return wrong.map((count, band) => count / inside[band]);
}

const portoPath = sharedData('osm/porto_centre.osm.pbf');

describe.skipIf(portoPath === null)('bands in a dense old centre (porto_centre)', () => {
  let city: City;
  beforeAll(async () => {
    const { walk, buildings } = await readOsmPbf(portoPath ?? '');
    city = cityOf(walk, buildings);
  });

  it('have at most 2 % of the homes on the wrong side', () => {
    for (const share of misdrawn(city)) expect(share).toBeLessThanOrEqual(0.02);
  });
});

describe('bands in the demo city', () => {
  it('have at most 0.2 % of the homes on the wrong side', () => {
    const [district] = guiyang().districts;
    const spec = {
      ...guiyang(),
      districts: [{ ...district, subdistricts: district.subdistricts.slice(0, 1) }],
    };
    const plan = planCity(spec, { seed: 7 });
    for (const share of misdrawn(cityOf(plan.walk, plan.buildings))) expect(share).toBeLessThanOrEqual(0.002);
  });
});
