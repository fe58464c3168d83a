import Flatbush from 'flatbush';
import { gateKey } from '../../../geodata/model/station-plan.ts';
import { GATE_POLICIES } from '../../../geodata/model/walk-source.ts';
import { gatePlace } from '../../../geodata/network/gate-policies.ts';
import { budgetDm, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { createGateTrial, type GateTrial } from '../../../geodata/service-area/gate-effect.ts';
import { createHomeIndex, type HomeIndex } from '../../../geodata/service-area/home-index.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import type { GateAnswer, GateChange, GateRequest, PlanGate } from './gate-messages.ts';
import type { StandingView } from './plan-drawings.ts';

/** Answers what gates there are and what others would bring, from the search that the standing stations are counted by. */
export class PlanGateBook {
  private readonly view: () => StandingView;
  private readonly todayPolicy: Uint8Array;
  private trial: GateTrial | null = null;
  private homesOfEdge: HomeIndex | null = null;

  /** @param todayPolicy who may pass each gate of the network today */
  constructor(view: () => StandingView, todayPolicy: Uint8Array) {
    this.view = view;
    this.todayPolicy = todayPolicy;
  }

  answer(request: GateRequest): GateAnswer {
    const { sequence } = request;
    if (request.type === 'gates') return { type: 'gates', sequence, gates: this.gates() };
    return { type: 'gateEffects', sequence, effects: request.changes.map((change) => this.effectOf(change)) };
  }

  private gates(): PlanGate[] {
    const { network, homes } = this.view();
    const unitOf = unitFinder(network, homes);
    const byKey = new Map<string, PlanGate>();
    for (let gate = 0; gate < network.gateCount; gate++) {
      const position = gatePlace(network, gate);
      const key = gateKey(position);
      const known = byKey.get(key);
      if (known !== undefined) {
        known.numbers.push(gate);
        continue;
      }
      byKey.set(key, {
        key,
        position,
        name: network.gateNames[gate],
        estateId: network.gateEstateIds[gate] || null,
        unitId: unitOf(gate),
        policy: GATE_POLICIES[this.todayPolicy[gate]],
        numbers: [gate],
      });
    }
    return [...byKey.values()];
  }

  private effectOf({ gates, policy }: GateChange) {
    const { network, homes, search, times, cutoffsDm, speedMps, avoidSteps, units } = this.view();
    this.trial ??= createGateTrial(network);
    this.homesOfEdge ??= createHomeIndex(network, homes);
    const situation = {
      network,
      homes,
      homesOfEdge: this.homesOfEdge,
      doors: search.sources,
      timeDm: times.timeDm,
      cutoffsDm,
      minuteDm: budgetDm(1, speedMps),
      avoidSteps,
      isCounted: units === null ? null : marked(homes.unitIds.length + 1, units),
    };
    return this.trial.effectOf(situation, gates, GATE_POLICIES.indexOf(policy));
  }
}

/** From a gate to the unit of the nearest home. */
function unitFinder(network: WalkNetwork, homes: Homes): (gate: number) => string | null {
  if (homes.count === 0) return () => null;
  const index = new Flatbush(homes.count);
  for (let home = 0; home < homes.count; home++) index.add(homes.x[home], homes.y[home]);
  index.finish();
  return (gate) => {
    const node = network.gateFrom[gate];
    const [home] = index.neighbors(network.nodeX[node], network.nodeY[node], 1);
    return homes.unitIds[homes.unit[home]] ?? null;
  };
}

function marked(length: number, numbers: readonly number[]): Uint8Array {
  const marks = new Uint8Array(length);
  for (const number of numbers) marks[number] = 1;
  return marks;
}
