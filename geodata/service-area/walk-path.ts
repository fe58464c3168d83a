import type { Position } from '../model/geometry.ts';
import { WAY_KINDS, type WayKind } from '../model/walk-source.ts';
import { lineAlongEdge, positionOf } from '../network/edge-line.ts';
import { labelAt, type Reach, UNREACHED } from '../network/reach.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import type { Homes } from './homes.ts';
import { type RouteStep, shortestRoute } from './walk-route.ts';

/** One walk between a home and the station nearest to it. */
export interface WalkPath {
  /** Number of the source of the search that it leads to. */
  source: number;
  /** Entrance of the home that it begins at, as a number of `Homes.edge`. */
  entrance: number;
  /** Effective decimetres: exactly the home's label of the search; minutes by `minutesOf`. */
  timeDm: number;
  /** Home (where the building stands), the places along the streets, and the station where `sourceLonLat` was given. */
  line: Position[];
  /** Stretches of one kind and name, from the home on. */
  stretches: WalkStretch[];
  /** Gates passed, from the home on, as their numbers, and their names ('' where none is known). */
  gates: number[];
  gateNames: string[];
  hasSteps: boolean;
  hasBridge: boolean;
}

export interface WalkStretch {
  kind: WayKind;
  name: string;
  /** Effective decimetres of the stretch. */
  timeDm: number;
}

/**
 * The walk between home `h` and its nearest source, by the same rules as `reach` (gates, one-ways, steps); null where the search did
 * not reach the home. The line is in the order in which it is walked: from the home for `toward`, to it for `away`.
 * @param sourceLonLat places of the sources as given to `snapPoints`, to end at the station and not at its street
 */
export function walkPath(
  network: WalkNetwork,
  homes: Homes,
  from: Reach,
  h: number,
  sourceLonLat?: Float64Array,
): WalkPath | null {
  const best = bestEntrance(network, homes, from, h);
  if (best === null) return null;
  const { entrance, source } = best;
  const place = { edge: homes.edge[entrance], at: homes.at[entrance], offDm: homes.offDm[entrance] };
  const steps = shortestRoute(network, from, place, best.time, source);
  const inside = steps.flatMap((step) => pointsOf(network, step));
  const line = withoutRepeats([
    positionOf(network, homes.x[h], homes.y[h]),
    ...inside,
    ...(sourceLonLat ? [[sourceLonLat[2 * source], sourceLonLat[2 * source + 1]] as Position] : []),
  ]);
  const gates = steps.flatMap((step) => (step.gate === null ? [] : [step.gate]));
  const stretches = stretchesOf(network, steps);
  const path: WalkPath = {
    source,
    entrance,
    timeDm: best.time,
    line,
    stretches,
    gates,
    gateNames: gates.map((gate) => network.gateNames[gate]),
    hasSteps: stretches.some(({ kind }) => kind === 'steps'),
    hasBridge: stretches.some(({ kind }) => kind === 'bridge'),
  };
  return from.direction === 'toward' ? path : reversed(path);
}

/** The entrance that `homeTimes` takes: shortest walk, then the source with the lower number, then the first entrance. */
function bestEntrance(
  network: WalkNetwork,
  homes: Homes,
  from: Reach,
  h: number,
): { entrance: number; time: number; source: number } | null {
  const label = { time: UNREACHED, source: -1 };
  let best: { entrance: number; time: number; source: number } | null = null;
  for (let e = homes.firstEntrance[h]; e < homes.firstEntrance[h + 1]; e++) {
    labelAt(network, from, homes.edge[e], homes.at[e], homes.offDm[e], label);
    if (label.time === UNREACHED) continue;
    if (best && (label.time > best.time || (label.time === best.time && label.source >= best.source)))
      continue;
    best = { entrance: e, time: label.time, source: label.source };
  }
  return best;
}

/** Places of a step from its beginning to its end; a gate has none of its own. */
function pointsOf(network: WalkNetwork, { gate, edge, fromAt, toAt }: RouteStep): Position[] {
  return gate === null ? lineAlongEdge(network, edge, fromAt, toAt) : [];
}

function stretchesOf(network: WalkNetwork, steps: RouteStep[]): WalkStretch[] {
  const stretches: WalkStretch[] = [];
  for (const step of steps) {
    if (step.gate !== null || step.fromAt === step.toAt) continue;
    const kind = WAY_KINDS[network.edgeKind[step.edge]];
    const name = network.names[network.edgeName[step.edge]];
    const timeDm = Math.abs(step.toAt - step.fromAt);
    const last = stretches[stretches.length - 1];
    if (last?.kind === kind && last.name === name) last.timeDm += timeDm;
    else stretches.push({ kind, name, timeDm });
  }
  return stretches;
}

function reversed(path: WalkPath): WalkPath {
  return {
    ...path,
    line: [...path.line].reverse(),
    stretches: [...path.stretches].reverse(),
    gates: [...path.gates].reverse(),
    gateNames: [...path.gateNames].reverse(),
  };
}

function withoutRepeats(line: Position[]): Position[] {
  return line.filter(([lon, lat], i) => i === 0 || lon !== line[i - 1][0] || lat !== line[i - 1][1]);
}
