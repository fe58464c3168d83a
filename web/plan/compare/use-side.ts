import { computed } from 'vue';
import type { StationRow } from '../../../server/contract/service-areas.ts';
import type { ApiError } from '../../api/http.ts';
import { fetchFalseCoverage } from '../../api/service-area-analyses.ts';
import { fetchCellCoverage, fetchCoverage, fetchStations } from '../../api/service-areas.ts';
import { useResource } from '../../stores/resource.ts';
import { useScenarios } from '../../stores/scenarios.ts';
import { useSelection } from '../../stores/selection.ts';
import { CUTOFFS_MINUTES, useServiceAreas } from '../../stores/service-areas.ts';
import { useUnits } from '../../stores/units.ts';
import type { SideFigures } from './compare-rows.ts';

/** Everything about one side of a comparison, asked of the server: a scenario by id, null = today. */
export function useSide(scenarioId: () => string | null) {
  const selection = useSelection();
  const services = useServiceAreas();
  const units = useUnits();
  const scenarios = useScenarios();

  const question = () => {
    const unit = units.selected;
    if (unit === null || units.tree === null) return null;
    const scenario = scenarioId();
    return {
      dataset: selection.dataset,
      scenario,
      // Somebody else's change is asked for anew.
      revision: scenarios.get(scenario)?.revision ?? 0,
      within: unit.id,
      profile: selection.walker ?? undefined,
      when: selection.when ?? undefined,
      cutoffMinutes: services.cutoffMinutes,
    };
  };

  const map = useResource({
    params: question,
    load: async ({ dataset, scenario, profile, when, cutoffMinutes }, signal) => {
      const [cells, stations] = await Promise.all([
        fetchCellCoverage(dataset, { cutoffMinutes, profile, when, scenario }, signal),
        fetchStations(dataset, { scenario }, signal),
      ]);
      return { cells, stations: stations.stations };
    },
    cacheSize: 4,
  });
  const figures = useResource({
    params: question,
    load: async (
      { dataset, scenario, within, profile, when, cutoffMinutes },
      signal,
    ): Promise<SideFigures> => {
      const walk = { profile, when, scenario };
      const [coverage, falseCoverage, stations, children] = await Promise.all([
        Promise.all(
          CUTOFFS_MINUTES.map((cutoff) =>
            fetchCoverage(dataset, { within, cutoffMinutes: cutoff, ...walk }, signal),
          ),
        ),
        fetchFalseCoverage(dataset, { within, cutoffMinutes, ...walk }, signal),
        fetchStations(dataset, { within, scenario }, signal),
        Promise.all(
          (units.tree?.children(within) ?? []).map(async ({ id }) => {
            const { residents } = await fetchCoverage(
              dataset,
              { within: id, cutoffMinutes, ...walk },
              signal,
            );
            return { unitId: id, ...residents };
          }),
        ),
      ]);
      return {
        coverage,
        stations: stations.numberMatched,
        falseCells: falseCoverage.cells.length,
        children,
      };
    },
    cacheSize: 8,
  });

  const error = computed<ApiError | null>(() => map.error.value ?? figures.error.value);
  return {
    cells: computed(() => map.data.value?.cells ?? null),
    stations: computed<StationRow[]>(() => map.data.value?.stations ?? []),
    figures: figures.data,
    isLoading: computed(() => map.loading.value || figures.loading.value),
    error,
    isLost: computed(() => error.value?.code === 'unknown-scenario'),
    reload: async (): Promise<void> => {
      await Promise.all([map.reload(), figures.reload()]);
    },
  };
}
