import { defineAsyncComponent } from 'vue';
import ReportOpening from './report/report-opening.vue';

/** Shorter than that nobody notices. */
const QUIET_MS = 200;

/** 报告 comes when it is opened, with its own texts, layout and files: no other page waits for it. */
export const PlanReport = defineAsyncComponent({
  loader: () => import('./report/plan-report.vue'),
  loadingComponent: ReportOpening,
  errorComponent: ReportOpening,
  delay: QUIET_MS,
});
