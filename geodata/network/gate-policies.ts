import type { Position } from '../model/geometry.ts';
import { gateKey } from '../model/station-plan.ts';
import { GATE_POLICIES, type GatePolicy } from '../model/walk-source.ts';
import { planeLat, planeLon } from './plane.ts';
import type { WalkNetwork } from './walk-network.ts';

/** Where a gate stands (degrees). */
export function gatePlace({ plane, gateFrom, nodeX, nodeY }: WalkNetwork, gate: number): Position {
  const node = gateFrom[gate];
  return [planeLon(plane, nodeX[node]), planeLat(plane, nodeY[node])];
}

/**
 * `gatePolicy` as a plan wants it: the network's own, but for the gates that `gates` names by their place (`gateKey`). A name that no gate
 * has exactly means one within a step of its last digit (about a metre): streets that were imported anew are rounded anew. What names no
 * gate changes nothing.
 */
export function plannedGatePolicies(
  network: WalkNetwork,
  gates: Readonly<Record<string, GatePolicy>>,
): Uint8Array {
  const policies = network.gatePolicy.slice();
  const wanted = Object.entries(gates);
  if (wanted.length === 0) return policies;
  const gatesAt = new Map<string, number[]>();
  for (let gate = 0; gate < network.gateCount; gate++) {
    const key = gateKey(gatePlace(network, gate));
    gatesAt.set(key, [...(gatesAt.get(key) ?? []), gate]);
  }
  for (const [key, policy] of wanted) {
    const named = [key, ...keysAround(key)].find((one) => gatesAt.has(one));
    for (const gate of named === undefined ? [] : gatesAt.get(named)!)
      policies[gate] = GATE_POLICIES.indexOf(policy);
  }
  return policies;
}

const STEP_DEGREES = 1e-5;

/** The nearer ones first. */
function keysAround(key: string): string[] {
  const [lon, lat] = key.split(',').map(Number);
  const steps = [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ];
  return steps.map(([dx, dy]) => gateKey([lon + dx * STEP_DEGREES, lat + dy * STEP_DEGREES]));
}
