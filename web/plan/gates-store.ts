import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { GATE_POLICIES, type GatePolicy } from '../../geodata/model/walk-source.ts';
import type { GateEffect } from '../../geodata/service-area/gate-effect.ts';
import { useUnits } from '../stores/units.ts';
import { usePlan } from './plan-store.ts';
import type { GateChange, PlanGate } from './worker/gate-messages.ts';

/** Gates weighed in one question: a few hundredths of a second, so that a station can be taken in hand meanwhile. */
const GATES_AT_ONCE = 12;

/** A gate with what the plan does to it. */
export interface ListedGate {
  gate: PlanGate;
  /** Who may pass in the plan. */
  policy: GatePolicy;
  isChanged: boolean;
  /** A changed gate: what the change brings to the plan; another: what opening it would. Null while that is not counted. */
  effect: GateEffect | null;
}

/** 门禁: the gates of the walking network, who may pass them in the plan, and what it would be if others might. */
export const useGates = defineStore('plan-gates', () => {
  const plan = usePlan();
  const units = useUnits();
  /** Somebody looks at the list: effects are counted only then. */
  const isWanted = ref(false);
  const all = shallowRef<PlanGate[]>([]);
  const effects = shallowRef<ReadonlyMap<string, GateEffect>>(new Map());
  const chosenKey = ref<string | null>(null);
  const chosenEffects = shallowRef<ReadonlyMap<GatePolicy, GateEffect>>(new Map());
  const progress = ref<{ done: number; total: number } | null>(null);

  let listSequence: number | null = null;
  let chosenSequence: number | null = null;
  let round: { gates: PlanGate[]; done: GateEffect[]; sequence: number | null } | null = null;

  const policyOf = (gate: PlanGate): GatePolicy => plan.edits.gates[gate.key] ?? gate.policy;
  const isChanged = (gate: PlanGate): boolean => policyOf(gate) !== gate.policy;
  /** Of the unit looked at: those that not everybody may pass, and those that the plan changes. */
  const looked = computed<PlanGate[]>(() => {
    const unit = units.selected;
    const isInside = (gate: PlanGate): boolean =>
      unit === null ||
      unit.id === units.root?.id ||
      (gate.unitId !== null && units.tree?.isWithin(gate.unitId, unit.id) === true);
    return all.value.filter((gate) => isChanged(gate) || (gate.policy !== 'open' && isInside(gate)));
  });
  const list = computed<ListedGate[]>(() =>
    looked.value
      .map((gate) => ({
        gate,
        policy: policyOf(gate),
        isChanged: isChanged(gate),
        effect: effects.value.get(gate.key) ?? null,
      }))
      .sort(
        (a, b) =>
          Number(b.isChanged) - Number(a.isChanged) ||
          gainOf(b.effect, plan.cutoffIndex) - gainOf(a.effect, plan.cutoffIndex) ||
          (a.gate.key < b.gate.key ? -1 : 1),
      ),
  );
  const chosen = computed(() => all.value.find(({ key }) => key === chosenKey.value) ?? null);

  /** A changed gate is weighed by taking its change back, any other by opening it. */
  function changeOf(gate: PlanGate): GateChange {
    return { gates: gate.numbers, policy: isChanged(gate) ? gate.policy : 'open' };
  }

  function begin(): void {
    round = null;
    progress.value = null;
    effects.value = new Map();
    chosenEffects.value = new Map();
    if (plan.standing === null || plan.held !== null) return;
    askChosen();
    if (!isWanted.value || looked.value.length === 0) return;
    round = { gates: looked.value, done: [], sequence: null };
    progress.value = { done: 0, total: round.gates.length };
    askNext();
  }

  function askNext(): void {
    if (round === null) return;
    const next = round.gates.slice(round.done.length, round.done.length + GATES_AT_ONCE);
    round.sequence = plan.ask({ type: 'gateEffects', changes: next.map(changeOf) });
  }

  function askChosen(): void {
    const gate = chosen.value;
    if (gate === null) return;
    chosenSequence = plan.ask({
      type: 'gateEffects',
      changes: othersOf(gate).map((policy) => ({ gates: gate.numbers, policy })),
    });
  }

  function othersOf(gate: PlanGate): GatePolicy[] {
    return GATE_POLICIES.filter((policy) => policy !== policyOf(gate));
  }

  function receiveRound(answered: GateEffect[]): void {
    if (round === null) return;
    round.done.push(...answered);
    if (round.done.length < round.gates.length) {
      progress.value = { done: round.done.length, total: round.gates.length };
      askNext();
      return;
    }
    const { gates, done } = round;
    effects.value = new Map(
      gates.map((gate, number) => [gate.key, isChanged(gate) ? negated(done[number]) : done[number]]),
    );
    round = null;
    progress.value = null;
  }

  onScopeDispose(
    plan.listen((answer) => {
      if (answer.type === 'gates' && answer.sequence === listSequence) all.value = answer.gates;
      if (answer.type !== 'gateEffects') return;
      if (answer.sequence === round?.sequence) receiveRound(answer.effects);
      else if (answer.sequence === chosenSequence && chosen.value !== null) {
        const policies = othersOf(chosen.value);
        chosenEffects.value = new Map(policies.map((policy, number) => [policy, answer.effects[number]]));
      }
    }),
  );
  watch(
    () => plan.network,
    (network) => {
      all.value = [];
      if (network !== null) listSequence = plan.ask({ type: 'gates' });
    },
    { immediate: true },
  );
  // Answers to what was asked of a plan that is not there any more have numbers that nobody waits for.
  watch([() => plan.standing, () => plan.held === null, isWanted, all], begin);
  watch(chosenKey, () => {
    chosenEffects.value = new Map();
    if (plan.held === null) askChosen();
  });

  return {
    isWanted,
    all,
    list,
    progress,
    chosen,
    chosenKey,
    chosenEffects,
    policyOf,
    isChanged,
  };
});

function gainOf(effect: GateEffect | null, cutoffIndex: number): number {
  return effect === null ? 0 : effect.changes[cutoffIndex].residents + effect.shorterResidents * 1e-9;
}

/** What a change brings is what taking it back would cost. Whose walk it shortens cannot be told from that. */
function negated({ changes }: GateEffect): GateEffect {
  return {
    changes: changes.map(({ residents, elderly, households, buildings }) => ({
      residents: 0 - residents,
      elderly: 0 - elderly,
      households: 0 - households,
      buildings: 0 - buildings,
    })),
    shorterResidents: 0,
  };
}
