import { defineStore } from 'pinia';
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import type { Position } from '../../../geodata/model/geometry.ts';
import { plannedPlace } from '../../../geodata/model/station-plan.ts';
import type { JobState } from '../../../server/contract/jobs.ts';
import type { SitingResult } from '../../../server/contract/siting.ts';
import { ApiError, isAbort } from '../../api/http.ts';
import { useSelection } from '../../stores/selection.ts';
import { useServiceAreas } from '../../stores/service-areas.ts';
import { useUnits } from '../../stores/units.ts';
import { usePlan } from '../plan-store.ts';
import type { PlanSites, PlanSiting } from '../worker/messages.ts';
import { adoptSites } from './adopt-sites.ts';
import {
  FIRST_CONDITIONS,
  isForTheWorker,
  missingCondition,
  type SitingConditions,
  type SitingSetting,
  sitingBody,
  workerQuestion,
} from './conditions.ts';
import { type SitingJob, sitingJob } from './siting-job.ts';

/** Why there is no answer: a code with a text, and what the server said. */
export interface SitingProblem {
  code: string;
  detail: string;
}

/** What a plan counted when places were taken into it: it has to be what was promised. */
export interface AdoptedSites {
  places: number;
  /** Within the cut-off, those of stations that stayed included. */
  promised: number;
  weight: SitingResult['weight'];
}

/** 选址: where the next stations should stand, asked of the page's own thread where it can answer, and of the server. */
export const useSiting = defineStore('plan-siting', () => {
  const plan = usePlan();
  const selection = useSelection();
  const services = useServiceAreas();
  const units = useUnits();

  const conditions = reactive<SitingConditions>({ ...FIRST_CONDITIONS });
  /** The three best places for a gap, null while none are asked for. */
  const gapSites = shallowRef<PlanSites | null>(null);
  const result = shallowRef<SitingResult | null>(null);
  const problem = shallowRef<SitingProblem | null>(null);
  const adopted = shallowRef<AdoptedSites | null>(null);
  const isAsking = ref(false);
  /** The server is proving the answer. */
  const isProving = ref(false);
  /** 0…1, of a search on the server. */
  const progress = ref(0);
  /** The search under way is one of the server's: it tells how far it is, and can be stopped. */
  const isOnServer = ref(false);
  /** The next click on the map is a must-have. */
  const isPicking = ref(false);
  /** Number of the place that the pointer or the keyboard is on, in the list or on the map. */
  const pointed = ref<number | null>(null);
  const asked = ref('');
  let job: SitingJob | null = null;
  let question = 0;

  const within = computed(() =>
    units.selected === null || units.selected.id === units.root?.id ? null : units.selected.id,
  );
  const setting = computed<SitingSetting>(() => ({
    plan: plan.edits,
    within: within.value,
    cutoffMinutes: services.cutoffMinutes,
    profile: selection.walker,
    when: selection.when,
    stationIds: plan.stations.map(({ id }) => id).filter(isInside),
  }));
  const missing = computed(() => missingCondition(conditions));
  /** What the answer was asked with is not what is set now. */
  const isOutdated = computed(() => result.value !== null && JSON.stringify(conditions) !== asked.value);
  const shownPlaces = computed<{ position: readonly number[] }[]>(
    () => result.value?.places ?? gapSites.value?.places ?? [],
  );

  function isInside(stationId: string): boolean {
    const station = services.stations.find(({ id }) => id === stationId);
    if (station === undefined) return false;
    return within.value === null || units.path(station.unitId).some(({ id }) => id === within.value);
  }

  function forget(): void {
    question = 0;
    job?.drop();
    job = null;
    gapSites.value = null;
    result.value = null;
    problem.value = null;
    adopted.value = null;
    pointed.value = null;
    isAsking.value = false;
    isProving.value = false;
    isOnServer.value = false;
  }

  onScopeDispose(
    plan.listen((answer) => {
      if (answer.type === 'sites') {
        isAsking.value = false;
        gapSites.value = answer;
      } else if (answer.type === 'siting' && answer.sequence === question) receive(answer);
    }),
  );
  // Another plan, place, time or walker is another question.
  watch(
    [() => plan.edits, within, () => services.cutoffMinutes, () => selection.walker, () => selection.dataset],
    forget,
    { flush: 'sync' },
  );

  function receive({ answer, problem: code, ms }: PlanSiting): void {
    isAsking.value = false;
    if (answer === null) {
      problem.value = { code: code ?? 'engine', detail: '' };
      return;
    }
    result.value = {
      ...answer,
      places: answer.places.map((place) => ({ ...place, buildingId: null, name: null })),
      variant: conditions.variant,
      cutoffMinutes: services.cutoffMinutes,
      unsnappedCandidates: [],
      suspectedSystem: null,
      seconds: ms / 1000,
      exact: null,
    };
  }

  function ask(): void {
    if (missing.value !== null) return;
    forget();
    isPicking.value = false;
    asked.value = JSON.stringify(conditions);
    isAsking.value = true;
    if (isForTheWorker(conditions)) {
      question = plan.ask({ type: 'siting', question: workerQuestion(conditions, setting.value) }) ?? 0;
      if (question === 0) isAsking.value = false;
    } else void askServer(false);
  }

  /** Asks the server; what it has found so far is shown as it comes. */
  async function askServer(isExact: boolean): Promise<void> {
    const mine = sitingJob(selection.dataset, sitingBody(conditions, setting.value, isExact));
    job = mine;
    progress.value = 0;
    isOnServer.value = true;
    problem.value = null;
    try {
      await mine.follow((state) => {
        if (job === mine) show(state);
      });
    } catch (cause) {
      if (job !== mine || isAbort(cause)) return;
      const error = cause instanceof ApiError ? cause : null;
      problem.value = { code: error?.code ?? 'internal', detail: error?.detail ?? String(cause) };
    }
    if (job !== mine) return;
    job = null;
    isAsking.value = false;
    isProving.value = false;
    isOnServer.value = false;
  }

  function show({ state, progress: share, result: found, error }: JobState): void {
    progress.value = share;
    if (found !== undefined) result.value = found;
    if (state === 'failed') problem.value = { code: 'internal', detail: error ?? '' };
  }

  return {
    conditions,
    missing,
    gapSites,
    result,
    problem,
    adopted,
    isAsking,
    isProving,
    isOnServer,
    progress,
    isPicking,
    isOutdated,
    pointed,
    shownPlaces,
    ask,
    forget,
    /** Proposes places for one station that fills a gap. */
    proposeForGap(gapId: string, count: number): void {
      forget();
      isAsking.value = plan.ask({ type: 'site', gapId, count }) !== null;
    },
    /** Goes on to the proven optimum, on the server. */
    prove(): void {
      if (missing.value !== null || job !== null) return;
      asked.value = JSON.stringify(conditions);
      isProving.value = true;
      void askServer(true);
    },
    /** Ends the proof; the best so far stays. */
    cancel(): void {
      job?.cancel().catch(() => {
        // The next poll tells whether the server is still there.
      });
    },
    /** Takes one place of a gap into the plan. */
    take(position: Position): void {
      plan.commit(adoptSites(plan.edits, [{ position, stationId: null }], []));
    },
    /** Takes the answer into the plan: one step that can be taken back. */
    adopt(): void {
      const found = result.value;
      if (found === null) return;
      plan.commit(adoptSites(plan.edits, found.places, found.reconsideredStationIds));
      adopted.value = {
        places: found.places.length,
        promised: found.keptWeight + found.covered,
        weight: found.weight,
      };
    },
    /** Makes a place a must-have, or no longer. */
    toggleMustHave(position: readonly number[]): void {
      const [lon, lat] = plannedPlace([position[0], position[1]]);
      const others = conditions.mustHave.filter((place) => place[0] !== lon || place[1] !== lat);
      conditions.mustHave =
        others.length < conditions.mustHave.length ? others : [...others, [lon, lat] as Position];
    },
    isMustHave: (position: readonly number[]): boolean =>
      conditions.mustHave.some((place) => place[0] === position[0] && place[1] === position[1]),
  };
});
