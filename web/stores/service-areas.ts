import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { StationRow } from '../../server/contract/service-areas.ts';
import {
  fetchCellCoverage,
  fetchCoverage,
  fetchIsochrones,
  fetchStationIsochrones,
  fetchStations,
} from '../api/service-areas.ts';
import { useDatasets } from './datasets.ts';
import { currentScope } from './request-filter.ts';
import { useResource } from './resource.ts';
import { useScenarios } from './scenarios.ts';
import { useSelection } from './selection.ts';
import { useUnits } from './units.ts';

/** 5/10/15 minutes on foot. */
export const CUTOFFS_MINUTES = [5, 10, 15];
/** The server draws at most so many origins at a time. */
const MOST_ORIGINS = 200;
/** Where neither the address nor the data set says. */
const FALLBACK_CUTOFF_MINUTES = 15;

/** Stations, the walking circle of the selected one, and who is within reach. Asked for while the map shows 服务圈. */
export const useServiceAreas = defineStore('service-areas', () => {
  const selection = useSelection();
  const datasets = useDatasets();
  const units = useUnits();
  /** Panels on a wide screen show this beside another map. */
  const isWanted = ref(false);
  const scenarios = useScenarios();
  /** The planner's page counts its plan itself, against the stations of today. */
  const isPlanning = ref(false);
  const wantedScenarioId = computed(() => (isPlanning.value ? null : selection.scenario));
  const scenario = computed(() => scenarios.get(wantedScenarioId.value));
  /** Nobody knows yet whether there is such a scenario. */
  const isScenarioDue = computed(
    () => wantedScenarioId.value !== null && !scenarios.isKnown && scenarios.error === null,
  );
  /** What every question is asked with: the plan as it was kept last, and its own walker and time; nothing for today. */
  const planned = computed(() => ({
    scenario: scenario.value?.id ?? null,
    revision: scenario.value?.revision ?? 0,
    walk: scenario.value === null ? {} : { profile: scenario.value.profile, when: scenario.value.when },
  }));
  const isShown = (): boolean => !isScenarioDue.value && (isWanted.value || selection.map === 'service');
  const cutoffMinutes = computed(
    () =>
      selection.cutoffMinutes ??
      scenario.value?.cutoffMinutes ??
      datasets.defaultCutoffMinutes ??
      FALLBACK_CUTOFF_MINUTES,
  );
  /** Circles of several places are drawn for adults, and for stations that are open. */
  const isEveryday = computed(() => {
    const { profile = 'adult', when = 'anytime' } = scenario.value ?? {};
    return profile === 'adult' && when === 'anytime';
  });

  /** All stations of the data set at once: people walk across boundaries. */
  const stationList = useResource({
    params: () =>
      isShown() || (selection.stationId !== null && !isScenarioDue.value)
        ? { dataset: selection.dataset, ...planned.value }
        : null,
    load: ({ dataset, scenario: id }, signal) => fetchStations(dataset, { scenario: id }, signal),
    cacheSize: 2,
  });
  const stations = computed<StationRow[]>(() => stationList.data.value?.stations ?? []);
  const selectedStation = computed(
    () => stations.value.find((station) => station.id === selection.stationId) ?? null,
  );

  const isochrones = useResource({
    params: () =>
      isShown() && selection.stationId !== null
        ? { dataset: selection.dataset, stationId: selection.stationId, ...planned.value }
        : null,
    load: ({ dataset, stationId, scenario: id, walk }, signal) =>
      fetchStationIsochrones(dataset, stationId, CUTOFFS_MINUTES, { ...walk, scenario: id }, signal),
  });

  /** Street or town around the selection; null for a district or a city. */
  const street = computed(() => units.selectedPath.find((unit) => unit.level === 'subdistrict') ?? null);
  /**
   * Bands of all stations of that street, so that moving about in it asks nothing. A whole district would be five megabytes of
   * outlines: there the cells show the minutes.
   */
  const bandsOfScope = useResource({
    params: () => {
      const { tree } = units;
      if (!isShown() || !isEveryday.value) return null;
      if (selection.stationId !== null || tree === null || street.value === null) return null;
      const around = street.value.id;
      const origins = stations.value
        .filter((station) => tree.isWithin(station.unitId, around))
        .slice(0, MOST_ORIGINS)
        .map((station) => station.position);
      return origins.length === 0 ? null : { dataset: selection.dataset, origins, ...planned.value };
    },
    load: ({ dataset, origins, scenario: id }, signal) =>
      fetchIsochrones(dataset, { origins, cutoffsMinutes: CUTOFFS_MINUTES }, { scenario: id }, signal),
    cacheSize: 4,
  });

  const coverage = useResource({
    params: () => {
      const scope = isShown() ? currentScope() : null;
      return scope === null ? null : { dataset: selection.dataset, ...scope, ...planned.value };
    },
    load: async ({ dataset, within, scenario: id, walk }, signal) => ({
      scenario: id,
      answers: await Promise.all(
        CUTOFFS_MINUTES.map((cutoff) =>
          fetchCoverage(dataset, { within, cutoffMinutes: cutoff, ...walk, scenario: id }, signal),
        ),
      ),
    }),
  });

  /** Of the whole data set, so that a drill asks nothing for the map. */
  const cells = useResource({
    params: () =>
      isShown() ? { dataset: selection.dataset, cutoffMinutes: cutoffMinutes.value, ...planned.value } : null,
    load: async ({ dataset, cutoffMinutes: cutoff, scenario: id, walk }, signal) => ({
      scenario: id,
      answer: await fetchCellCoverage(dataset, { cutoffMinutes: cutoff, ...walk, scenario: id }, signal),
    }),
  });

  const resources = [stationList, isochrones, bandsOfScope, coverage, cells];
  return {
    isWanted,
    isPlanning,
    /** The scenario that all of this is asked for in, null = today. */
    scenarioId: computed(() => scenario.value?.id ?? null),
    /** The scenario that the answers at hand are counted in, null = today: while it is changed, those from before stay. */
    coverageScenarioId: computed(() => coverage.data.value?.scenario ?? null),
    cellsScenarioId: computed(() => cells.data.value?.scenario ?? null),
    /** The address names a scenario that is not there (any more), or that cannot be read: this is today. */
    isScenarioLost: computed(
      () => wantedScenarioId.value !== null && scenarios.isKnown && scenario.value === null,
    ),
    isScenarioUnread: computed(
      () => wantedScenarioId.value !== null && !scenarios.isKnown && scenarios.error !== null,
    ),
    cutoffMinutes,
    /** Who walks and when: as the planner chose on the own page, elsewhere as the scenario was kept. */
    walk: computed(() =>
      isPlanning.value
        ? { profile: selection.walker ?? undefined, when: selection.when ?? undefined }
        : planned.value.walk,
    ),
    stations,
    selectedStation,
    /** Bands of the selected station, null where none is selected. */
    isochrones: computed(() => (selection.stationId === null ? null : isochrones.data.value)),
    /** Bands of all stations of the selected street, drawn while none is selected; null for a district or a city. */
    bandsOfScope: computed(() =>
      street.value === null || !isEveryday.value ? null : bandsOfScope.data.value,
    ),
    /** Answers for 5, 10 and 15 minutes, in this order. */
    coverage: computed(() => coverage.data.value?.answers ?? null),
    coverageLoading: coverage.loading,
    coverageError: coverage.error,
    cells: computed(() => cells.data.value?.answer ?? null),
    loading: computed(() => resources.some((resource) => resource.loading.value)),
    error: computed(() => resources.find((resource) => resource.error.value !== null)?.error.value ?? null),
    async reload(): Promise<void> {
      await Promise.all([scenarios.reload(), ...resources.map((resource) => resource.reload())]);
    },
  };
});
