import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAY_KINDS, type WalkSource } from '../../../geodata/model/walk-source.ts';
import { BinaryFileError } from '../../../geodata/network/binary-file.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { hilbertIndex, hilbertOrder } from '../../../geodata/network/hilbert.ts';
import { decodeWalkNetwork, encodeWalkNetwork } from '../../../geodata/network/network-file.ts';
import { distanceM } from '../../../geodata/network/plane.ts';
import { createReach, reach, UNREACHED } from '../../../geodata/network/reach.ts';
import { EDGE_FLAGS, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { randomWalkSource } from './random-network.ts';
import { walkSource } from './walk-fixtures.ts';

/** Walks between all nodes of a source without gates, segment by segment, in metres (Floyd–Warshall). */
function sourceDistances(source: WalkSource): number[][] {
  const count = source.nodeLon.length;
  const distance = Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => (i === j ? 0 : Number.POSITIVE_INFINITY)),
  );
  for (let w = 0; w < source.wayKind.length; w++) {
    const cost = WAY_KINDS[source.wayKind[w]] === 'steps' ? 2 : 1;
    for (let i = source.wayStart[w] + 1; i < source.wayStart[w + 1]; i++) {
      const a = source.wayNodes[i - 1];
      const b = source.wayNodes[i];
      const metres =
        cost * distanceM(source.nodeLon[a], source.nodeLat[a], source.nodeLon[b], source.nodeLat[b]);
      distance[a][b] = Math.min(distance[a][b], metres);
      distance[b][a] = Math.min(distance[b][a], metres);
    }
  }
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        distance[i][j] = Math.min(distance[i][j], distance[i][k] + distance[k][j]);
      }
    }
  }
  return distance;
}

/** Source node at the place of a network node (fixtures never put two junctions in one place on purpose here). */
function nodesByPlace(network: WalkNetwork, source: WalkSource): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let n = 0; n < network.nodeCount; n++) {
    const here: number[] = [];
    for (let s = 0; s < source.nodeLon.length; s++) {
      const dx = (source.nodeLon[s] - network.plane.originLon) * network.plane.dmPerDegreeLon;
      const dy = (source.nodeLat[s] - network.plane.originLat) * network.plane.dmPerDegreeLat;
      if (Math.abs(dx - network.nodeX[n]) < 1 && Math.abs(dy - network.nodeY[n]) < 1) here.push(s);
    }
    found.set(n, here);
  }
  return found;
}

describe('buildWalkNetwork', () => {
  it('contracts what does not branch and keeps its shape', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [50, 10],
          [100, 0],
          [150, 0],
          [100, 80],
        ],
        [{ nodes: [0, 1, 2] }, { nodes: [2, 3] }, { nodes: [2, 4] }],
      ),
    );
    expect(network.nodeCount).toBe(4);
    expect(network.edgeCount).toBe(3);
    expect(Array.from(network.firstPoint)).toEqual([0, 3, 5, 7].sort((a, b) => a - b));
    expect(Math.max(...network.edgeWeight)).toBe(Math.round(2 * Math.hypot(50, 10) * 10));
  });

  it('keeps a node where the kind, the name or the rule changes', () => {
    const points: [number, number][] = [
      [0, 0],
      [50, 0],
      [100, 0],
    ];
    const edges = (a: object, b: object): number =>
      buildWalkNetwork(
        walkSource(points, [
          { nodes: [0, 1], ...a },
          { nodes: [1, 2], ...b },
        ]),
      ).edgeCount;
    expect(edges({}, {})).toBe(1);
    expect(edges({ name: '长岭路' }, {})).toBe(2);
    expect(edges({ kind: 'steps' }, {})).toBe(2);
    expect(edges({ flags: 1 }, { flags: 1 })).toBe(1);
    expect(edges({ flags: 1 }, {})).toBe(2);
  });

  it('keeps a ring without any junction, and a loop', () => {
    const ring = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [50, 0],
          [50, 50],
        ],
        [{ nodes: [0, 1, 2, 0] }],
      ),
    );
    expect([ring.nodeCount, ring.edgeCount]).toEqual([1, 1]);
    expect(ring.edgeFrom[0]).toBe(ring.edgeTo[0]);
  });

  it('marks what is not connected with the main part', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [500, 0],
          [0, 300],
          [50, 300],
        ],
        [{ nodes: [0, 1] }, { nodes: [2, 3] }],
      ),
    );
    const apart = Array.from(network.edgeFlags, (flags) => (flags & EDGE_FLAGS.apart) !== 0);
    expect(apart.filter(Boolean)).toHaveLength(1);
    expect(network.edgeWeight[apart.indexOf(true)]).toBe(500);
  });

  it('gives a junction of a street and an estate’s path two sides and leaves the street through', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [-100, 0],
          [0, 0],
          [100, 0],
          [0, 60],
        ],
        [{ nodes: [0, 1, 2] }, { nodes: [1, 3] }],
        [{ node: 1, policy: 'residents', estateId: 'e1', name: '东门' }],
      ),
    );
    expect(network.gateCount).toBe(1);
    expect(network.gateNames).toEqual(['东门']);
    expect(network.gateEstateIds).toEqual(['e1']);
    expect(network.nodeZone[network.gateFrom[0]]).toBe(0);
    expect(network.nodeZone[network.gateTo[0]]).not.toBe(0);
  });

  it('gives the distances of the uncontracted source on random towns without gates', () => {
    fc.assert(
      fc.property(randomWalkSource, (town) => {
        const source: WalkSource = { ...town, gates: [], wayFlags: town.wayFlags.map(() => 0) };
        const network = buildWalkNetwork(source);
        const distances = sourceDistances(source);
        const places = nodesByPlace(network, source);
        const room = createReach(network);
        for (let n = 0; n < network.nodeCount; n++) {
          const edge = network.edgeFrom.indexOf(n);
          if (edge < 0) continue;
          const start = { edge: Int32Array.of(edge), at: Int32Array.of(0), offDm: Int32Array.of(0) };
          reach(network, room, start, { cutoffDm: 1_000_000 });
          const starts = places.get(n) ?? [];
          for (let m = 0; m < network.nodeCount; m++) {
            const ends = places.get(m) ?? [];
            // Points of the lattice may coincide: then the pair of nodes is not known, only that one of them fits.
            const asked = starts.flatMap((a) => ends.map((b) => distances[a][b]));
            const time = room.time[m];
            const fits = asked.some((metres) =>
              time === UNREACHED
                ? metres === Number.POSITIVE_INFINITY
                : Math.abs(metres * 10 - time) <= network.edgeCount + 1,
            );
            expect(fits).toBe(true);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('the network file', () => {
  const network = buildWalkNetwork(
    walkSource(
      [
        [-100, 0],
        [0, 0],
        [100, 0],
        [0, 60],
      ],
      [{ nodes: [0, 1, 2], name: '观山东路' }, { nodes: [1, 3] }],
      [{ node: 1, policy: 'open', estateId: 'e1', name: '东门' }],
      [
        {
          kind: 'water',
          points: [
            [-100, -50],
            [100, -50],
          ],
        },
      ],
    ),
  );

  it('comes back the same', () => {
    expect(decodeWalkNetwork(encodeWalkNetwork(network))).toEqual(network);
  });

  it('is read where it lies, also at an odd place in a larger buffer', () => {
    const file = encodeWalkNetwork(network);
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    expect(decodeWalkNetwork(larger.subarray(3))).toEqual(network);
    expect(decodeWalkNetwork(file).nodeX.buffer).toBe(file.buffer);
  });

  it.each([
    ['wrong-file', () => new TextEncoder().encode('PK\u0003\u0004 something else, long enough')],
    ['wrong-version', (file: Uint8Array) => file.with(4, 99)],
    ['cut-short', (file: Uint8Array) => file.slice(0, file.length - 20)],
  ])('that is broken says so: %s', (code, breakFile) => {
    const attempt = (): unknown => decodeWalkNetwork(breakFile(encodeWalkNetwork(network)));
    expect(attempt).toThrow(BinaryFileError);
    expect(attempt).toThrow(expect.objectContaining({ code }));
  });
});

describe('hilbertOrder', () => {
  it('visits every cell of a square once, each step to a neighbour', () => {
    const cells: [number, number, number][] = [];
    for (let x = 0; x < 16; x++) for (let y = 0; y < 16; y++) cells.push([hilbertIndex(x, y), x, y]);
    cells.sort((a, b) => a[0] - b[0]);
    for (let i = 1; i < cells.length; i++) {
      expect(Math.abs(cells[i][1] - cells[i - 1][1]) + Math.abs(cells[i][2] - cells[i - 1][2])).toBe(1);
    }
  });

  it('is a permutation', () => {
    const order = hilbertOrder(Int32Array.of(5, 5, -3, 900, 0), Int32Array.of(1, 1, 4, -900, 0));
    expect(Array.from(order).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(hilbertOrder(new Int32Array(0), new Int32Array(0))).toHaveLength(0);
  });
});
