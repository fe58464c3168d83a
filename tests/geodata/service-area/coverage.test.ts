import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Building } from '../../../geodata/model/building.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { planeLat, planeLon } from '../../../geodata/network/plane.ts';
import { createReach, reach, UNREACHED } from '../../../geodata/network/reach.ts';
import { type SnappedPoints, snapPoints } from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import {
  allCells,
  allUnits,
  cellWalks,
  countCoverage,
  countHomes,
  homeTimes,
} from '../../../geodata/service-area/coverage.ts';
import { buildHomes, type Homes, unsnappedHomes } from '../../../geodata/service-area/homes.ts';
import { decodeHomes, encodeHomes } from '../../../geodata/service-area/homes-file.ts';
import { randomWalkSource } from '../network/random-network.ts';
import { reachTwin } from '../network/reach-twin.ts';
import { lonLat, walkSource } from '../network/walk-fixtures.ts';

function building(id: string, unitId: string, people: number, places: [number, number][]): Building {
  const entrances = places.map(([x, y]) => lonLat(x, y));
  return {
    id,
    unitId,
    estateId: unitId === 'c2' ? 'e2' : null,
    name: id,
    kind: 'slab',
    floors: 6,
    heightM: 18,
    households: Math.ceil(people / 3),
    residents: people,
    elderly: 0,
    children: 0,
    position: entrances[0],
    footprint: [],
    entrances,
  };
}

/** A street of 2 km with a station at its western end. */
const street = buildWalkNetwork(
  walkSource(
    [
      [0, 0],
      [2000, 0],
    ],
    [{ nodes: [0, 1] }],
  ),
);

function walksFrom(network: WalkNetwork, homes: Homes, xM: number, yM: number, cutoffM = 5000) {
  const sources = snapPoints(network, Float64Array.from(lonLat(xM, yM)), { maxDistanceM: 80 });
  return homeTimes(network, homes, reach(network, createReach(network), sources, { cutoffDm: cutoffM * 10 }));
}

function homesOn(network: WalkNetwork, buildings: Building[], cells = ['c1', 'c2']): Homes {
  return buildHomes(network, buildings, cells, ({ unitId }) => cells.indexOf(unitId));
}

describe('homes', () => {
  it('are buildings with households, ordered by cell; what has no street near is listed and kept', () => {
    const homes = homesOn(street, [
      building('b2', 'c2', 30, [[500, 20]]),
      building('shop', 'c1', 0, [[100, 20]]),
      building('far', 'c1', 9, [[100, 200]]),
      building('b1', 'c1', 30, [
        [300, 20],
        [310, -70],
      ]),
      building('elsewhere', 'c9', 12, [[900, 20]]),
    ]);
    expect(homes.buildingIds).toEqual(['far', 'b1', 'b2', 'elsewhere']);
    expect(Array.from(homes.firstHome)).toEqual([0, 2, 3, 4]);
    expect(Array.from(homes.firstEntrance)).toEqual([0, 0, 2, 3, 4]);
    expect(Array.from(unsnappedHomes(homes), (home) => homes.buildingIds[home])).toEqual(['far']);
    expect(homes.estateIds).toEqual(['e2']);
    expect(decodeHomes(encodeHomes(homes))).toEqual(homes);
  });

  it('of a map without any people are its dwellings', () => {
    const map = [
      building('a', 'c1', 0, [[100, 10]]),
      { ...building('b', 'c1', 0, [[200, 10]]), kind: 'shop' as const },
    ];
    expect(homesOn(street, map).buildingIds).toEqual(['a']);
  });
});

describe('coverage', () => {
  it('counts people, households, homes and cells, a cell from 80 % on', () => {
    const homes = homesOn(street, [
      building('near', 'c1', 80, [[400, 0]]),
      building('far', 'c1', 20, [[1500, 0]]),
      building('mid', 'c2', 79, [[400, 10]]),
      building('edge', 'c2', 21, [[1500, 10]]),
      building('lost', 'c1', 0, [[0, 500]]),
    ]);
    const times = walksFrom(street, homes, 0, 0);
    expect(countCoverage(homes, times, allCells(homes), 5000)).toEqual({
      residents: { covered: 159, total: 200 },
      households: { covered: 54, total: 68 },
      buildings: { covered: 2, total: 4 },
      gridCells: { covered: 1, total: 2 },
      unsnappedBuildings: 0,
    });
    expect(countHomes(homes, times, [0], 5000)).toMatchObject({
      residents: { covered: 80, total: 80 },
      gridCells: { covered: 0, total: 0 },
    });
  });

  it('takes the better entrance and includes the home exactly at the cut-off', () => {
    const homes = homesOn(street, [
      building('two doors', 'c1', 10, [
        [600, 0],
        [500, 0],
      ]),
    ]);
    const times = walksFrom(street, homes, 0, 0);
    expect(times.timeDm[0]).toBe(5000);
    expect(countCoverage(homes, times, [0], 5000).residents.covered).toBe(10);
    expect(countCoverage(homes, times, [0], 4999).residents.covered).toBe(0);
  });

  it('keeps homes that are out of reach in the total', () => {
    const homes = homesOn(street, [
      building('near', 'c1', 10, [[100, 0]]),
      building('lost', 'c1', 5, [[100, 300]]),
    ]);
    const coverage = countCoverage(homes, walksFrom(street, homes, 0, 0), allUnits(homes), 5000);
    expect(coverage.residents).toEqual({ covered: 10, total: 15 });
    expect(coverage.unsnappedBuildings).toBe(1);
  });

  it('gives a cell the walk of its median resident and the station of most of them', () => {
    const homes = homesOn(street, [
      building('a', 'c1', 10, [[100, 0]]),
      building('b', 'c1', 30, [[900, 0]]),
      building('c', 'c1', 25, [[1900, 0]]),
    ]);
    const lonLats = [...lonLat(0, 0), ...lonLat(2000, 0)];
    const sources = snapPoints(street, Float64Array.from(lonLats), { maxDistanceM: 80 });
    const times = homeTimes(street, homes, reach(street, createReach(street), sources, { cutoffDm: 50_000 }));
    expect(Array.from(times.nearest)).toEqual([0, 0, 1]);
    const { medianDm, nearest } = cellWalks(homes, times);
    expect([medianDm[0], nearest[0]]).toEqual([1000, 0]);
    expect([medianDm[1], nearest[1]]).toEqual([UNREACHED, -1]);
  });
});

/** Person by person, with the slow search: every entrance of every home against every end of its edge and every source. */
function coverageTwin(
  network: WalkNetwork,
  homes: Homes,
  sources: SnappedPoints,
  cutoffDm: number,
): { residents: number; buildings: number; cells: number } {
  const labels = reachTwin(network, sources, cutoffDm, 'toward');
  const counted = { residents: 0, buildings: 0, cells: 0 };
  for (let cell = 0; cell < homes.cellCount; cell++) {
    let people = 0;
    let covered = 0;
    for (let h = homes.firstHome[cell]; h < homes.firstHome[cell + 1]; h++) {
      people += homes.residents[h];
      const times: number[] = [];
      for (let e = homes.firstEntrance[h]; e < homes.firstEntrance[h + 1]; e++) {
        const edge = homes.edge[e];
        const isOneway = (network.edgeFlags[edge] & 1) !== 0;
        if (!isOneway) times.push(labels.time[network.edgeFrom[edge]] + homes.at[e] + homes.offDm[e]);
        times.push(
          labels.time[network.edgeTo[edge]] + network.edgeWeight[edge] - homes.at[e] + homes.offDm[e],
        );
        for (let s = 0; s < sources.edge.length; s++) {
          if (sources.edge[s] !== edge || (isOneway && sources.at[s] < homes.at[e])) continue;
          times.push(sources.offDm[s] + Math.abs(sources.at[s] - homes.at[e]) + homes.offDm[e]);
        }
      }
      if (!times.some((time) => time <= cutoffDm)) continue;
      covered += homes.residents[h];
      counted.buildings++;
    }
    counted.residents += covered;
    if (people > 0 && covered / people >= 0.8) counted.cells++;
  }
  return counted;
}

describe('coverage against its twin', () => {
  it('agrees on random towns', () => {
    const place = fc.tuple(fc.integer({ min: -30, max: 350 }), fc.integer({ min: -30, max: 350 }));
    const home = fc.record({
      cell: fc.constantFrom('c1', 'c2'),
      people: fc.integer({ min: 1, max: 40 }),
      places: fc.array(place, { minLength: 1, maxLength: 2 }),
    });
    fc.assert(
      fc.property(
        randomWalkSource,
        fc.array(home, { minLength: 1, maxLength: 12 }),
        fc.array(place, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 6000 }),
        (source, drafts, stations, cutoffDm) => {
          const network = buildWalkNetwork(source);
          const buildings = drafts.map(({ cell, people, places }, i) =>
            building(`b${i}`, cell, people, places),
          );
          const homes = homesOn(network, buildings);
          const lonLats = Float64Array.from(stations.flatMap(([x, y]) => lonLat(x, y)));
          const sources = snapPoints(network, lonLats, { maxDistanceM: 80 });
          const times = homeTimes(
            network,
            homes,
            reach(network, createReach(network), sources, { cutoffDm: 8000 }),
          );
          const found = countCoverage(homes, times, allCells(homes), cutoffDm);
          expect({
            residents: found.residents.covered,
            buildings: found.buildings.covered,
            cells: found.gridCells.covered,
          }).toEqual(coverageTwin(network, homes, sources, cutoffDm));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('puts homes where they are on the plane', () => {
    const homes = homesOn(street, [building('a', 'c1', 3, [[250, 40]])]);
    const [lon, lat] = lonLat(250, 40);
    expect(planeLon(street.plane, homes.x[0])).toBeCloseTo(lon, 5);
    expect(planeLat(street.plane, homes.y[0])).toBeCloseTo(lat, 5);
  });
});
