import { type Component, reactive } from 'vue';
import PlanBasis from './plan-basis.vue';
import PlanChanges from './plan-changes.vue';
import PlanFalse from './plan-false.vue';
import PlanGaps from './plan-gaps.vue';
import PlanGates from './plan-gates.vue';
import PlanSites from './plan-sites.vue';

/** A panel among others in one place of the page; `label` is a key of the locales. */
export interface PlanPanel {
  id: string;
  label: string;
  component: Component;
}

/** What the plan is, what is wrong, and what can be done about it: each place shows one of its panels. */
export const PLAN_PANELS = {
  plan: [
    { id: 'changes', label: 'plan.changes.title', component: PlanChanges },
    { id: 'basis', label: 'plan.basis.title', component: PlanBasis },
  ],
  findings: [
    { id: 'gaps', label: 'plan.gap.title', component: PlanGaps },
    { id: 'false', label: 'plan.false.title', component: PlanFalse },
  ],
  measures: [
    { id: 'sites', label: 'plan.site.title', component: PlanSites },
    { id: 'gates', label: 'plan.gate.title', component: PlanGates },
  ],
} as const satisfies Record<string, readonly PlanPanel[]>;
export type PanelPlace = keyof typeof PLAN_PANELS;

const opened = reactive<Record<PanelPlace, string>>({ plan: 'basis', findings: 'gaps', measures: 'sites' });

/** Which panel each place shows. One for the page; whoever has something to show there opens its panel. */
export function usePlanPanels() {
  return {
    opened,
    open(id: string): void {
      for (const place of Object.keys(PLAN_PANELS) as PanelPlace[])
        if (PLAN_PANELS[place].some((panel) => panel.id === id)) opened[place] = id;
    },
  };
}
