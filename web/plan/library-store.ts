import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { changesAnything, formatStationPlan } from '../../geodata/model/station-plan.ts';
import type { Scenario, ScenarioBody } from '../../server/contract/scenarios.ts';
import { ApiError } from '../api/http.ts';
import { bodyOf, useScenarios } from '../stores/scenarios.ts';
import { useSelection } from '../stores/selection.ts';
import { useServiceAreas } from '../stores/service-areas.ts';
import { usePlan } from './plan-store.ts';

/** Why a plan was not kept. */
export interface LibraryProblem {
  kind: 'changed' | 'nameTaken' | 'other';
  detail: string;
  /** Somebody else's version of the scenario, where that is why. */
  theirs: Scenario | null;
}

/**
 * 方案库: the scenario that is open on this page, and what has changed since it was kept. The address names it and holds the plan besides, so
 * that a link shows what one sees.
 */
export const usePlanLibrary = defineStore('plan-library', () => {
  const selection = useSelection();
  const services = useServiceAreas();
  const scenarios = useScenarios();
  const plan = usePlan();
  /** The open scenario as it was when it was opened or kept: what a change is told against. */
  const base = shallowRef<Scenario | null>(null);
  const problem = shallowRef<LibraryProblem | null>(null);
  /** Deleted last, and may come back. */
  const deleted = shallowRef<Scenario | null>(null);

  const isOpen = computed(() => selection.scenario !== null);
  /** The address names a scenario that is not there (any more). */
  const isLost = computed(
    () => isOpen.value && scenarios.isKnown && scenarios.get(selection.scenario) === null,
  );
  const hasChanges = computed(
    () => base.value !== null && formatStationPlan(base.value.plan) !== formatStationPlan(plan.edits),
  );
  /** Somebody else has changed it since it was opened here. */
  const newer = computed(() => {
    const newest = scenarios.get(selection.scenario);
    return newest !== null && base.value !== null && newest.revision > base.value.revision ? newest : null;
  });

  /** Opens what the address names, once the list is there; its own plan text goes before. */
  function follow(): () => void {
    return watch(
      [() => selection.scenario, () => scenarios.list],
      ([id]) => {
        if (id === null) {
          base.value = null;
          return;
        }
        const scenario = scenarios.get(id);
        if (scenario === null || base.value?.id === id) return;
        base.value = scenario;
        if (plan.hasEdits) return;
        plan.commit(scenario.plan);
        if (selection.cutoffMinutes === null) selection.setCutoff(scenario.cutoffMinutes);
        if (selection.walker === null) plan.setWalker(scenario.profile);
        if (selection.when === null) plan.setWhen(scenario.when);
        if (selection.unitId === null && scenario.within !== null) selection.drill(scenario.within);
      },
      { immediate: true },
    );
  }

  function open(scenario: Scenario): void {
    problem.value = null;
    base.value = scenario;
    selection.setScenario(scenario.id);
    plan.commit(scenario.plan);
    selection.setCutoff(scenario.cutoffMinutes);
    plan.setWalker(scenario.profile);
    plan.setWhen(scenario.when);
    if (scenario.within !== null && scenario.within !== selection.unitId) selection.drill(scenario.within);
  }

  /** The plan at hand, under a name. */
  function said(name: string, note: string): ScenarioBody {
    return {
      name,
      note,
      plan: plan.edits,
      within: selection.unitId,
      cutoffMinutes: services.cutoffMinutes,
      profile: plan.walker,
      when: plan.when,
    };
  }

  async function trying<T>(work: () => Promise<T | null>): Promise<T | null> {
    problem.value = null;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const kind =
        error.code === 'scenario-changed'
          ? 'changed'
          : error.code === 'scenario-name-taken'
            ? 'nameTaken'
            : 'other';
      problem.value = {
        kind,
        detail: error.detail,
        theirs: (error.problem.scenario as Scenario | undefined) ?? null,
      };
      return null;
    }
  }

  function keep(scenario: Scenario | null): boolean {
    if (scenario === null) return false;
    base.value = scenario;
    selection.setScenario(scenario.id);
    return true;
  }

  return {
    base,
    problem,
    deleted,
    isOpen,
    isLost,
    hasChanges,
    newer,
    mayKeep: computed(() => changesAnything(plan.edits) || base.value !== null),
    follow,
    open,
    /** Leaves the scenario; the plan stays as it is. */
    leave(): void {
      selection.setScenario(null);
      base.value = null;
    },
    /** Keeps the plan under the open scenario's name. */
    save: async (): Promise<boolean> => {
      const open = base.value;
      if (open === null) return false;
      return keep(await trying(() => scenarios.change(open.id, open.revision, said(open.name, open.note))));
    },
    /** Keeps the plan under a new name; that is the open one then. */
    saveAs: async (name: string, note: string): Promise<boolean> =>
      keep(await trying(() => scenarios.create(said(name, note)))),
    duplicate: async (scenario: Scenario, name: string): Promise<boolean> =>
      (await trying(() => scenarios.create({ ...bodyOf(scenario), name }))) !== null,
    rename: async (scenario: Scenario, name: string, note: string): Promise<boolean> => {
      const renamed = await trying(() =>
        scenarios.change(scenario.id, scenario.revision, { ...bodyOf(scenario), name, note }),
      );
      if (renamed !== null && base.value?.id === renamed.id) base.value = renamed;
      return renamed !== null;
    },
    async remove(scenario: Scenario): Promise<void> {
      if ((await trying(() => scenarios.remove(scenario))) === null) return;
      deleted.value = scenario;
      if (base.value?.id !== scenario.id) return;
      base.value = null;
      selection.setScenario(null);
    },
    /** Keeps what was deleted last once more; it has another id then. */
    async restore(): Promise<void> {
      const scenario = deleted.value;
      if (scenario === null) return;
      if ((await trying(() => scenarios.create(bodyOf(scenario)))) !== null) deleted.value = null;
    },
  };
});
