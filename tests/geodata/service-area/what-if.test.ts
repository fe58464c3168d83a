import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { createReach, reach } from '../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { countCoverage, homeTimes } from '../../../geodata/service-area/coverage.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import { createWhatIf, type PlanCount } from '../../../geodata/service-area/what-if.ts';
import { randomWalkSource } from '../network/random-network.ts';
import { walkSource } from '../network/walk-fixtures.ts';
import { homesOn, place, placesOn, randomHomes, UNITS } from './random-homes.ts';

const street = walkSource(
  [
    [0, 0],
    [1000, 0],
  ],
  [{ nodes: [0, 1] }],
);
const CUTOFFS_DM = [700, 1500, 2600];
const HORIZON_DM = 100_000;

/** The obvious twin: one search from all stations together, then every home counted. */
function countFromScratch(
  network: WalkNetwork,
  homes: Homes,
  doors: SnappedPoints,
  units: number[],
  avoidSteps: boolean,
): PlanCount[] {
  const times = homeTimes(
    network,
    homes,
    reach(network, createReach(network), doors, { cutoffDm: HORIZON_DM, avoidSteps }),
  );
  return CUTOFFS_DM.map((cutoffDm) => {
    const coverage = countCoverage(homes, times, units, cutoffDm);
    let elderly = 0;
    for (let h = 0; h < homes.count; h++) {
      if (units.includes(homes.unit[h]) && times.timeDm[h] <= cutoffDm) elderly += homes.elderly[h];
    }
    return {
      residents: coverage.residents.covered,
      elderly,
      households: coverage.households.covered,
      buildings: coverage.buildings.covered,
      gridCells: coverage.gridCells.covered,
    };
  });
}

function together(a: SnappedPoints, b: SnappedPoints): SnappedPoints {
  const join = (left: Int32Array, right: Int32Array) => Int32Array.from([...left, ...right]);
  return { edge: join(a.edge, b.edge), at: join(a.at, b.at), offDm: join(a.offDm, b.offDm) };
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      doors: fc.array(place, { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('away' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('stand' as const), doors: fc.array(place, { maxLength: 3 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('look' as const),
      units: fc.option(fc.uniqueArray(fc.nat(UNITS.length), { maxLength: 4 })),
    }),
  },
);

describe('a plan under the finger', () => {
  it('counts after any moves exactly what a search from scratch counts', () => {
    fc.assert(
      fc.property(
        randomWalkSource,
        randomHomes,
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.boolean(),
        (source, list, steps, avoidSteps) => {
          const network = buildWalkNetwork(source);
          if (network.edgeCount === 0) return;
          const homes = homesOn(network, list);
          const plan = createWhatIf(network, homes, {
            cutoffsDm: CUTOFFS_DM,
            horizonDm: HORIZON_DM,
            avoidSteps,
          });
          const all = Array.from({ length: UNITS.length + 1 }, (_, unit) => unit);
          let standing = placesOn(network, []);
          let moving = placesOn(network, []);
          let units = all;
          for (const one of steps) {
            if (one.kind === 'move') {
              moving = placesOn(network, one.doors);
              plan.move(moving);
            } else if (one.kind === 'away') {
              moving = placesOn(network, []);
              plan.move(null);
            } else if (one.kind === 'stand') {
              standing = placesOn(network, one.doors);
              moving = placesOn(network, []);
              plan.stand(standing);
            } else {
              units = one.units ?? all;
              moving = placesOn(network, []);
              plan.lookAt(one.units);
            }
            expect(plan.counts).toEqual(
              countFromScratch(network, homes, together(standing, moving), units, avoidSteps),
            );
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('says which homes the moving station brings, and the people of each unit', () => {
    const network = buildWalkNetwork(street);
    const homes = homesOn(network, [
      { unit: 0, residents: 10, doors: [{ edge: 0, at: 0.1, offDm: 0 }] },
      { unit: 1, residents: 20, doors: [{ edge: 0, at: 0.5, offDm: 0 }] },
      { unit: 1, residents: 30, doors: [{ edge: 0, at: 0.9, offDm: 0 }] },
    ]);
    const plan = createWhatIf(network, homes, { cutoffsDm: CUTOFFS_DM, horizonDm: HORIZON_DM });
    plan.stand(placesOn(network, [{ edge: 0, at: 0, offDm: 0 }]));
    // 1000 m of street: the homes are 100, 500 and 900 m from its beginning.
    expect(Array.from(plan.peopleWithin.subarray(10, 15))).toEqual([10, 0, 0, 0, 0]);
    plan.move(placesOn(network, [{ edge: 0, at: 1, offDm: 0 }]));
    expect(Array.from(plan.peopleWithin.subarray(10, 15))).toEqual([10, 30, 0, 0, 0]);
    expect(plan.brought.count).toBe(1);
    expect([plan.brought.home[0], plan.brought.from[0], plan.brought.to[0]]).toEqual([2, 3, 1]);
    plan.move(null);
    expect(Array.from(plan.peopleWithin.subarray(10, 15))).toEqual([10, 0, 0, 0, 0]);
  });
});
