import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { IndicatorDefinition } from '../../geodata/model/indicator.ts';
import type { IndicatorColumns } from '../../server/contract/indicators.ts';
import { columnsWithin } from './columns.ts';
import { useIndicators } from './indicators.ts';
import { useRequests } from './requests.ts';
import { useSelection } from './selection.ts';
import { useTimePlayer } from './time-player.ts';
import { useUnits } from './units.ts';

/** What cells are coloured by: the value of the period, of one step of the time axis, or the change between two periods. */
export interface CellValues {
  kind: 'period' | 'frame' | 'change';
  definition: IndicatorDefinition;
  columns: IndicatorColumns;
}

/** What the map, its legend, the pointer and its exports say of requests now. */
export const useMapValues = defineStore('mapValues', () => {
  const selection = useSelection();
  const indicators = useIndicators();
  const requests = useRequests();
  const player = useTimePlayer();
  const units = useUnits();

  const frame = computed(() => player.frame);
  const cells = computed<CellValues | null>(() => {
    const ofFrame = frame.value?.kind === 'columns' ? frame.value.columns : null;
    const columns = ofFrame ?? indicators.columns;
    if (columns === null) return null;
    const definition = indicators.definition(columns.indicatorId);
    if (definition === null) return null;
    if (ofFrame !== null) return { kind: 'frame', definition, columns };
    // While a step is on its way the period stays: never the change of something else.
    const isChange = selection.compare !== null && columns.compared !== null && player.currentMs === null;
    return { kind: isChange ? 'change' : 'period', definition, columns };
  });
  /** The classes that are painted, of any kind of value. */
  const painted = computed(() => {
    if (cells.value === null) return null;
    const { kind, columns } = cells.value;
    const { compared } = columns;
    return kind === 'change' && compared !== null
      ? { ...columns, classes: compared.changeClasses, breaks: compared.changeBreaks }
      : columns;
  });

  return {
    cells,
    painted,
    /** The same inside the selected unit: what the legend counts and the table lists. */
    paintedInSelection: computed(() => {
      if (painted.value === null || units.selected === null) return painted.value;
      return columnsWithin(painted.value, units.cellIdsWithin(units.selected.id));
    }),
    /** Where 热力 compares periods, its cells are coloured by change and there is no heat. */
    bins: computed(() => {
      if (frame.value?.kind === 'bins') return frame.value.bins;
      return selection.map === 'heat' && cells.value?.kind === 'change' ? null : requests.bins;
    }),
    /** Start of the step that the values are of; null = of the period. */
    frameMs: computed(() => frame.value?.startMs ?? null),
  };
});
