import { describe, expect, it } from 'vitest';
import type { Building } from '../../../../geodata/model/building.ts';
import { plannedPlace } from '../../../../geodata/model/station-plan.ts';
import { buildWalkNetwork } from '../../../../geodata/network/build-network.ts';
import { buildHomes } from '../../../../geodata/service-area/homes.ts';
import { homeWeights } from '../../../../geodata/service-area/siting/cover-sets.ts';
import {
  prepareSiting,
  quickSiting,
  type SitingQuestion,
  totalsOf,
} from '../../../../geodata/service-area/siting/quick-siting.ts';
import { listSites, type SiteSources } from '../../../../geodata/service-area/siting/site-sources.ts';
import { lonLat, walkSource } from '../../network/walk-fixtures.ts';

/**
 * One street of 3 km from west to east, crossed at 0, 1, 2 and 3 km, with two villages:
 * ten people around 500 m (cell a), ninety around 2,500 m (cell b).
 */
function valley() {
  const points: [number, number][] = [];
  const ways = [{ nodes: [0, 1, 2, 3], name: 'Long Street' }];
  for (let i = 0; i < 4; i++) points.push([i * 1000, 0]);
  for (let i = 0; i < 4; i++) {
    points.push([i * 1000, 60], [i * 1000, -60]);
    ways.push({ nodes: [4 + 2 * i, i, 5 + 2 * i], name: `Cross ${i}` });
  }
  const network = buildWalkNetwork(walkSource(points, ways));
  const home = (xM: number, unitId: string, residents: number): Building => {
    const position = lonLat(xM, 5);
    return {
      id: `${xM}`,
      unitId,
      position,
      entrances: [position],
      households: 1,
      residents,
      elderly: 1,
    } as unknown as Building;
  };
  // An empty house beside a crossing: junctions are looked for near homes.
  const buildings = [
    home(1005, 'a', 0),
    home(450, 'a', 4),
    home(550, 'a', 6),
    home(2450, 'b', 40),
    home(2550, 'b', 50),
  ];
  const unitIds = ['a', 'b'];
  const homes = buildHomes(network, buildings, unitIds, ({ unitId }) => unitIds.indexOf(unitId), {
    cellCount: 2,
  });
  return { network, homes };
}

const NOTHING: SiteSources = {
  junctionsNear: null,
  places: [],
  placeCosts: null,
  rooms: [],
  mustHave: [],
  standing: [],
  costs: { built: 20, shared: 5, kept: 0 },
};
const at = (xM: number) => plannedPlace(lonLat(xM, 0));

function asked(change: Partial<SitingQuestion>, sources: Partial<SiteSources>) {
  const { network, homes } = valley();
  const prepared = prepareSiting(network, homes, {
    stations: 1,
    budget: null,
    variant: 'coverage',
    // 300 m: from the middle of a village all of it, from a crossing nobody.
    cutoffDm: 3000,
    avoidSteps: false,
    weightOfHome: homeWeights(homes, 'residents'),
    keptDoors: [],
    sources: { ...NOTHING, ...sources },
    ...change,
  });
  return { prepared, choice: quickSiting(prepared).choice, totals: totalsOf(prepared) };
}

describe('places for a question', () => {
  it('stand where a plan would put them, one list after the other, must-haves first, each with its cost', () => {
    const { network, homes } = valley();
    const list = listSites(network, homes, {
      ...NOTHING,
      junctionsNear: [0, 1],
      places: [lonLat(500, 3), lonLat(500, 900)],
      placeCosts: [7, null],
      rooms: [lonLat(2500, 3)],
      mustHave: [lonLat(1000, 2)],
      standing: [{ doors: [at(0), at(100)] }],
    });
    const kinds = list.sites.map(({ kind, index, cost }) => `${kind} ${index} ${cost}`);
    expect(kinds[0]).toBe('mustHave 0 20');
    expect(kinds.slice(-4)).toEqual(['place 0 7', 'place 1 20', 'room 0 5', 'station 0 0']);
    expect(new Set(kinds.slice(1, -4))).toEqual(new Set(['junction -1 20']));
    expect(list.mustHave).toEqual([0]);
    expect(list.unsnappedPlaces).toEqual([1]);
    expect(list.unsnappedMustHave).toEqual([]);
    for (const { position } of list.sites) expect(position).toEqual(plannedPlace(position));
    for (const { kind, streets } of list.sites)
      expect(streets.includes('Long Street')).toBe(kind === 'junction');
    expect(list.candidates.count).toBe(list.sites.length);
    const doors = Array.from(list.candidates.firstDoor);
    expect(doors[list.sites.length] - doors[list.sites.length - 1]).toBe(2);
  });

  it('are the best within the number, and those within the budget', () => {
    const rooms = [at(500)];
    const places = [at(2500)];
    expect(asked({}, { rooms, places }).choice).toMatchObject({
      covered: 90,
      bound: 90,
      provenGap: 0,
      cost: 20,
    });
    const cheap = asked({ stations: 2, budget: 10 }, { rooms, places });
    expect(cheap.choice).toMatchObject({ covered: 10, cost: 5 });
    expect(cheap.choice.places.map(({ kind, adds }) => [kind, adds])).toEqual([['room', 10]]);
    expect(cheap.totals).toMatchObject({ totalWeight: 100, keptWeight: 0, candidateCount: 2, roomCount: 1 });
  });

  it('need not serve whom a station that stays serves; one that need not stay is chosen for nothing', () => {
    const kept = asked({ keptDoors: [at(2500)] }, { places: [at(500), at(2500)] });
    expect(kept.totals.keptWeight).toBe(90);
    expect(kept.choice.places.map(({ index, adds }) => [index, adds])).toEqual([[0, 10]]);
    const open = asked({ budget: 0 }, { places: [at(500)], standing: [{ doors: [at(0), at(2500)] }] });
    expect(open.choice).toMatchObject({ covered: 90, cost: 0 });
    expect(open.choice.places[0]).toMatchObject({ kind: 'station', index: 0 });
  });

  it('for the worst cell first speak of its share and of nothing that is proven of cover', () => {
    const places = [at(500), at(2500), at(1500)];
    const { choice } = asked({ variant: 'equity', cutoffDm: 10_200 }, { places });
    // From the middle of the valley both villages are reached in part: the worst cell is better off than with either village's own place.
    expect(choice).toMatchObject({ bound: null, provenGap: null, worstShareBound: 1, cellsBeyondReach: 0 });
    expect(choice.places.map(({ index }) => index)).toEqual([2]);
    expect(choice.worstShare).toBeCloseTo(40 / 90, 9);
    expect(choice.worstUnitId).toBe('b');
    const near = asked({ variant: 'equity' }, { places: [at(500)] }).choice;
    expect(near).toMatchObject({ worstShare: 1, worstUnitId: 'a', cellsBeyondReach: 1 });
  });
});
