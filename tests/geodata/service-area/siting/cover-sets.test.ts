import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWalkNetwork } from '../../../../geodata/network/build-network.ts';
import { createReach, reach } from '../../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../../geodata/network/walk-network.ts';
import { homeTimes } from '../../../../geodata/service-area/coverage.ts';
import type { Homes } from '../../../../geodata/service-area/homes.ts';
import type { Candidates } from '../../../../geodata/service-area/siting/candidates.ts';
import {
  buildCoverSets,
  type CoverSets,
  cellGroups,
  homeWeights,
} from '../../../../geodata/service-area/siting/cover-sets.ts';
import { placeForEquity } from '../../../../geodata/service-area/siting/equity.ts';
import { placeStations } from '../../../../geodata/service-area/siting/greedy-swap.ts';
import { SitingError } from '../../../../geodata/service-area/siting/siting-error.ts';
import { randomWalkSource } from '../../network/random-network.ts';
import { walkSource } from '../../network/walk-fixtures.ts';
import { CELLS, homesOn, type Place, placesOn, randomHomesAt, UNITS } from '../random-homes.ts';
import { coversOf, randomTown, type Town } from './small-problems.ts';

/** Coarse, so that walks of the same length are common. */
const place: fc.Arbitrary<Place> = fc.record({
  edge: fc.nat(1000),
  at: fc.constantFrom(0, 0.25, 0.5, 1),
  offDm: fc.constantFrom(0, 50, 300),
});

const randomHomes = randomHomesAt(place);

function candidatesOn(network: WalkNetwork, list: Place[][]): Candidates {
  const firstDoor = new Uint32Array(list.length + 1);
  list.forEach((doors, c) => {
    firstDoor[c + 1] = firstDoor[c] + doors.length;
  });
  return {
    count: list.length,
    kind: new Uint8Array(list.length).fill(1),
    source: Uint32Array.from(list.keys()),
    firstDoor,
    doors: placesOn(network, list.flat()),
  };
}

/** The obvious twin: a search from the doors, then every home of the city looked at. */
function homesNear(
  network: WalkNetwork,
  homes: Homes,
  doors: SnappedPoints,
  cutoffDm: number,
  avoidSteps: boolean,
): number[] {
  const around = reach(network, createReach(network), doors, { cutoffDm, avoidSteps });
  const { timeDm } = homeTimes(network, homes, around);
  return [...timeDm.keys()].filter((h) => timeDm[h] <= cutoffDm);
}

const demandsOf = (covers: CoverSets, c: number): number[] =>
  Array.from(covers.demand.subarray(covers.firstDemand[c], covers.firstDemand[c + 1]));
const candidatesOf = (covers: CoverSets, d: number): number[] =>
  Array.from(covers.candidate.subarray(covers.firstCandidate[d], covers.firstCandidate[d + 1]));

describe('cover sets', () => {
  it('hold for each candidate the homes that a plain search finds, no more and no less', () => {
    fc.assert(
      fc.property(
        randomWalkSource,
        randomHomes,
        fc.array(fc.array(place, { maxLength: 2 }), { maxLength: 6 }),
        fc.option(fc.array(place, { minLength: 1, maxLength: 2 })),
        fc.constantFrom(0, 400, 900, 1600),
        fc.boolean(),
        (source, list, candidateList, keptList, cutoffDm, avoidSteps) => {
          const network = buildWalkNetwork(source);
          if (network.edgeCount === 0) return;
          const homes = homesOn(network, list);
          const candidates = candidatesOn(network, candidateList);
          const weightOfHome = homeWeights(homes, 'residents');
          const keptDoors = keptList ? placesOn(network, keptList) : undefined;
          const covers = buildCoverSets(network, homes, candidates, {
            cutoffDm,
            avoidSteps,
            weightOfHome,
            keptDoors,
            groups: cellGroups(homes),
          })!;
          const kept = keptDoors ? homesNear(network, homes, keptDoors, cutoffDm, avoidSteps) : [];
          const coveredBy = candidateList.map((doors) =>
            homesNear(network, homes, placesOn(network, doors), cutoffDm, avoidSteps).filter(
              (h) => weightOfHome[h] > 0 && !kept.includes(h),
            ),
          );
          coveredBy.forEach((expected, c) => {
            const demands = demandsOf(covers, c);
            const found = [...weightOfHome.keys()].filter((h) => demands.includes(covers.demandOfHome[h]));
            expect(found).toEqual(expected);
          });
          const weigh = (of: number[]): number => of.reduce((sum, h) => sum + weightOfHome[h], 0);
          const all = [...weightOfHome.keys()];
          expect(covers.totalWeight).toBe(weigh(all));
          expect(covers.keptWeight).toBe(weigh(kept));
          expect(covers.unreachableWeight).toBe(
            weigh(all.filter((h) => !kept.includes(h) && !coveredBy.some((of) => of.includes(h)))),
          );
          for (let cell = 0; cell < CELLS; cell++) {
            const ofCell = all.filter((h) => homes.unit[h] === cell);
            expect(covers.groupTotal[cell]).toBe(weigh(ofCell));
            expect(covers.groupKept[cell]).toBe(weigh(ofCell.filter((h) => kept.includes(h))));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('merge exactly the homes that the same candidates cover and that are of the same group', () => {
    fc.assert(
      fc.property(randomTown, (town) => {
        const covers = coversOf(town);
        const key = (h: number): string | null => {
          if (town.homes[h] === 0 || town.kept?.includes(h)) return null;
          const by = town.candidates.flatMap((list, c) => (list.includes(h) ? [c] : []));
          return by.length > 0 ? `${town.groups![h]}: ${by}` : null;
        };
        const keys = [...town.homes.keys()].map(key);
        const numbers = new Map([...new Set(keys.filter((one) => one !== null))].map((one, d) => [one, d]));
        expect(Array.from(covers.demandOfHome)).toEqual(
          keys.map((one) => (one === null ? -1 : numbers.get(one))),
        );
        expect(covers.demandCount).toBe(numbers.size);
        for (const [one, d] of numbers) {
          expect(`${covers.groupOfDemand[d]}: ${candidatesOf(covers, d)}`).toBe(one);
          const weight = keys.reduce((sum, other, h) => sum + (other === one ? town.homes[h] : 0), 0);
          expect(covers.weight[d]).toBe(weight);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('lead to the same sites whether homes are merged or not', () => {
    fc.assert(
      fc.property(randomTown, fc.nat(4), (town, stations) => {
        const merged = coversOf(town);
        const apart = coversUnmerged(town);
        const a = placeStations({ covers: merged, stations })!;
        const b = placeStations({ covers: apart, stations })!;
        expect(a.covered).toBe(b.covered);
        expect(Array.from(a.chosen)).toEqual(Array.from(b.chosen));
        const fairA = placeForEquity({ covers: merged, stations })!;
        const fairB = placeForEquity({ covers: apart, stations })!;
        expect(fairA).toEqual(fairB);
      }),
      { numRuns: 300 },
    );
  });

  it('count a home at exactly the cut-off, and not one a decimetre beyond', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [1000, 0],
        ],
        [{ nodes: [0, 1] }],
      ),
    );
    const home = { unit: 0, residents: 10 };
    const homes = homesOn(network, [
      { ...home, doors: [{ edge: 0, at: 0.5, offDm: 0 }] },
      { ...home, doors: [{ edge: 0, at: 0.5, offDm: 1 }] },
    ]);
    const candidates = candidatesOn(network, [[{ edge: 0, at: 0, offDm: 0 }]]);
    const cutoffDm = homes.at[0];
    const covers = buildCoverSets(network, homes, candidates, {
      cutoffDm,
      weightOfHome: homeWeights(homes, 'residents'),
    })!;
    expect(Array.from(covers.demandOfHome)).toEqual([0, -1]);
    expect(covers.unreachableWeight).toBe(10);
  });

  it('weigh by who is asked for, in the units that are asked for', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [100, 0],
        ],
        [{ nodes: [0, 1] }],
      ),
    );
    const homes = homesOn(network, [
      { unit: 0, residents: 10, doors: [] },
      { unit: 1, residents: 44, doors: [] },
      { unit: UNITS.length, residents: 3, doors: [] },
    ]);
    expect(Array.from(homeWeights(homes, 'residents'))).toEqual([10, 44, 3]);
    expect(Array.from(homeWeights(homes, 'elderly', [1]))).toEqual([0, 8, 0]);
    expect(Array.from(homeWeights(homes, 'households', [0, 1]))).toEqual([4, 15, 0]);
    expect(Array.from(homeWeights(homes, 'homes'))).toEqual([1, 1, 1]);
    expect(Array.from(cellGroups(homes).ofHome)).toEqual([0, 1, -1]);
  });

  it('stop when cancelled, tell how far they are, and refuse weights that are none', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [100, 0],
        ],
        [{ nodes: [0, 1] }],
      ),
    );
    const homes = homesOn(network, [{ unit: 0, residents: 10, doors: [{ edge: 0, at: 0, offDm: 0 }] }]);
    const candidates = candidatesOn(
      network,
      Array.from({ length: 100 }, () => [{ edge: 0, at: 0, offDm: 0 }]),
    );
    const weightOfHome = homeWeights(homes, 'residents');
    const shares: number[] = [];
    const options = { cutoffDm: 100, weightOfHome, onProgress: (share: number) => shares.push(share) };
    expect(buildCoverSets(network, homes, candidates, { ...options, isCancelled: () => true })).toBeNull();
    expect(buildCoverSets(network, homes, candidates, options)).not.toBeNull();
    expect(shares[0]).toBe(0);
    expect(shares.length).toBeGreaterThan(2);
    expect(shares.at(-1)).toBe(1);
    for (const bad of [[-1], [Number.NaN], [Infinity], [1, 1]])
      expect(() =>
        buildCoverSets(network, homes, candidates, { ...options, weightOfHome: Float64Array.from(bad) }),
      ).toThrow(SitingError);
  });
});

/** Every home a demand of its own: those that `coversOf` would merge are kept apart. */
function coversUnmerged(town: Town): CoverSets {
  const kept = new Set(town.kept ?? []);
  const isDemand = (h: number): boolean =>
    town.homes[h] > 0 && !kept.has(h) && town.candidates.some((list) => list.includes(h));
  const demandHomes = [...town.homes.keys()].filter(isDemand);
  const demandOfHome = Int32Array.from(town.homes, (_, h) => demandHomes.indexOf(h));
  const lists = town.candidates.map((list) => list.filter(isDemand).map((h) => demandOfHome[h]));
  const byDemand = demandHomes.map((h) => [...lists.keys()].filter((c) => town.candidates[c].includes(h)));
  const starts = (of: number[][]): Uint32Array => {
    const first = new Uint32Array(of.length + 1);
    of.forEach((list, i) => {
      first[i + 1] = first[i] + list.length;
    });
    return first;
  };
  return {
    ...coversOf(town),
    demandCount: demandHomes.length,
    firstDemand: starts(lists),
    demand: Uint32Array.from(lists.flat()),
    firstCandidate: starts(byDemand),
    candidate: Uint32Array.from(byDemand.flat()),
    weight: Float64Array.from(demandHomes, (h) => town.homes[h]),
    demandOfHome,
    groupOfDemand: Int32Array.from(demandHomes, (h) => town.groups![h]),
  };
}
