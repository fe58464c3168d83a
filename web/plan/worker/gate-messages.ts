import type { Position } from '../../../geodata/model/geometry.ts';
import type { GatePolicy } from '../../../geodata/model/walk-source.ts';
import type { GateEffect } from '../../../geodata/service-area/gate-effect.ts';

/** What the page asks about gates (门禁). Answered by the same number. */
export type GateRequest =
  /** All gates, as they are today. */
  | { type: 'gates'; sequence: number }
  /** What each change by itself would bring to the plan as it stands. */
  | { type: 'gateEffects'; sequence: number; changes: GateChange[] };

/** Who may pass some gates (by `PlanGate.numbers`) in a change that is only thought of. */
export interface GateChange {
  gates: number[];
  policy: GatePolicy;
}

/** A gate at one place; where several ways meet in it, it is several of the network's. */
export interface PlanGate {
  /** As a plan names it (`gateKey`). */
  key: string;
  position: Position;
  /** '' where it has none. */
  name: string;
  estateId: string | null;
  /** Unit of the home nearest to it; null where nobody lives within its reach. */
  unitId: string | null;
  /** Who may pass it today. */
  policy: GatePolicy;
  numbers: number[];
}

export interface PlanGates {
  sequence: number;
  gates: PlanGate[];
}

export interface PlanGateEffects {
  sequence: number;
  /** One for each of `changes`, in their order. */
  effects: GateEffect[];
}

export type GateAnswer = ({ type: 'gates' } & PlanGates) | ({ type: 'gateEffects' } & PlanGateEffects);
