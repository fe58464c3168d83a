import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsCross } from '../../../geodata/network/barriers.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { planeX, planeY } from '../../../geodata/network/plane.ts';
import { snapPoints } from '../../../geodata/network/snap.ts';
import { NO_SNAP, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { randomWalkSource } from './random-network.ts';
import { lonLat, walkSource } from './walk-fixtures.ts';

/** Distance to every segment in turn, barriers tried one by one. */
function snapTwin(
  network: WalkNetwork,
  x: number,
  y: number,
  maxDm: number,
): { squared: number; offDm: number } | null {
  let best = Number.POSITIVE_INFINITY;
  for (let e = 0; e < network.edgeCount; e++) {
    if (network.edgeFlags[e] & NO_SNAP) continue;
    for (let i = network.firstPoint[e]; i < network.firstPoint[e + 1] - 1; i++) {
      const dx = network.pointX[i + 1] - network.pointX[i];
      const dy = network.pointY[i + 1] - network.pointY[i];
      const length = dx * dx + dy * dy;
      const raw = length === 0 ? 0 : ((x - network.pointX[i]) * dx + (y - network.pointY[i]) * dy) / length;
      const along = Math.min(1, Math.max(0, raw));
      const toX = network.pointX[i] + along * dx;
      const toY = network.pointY[i] + along * dy;
      const squared = (x - network.pointX[i] - along * dx) ** 2 + (y - network.pointY[i] - along * dy) ** 2;
      if (squared > maxDm * maxDm || squared >= best) continue;
      let isBarred = false;
      for (let b = 0; b < network.barrierKind.length; b++) {
        for (let p = network.firstBarrierPoint[b]; p < network.firstBarrierPoint[b + 1] - 1; p++) {
          const { barrierX, barrierY } = network;
          isBarred ||= segmentsCross(
            x,
            y,
            toX,
            toY,
            barrierX[p],
            barrierY[p],
            barrierX[p + 1],
            barrierY[p + 1],
          );
        }
      }
      // Within 2 m one stands on the street itself.
      if (!isBarred || squared <= 20 * 20) best = squared;
    }
  }
  return best === Number.POSITIVE_INFINITY ? null : { squared: best, offDm: Math.round(Math.sqrt(best)) };
}

describe('snapPoints', () => {
  const street = [{ nodes: [0, 1] }];
  const points: [number, number][] = [
    [0, 0],
    [200, 0],
  ];
  const snapAt = (network: WalkNetwork, xM: number, yM: number) =>
    snapPoints(network, Float64Array.from(lonLat(xM, yM)), { maxDistanceM: 80 });

  it('goes to the middle of an edge, not to its nodes', () => {
    const network = buildWalkNetwork(walkSource(points, street));
    const snapped = snapAt(network, 70, 40);
    expect([snapped.edge[0], snapped.offDm[0]]).toEqual([0, 400]);
    expect(
      Math.abs(snapped.at[0] - (network.nodeX[network.edgeFrom[0]] < 0 ? 700 : 1300)),
    ).toBeLessThanOrEqual(1);
  });

  it('stops at the limit', () => {
    const network = buildWalkNetwork(walkSource(points, street));
    expect(snapAt(network, 70, 79).edge[0]).toBe(0);
    expect(snapAt(network, 70, 81).edge[0]).toBe(-1);
  });

  it('takes the farther street where a river lies before the nearer', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [200, 0],
          [0, 100],
          [200, 100],
          [0, 50],
        ],
        [{ nodes: [0, 1] }, { nodes: [2, 3] }, { nodes: [0, 4, 2], kind: 'bridge' }],
        [],
        [
          {
            kind: 'water',
            points: [
              [-50, 30],
              [250, 30],
            ],
          },
        ],
      ),
    );
    expect(snapAt(network, 100, 20).offDm[0]).toBe(200);
    expect(snapAt(network, 100, 40).offDm[0]).toBe(600);
  });

  it('keeps a place on a quay on its street, though a metre of rounding puts it beyond the wall', () => {
    const network = buildWalkNetwork(
      walkSource(
        points,
        street,
        [],
        [
          {
            kind: 'wall',
            points: [
              [-50, 1],
              [250, 1],
            ],
          },
        ],
      ),
    );
    expect(snapAt(network, 100, 1.5).offDm[0]).toBe(15);
    expect(snapAt(network, 100, 3).edge[0]).toBe(-1);
  });

  it('never to bridges, tunnels or parts that lead nowhere', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [200, 0],
          [0, 60],
          [200, 60],
          [60, 30],
          [140, 30],
        ],
        [{ nodes: [0, 1] }, { nodes: [0, 2] }, { nodes: [2, 3], kind: 'underpass' }, { nodes: [4, 5] }],
      ),
    );
    expect(snapAt(network, 100, 55).offDm[0]).toBe(550);
  });

  it('is the nearest of all segments not behind a barrier, on random towns', () => {
    const anywhere = fc.record({
      x: fc.integer({ min: -60, max: 380 }),
      y: fc.integer({ min: -60, max: 380 }),
    });
    fc.assert(
      fc.property(
        randomWalkSource,
        fc.array(anywhere, { maxLength: 5 }),
        fc.array(anywhere, { minLength: 1, maxLength: 6 }),
        (town, line, places) => {
          const wall = {
            kind: 'wall' as const,
            line: line.flatMap(({ x, y }) => lonLat(x + 0.37, y + 0.41)),
          };
          const network = buildWalkNetwork({ ...town, barriers: [wall] });
          for (const { x, y } of places) {
            const [lon, lat] = lonLat(x, y);
            const snapped = snapPoints(network, Float64Array.of(lon, lat), { maxDistanceM: 80 });
            const twin = snapTwin(network, planeX(network.plane, lon), planeY(network.plane, lat), 800);
            expect(snapped.edge[0] >= 0).toBe(twin !== null);
            if (twin !== null) expect(snapped.offDm[0]).toBe(twin.offDm);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('segmentsCross', () => {
  it('lets nobody slip through the joint of two barrier segments', () => {
    const through = (cx: number, cy: number, dx: number, dy: number): boolean =>
      segmentsCross(0, -10, 0, 10, cx, cy, dx, dy);
    const crossed = [through(-5, 0, 0, 0), through(0, 0, 5, 0)].filter(Boolean);
    expect(crossed).toHaveLength(1);
  });
});
