import { beforeAll, describe, expect, it } from 'vitest';
import { readOsmPbf } from '../../../geodata/import/osm-read.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { createReach, reach, UNREACHED } from '../../../geodata/network/reach.ts';
import {
  budgetDm,
  EDGE_FLAGS,
  GATE_CLOSED,
  GATE_OPEN,
  type WalkNetwork,
} from '../../../geodata/network/walk-network.ts';
import { homeTimes } from '../../../geodata/service-area/coverage.ts';
import { buildHomes, type Homes } from '../../../geodata/service-area/homes.ts';
import { createWhatIf } from '../../../geodata/service-area/what-if.ts';
import { sharedData } from '../../shared-data.ts';

const CUTOFFS_DM = [5, 10, 15].map((minutes) => budgetDm(minutes, 1.2));
const FARTHEST_DM = CUTOFFS_DM[CUTOFFS_DM.length - 1];
const ORIGINS = 6;

interface Place {
  edge: number;
  at: number;
  offDm: number;
}

/** Where a walker stands: at a node, still behind the gates of home (0), in public (1), behind the gates of the destination (2). */
interface Step {
  state: number;
  node: number;
  weight: number;
}

/** Nodes and edges as lists of lists; walked from the place to be reached, so one-way edges are taken backwards. */
function stepsOf(network: WalkNetwork): Step[][] {
  const steps: Step[][] = Array.from({ length: 3 * network.nodeCount }, () => []);
  const isInside = (node: number) => network.nodeZone[node] !== 0;
  const join = (from: number, to: number, weight: number, isOpen: boolean): void => {
    const put = (state: number, into: number) =>
      steps[3 * from + state].push({ state: into, node: to, weight });
    put(0, isInside(to) ? 0 : 1);
    if (isOpen) put(1, 1);
    else if (isInside(to)) {
      put(0, 2);
      put(1, 2);
    }
    if (isInside(to)) put(2, 2);
  };
  for (let e = 0; e < network.edgeCount; e++) {
    join(network.edgeTo[e], network.edgeFrom[e], network.edgeWeight[e], true);
    if ((network.edgeFlags[e] & EDGE_FLAGS.onewayFoot) === 0)
      join(network.edgeFrom[e], network.edgeTo[e], network.edgeWeight[e], true);
  }
  for (let g = 0; g < network.gateCount; g++) {
    if (network.gatePolicy[g] === GATE_CLOSED) continue;
    join(network.gateFrom[g], network.gateTo[g], 0, network.gatePolicy[g] === GATE_OPEN);
    join(network.gateTo[g], network.gateFrom[g], 0, network.gatePolicy[g] === GATE_OPEN);
  }
  return steps;
}

/** Dijkstra's algorithm with one list of waiting nodes for each decimetre, a node being looked at anew whenever it got nearer. */
function nodeTimes(network: WalkNetwork, steps: Step[][], origin: Place): number[] {
  const best = new Array<number>(3 * network.nodeCount).fill(UNREACHED);
  const waiting: number[][] = Array.from({ length: FARTHEST_DM + 1 }, () => []);
  const arrive = (node: number, state: number, time: number): void => {
    if (time > FARTHEST_DM || time >= best[3 * node + state]) return;
    best[3 * node + state] = time;
    waiting[time].push(3 * node + state);
  };
  const startState = (node: number) => (network.nodeZone[node] !== 0 ? 0 : 1);
  const from = network.edgeFrom[origin.edge];
  const to = network.edgeTo[origin.edge];
  arrive(from, startState(from), origin.offDm + origin.at);
  if ((network.edgeFlags[origin.edge] & EDGE_FLAGS.onewayFoot) === 0)
    arrive(to, startState(to), origin.offDm + network.edgeWeight[origin.edge] - origin.at);
  for (let time = 0; time <= FARTHEST_DM; time++) {
    for (const key of waiting[time]) {
      if (best[key] !== time) continue;
      for (const { state, node, weight } of steps[key]) arrive(node, state, time + weight);
    }
  }
  return Array.from({ length: network.nodeCount }, (_, node) =>
    Math.min(best[3 * node], best[3 * node + 1], best[3 * node + 2]),
  );
}

/** Walks of all homes to the origin, each entrance tried from both ends of its street. */
function walks(network: WalkNetwork, homes: Homes, steps: Step[][], origin: Place): number[] {
  const times = nodeTimes(network, steps, origin);
  return Array.from({ length: homes.count }, (_, h) => {
    let walk = UNREACHED;
    for (let e = homes.firstEntrance[h]; e < homes.firstEntrance[h + 1]; e++) {
      const edge = homes.edge[e];
      const isOneWay = (network.edgeFlags[edge] & EDGE_FLAGS.onewayFoot) !== 0;
      const ways = [times[network.edgeTo[edge]] + network.edgeWeight[edge] - homes.at[e]];
      if (!isOneWay) ways.push(times[network.edgeFrom[edge]] + homes.at[e]);
      const ahead = origin.at - homes.at[e];
      if (edge === origin.edge && (!isOneWay || ahead >= 0)) ways.push(origin.offDm + Math.abs(ahead));
      walk = Math.min(walk, Math.min(...ways) + homes.offDm[e]);
    }
    return walk <= FARTHEST_DM ? walk : UNREACHED;
  });
}

describe.each(['porto_centre', 'liechtenstein'])('walks on the streets of %s', (place) => {
  const path = sharedData(`osm/${place}.osm.pbf`);
  let network: WalkNetwork;
  let homes: Homes;
  let steps: Step[][];
  beforeAll(async () => {
    if (path === null) return;
    const { walk, buildings } = await readOsmPbf(path);
    network = buildWalkNetwork(walk);
    homes = buildHomes(network, buildings, ['all'], () => 0);
    steps = stepsOf(network);
  }, 60_000);

  it.skipIf(path === null)('are those of a plain search, home by home, and so are the covered sets', () => {
    const room = createReach(network);
    const plan = createWhatIf(network, homes, { cutoffsDm: CUTOFFS_DM, horizonDm: FARTHEST_DM });
    let reached = 0;
    for (let i = 0; i < ORIGINS; i++) {
      const entrance = Math.floor(((i + 0.5) * homes.edge.length) / ORIGINS);
      const doors = {
        edge: homes.edge.slice(entrance, entrance + 1),
        at: homes.at.slice(entrance, entrance + 1),
        offDm: homes.offDm.slice(entrance, entrance + 1),
      };
      const expected = walks(network, homes, steps, {
        edge: doors.edge[0],
        at: doors.at[0],
        offDm: doors.offDm[0],
      });
      reach(network, room, doors, { cutoffDm: FARTHEST_DM });
      expect(Array.from(homeTimes(network, homes, room).timeDm)).toEqual(expected);
      plan.stand(doors);
      expect(Array.from(plan.standing.timeDm)).toEqual(expected);
      CUTOFFS_DM.forEach((cutoffDm, c) => {
        const covered = expected.filter((walk) => walk <= cutoffDm).length;
        expect(plan.counts[c].buildings).toBe(covered);
        reached += covered;
      });
      plan.stand({ edge: new Int32Array(0), at: new Int32Array(0), offDm: new Int32Array(0) });
      plan.move(doors);
      const brought = Array.from(plan.brought.home.subarray(0, plan.brought.count)).sort((a, b) => a - b);
      expect(brought).toEqual(expected.flatMap((walk, h) => (walk <= FARTHEST_DM ? [h] : [])));
      plan.move(null);
    }
    expect(reached).toBeGreaterThan(1000);
  });
});
