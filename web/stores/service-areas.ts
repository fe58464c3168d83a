import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { StationRow } from '../../server/contract/service-areas.ts';
import {
  fetchCellCoverage,
  fetchCoverage,
  fetchIsochrones,
  fetchStationIsochrones,
  fetchStations,
} from '../api/service-areas.ts';
import { useDatasets } from './datasets.ts';
import { useLive } from './live.ts';
import { currentScope } from './request-filter.ts';
import { useResource } from './resource.ts';
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
  const live = useLive();
  /** The planner's page counts its plan itself, against the stations of today. */
  const isPlanning = ref(false);
  /** A scenario of the address that is not there (any more). */
  const lostScenarioId = ref<string | null>(null);
  const scenarioId = computed(() =>
    isPlanning.value || selection.scenario === lostScenarioId.value ? null : selection.scenario,
  );
  /** With a number that grows when somebody changes the scenario, so that it is asked for anew. */
  const scenario = computed(() => ({
    scenario: scenarioId.value,
    revision: live.lastScenario?.id === scenarioId.value ? (live.lastScenario?.revision ?? 0) : 0,
  }));
  const isShown = (): boolean => isWanted.value || selection.map === 'service';
  const cutoffMinutes = computed(
    () => selection.cutoffMinutes ?? datasets.defaultCutoffMinutes ?? FALLBACK_CUTOFF_MINUTES,
  );

  /** All stations of the data set at once: people walk across boundaries. */
  const stationList = useResource({
    params: () =>
      isShown() || selection.stationId !== null ? { dataset: selection.dataset, ...scenario.value } : null,
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
        ? { dataset: selection.dataset, stationId: selection.stationId, ...scenario.value }
        : null,
    load: ({ dataset, stationId, scenario: id }, signal) =>
      fetchStationIsochrones(dataset, stationId, CUTOFFS_MINUTES, { scenario: id }, signal),
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
      if (!isShown() || selection.stationId !== null || tree === null || street.value === null) return null;
      const around = street.value.id;
      const origins = stations.value
        .filter((station) => tree.isWithin(station.unitId, around))
        .slice(0, MOST_ORIGINS)
        .map((station) => station.position);
      return origins.length === 0 ? null : { dataset: selection.dataset, origins, ...scenario.value };
    },
    load: ({ dataset, origins, scenario: id }, signal) =>
      fetchIsochrones(dataset, { origins, cutoffsMinutes: CUTOFFS_MINUTES }, { scenario: id }, signal),
    cacheSize: 4,
  });

  const coverage = useResource({
    params: () => {
      const scope = isShown() ? currentScope() : null;
      return scope === null ? null : { dataset: selection.dataset, ...scope, ...scenario.value };
    },
    load: ({ dataset, within, scenario: id }, signal) =>
      Promise.all(
        CUTOFFS_MINUTES.map((cutoff) =>
          fetchCoverage(dataset, { within, cutoffMinutes: cutoff, scenario: id }, signal),
        ),
      ),
  });

  /** Of the whole data set, so that a drill asks nothing for the map. */
  const cells = useResource({
    params: () =>
      isShown()
        ? { dataset: selection.dataset, cutoffMinutes: cutoffMinutes.value, ...scenario.value }
        : null,
    load: ({ dataset, cutoffMinutes: cutoff, scenario: id }, signal) =>
      fetchCellCoverage(dataset, { cutoffMinutes: cutoff, scenario: id }, signal),
  });

  // Then today is shown, and said to be today.
  watch(
    () => stationList.error.value?.code,
    (code) => {
      if (code === 'unknown-scenario') lostScenarioId.value = selection.scenario;
    },
  );

  const resources = [stationList, isochrones, bandsOfScope, coverage, cells];
  return {
    isWanted,
    isPlanning,
    /** The scenario that all of this is counted in, null = today. */
    scenarioId,
    /** The address names a scenario that is not there (any more): this is today. */
    isScenarioLost: computed(
      () => selection.scenario !== null && selection.scenario === lostScenarioId.value,
    ),
    cutoffMinutes,
    stations,
    selectedStation,
    /** Bands of the selected station, null where none is selected. */
    isochrones: computed(() => (selection.stationId === null ? null : isochrones.data.value)),
    /** Bands of all stations of the selected street, drawn while none is selected; null for a district or a city. */
    bandsOfScope: computed(() => (street.value === null ? null : bandsOfScope.data.value)),
    /** Answers for 5, 10 and 15 minutes, in this order. */
    coverage: coverage.data,
    coverageLoading: coverage.loading,
    coverageError: coverage.error,
    cells: cells.data,
    loading: computed(() => resources.some((resource) => resource.loading.value)),
    error: computed(() => resources.find((resource) => resource.error.value !== null)?.error.value ?? null),
    async reload(): Promise<void> {
      await Promise.all(resources.map((resource) => resource.reload()));
    },
  };
});
