import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { createReach, reach } from '../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import { GATE_CLOSED, GATE_OPEN, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { homeTimes } from '../../../geodata/service-area/coverage.ts';
import { createGateTrial, type GateEffect } from '../../../geodata/service-area/gate-effect.ts';
import { createHomeIndex } from '../../../geodata/service-area/home-index.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import { randomWalkSource } from '../network/random-network.ts';
import { walkSource } from '../network/walk-fixtures.ts';
import { homesOn, place, placesOn, randomHomes, UNITS } from './random-homes.ts';

const CUTOFFS_DM = [700, 1500, 2600];
const MINUTE_DM = 100;
const FAR_DM = 100_000;

function timesOf(network: WalkNetwork, homes: Homes, doors: SnappedPoints, avoidSteps: boolean): Int32Array {
  const search = reach(network, createReach(network), doors, { cutoffDm: FAR_DM, avoidSteps });
  return homeTimes(network, homes, search).timeDm;
}

/** The obvious twin: the whole city counted before and after. */
function compareWholeCity(
  homes: Homes,
  before: Int32Array,
  after: Int32Array,
  isCounted: Uint8Array | null,
): GateEffect {
  const effect: GateEffect = {
    changes: CUTOFFS_DM.map(() => ({ residents: 0, elderly: 0, households: 0, buildings: 0 })),
    shorterResidents: 0,
  };
  for (let h = 0; h < homes.count; h++) {
    if (isCounted?.[homes.unit[h]] === 0) continue;
    if (after[h] <= CUTOFFS_DM[2] && before[h] - after[h] >= MINUTE_DM)
      effect.shorterResidents += homes.residents[h];
    CUTOFFS_DM.forEach((cutoffDm, c) => {
      const more = Number(after[h] <= cutoffDm) - Number(before[h] <= cutoffDm);
      effect.changes[c].residents += more * homes.residents[h];
      effect.changes[c].elderly += more * homes.elderly[h];
      effect.changes[c].households += more * homes.households[h];
      effect.changes[c].buildings += more;
    });
  }
  return effect;
}

describe('what other rules at some gates would bring', () => {
  it('is exactly the difference between two counts of the whole city', () => {
    let changed = 0;
    fc.assert(
      fc.property(
        randomWalkSource.filter(({ gates }) => gates.length > 0),
        randomHomes,
        fc.array(place, { minLength: 1, maxLength: 3 }),
        fc.array(
          fc.record({
            gates: fc.array(fc.nat(100), { minLength: 1, maxLength: 3 }),
            policy: fc.integer({ min: GATE_OPEN, max: GATE_CLOSED }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        fc.boolean(),
        fc.option(fc.array(fc.nat(1), { minLength: UNITS.length + 1, maxLength: UNITS.length + 1 })),
        (source, list, stations, trials, avoidSteps, counted) => {
          const network = buildWalkNetwork(source);
          if (network.edgeCount === 0 || network.gateCount === 0) return;
          const homes = homesOn(network, list);
          const doors = placesOn(network, stations);
          const before = timesOf(network, homes, doors, avoidSteps);
          const isCounted = counted === null ? null : Uint8Array.from(counted);
          const trial = createGateTrial(network);
          const situation = {
            network,
            homes,
            homesOfEdge: createHomeIndex(network, homes),
            doors,
            timeDm: before,
            cutoffsDm: CUTOFFS_DM,
            minuteDm: MINUTE_DM,
            avoidSteps,
            isCounted,
          };
          for (const { gates: numbers, policy } of trials) {
            const gates = [...new Set(numbers.map((number) => number % network.gateCount))];
            const gatePolicy = network.gatePolicy.slice();
            for (const gate of gates) gatePolicy[gate] = policy;
            const after = timesOf({ ...network, gatePolicy }, homes, doors, avoidSteps);
            const effect = trial.effectOf(situation, gates, policy);
            expect(effect).toEqual(compareWholeCity(homes, before, after, isCounted));
            if (effect.changes.some(({ buildings }) => buildings !== 0)) changed++;
          }
        },
      ),
      { numRuns: 600 },
    );
    // Otherwise nothing was compared.
    expect(changed).toBeGreaterThan(20);
  });

  it('tells whom a way through a closed gate brings near, and leaves the gate as it was', () => {
    // The station on one side of the only gate, the house on the other, 60 m apart.
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [60, 0],
          [120, 0],
        ],
        [{ nodes: [0, 1, 2] }],
        [{ node: 1, policy: 'closed' }],
      ),
    );
    expect(network.edgeCount).toBe(2);
    const doors = placesOn(network, [{ edge: 0, at: 0.5, offDm: 0 }]);
    const homes = homesOn(network, [{ unit: 0, residents: 44, doors: [{ edge: 1, at: 0.5, offDm: 0 }] }]);
    const timeDm = timesOf(network, homes, doors, false);
    const effect = createGateTrial(network).effectOf(
      {
        network,
        homes,
        homesOfEdge: createHomeIndex(network, homes),
        doors,
        timeDm,
        cutoffsDm: CUTOFFS_DM,
        minuteDm: MINUTE_DM,
        avoidSteps: false,
        isCounted: null,
      },
      [0],
      GATE_OPEN,
    );
    expect(effect.changes.map(({ residents }) => residents)).toEqual([44, 44, 44]);
    expect(effect.shorterResidents).toBe(44);
    expect(network.gatePolicy[0]).toBe(GATE_CLOSED);
  });
});
