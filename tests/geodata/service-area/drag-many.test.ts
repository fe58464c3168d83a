import { describe, expect, it } from 'vitest';
import { guiyang } from '../../../geodata/cases/guiyang.ts';
import { planCity } from '../../../geodata/demo-city/plan-city.ts';
import { createRandom, type Random } from '../../../geodata/demo-city/random.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { createReach, reach } from '../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import { budgetDm, NO_SNAP, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { allUnits, countCoverage, homeTimes } from '../../../geodata/service-area/coverage.ts';
import { buildHomes, type Homes } from '../../../geodata/service-area/homes.ts';
import { createWhatIf, type PlanCount } from '../../../geodata/service-area/what-if.ts';

const CUTOFFS_DM = [5, 10, 15].map((minutes) => budgetDm(minutes, 1.2));
const STANDING = 6;
const MOVES = 3000;
const COMPARED_EVERY = 500;

/** The first subdistrict of the demo city, with its people, gates and cells. */
function demoStreets(): { network: WalkNetwork; homes: Homes } {
  const [district] = guiyang().districts;
  const spec = {
    ...guiyang(),
    districts: [{ ...district, subdistricts: district.subdistricts.slice(0, 1) }],
  };
  const plan = planCity(spec, { seed: 7 });
  const network = buildWalkNetwork(plan.walk);
  const unitIds = [...new Set(plan.buildings.map(({ unitId }) => unitId))].sort();
  return {
    network,
    homes: buildHomes(network, plan.buildings, unitIds, ({ unitId }) => unitIds.indexOf(unitId)),
  };
}

function placesOn(network: WalkNetwork, random: Random, count: number): SnappedPoints {
  const streets = Array.from({ length: network.edgeCount }, (_, edge) => edge).filter(
    (edge) => (network.edgeFlags[edge] & NO_SNAP) === 0,
  );
  const edge = Int32Array.from({ length: count }, () => random.pick(streets));
  return {
    edge,
    at: edge.map((one) => random.int(0, network.edgeWeight[one])),
    offDm: edge.map(() => random.int(0, 400)),
  };
}

function together(a: SnappedPoints, b: SnappedPoints): SnappedPoints {
  const join = (left: Int32Array, right: Int32Array) => Int32Array.from([...left, ...right]);
  return { edge: join(a.edge, b.edge), at: join(a.at, b.at), offDm: join(a.offDm, b.offDm) };
}

/** One search from all stations, then every home counted: nothing is carried over from one position to the next. */
function countFromScratch(network: WalkNetwork, homes: Homes, doors: SnappedPoints): PlanCount[] {
  const cutoffDm = CUTOFFS_DM[CUTOFFS_DM.length - 1];
  const times = homeTimes(network, homes, reach(network, createReach(network), doors, { cutoffDm }));
  return CUTOFFS_DM.map((within) => {
    const coverage = countCoverage(homes, times, allUnits(homes), within);
    return {
      residents: coverage.residents.covered,
      elderly: homes.elderly.reduce((sum, people, h) => sum + (times.timeDm[h] <= within ? people : 0), 0),
      households: coverage.households.covered,
      buildings: coverage.buildings.covered,
      gridCells: coverage.gridCells.covered,
    };
  });
}

describe('a station dragged 3,000 times through the demo city', () => {
  it('leaves the totals that counting from scratch gives, on the way and in the end', () => {
    const { network, homes } = demoStreets();
    const random = createRandom(3).stream('drag');
    const standing = placesOn(network, random, STANDING);
    const plan = createWhatIf(network, homes, {
      cutoffsDm: CUTOFFS_DM,
      horizonDm: CUTOFFS_DM[CUTOFFS_DM.length - 1],
    });
    plan.stand(standing);
    const standingAlone = countFromScratch(network, homes, standing);
    expect(plan.counts).toEqual(standingAlone);
    expect(standingAlone[0].residents).toBeGreaterThan(0);
    let brought = 0;
    for (let move = 1; move <= MOVES; move++) {
      const moving = placesOn(network, random, 1);
      plan.move(moving);
      brought += plan.brought.count;
      if (move % COMPARED_EVERY !== 0) continue;
      expect(plan.counts).toEqual(countFromScratch(network, homes, together(standing, moving)));
    }
    expect(brought).toBeGreaterThan(MOVES);
    plan.move(null);
    expect(plan.counts).toEqual(standingAlone);
  });
});
