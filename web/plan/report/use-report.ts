import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { isAbort } from '../../api/http.ts';
import { usePlan } from '../plan-store.ts';
import { gatherReport, REPORT_STEPS, type ReportStep } from './gather-report.ts';
import type { ReportContent } from './report-content.ts';

/** Why there is no report: `cancelled` by the reader, or a code of the engine or the server. */
export interface ReportFailure {
  code: string;
  message: string;
}

/** The report of the plan, made when it is asked for and made anew when the plan changes; ends with its scope. */
export function useReport() {
  const plan = usePlan();
  const content = shallowRef<ReportContent | null>(null);
  const failure = shallowRef<ReportFailure | null>(null);
  const step = ref<ReportStep | null>(null);
  let running: AbortController | null = null;

  async function make(): Promise<void> {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    failure.value = null;
    content.value = null;
    step.value = REPORT_STEPS[0];
    try {
      const made = await gatherReport((now) => {
        if (running === controller) step.value = now;
      }, controller.signal);
      if (running === controller) content.value = made;
    } catch (error) {
      if (running === controller) failure.value = failureOf(error);
    } finally {
      if (running === controller) {
        running = null;
        step.value = null;
      }
    }
  }

  function cancel(): void {
    running?.abort();
  }

  watch(() => plan.standing, make, { immediate: true });
  onScopeDispose(() => {
    const last = running;
    running = null;
    last?.abort();
  });
  return { content, failure, step, make, cancel };
}

function failureOf(error: unknown): ReportFailure {
  if (isAbort(error)) return { code: 'cancelled', message: '' };
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return { code, message: error instanceof Error ? error.message : String(error) };
}
