import { describe, expect, it } from 'vitest';
import { gateKey } from '../../../geodata/model/station-plan.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { gatePlace, plannedGatePolicies } from '../../../geodata/network/gate-policies.ts';
import { GATE_CLOSED, GATE_OPEN, GATE_RESIDENTS } from '../../../geodata/network/walk-network.ts';
import { lonLat, walkSource } from './walk-fixtures.ts';

/** A street of four nodes with gates at the middle two. */
const townWith = (first: 'open' | 'residents' | 'closed', second: 'open' | 'residents' | 'closed') =>
  buildWalkNetwork(
    walkSource(
      [
        [0, 0],
        [100, 0],
        [200, 0],
        [300, 0],
      ],
      [{ nodes: [0, 1, 2, 3] }],
      [
        { node: 1, policy: first },
        { node: 2, policy: second },
      ],
    ),
  );
const town = townWith('residents', 'residents');
const placeAt = (xM: number) => gateKey(lonLat(xM, 0));

describe('gates of a plan', () => {
  it('stand where the street has them', () => {
    expect(town.gateCount).toBe(2);
    const keys = [0, 1].map((gate) => gateKey(gatePlace(town, gate)));
    expect(keys.sort()).toEqual([placeAt(100), placeAt(200)].sort());
  });

  it('are those of a network that was built so, and the network itself stays as it is', () => {
    const planned = plannedGatePolicies(town, { [placeAt(100)]: 'open', [placeAt(200)]: 'closed' });
    expect(planned).toEqual(townWith('open', 'closed').gatePolicy);
    expect([...planned].sort()).toEqual([GATE_OPEN, GATE_CLOSED]);
    expect([...town.gatePolicy]).toEqual([GATE_RESIDENTS, GATE_RESIDENTS]);
  });

  it('are found a step of the last digit away, and no further', () => {
    const [lon, lat] = placeAt(100).split(',').map(Number);
    const off = (steps: number) => gateKey([lon - steps * 1e-5, lat + steps * 1e-5]);
    expect([...plannedGatePolicies(town, { [off(1)]: 'open' })].sort()).toEqual([GATE_OPEN, GATE_RESIDENTS]);
    expect(plannedGatePolicies(town, { [off(2)]: 'open' })).toEqual(town.gatePolicy);
  });

  it('that nobody changed are those of the network', () => {
    expect(plannedGatePolicies(town, {})).toEqual(town.gatePolicy);
  });
});
