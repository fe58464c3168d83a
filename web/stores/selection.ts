import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Router } from 'vue-router';
import {
  type Camera,
  DEFAULT_SELECTION,
  formatSelection,
  type HeatMode,
  type Language,
  type MapKind,
  type OpeningTime,
  type Period,
  parseSelection,
  QUERY_NAMES,
  type RawQuery,
  type SelectionState,
  type ThemeChoice,
  type Walker,
} from './selection-url.ts';

/** What is selected on this screen, held in the address: a drill is a step of history, all else replaces the step. */
export const useSelection = defineStore('selection', () => {
  const state = ref<SelectionState>({ ...DEFAULT_SELECTION });
  let router: Router | null = null;

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
    category: computed(() => state.value.category),
    source: computed(() => state.value.source),
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
      change({ period }, 'replace');
    },
    setCategory(category: string | null): void {
      change({ category }, 'replace');
    },
    setSource(source: string | null): void {
      change({ source }, 'replace');
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
