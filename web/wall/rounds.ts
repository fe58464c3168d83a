import type { MapKind, PeriodName, SelectionState } from '../stores/selection-url.ts';
import type { Playlist } from './playlist.ts';
import type { WorstCell } from './worst-cells.ts';

/** One picture of a round. */
export interface Step {
  map: MapKind;
  unit: string | null;
  /** A kept plan that is shown instead of today. */
  scenario: string | null;
  indicator: string | null;
  period: PeriodName;
  seconds: number;
  worst: WorstCell | null;
}

/** The pictures of one round: the playlist with its worst cells named. `worst` are the cells of each worst item, in order. */
export function roundOf(playlist: Playlist, worst: { cells: WorstCell[]; period: PeriodName }[]): Step[] {
  let taken = 0;
  return playlist.items.flatMap((item): Step[] => {
    if (item.kind === 'map') {
      const { map, unit, scenario, indicator, period, seconds } = item;
      return [{ map, unit, scenario, indicator, period, seconds, worst: null }];
    }
    const found = worst[taken++];
    return (found?.cells ?? []).map((cell) => ({
      map: 'grid',
      unit: cell.unitId,
      scenario: null,
      indicator: item.indicator,
      period: found.period,
      seconds: item.seconds,
      worst: cell,
    }));
  });
}

/** What a step selects; theme, language, data set and filters stay those of the wall: one may hang in a department. */
export function selectionOf(step: Step, state: SelectionState): SelectionState {
  return {
    ...state,
    map: step.map,
    unitId: step.unit,
    scenario: step.scenario,
    indicatorId: step.indicator,
    period: step.period,
    requestId: null,
    stationId: null,
    camera: null,
  };
}
