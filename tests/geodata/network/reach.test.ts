import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { createReach, labelAt, type Reach, reach, UNREACHED } from '../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import { snapPoints } from '../../../geodata/network/snap.ts';
import { budgetDm, EDGE_FLAGS, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { randomWalkSource } from './random-network.ts';
import { reachTwin } from './reach-twin.ts';
import { lonLat, walkSource } from './walk-fixtures.ts';

function timeAt(network: WalkNetwork, from: Reach, edge: number, at: number, offDm: number): number {
  return labelAt(network, from, edge, at, offDm, { time: 0, source: 0 }).time;
}

/** Time in metres at a point of the plane, after snapping; null = not reached. */
function metresAt(
  network: WalkNetwork,
  from: ReturnType<typeof createReach>,
  xM: number,
  yM: number,
): number | null {
  const snapped = snapPoints(network, Float64Array.from(lonLat(xM, yM)), { maxDistanceM: 50 });
  if (snapped.edge[0] < 0) return null;
  const time = timeAt(network, from, snapped.edge[0], snapped.at[0], snapped.offDm[0]);
  return time === UNREACHED ? null : Math.round(time / 10);
}

function search(network: WalkNetwork, xM: number, yM: number, cutoffM = 5000) {
  const sources = snapPoints(network, Float64Array.from(lonLat(xM, yM)), { maxDistanceM: 50 });
  return reach(network, createReach(network), sources, { cutoffDm: cutoffM * 10 });
}

describe('reach on a graph drawn by hand', () => {
  //  3 ── 200 ── 4
  //  │           │
  // 100         100
  //  │           │
  //  0 ── 100 ── 1 ── 100 ── 2
  const points: [number, number][] = [
    [0, 0],
    [100, 0],
    [200, 0],
    [0, 100],
    [100, 100],
  ];
  const square = [{ nodes: [0, 1, 2] }, { nodes: [0, 3] }, { nodes: [3, 4] }, { nodes: [4, 1] }];

  it('walks the shorter way round', () => {
    const network = buildWalkNetwork(walkSource(points, square));
    const from = search(network, 0, 0);
    expect(metresAt(network, from, 200, 0)).toBe(200);
    expect(metresAt(network, from, 100, 100)).toBe(200);
    expect(metresAt(network, from, 50, 0)).toBe(50);
  });

  it('adds the way off the street on both ends', () => {
    const network = buildWalkNetwork(walkSource(points, square));
    expect(metresAt(network, search(network, 150, -20), 180, -30)).toBe(20 + 30 + 30);
  });

  it('stops at the cut-off, which itself is reached', () => {
    const network = buildWalkNetwork(walkSource(points, square));
    const from = search(network, 0, 0, 150);
    expect(metresAt(network, from, 150, 0)).toBe(150);
    expect(metresAt(network, from, 151, 0)).toBeNull();
  });

  it('counts steps double and never joins ways that merely cross', () => {
    const crossing = walkSource(
      [
        [0, 0],
        [200, 0],
        [100, -100],
        [100, 100],
        [200, 100],
      ],
      [
        { nodes: [0, 1] },
        { nodes: [2, 3], kind: 'bridge' },
        { nodes: [1, 4], kind: 'steps' },
        { nodes: [4, 3] },
      ],
    );
    const network = buildWalkNetwork(crossing);
    const from = search(network, 0, 0);
    expect(metresAt(network, from, 200, 100)).toBe(200 + 200);
    expect(metresAt(network, from, 150, 100)).toBe(200 + 200 + 50);
  });

  it('obeys oneway:foot in the direction of the walk', () => {
    const source = walkSource(
      [
        [0, 0],
        [100, 0],
        [200, 0],
      ],
      [{ nodes: [0, 1] }, { nodes: [1, 2], flags: 1 }],
    );
    const network = buildWalkNetwork(source);
    const station = snapPoints(network, Float64Array.from(lonLat(50, 0)), { maxDistanceM: 50 });
    const toward = reach(network, createReach(network), station, { cutoffDm: 9999 });
    expect(metresAt(network, toward, 150, 0)).toBeNull();
    const away = reach(network, createReach(network), station, { cutoffDm: 9999, direction: 'away' });
    expect(metresAt(network, away, 150, 0)).toBe(100);
  });
});

describe('gates', () => {
  // A street along y = 0; an estate above it with a gate at x = 0 and another at x = 300, and a path within.
  const estate = (left: 'open' | 'residents' | 'closed', right: 'open' | 'residents' | 'closed') =>
    buildWalkNetwork(
      walkSource(
        [
          [-200, 0],
          [0, 0],
          [300, 0],
          [600, 0],
          [0, 30],
          [300, 30],
          [0, 60],
          [300, 60],
          [300, -400],
          [0, -400],
        ],
        [
          { nodes: [0, 1] },
          { nodes: [1, 9, 8, 2] },
          { nodes: [2, 3] },
          { nodes: [1, 4, 6], kind: 'estatePath' },
          { nodes: [6, 7], kind: 'estatePath' },
          { nodes: [7, 5, 2], kind: 'estatePath' },
        ],
        [
          { node: 4, policy: left },
          { node: 5, policy: right },
        ],
      ),
    );

  it('for residents let people home and nobody through', () => {
    const network = estate('residents', 'residents');
    const from = search(network, -100, 0);
    expect(metresAt(network, from, 150, 60)).toBe(100 + 60 + 150);
    expect(metresAt(network, from, 300, 0)).toBe(100 + 400 + 300 + 400);
    // The path outside the far gate is reached from outside, not through the estate.
    expect(metresAt(network, from, 300, 20)).toBe(100 + 400 + 300 + 400 + 20);
  });

  it('open ones let everybody through, closed ones nobody', () => {
    expect(metresAt(estate('open', 'open'), search(estate('open', 'open'), -100, 0), 300, 0)).toBe(
      100 + 60 + 300 + 60,
    );
    const closed = estate('closed', 'residents');
    expect(metresAt(closed, search(closed, -100, 0), 20, 60)).toBe(100 + 1100 + 60 + 280);
  });

  it('for residents let people out of the place they come from', () => {
    const network = estate('residents', 'closed');
    const from = search(network, 150, 60);
    expect(metresAt(network, from, 150, 60)).toBe(0);
    expect(metresAt(network, from, -100, 0)).toBe(150 + 60 + 100);
  });

  it('change with their policy, without building the network again', () => {
    const network = estate('closed', 'closed');
    expect(metresAt(network, search(network, -100, 0), 150, 60)).toBeNull();
    network.gatePolicy.fill(0);
    expect(metresAt(network, search(network, -100, 0), 150, 60)).toBe(310);
  });

  it('stand at the mouth of a way for residents only', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [100, 0],
          [200, 0],
          [100, 100],
          [200, 100],
        ],
        [{ nodes: [0, 1] }, { nodes: [1, 3, 4, 2], flags: 8 }, { nodes: [2, 0] }],
      ),
    );
    expect(network.gateCount).toBe(2);
    const from = search(network, 50, 0);
    expect(metresAt(network, from, 100, 50)).toBe(100);
  });
});

const randomPlaces = fc.array(
  fc.record({
    edge: fc.nat(),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    offDm: fc.integer({ min: 0, max: 300 }),
  }),
  { minLength: 1, maxLength: 4 },
);

function placesOn(
  network: WalkNetwork,
  places: { edge: number; at: number; offDm: number }[],
): SnappedPoints {
  const edge = Int32Array.from(places, (place) => place.edge % network.edgeCount);
  return {
    edge,
    at: Int32Array.from(places, (place, i) => Math.round(place.at * network.edgeWeight[edge[i]])),
    offDm: Int32Array.from(places, (place) => place.offDm),
  };
}

describe('reach against its twin', () => {
  it('gives the same times and nearest sources on random towns with gates, one-ways, loops and steps', () => {
    fc.assert(
      fc.property(
        randomWalkSource,
        randomPlaces,
        fc.constantFrom(600, 2500, 100_000),
        fc.constantFrom('toward' as const, 'away' as const),
        fc.boolean(),
        (source, places, cutoffDm, direction, avoidSteps) => {
          const network = buildWalkNetwork(source);
          if (network.edgeCount === 0) return;
          const sources = placesOn(network, places);
          const twin = reachTwin(network, sources, cutoffDm, direction, avoidSteps);
          const found = reach(network, createReach(network), sources, { cutoffDm, direction, avoidSteps });
          expect(Array.from(found.time)).toEqual(twin.time);
          expect(Array.from(found.nearest)).toEqual(twin.nearest);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('leaves nothing behind from one search to the next', () => {
    fc.assert(
      fc.property(randomWalkSource, randomPlaces, randomPlaces, (source, first, second) => {
        const network = buildWalkNetwork(source);
        if (network.edgeCount === 0) return;
        const used = createReach(network);
        reach(network, used, placesOn(network, first), { cutoffDm: 5000 });
        reach(network, used, placesOn(network, second), { cutoffDm: 3000 });
        const fresh = reach(network, createReach(network), placesOn(network, second), { cutoffDm: 3000 });
        expect(used.time).toEqual(fresh.time);
        for (let e = 0; e < network.edgeCount; e++) {
          const label = { time: 0, source: 0 };
          expect({ ...labelAt(network, used, e, 0, 0, label) }).toEqual(
            labelAt(network, fresh, e, 0, 0, { ...label }),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives places on a source’s own edge the direct way', () => {
    fc.assert(
      fc.property(randomWalkSource, randomPlaces, (source, places) => {
        const network = buildWalkNetwork(source);
        if (network.edgeCount === 0) return;
        const sources = placesOn(network, places);
        const from = reach(network, createReach(network), sources, { cutoffDm: 100_000 });
        for (let s = 0; s < places.length; s++) {
          if (network.edgeFlags[sources.edge[s]] & EDGE_FLAGS.onewayFoot) continue;
          expect(timeAt(network, from, sources.edge[s], sources.at[s], 0)).toBeLessThanOrEqual(
            sources.offDm[s],
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('budgetDm', () => {
  it('is whole decimetres', () => {
    expect(budgetDm(15, 1.2)).toBe(10_800);
    expect(budgetDm(5, 0.9)).toBe(2700);
    expect(budgetDm(10, 1.1)).toBe(6600);
  });
});
