import type { NamedComparison } from '../../geodata/model/comparison.ts';
import type { TimeStep } from '../../geodata/model/time-step.ts';
import type { MapKind, PeriodName, PlaySpeed, SelectionState } from '../stores/selection-url.ts';
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
  /** Steps in which it is played; null = it stands. */
  play: TimeStep | null;
  speed: PlaySpeed | null;
  compare: NamedComparison | null;
  seconds: number;
  worst: WorstCell | null;
}

/** The pictures of one round: the playlist with its worst cells named. `worst` are the cells of each worst item, in order. */
export function roundOf(playlist: Playlist, worst: { cells: WorstCell[]; period: PeriodName }[]): Step[] {
  let taken = 0;
  return playlist.items.flatMap((item): Step[] => {
    if (item.kind === 'map') {
      const { kind: _kind, ...picture } = item;
      return [{ ...picture, worst: null }];
    }
    const found = worst[taken++];
    return (found?.cells ?? []).map((cell) => ({
      map: 'grid',
      unit: cell.unitId,
      scenario: null,
      indicator: item.indicator,
      period: found.period,
      play: null,
      speed: null,
      compare: null,
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
    // The axis tells of both periods as well.
    timeStep: step.play ?? (step.compare === null ? null : 'week'),
    frameMs: null,
    playSpeed: step.play === null ? null : step.speed,
    compare: step.compare,
    requestId: null,
    stationId: null,
    camera: null,
  };
}
