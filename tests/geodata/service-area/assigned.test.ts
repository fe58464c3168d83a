import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { planeX, planeY } from '../../../geodata/network/plane.ts';
import { createReach, reach, UNREACHED } from '../../../geodata/network/reach.ts';
import {
  createSnapper,
  emptySnapped,
  type SnappedPoints,
  snapPoints,
} from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import {
  type AssignedStation,
  assignStations,
  servedFigures,
  type UnitOfTree,
} from '../../../geodata/service-area/assigned.ts';
import { assignedWalks } from '../../../geodata/service-area/assigned-walks.ts';
import { homeTimes } from '../../../geodata/service-area/coverage.ts';
import { falseCoverage, type StationPlace } from '../../../geodata/service-area/false-coverage.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import { randomWalkSource } from '../network/random-network.ts';
import { type FixtureWay, lonLat, walkSource } from '../network/walk-fixtures.ts';
import { CELL_UNITS, type FixtureHome, fixtureHomes } from './home-fixtures.ts';
import { runThrough } from './run-through.ts';

const HORIZON_DM = 50_000;

/** district d ⊃ communities A (cells c1, c2) and B (cell c3, and homes of B itself: `far`). */
const TREE: UnitOfTree[] = [
  { id: 'd', parentId: null, level: 'district' },
  { id: 'A', parentId: 'd', level: 'community' },
  { id: 'far', parentId: 'd', level: 'community' },
  { id: 'c1', parentId: 'A', level: 'gridCell' },
  { id: 'c2', parentId: 'A', level: 'gridCell' },
  { id: 'c3', parentId: 'far', level: 'gridCell' },
];

function station(id: string, unitId: string, ...assignedUnitIds: string[]): AssignedStation {
  return { id, unitId, assignedUnitIds };
}

describe('assigned', () => {
  it('means that a station is answerable for the unit or one above it', () => {
    const homes = fixtureHomes([]);
    const stations = [
      station('s0', 'c1', 'c2', 'c2'),
      station('s1', 'A', 'A', 'nowhere'),
      station('s2', 'c3', 'd', 'c3'),
    ];
    const assignment = assignStations(homes, TREE, stations);
    const stationsOf = CELL_UNITS.map((_, u) =>
      Array.from(assignment.station.subarray(assignment.firstStation[u], assignment.firstStation[u + 1])),
    );
    expect(stationsOf).toEqual([[1, 2], [0, 1, 2], [2], [2]]);
    expect(assignment.firstStation[5]).toBe(assignment.firstStation[4]);
    // Homes of no unit (the last) are sited nowhere; s1 is known no finer than its community.
    expect(Array.from(assignment.sitedInCommunity)).toEqual([1, 1, 1, 1, 0]);
    expect(Array.from(assignment.sitedInCell)).toEqual([1, 0, 1, 0, 0]);
  });
});

/** Two streets of 2 km, 300 m apart, joined at their western end; a station stands at the east of the northern one. */
function town(
  barriers: { kind: 'water' | 'railway' | 'wall'; points: [number, number][] }[] = [],
  ways: FixtureWay[] = [],
  gates: Parameters<typeof walkSource>[2] = [],
) {
  return buildWalkNetwork(
    walkSource(
      [
        [0, 0],
        [2000, 0],
        [0, 300],
        [2000, 300],
        [1500, 0],
        [1500, 300],
        [1500, 150],
      ],
      [{ nodes: [0, 4, 1] }, { nodes: [2, 5, 3] }, { nodes: [0, 2] }, ...ways],
      gates,
      barriers,
    ),
  );
}

function homesOn(network: WalkNetwork, list: Omit<FixtureHome, 'doors'>[]): Homes {
  const snapper = createSnapper(network);
  const one = emptySnapped(1);
  return fixtureHomes(
    list.map((home) => {
      const [lon, lat] = lonLat(home.xM, home.yM);
      const x = planeX(network.plane, lon);
      const y = planeY(network.plane, lat);
      snapper.snapPlane(x, y, 800, one, 0);
      const door = { edge: one.edge[0], at: one.at[0], offDm: one.offDm[0] };
      return { ...home, xM: x / 10, yM: y / 10, doors: door.edge < 0 ? [] : [door] };
    }),
  );
}

function placeOn(network: WalkNetwork, xM: number, yM: number): StationPlace {
  const [lon, lat] = lonLat(xM, yM);
  return {
    x: planeX(network.plane, lon),
    y: planeY(network.plane, lat),
    doors: snapPoints(network, Float64Array.from([lon, lat]), { maxDistanceM: 80 }),
    isOpen: true,
  };
}

const join = (doors: SnappedPoints[]): SnappedPoints => ({
  edge: Int32Array.from(doors.flatMap(({ edge }) => [...edge])),
  at: Int32Array.from(doors.flatMap(({ at }) => [...at])),
  offDm: Int32Array.from(doors.flatMap(({ offDm }) => [...offDm])),
});

describe('served', () => {
  it('assigned, sited and walkable are three different figures', () => {
    const network = town();
    const homes = homesOn(network, [
      // Answerable: s0, at 1.5 km on the other street; nearest: s1, 100 m away.
      { xM: 1400, yM: 10, unit: 0, residents: 90 },
      { xM: 1400, yM: 310, unit: 0, residents: 9 },
      // Nobody is answerable; a station stands here.
      { xM: 1600, yM: 10, unit: 2, residents: 30 },
      { xM: 0, yM: 2000, unit: 4, residents: 7 },
    ]);
    const stations = [station('s0', 'c2', 'A'), station('s1', 'c3')];
    const places = [placeOn(network, 1500, 300), placeOn(network, 1500, 0)];
    const assignment = assignStations(homes, TREE, stations);
    const doors = places.map((place) => place.doors);
    const walks = runThrough(assignedWalks(network, homes, assignment, doors, { horizonDm: HORIZON_DM }));
    const toAny = homeTimes(
      network,
      homes,
      reach(network, createReach(network), join(doors), { cutoffDm: HORIZON_DM }),
    );
    const figures = (units: number[], sitedLevel: 'community' | 'gridCell') => {
      const all = servedFigures(homes, assignment, toAny, walks.timeDm, units, {
        cutoffDm: 3000,
        sitedLevel,
      });
      return Object.fromEntries(Object.entries(all).map(([name, people]) => [name, people.residents]));
    };
    expect(figures([0, 1, 2, 3, 4], 'community')).toEqual({
      total: 136,
      assigned: 99,
      sited: 129,
      walkable: 129,
      walkableAssigned: 9,
    });
    expect(figures([0, 1, 2, 3, 4], 'gridCell')).toMatchObject({ sited: 30 });
    expect(figures([2], 'gridCell')).toEqual({
      total: 30,
      assigned: 0,
      sited: 30,
      walkable: 30,
      walkableAssigned: 0,
    });
    expect(walks.bestStation[0]).toBe(0);
  });

  it('walks to assigned stations are those of a search from each home’s own stations', () => {
    const door = fc.record({
      edge: fc.nat(1000),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      offDm: fc.nat(300),
    });
    fc.assert(
      fc.property(
        randomWalkSource,
        fc.array(fc.record({ unit: fc.nat(4), residents: fc.nat(9), door }), { maxLength: 12 }),
        fc.array(
          fc.record({
            units: fc.subarray(['d', 'A', 'c1', 'c2', 'c3', 'far']),
            doors: fc.array(door, { maxLength: 2 }),
          }),
          {
            maxLength: 4,
          },
        ),
        (source, list, stationList) => {
          const network = buildWalkNetwork(source);
          if (network.edgeCount === 0) return;
          const on = ({ edge, at, offDm }: { edge: number; at: number; offDm: number }) => ({
            edge: edge % network.edgeCount,
            at: Math.round(at * network.edgeWeight[edge % network.edgeCount]),
            offDm,
          });
          const homes = fixtureHomes(
            list.map(({ unit, residents, door: one }) => ({
              xM: 0,
              yM: 0,
              unit,
              residents,
              doors: [on(one)],
            })),
          );
          const doors = stationList.map((one) => {
            const places = one.doors.map(on);
            return {
              edge: Int32Array.from(places, (place) => place.edge),
              at: Int32Array.from(places, (place) => place.at),
              offDm: Int32Array.from(places, (place) => place.offDm),
            };
          });
          const assignment = assignStations(
            homes,
            TREE,
            stationList.map((one, i) => station(`s${i}`, 'c1', ...one.units)),
          );
          const walks = runThrough(
            assignedWalks(network, homes, assignment, doors, { horizonDm: HORIZON_DM }),
          );
          for (let h = 0; h < homes.count; h++) {
            const unit = homes.unit[h];
            const line = lineTo(CELL_UNITS[unit]);
            const own = doors.filter((_, s) => stationList[s].units.some((id) => line.includes(id)));
            const search = reach(network, createReach(network), join(own), { cutoffDm: HORIZON_DM });
            expect(walks.timeDm[h]).toBe(homeTimes(network, homes, search).timeDm[h]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

function lineTo(id: string | undefined): string[] {
  const unit = TREE.find((one) => one.id === id);
  return unit === undefined ? [] : [unit.id, ...lineTo(unit.parentId ?? undefined)];
}

describe('false coverage', () => {
  const list = [
    { xM: 1400, yM: 10, unit: 0, residents: 50 },
    { xM: 1600, yM: 10, unit: 0, residents: 50 },
    { xM: 1450, yM: 310, unit: 1, residents: 10 },
    { xM: 1950, yM: 310, unit: 1, residents: 10 },
  ];
  const listOf = (
    network: WalkNetwork,
    horizonDm = HORIZON_DM,
    place = placeOn(network, 1500, 300),
    cutoffDm = 3000,
  ) => {
    const homes = homesOn(network, list);
    const assignment = assignStations(homes, TREE, [station('s0', 'c2', 'A')]);
    const walks = runThrough(assignedWalks(network, homes, assignment, [place.doors], { horizonDm }));
    return runThrough(falseCoverage(network, homes, assignment, walks, [place], cutoffDm));
  };
  const wall = (kind: 'water' | 'railway' | 'wall', yM: number) => ({
    kind,
    points: [
      [1000, yM],
      [1800, yM],
    ] as [number, number][],
  });

  it('is a cell of whose residents less than half walk to a station of their own', () => {
    const [cell, ...others] = listOf(town());
    // c2 has exactly half of its residents within the cut-off and is not on the list.
    expect(others).toEqual([]);
    // 1,400 m west, 300 m north, 1,500 m east, and 10 m off the street.
    expect(cell).toMatchObject({
      cellId: 'c1',
      station: 0,
      residents: 100,
      reachingResidents: 0,
      reason: 'detour',
      gateName: null,
    });
    expect(cell.medianWalkDm! / 10).toBeCloseTo(1400 + 300 + 1500 + 10, -1);
    expect(cell.straightM).toBe(Math.round(Math.hypot(100, 290)));
    expect(listOf(town(), 5000)[0].medianWalkDm).toBeNull();
  });

  it('says what the straight line meets first', () => {
    expect(listOf(town([wall('water', 200), wall('railway', 100)]))[0].reason).toBe('railway');
    expect(listOf(town([wall('railway', 200), wall('water', 100)]))[0].reason).toBe('water');
    expect(listOf(town([wall('wall', 100)]))[0].reason).toBe('wall');
  });

  it('names a gate that they may not pass, and leaves a wall out that has one which they may', () => {
    const path: FixtureWay = { nodes: [4, 6, 5], kind: 'footpath' };
    const behindGate = (policy: 'closed' | 'open', cutoffDm?: number) =>
      listOf(
        town([wall('wall', 150)], [path], [{ node: 6, policy, name: '北门' }]),
        HORIZON_DM,
        undefined,
        cutoffDm,
      );
    expect(behindGate('closed')[0]).toMatchObject({ reason: 'closedGate', gateName: '北门' });
    // Through the open gate it is 410 m.
    expect(behindGate('open')[0]).toMatchObject({ reason: 'detour', medianWalkDm: 4100 });
    expect(behindGate('open', 4100)).toEqual([]);
  });

  it('tells a shut station from one that is far, and speaks of an open one where there is any', () => {
    const network = town();
    const homes = homesOn(network, list);
    // Both stand where the homes of c1 are; the nearer one is shut.
    const shut = { ...placeOn(network, 1500, 0), doors: emptySnapped(0), isOpen: false };
    const far = placeOn(network, 1500, 300);
    const told = (places: StationPlace[]) => {
      const stations = places.map((_, s) => station(`s${s}`, 'c2', 'A'));
      const assignment = assignStations(homes, TREE, stations);
      const doors = places.map((place) => place.doors);
      const walks = runThrough(assignedWalks(network, homes, assignment, doors, { horizonDm: 5000 }));
      const cells = runThrough(falseCoverage(network, homes, assignment, walks, places, 3000));
      return cells.find(({ cellId }) => cellId === 'c1');
    };
    expect(told([shut])).toMatchObject({ reason: 'stationClosed', station: 0, medianWalkDm: null });
    expect(told([shut, far])).toMatchObject({ reason: 'detour', station: 1, straightM: 307 });
    expect(told([{ ...placeOn(network, 1500, 0) }, far])).toBeUndefined();
  });

  it('tells people and stations that are on no street from those that walk far', () => {
    const network = town();
    expect(listOf(network, HORIZON_DM, placeOn(network, 1500, 900))[0]).toMatchObject({
      reason: 'stationOffNetwork',
      medianWalkDm: null,
    });
    const homes = homesOn(network, [{ xM: 1500, yM: 150, unit: 0, residents: 5 }]);
    const place = placeOn(network, 1500, 300);
    const assignment = assignStations(homes, TREE, [station('s0', 'c2', 'A')]);
    const walks = runThrough(
      assignedWalks(network, homes, assignment, [place.doors], { horizonDm: HORIZON_DM }),
    );
    expect(walks.timeDm[0]).toBe(UNREACHED);
    const [cell] = runThrough(falseCoverage(network, homes, assignment, walks, [place], 3000));
    expect(cell.reason).toBe('homesOffNetwork');
  });
});
