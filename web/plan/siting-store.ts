import { defineStore } from 'pinia';
import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { Position } from '../../geodata/model/geometry.ts';
import { nextStationId, putStation } from './plan-edits.ts';
import { usePlan } from './plan-store.ts';
import type { PlanSites } from './worker/messages.ts';

/** 选址: places proposed for stations that are not there yet. */
export const useSiting = defineStore('plan-siting', () => {
  const plan = usePlan();
  /** The last proposal of places, null while none is asked for. */
  const sites = shallowRef<PlanSites | null>(null);
  const isSiting = ref(false);

  onScopeDispose(
    plan.listen((answer) => {
      if (answer.type !== 'sites') return;
      isSiting.value = false;
      sites.value = answer;
    }),
  );
  watch(
    () => plan.edits,
    () => {
      sites.value = null;
    },
  );

  return {
    sites,
    isSiting,
    /** Proposes places: for a gap, or several together for the unit looked at. */
    propose(gapId: string | null, count: number): void {
      sites.value = null;
      isSiting.value = plan.ask({ type: 'site', gapId, count }) !== null;
    },
    forget(): void {
      sites.value = null;
    },
    /** Takes proposed places into the plan. */
    take(places: readonly Position[]): void {
      let next = plan.edits;
      for (const place of places) next = putStation(next, nextStationId(next), place);
      plan.commit(next);
    },
  };
});
