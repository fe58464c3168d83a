import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Router } from 'vue-router';
import type { Comparison } from '../../geodata/model/comparison.ts';
import { parseHours } from '../../geodata/model/day-hours.ts';
import type { RequestStatus } from '../../geodata/model/request-life.ts';
import type { TimeStep } from '../../geodata/model/time-step.ts';
import {
  type Camera,
  type ClocksView,
  DEFAULT_SELECTION,
  formatSelection,
  type HeatMode,
  type Language,
  type MapKind,
  type OpeningTime,
  type Period,
  type PlaySpeed,
  parseSelection,
  QUERY_NAMES,
  type RawQuery,
  type SelectionState,
  type TabName,
  type ThemeChoice,
  type Urgency,
  type Walker,
} from './selection-url.ts';

/** No filter at all; the period is apart, for it always has a value. */
const NO_FILTERS = {
  category: null,
  source: null,
  status: null,
  urgency: null,
  handlingUnit: null,
  hours: null,
};

/** What is selected on this screen, held in the address: a drill or a request that is opened is a step of history, all else replaces the step. */
export const useSelection = defineStore('selection', () => {
  const state = ref<SelectionState>({ ...DEFAULT_SELECTION });
  let router: Router | null = null;
  /** The named period that stood before one of days was chosen: what a second click goes back to. */
  let namedBefore: Period = DEFAULT_SELECTION.period;

  /**
   * Ties the state to the address, both ways. Called once, before the first navigation.
   * Parameters that are not ours are left alone.
   */
  function connect(appRouter: Router): void {
    router = appRouter;
    router.afterEach((to) => restore(to.query));
  }

  function restore(query: RawQuery): void {
    const next = parseSelection(query);
    if (!isSame(next, state.value)) state.value = next;
  }

  function change(part: Partial<SelectionState>, step: 'push' | 'replace'): void {
    const next = { ...state.value, ...part };
    if (isSame(next, state.value)) return;
    state.value = next;
    if (router === null) return;
    const foreign = Object.fromEntries(
      Object.entries(router.currentRoute.value.query).filter(([name]) => !isOurs(name)),
    );
    void router[step]({ query: { ...foreign, ...formatSelection(next) } });
  }

  return {
    state,
    dataset: computed(() => state.value.dataset),
    unitId: computed(() => state.value.unitId),
    map: computed(() => state.value.map),
    indicatorId: computed(() => state.value.indicatorId),
    period: computed(() => state.value.period),
    compare: computed(() => state.value.compare),
    timeStep: computed(() => state.value.timeStep),
    frameMs: computed(() => state.value.frameMs),
    playSpeed: computed(() => state.value.playSpeed),
    category: computed(() => state.value.category),
    source: computed(() => state.value.source),
    status: computed(() => state.value.status),
    urgency: computed(() => state.value.urgency),
    handlingUnit: computed(() => state.value.handlingUnit),
    hours: computed(() => state.value.hours),
    clocksBy: computed(() => state.value.clocksBy),
    /** True where category, source, status, urgency, handling unit or hours narrow what is counted. */
    isFiltered: computed(() =>
      (Object.keys(NO_FILTERS) as (keyof typeof NO_FILTERS)[]).some((name) => state.value[name] !== null),
    ),
    requestId: computed(() => state.value.requestId),
    whistleId: computed(() => state.value.whistleId),
    stationId: computed(() => state.value.stationId),
    heatMode: computed(() => state.value.heatMode),
    cutoffMinutes: computed(() => state.value.cutoffMinutes),
    theme: computed(() => state.value.theme),
    lang: computed(() => state.value.lang),
    plan: computed(() => state.value.plan),
    walker: computed(() => state.value.walker),
    when: computed(() => state.value.when),
    scenario: computed(() => state.value.scenario),
    show: computed(() => state.value.show),
    tab: computed(() => state.value.tab),
    camera: computed(() => state.value.camera),

    connect,
    restore,
    /** Selects a unit (null = root) as a step of history; the camera follows it again. */
    drill(unitId: string | null): void {
      change({ unitId, camera: null }, 'push');
    },
    /** Goes to the root where the unit of the address is not there: no step of history leads back to it. */
    leaveUnit(): void {
      change({ unitId: null, camera: null }, 'replace');
    },
    /** Another data set, from its root. */
    setDataset(dataset: string | null): void {
      change({ ...DEFAULT_SELECTION, theme: state.value.theme, lang: state.value.lang, dataset }, 'push');
    },
    setMap(map: MapKind): void {
      change({ map }, 'replace');
    },
    setIndicator(indicatorId: string | null): void {
      change({ indicatorId }, 'replace');
    },
    setPeriod(period: Period): void {
      if (typeof state.value.period === 'string') namedBefore = state.value.period;
      change({ period }, 'replace');
    },
    /** From a period of days back to the named one that stood before. */
    leaveDays(): void {
      if (typeof state.value.period !== 'string') change({ period: namedBefore }, 'replace');
    },
    setComparison(compare: Comparison | null): void {
      change({ compare }, 'replace');
    },
    /** Brings the time axis out in steps of a length, standing, or puts it away. */
    setTimeStep(timeStep: TimeStep | null): void {
      change({ timeStep, frameMs: null, playSpeed: null }, 'replace');
    },
    /** Halts the axis at a step; null leaves it for the period. */
    setFrame(frameMs: number | null): void {
      change({ frameMs, playSpeed: null }, 'replace');
    },
    play(playSpeed: PlaySpeed): void {
      change({ playSpeed, frameMs: null }, 'replace');
    },
    setCategory(category: string | null): void {
      change({ category }, 'replace');
    },
    setSource(source: string | null): void {
      change({ source }, 'replace');
    },
    setStatus(status: RequestStatus | null): void {
      change({ status }, 'replace');
    },
    setUrgency(urgency: Urgency | null): void {
      change({ urgency }, 'replace');
    },
    setHandlingUnit(handlingUnit: string | null): void {
      change({ handlingUnit }, 'replace');
    },
    /** Adds an hour of the day to those that are chosen, or takes it away; all of them, or none, are no choice. */
    toggleHour(hour: number): void {
      const chosen = new Set(parseHours(state.value.hours ?? ''));
      if (!chosen.delete(hour)) chosen.add(hour);
      change({ hours: parseHours([...chosen].join(','))?.join(',') ?? null }, 'replace');
    },
    clearHours(): void {
      change({ hours: null }, 'replace');
    },
    setClocksBy(clocksBy: ClocksView | null): void {
      change({ clocksBy }, 'replace');
    },
    /** Takes every filter away; a period of days goes back to the named one before. */
    clearFilters(): void {
      const { period } = state.value;
      change({ ...NO_FILTERS, period: typeof period === 'string' ? period : namedBefore }, 'replace');
    },
    /** Opens the card of a request as a step of history: going back closes it. The map goes to its unit unless a camera says where it stays. */
    openRequest(requestId: number, camera: Camera | null = null): void {
      change({ requestId, camera }, 'push');
    },
    closeRequest(): void {
      change({ requestId: null }, 'replace');
    },
    /** Puts the chain of a whistle on the map; null takes it off. */
    setWhistle(whistleId: number | null): void {
      change({ whistleId }, 'replace');
    },
    setStation(stationId: string | null): void {
      change({ stationId }, 'replace');
    },
    setHeatMode(heatMode: HeatMode): void {
      change({ heatMode }, 'replace');
    },
    setCutoff(cutoffMinutes: number | null): void {
      change({ cutoffMinutes }, 'replace');
    },
    setTheme(theme: ThemeChoice): void {
      change({ theme }, 'replace');
    },
    setLanguage(lang: Language): void {
      change({ lang }, 'replace');
    },
    setPlan(plan: string | null): void {
      change({ plan }, 'replace');
    },
    setWalker(walker: Walker | null): void {
      change({ walker }, 'replace');
    },
    setWhen(when: OpeningTime | null): void {
      change({ when }, 'replace');
    },
    setScenario(scenario: string | null): void {
      change({ scenario }, 'replace');
    },
    setShow(show: string | null): void {
      change({ show }, 'replace');
    },
    /** Chooses among panels that share a place; null = the first. */
    setTab(tab: TabName | null): void {
      change({ tab }, 'replace');
    },
    setCamera(camera: Camera | null): void {
      change({ camera }, 'replace');
    },
  };
});

function isOurs(name: string): boolean {
  return (QUERY_NAMES as readonly string[]).includes(name);
}

function isSame(left: SelectionState, right: SelectionState): boolean {
  const leftQuery = formatSelection(left);
  const rightQuery = formatSelection(right);
  return QUERY_NAMES.every((name) => leftQuery[name] === rightQuery[name]);
}
