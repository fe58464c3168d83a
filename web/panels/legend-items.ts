import { growsWithTime, type IndicatorDefinition, SPECIAL_CLASS } from '../../geodata/model/indicator.ts';
import type { IndicatorColumns } from '../../server/contract/indicators.ts';
import type { OrganizationCoverageAnswer } from '../../server/contract/organizations.ts';
import type { PointFeature } from '../../server/contract/points.ts';
import type { CellCoverageAnswer } from '../../server/contract/service-areas.ts';
import { changeLabels } from '../locales/change.ts';
import { formatNumber } from '../locales/format.ts';

/** `ramp` is coloured by its place among the classes; the others have a look of their own. */
export type LegendLook = 'ramp' | 'zero' | 'noData' | 'suppressed' | 'band' | 'beyond' | 'state' | 'point';

export interface LegendItem {
  key: string;
  look: LegendLook;
  /** Place in the ramp, the band or the list of states. */
  index: number;
  /** A label of numbers, or '' where the text comes from `legend.{key}`. */
  label: string;
  count: number;
}

/** `<10`, `10–20`, `≥72`. */
export function breakLabels(breaks: number[], decimals: number): string[] {
  if (breaks.length === 0) return [''];
  const text = (value: number) => (Number.isInteger(value) ? String(value) : formatNumber(value, decimals));
  return [
    `<${text(breaks[0])}`,
    ...breaks.slice(1).map((end, index) => `${text(breaks[index])}–${text(end)}`),
    `≥${text(breaks[breaks.length - 1])}`,
  ];
}

/** Classes low → high, then 零 (where it is a class: not of shares and times), 无数据, 已抑制. The counts sum to all units of the answer. */
export function classItems(
  columns: IndicatorColumns,
  definition: Pick<IndicatorDefinition, 'kind' | 'decimals'>,
): LegendItem[] {
  const looks = (['zero', 'noData', 'suppressed'] as const).filter(
    (look) => look !== 'zero' || growsWithTime(definition),
  );
  return rampItems(columns.classes, breakLabels(columns.breaks, definition.decimals), looks);
}

/** Classes of change, fall → rise, then 无数据, 样本不足. The counts sum to all units of the answer. */
export function changeItems(columns: Pick<IndicatorColumns, 'classes' | 'breaks'>): LegendItem[] {
  return rampItems(columns.classes, changeLabels(columns.breaks), ['noData', 'suppressed']);
}

function rampItems(
  classes: readonly number[],
  labels: readonly string[],
  looks: readonly (keyof typeof SPECIAL_CLASS & LegendLook)[],
): LegendItem[] {
  const counts = new Map<number, number>();
  for (const one of classes) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [
    ...labels.map<LegendItem>((label, index) => ({
      key: `class-${index}`,
      look: 'ramp',
      index,
      label,
      count: counts.get(index) ?? 0,
    })),
    ...looks.map<LegendItem>((look) => ({
      key: look,
      look,
      index: 0,
      label: '',
      count: counts.get(SPECIAL_CLASS[look]) ?? 0,
    })),
  ];
}

/** Cells by the minutes of their median resident; the counts sum to the cells in `within`. */
export function minuteItems(
  answer: CellCoverageAnswer,
  within: ReadonlySet<string>,
  cutoffsMinutes: number[],
): LegendItem[] {
  const counts = new Array<number>(cutoffsMinutes.length + 1).fill(0);
  let unknown = 0;
  answer.unitIds.forEach((unitId, index) => {
    if (!within.has(unitId)) return;
    const minutes = answer.walkMinutes[index];
    if (minutes === null) unknown += 1;
    else {
      const band = cutoffsMinutes.findIndex((cutoff) => minutes <= cutoff);
      counts[band === -1 ? cutoffsMinutes.length : band] += 1;
    }
  });
  const bands = cutoffsMinutes.map<LegendItem>((cutoff, index) => ({
    key: `band-${cutoff}`,
    look: 'band',
    index,
    label: `≤${cutoff}`,
    count: counts[index],
  }));
  const last = cutoffsMinutes[cutoffsMinutes.length - 1];
  return [
    ...bands,
    { key: 'beyond', look: 'beyond', index: 0, label: `>${last}`, count: counts[cutoffsMinutes.length] },
    { key: 'noData', look: 'noData', index: 0, label: '', count: unknown },
  ];
}

export const COVERAGE_STATES = ['single', 'joint', 'attached', 'vacant'] as const;

/** Cells by how they are covered; the counts sum to all cells. */
export function stateItems(totals: OrganizationCoverageAnswer['totals']): LegendItem[] {
  return COVERAGE_STATES.map((state, index) => ({
    key: state,
    look: 'state',
    index,
    label: '',
    count: totals.byState[state]?.gridCells ?? 0,
  }));
}

export const POINT_KINDS = ['pointOpen', 'pointUrgent', 'pointAlarm', 'pointSettled'] as const;
/** Shapes of the signs on the map. */
export const POINT_MARKS: Record<string, string> = {
  pointOpen: '●',
  pointUrgent: '◆',
  pointAlarm: '▲',
  pointSettled: '○',
};

/** Requests on the map one by one or together, by what they ask for; the counts sum to all of them. */
export function pointItems(
  features: readonly Pick<PointFeature, 'count' | 'open' | 'warn' | 'alarm'>[],
): LegendItem[] {
  const sum = (of: (feature: (typeof features)[number]) => number) =>
    features.reduce((total, feature) => total + of(feature), 0);
  const counts: Record<(typeof POINT_KINDS)[number], number> = {
    pointOpen: sum(({ open, warn, alarm }) => open - warn - alarm),
    pointUrgent: sum(({ warn }) => warn),
    pointAlarm: sum(({ alarm }) => alarm),
    pointSettled: sum(({ count, open }) => count - open),
  };
  return POINT_KINDS.map((key, index) => ({ key, look: 'point', index, label: '', count: counts[key] }));
}

/** Bins by class, low → high, then those that are too thin to be told; the counts sum to all bins. */
export function heatItems(
  counts: { byClass: number[]; suppressed: number },
  breaks: number[],
  decimals: number,
): LegendItem[] {
  return [
    ...breakLabels(breaks, decimals).map<LegendItem>((label, index) => ({
      key: `class-${index}`,
      look: 'ramp',
      index,
      label,
      count: counts.byClass[index] ?? 0,
    })),
    { key: 'thinBins', look: 'suppressed', index: 0, label: '', count: counts.suppressed },
  ];
}
