import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Building } from '../../../../geodata/model/building.ts';
import { buildWalkNetwork } from '../../../../geodata/network/build-network.ts';
import { createReach, reach } from '../../../../geodata/network/reach.ts';
import { EDGE_FLAGS } from '../../../../geodata/network/walk-network.ts';
import { buildHomes } from '../../../../geodata/service-area/homes.ts';
import {
  CANDIDATE_KINDS,
  type Candidates,
  doorsOf,
  joinCandidates,
  junctionCandidates,
  placeCandidates,
  unsnappedCandidates,
} from '../../../../geodata/service-area/siting/candidates.ts';
import { randomWalkSource } from '../../network/random-network.ts';
import { type FixtureWay, lonLat, walkSource } from '../../network/walk-fixtures.ts';

/** Streets every 100 m, from 0 to 500 m both ways: 32 junctions, the four corners being bends. */
function town() {
  const SIDE = 6;
  const points = Array.from({ length: SIDE * SIDE }, (_, i): [number, number] => [
    (i % SIDE) * 100,
    Math.floor(i / SIDE) * 100,
  ]);
  const ways: FixtureWay[] = [];
  for (let i = 0; i < SIDE; i++) {
    ways.push({ nodes: Array.from({ length: SIDE }, (_, k) => i * SIDE + k) });
    ways.push({ nodes: Array.from({ length: SIDE }, (_, k) => k * SIDE + i) });
  }
  return buildWalkNetwork(walkSource(points, ways));
}

const placesM = (candidates: Candidates, network = town()): string[] =>
  Array.from(
    candidates.source,
    (node) =>
      `${Math.round((network.nodeX[node] - Math.min(...network.nodeX)) / 1000) * 100},${Math.round((network.nodeY[node] - Math.min(...network.nodeY)) / 1000) * 100}`,
  ).sort();

function homeAt(xM: number, yM: number): Building {
  const position = lonLat(xM, yM);
  return {
    id: `home-${xM}-${yM}`,
    unitId: '',
    estateId: null,
    position,
    entrances: [position],
    households: 10,
    residents: 30,
    elderly: 6,
    kind: 'slab',
  } as unknown as Building;
}

describe('candidate places', () => {
  it('are one junction for each square of the spacing, over the whole network', () => {
    const network = town();
    const all = junctionCandidates(network, { spacingDm: 900 });
    expect(all.count).toBe(32);
    const some = junctionCandidates(network, { spacingDm: 2000 });
    expect(some.count).toBe(9);
    expect(new Set(some.kind)).toEqual(new Set([CANDIDATE_KINDS.indexOf('junction')]));
    expect(Array.from(some.source)).toEqual([...some.source].sort((a, b) => a - b));
  });

  it('lie inside the box that is asked for, its edge included', () => {
    const network = town();
    const minX = Math.min(...network.nodeX);
    const minY = Math.min(...network.nodeY);
    const box = { minX: minX + 990, minY: minY - 10, maxX: minX + 2000, maxY: minY + 10 };
    expect(placesM(junctionCandidates(network, { spacingDm: 900, box }))).toEqual(['100,0', '200,0']);
  });

  it('lie where people of the asked units live', () => {
    const network = town();
    const buildings = [homeAt(20, 20), homeAt(480, 280)];
    const homes = buildHomes(network, buildings, ['here', 'there'], (building) =>
      buildings.indexOf(building),
    );
    const here = junctionCandidates(network, { spacingDm: 1500, near: { homes, units: [0] } });
    expect(here.count).toBe(1);
    expect(['0,0', '100,0', '0,100', '100,100']).toContain(placesM(here)[0]);
    expect(junctionCandidates(network, { spacingDm: 1500, near: { homes, units: [0, 1] } }).count).toBe(2);
  });

  it('are thinned evenly to the most that is wanted', () => {
    const network = town();
    const all = junctionCandidates(network, { spacingDm: 900 });
    const some = junctionCandidates(network, { spacingDm: 900, most: 8 });
    expect(Array.from(some.source)).toEqual(Array.from({ length: 8 }, (_, i) => all.source[i * 4]));
  });

  it('have a door by which the very junction is reached, from all sides, without a step; none on bridges or lost parts', () => {
    fc.assert(
      fc.property(randomWalkSource, (source) => {
        const network = buildWalkNetwork(source);
        if (network.nodeCount === 0) return;
        const candidates = junctionCandidates(network, { spacingDm: 1, behindGates: true });
        const space = createReach(network);
        for (let c = 0; c < candidates.count; c++) {
          const doors = doorsOf(candidates, c);
          for (const edge of doors.edge) {
            expect(network.edgeFlags[edge] & (EDGE_FLAGS.bridge | EDGE_FLAGS.tunnel | EDGE_FLAGS.apart)).toBe(
              0,
            );
            expect([network.edgeFrom[edge], network.edgeTo[edge]]).toContain(candidates.source[c]);
          }
          // Nobody need walk from the junction to the door: where one may come from it, that takes no time.
          const { time } = reach(network, space, doors, { cutoffDm: 0 });
          const isOnlyEntered = Array.from(doors.edge).every(
            (edge) =>
              (network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) !== 0 &&
              network.edgeTo[edge] === candidates.source[c],
          );
          if (!isOnlyEntered) expect(time[candidates.source[c]]).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stay out of gated estates unless these are asked for', () => {
    fc.assert(
      fc.property(randomWalkSource, (source) => {
        const network = buildWalkNetwork(source);
        if (network.nodeCount === 0) return;
        for (const node of junctionCandidates(network, { spacingDm: 1 }).source)
          expect(network.nodeZone[node]).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('keep given rooms in their order, and name those too far from every street', () => {
    const network = town();
    const rooms = placeCandidates(
      network,
      'room',
      Float64Array.of(...lonLat(50, 3), ...lonLat(5000, 5000), ...lonLat(250, -4)),
    );
    expect(rooms.count).toBe(3);
    expect(Array.from(unsnappedCandidates(rooms))).toEqual([1]);
    expect(doorsOf(rooms, 0).offDm[0]).toBe(30);
    expect(doorsOf(rooms, 1).edge).toHaveLength(0);
    expect(doorsOf(rooms, 2).offDm[0]).toBe(40);
  });

  it('of several sorts are one list', () => {
    const network = town();
    const junctions = junctionCandidates(network, { spacingDm: 3000 });
    const rooms = placeCandidates(network, 'room', Float64Array.of(...lonLat(5000, 0), ...lonLat(50, 3)));
    const parcels = placeCandidates(network, 'parcel', Float64Array.of(...lonLat(150, 3)));
    const all = joinCandidates([junctions, rooms, parcels]);
    expect(all.count).toBe(junctions.count + 3);
    expect(Array.from(all.kind, (kind) => CANDIDATE_KINDS[kind]).slice(-3)).toEqual([
      'room',
      'room',
      'parcel',
    ]);
    expect(doorsOf(all, 0)).toEqual(doorsOf(junctions, 0));
    expect(doorsOf(all, junctions.count).edge).toHaveLength(0);
    expect(doorsOf(all, junctions.count + 1)).toEqual(doorsOf(rooms, 1));
    expect(doorsOf(all, junctions.count + 2)).toEqual(doorsOf(parcels, 0));
  });
});
