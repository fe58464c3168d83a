import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAY_KINDS } from '../../../geodata/model/walk-source.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { planeX, planeY } from '../../../geodata/network/plane.ts';
import { createReach, labelAt, reach, UNREACHED } from '../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import {
  EDGE_FLAGS,
  GATE_CLOSED,
  GATE_OPEN,
  type WalkNetwork,
} from '../../../geodata/network/walk-network.ts';
import { homeTimes } from '../../../geodata/service-area/coverage.ts';
import { walkPath } from '../../../geodata/service-area/walk-path.ts';
import { type RoutePlace, type RouteStep, shortestRoute } from '../../../geodata/service-area/walk-route.ts';
import { randomWalkSource } from '../network/random-network.ts';
import { lonLat, walkSource } from '../network/walk-fixtures.ts';
import { fixtureHomes } from './home-fixtures.ts';

const place = fc.record({
  edge: fc.nat(1000),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  offDm: fc.nat(300),
});

function placeOn(network: WalkNetwork, one: RoutePlace): RoutePlace {
  const edge = one.edge % network.edgeCount;
  return { edge, at: Math.round(one.at * network.edgeWeight[edge]), offDm: one.offDm };
}

function pointsOn(places: RoutePlace[]): SnappedPoints {
  return {
    edge: Int32Array.from(places, ({ edge }) => edge),
    at: Int32Array.from(places, ({ at }) => at),
    offDm: Int32Array.from(places, ({ offDm }) => offDm),
  };
}

/** Nodes at the two ends of a step, -1 for the places that the route begins and ends at. */
function endsOf(network: WalkNetwork, step: RouteStep, into: number): [number, number] {
  if (step.gate !== null) {
    const ends: [number, number] = [network.gateFrom[step.gate], network.gateTo[step.gate]];
    return ends[0] === into ? ends : [ends[1], ends[0]];
  }
  const nodeAt = (at: number): number => {
    if (at === 0) return network.edgeFrom[step.edge];
    return at === network.edgeWeight[step.edge] ? network.edgeTo[step.edge] : -1;
  };
  return [nodeAt(step.fromAt), nodeAt(step.toAt)];
}

describe('the path of a walk', () => {
  it('is exactly as long as its label and keeps every rule of the search', () => {
    fc.assert(
      fc.property(
        randomWalkSource,
        place,
        fc.array(place, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('toward' as const, 'away' as const),
        fc.boolean(),
        (source, asked, askedSources, direction, avoidSteps) => {
          const network = buildWalkNetwork(source);
          if (network.edgeCount === 0) return;
          const home = placeOn(network, asked);
          const sources = askedSources.map((one) => placeOn(network, one));
          const search = reach(network, createReach(network), pointsOn(sources), {
            cutoffDm: 100_000,
            direction,
            avoidSteps,
          });
          const label = labelAt(network, search, home.edge, home.at, home.offDm, { time: 0, source: 0 });
          if (label.time === UNREACHED) return;
          const steps = shortestRoute(network, search, home, label.time, label.source);
          const goal = sources[label.source];
          const walked = steps.reduce((sum, step) => sum + Math.abs(step.toAt - step.fromAt), 0);
          expect(home.offDm + walked + goal.offDm).toBe(label.time);
          expect([steps[0].edge, steps[0].fromAt]).toEqual([home.edge, home.at]);
          expect([steps.at(-1)!.edge, steps.at(-1)!.toAt]).toEqual([goal.edge, goal.at]);
          expect(breaches(network, steps, direction, avoidSteps)).toEqual([]);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('begins at the home’s best entrance and is told where nothing was reached', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [1000, 0],
        ],
        [{ nodes: [0, 1], name: '长街' }],
      ),
    );
    const homes = fixtureHomes([
      {
        xM: 0,
        yM: 20,
        doors: [
          { edge: 0, at: 8000, offDm: 0 },
          { edge: 0, at: 6000, offDm: 30 },
        ],
      },
      { xM: 0, yM: 0, doors: [{ edge: 0, at: 9500, offDm: 0 }] },
      { xM: 0, yM: 0 },
    ]);
    const search = reach(network, createReach(network), pointsOn([{ edge: 0, at: 1000, offDm: 70 }]), {
      cutoffDm: 7500,
    });
    const path = walkPath(network, homes, search, 0, Float64Array.from(lonLat(100, 7)))!;
    expect(path).toMatchObject({
      source: 0,
      entrance: 1,
      timeDm: 5100,
      stretches: [{ kind: 'lane', name: '长街', timeDm: 5000 }],
      gates: [],
      hasSteps: false,
      hasBridge: false,
    });
    expect(path.timeDm).toBe(homeTimes(network, homes, search).timeDm[0]);
    expect(
      path.line.map(([lon, lat]) => [planeX(network.plane, lon) / 10, planeY(network.plane, lat) / 10]),
    ).toEqual([
      [0, 20],
      [100, 0],
      [-400, 0],
      [-400, 7],
    ]);
    expect(walkPath(network, homes, search, 1)).toBeNull();
    expect(walkPath(network, homes, search, 2)).toBeNull();
  });

  it('names the gates, tells of steps and bridges, and bends where the street does', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [0, 100],
          [100, 100],
          [100, 200],
          [100, 300],
          [-300, 300],
          [500, 300],
        ],
        [
          { nodes: [0, 1, 2], kind: 'estatePath' },
          { nodes: [2, 3], kind: 'steps' },
          { nodes: [3, 4], kind: 'bridge', name: '彩虹桥' },
          { nodes: [5, 4, 6] },
        ],
        [{ node: 2, policy: 'residents', name: '东门' }],
      ),
    );
    const edgeOf = (kind: string) => network.edgeKind.findIndex((one) => WAY_KINDS[one] === kind);
    const estate = edgeOf('estatePath');
    const first = network.firstPoint[estate];
    // The far end of the path, wherever the edge begins.
    const isForward = network.pointY[first] === Math.min(...network.pointY);
    const at = isForward ? 0 : network.edgeWeight[estate];
    const lane = network.edgeKind.findIndex(
      (one, edge) => WAY_KINDS[one] === 'lane' && network.edgeTo[edge] >= 0,
    );
    const homes = fixtureHomes([{ xM: 0, yM: 0, doors: [{ edge: estate, at, offDm: 0 }] }]);
    for (const direction of ['toward', 'away'] as const) {
      const search = reach(network, createReach(network), pointsOn([{ edge: lane, at: 0, offDm: 0 }]), {
        cutoffDm: 20_000,
        direction,
      });
      const path = walkPath(network, homes, search, 0)!;
      const kinds = path.stretches.map(({ kind }) => kind);
      const walked = direction === 'toward' ? kinds : kinds.reverse();
      expect(walked.slice(0, 3)).toEqual(['estatePath', 'steps', 'bridge']);
      expect(path).toMatchObject({ gateNames: ['东门'], hasSteps: true, hasBridge: true });
      expect(path.stretches.find(({ kind }) => kind === 'bridge')!.name).toBe('彩虹桥');
      expect(path.stretches.reduce((sum, { timeDm }) => sum + timeDm, 0)).toBe(path.timeDm);
      expect(path.line.length).toBeGreaterThan(4);
    }
  });
});

/** What a walk may not do, checked step by step in the order of the walk. */
function breaches(
  network: WalkNetwork,
  fromHome: RouteStep[],
  direction: 'toward' | 'away',
  avoidSteps: boolean,
): string[] {
  const found: string[] = [];
  const nodes: number[] = [];
  let at = -1;
  fromHome.forEach((step, i) => {
    const [begin, end] = endsOf(network, step, at);
    if (i > 0 && begin !== at) found.push(`step ${i} does not begin where the last one ends`);
    at = end;
    nodes.push(end);
    if (step.gate !== null) return;
    const ahead = direction === 'toward' ? step.toAt - step.fromAt : step.fromAt - step.toAt;
    if ((network.edgeFlags[step.edge] & EDGE_FLAGS.onewayFoot) !== 0 && ahead < 0)
      found.push('against a one-way');
    if (avoidSteps && WAY_KINDS[network.edgeKind[step.edge]] === 'steps') found.push('along steps');
  });
  const isInside = (step: RouteStep): boolean => {
    if (step.gate === null) return network.nodeZone[network.edgeFrom[step.edge]] !== 0;
    return true;
  };
  fromHome.forEach((step, i) => {
    if (step.gate === null) return;
    const policy = network.gatePolicy[step.gate];
    if (policy === GATE_CLOSED) found.push('through a closed gate');
    if (policy === GATE_OPEN) return;
    // Residents pass it on the way out of their own gates, or into those of where they go.
    const isWayOut = fromHome.slice(0, i).every(isInside);
    const isWayIn = fromHome.slice(i + 1).every(isInside);
    if (!isWayOut && !isWayIn) found.push('through a gate for residents of a place between');
  });
  return found;
}
