import { SPECIAL_CLASS } from '../../geodata/model/indicator.ts';
import type { IndicatorColumns } from '../../server/contract/indicators.ts';
import type { OrganizationCoverageAnswer } from '../../server/contract/organizations.ts';
import type { PointFeature } from '../../server/contract/points.ts';
import type { BinsAnswer } from '../../server/contract/requests.ts';
import type { CellCoverageAnswer } from '../../server/contract/service-areas.ts';
import { isNumeratorHidden, type NumeratorKind, readableNumerator } from '../locales/numerator.ts';
import type { ExportTable } from './export-table.ts';

export type MapTable = Pick<ExportTable, 'columns' | 'rows'>;

/** Names that the tables of the map need. */
export interface MapWords {
  /** The text under a key, as the page has it. */
  t: (key: string) => string;
  /** Names of a unit and those around it, from the wide to the narrow. */
  path: (unitId: string) => string[];
}

function unitColumns({ t }: MapWords): MapTable['columns'] {
  return [
    { label: t('export.code'), isNumber: false },
    { label: t('export.path'), isNumber: false },
    { label: t('export.unit'), isNumber: false },
  ];
}
function unitCells({ path }: MapWords, unitId: string): string[] {
  const names = path(unitId);
  return [unitId, names.slice(0, -1).join(' › '), names[names.length - 1] ?? unitId];
}

/** What an indicator's columns are called; `compared` where they stand beside another period. */
export interface IndicatorLabels {
  indicator: string;
  numerator: string;
  denominator: string;
  /** Those of the legend, low → high. */
  classes: readonly string[];
  compared: { value: string; change: string } | null;
}

/** The indicator cell by cell. */
export function indicatorTable(
  columns: IndicatorColumns,
  definition: NumeratorKind,
  labels: IndicatorLabels,
  words: MapWords,
): MapTable {
  const { t } = words;
  const isPair = definition.kind !== 'count';
  const compared = labels.compared === null ? null : columns.compared;
  const above = (index: number) =>
    isNumeratorHidden(definition, columns.value[index])
      ? null
      : readableNumerator(definition, columns.numerator[index]);
  const classOf = (value: number): string => {
    if (value === SPECIAL_CLASS.zero) return t('export.zero');
    if (value === SPECIAL_CLASS.noData) return t('export.noData');
    if (value === SPECIAL_CLASS.suppressed) return t('export.hidden');
    return labels.classes[value] ?? '';
  };
  return {
    columns: [
      ...unitColumns(words),
      { label: labels.indicator, isNumber: true },
      ...(isPair
        ? [
            { label: labels.numerator, isNumber: true },
            { label: labels.denominator, isNumber: true },
          ]
        : []),
      ...(compared === null
        ? []
        : [
            { label: labels.compared!.value, isNumber: true },
            { label: labels.compared!.change, isNumber: true },
          ]),
      { label: t('export.class'), isNumber: false },
    ],
    rows: columns.unitIds.map((unitId, index) => [
      ...unitCells(words, unitId),
      columns.value[index],
      ...(isPair ? [above(index), columns.denominator[index]] : []),
      ...(compared === null ? [] : [compared.value[index], compared.change[index]]),
      classOf(columns.classes[index]),
    ]),
  };
}

/** Requests as the map shows them close up: the rounded point, how many stand there, and how many of them are open, urgent, an alarm. */
export function pointsTable(
  features: readonly Pick<PointFeature, 'position' | 'count' | 'open' | 'warn' | 'alarm'>[],
  { t }: MapWords,
): MapTable {
  return {
    columns: ['lon', 'lat', 'count', 'open', 'warn', 'alarm'].map((key) => ({
      label: t(`export.points.${key}`),
      isNumber: true,
    })),
    rows: features.map(({ position: [lon, lat], count, open, warn, alarm }) => [
      lon!,
      lat!,
      count,
      open,
      warn,
      alarm,
    ]),
  };
}

/** The heat square by square: middle and side, how many requests, how many live there. What is too few to show is in none. */
export function heatTable(bins: BinsAnswer, words: MapWords): MapTable {
  const { t } = words;
  return {
    columns: ['lon', 'lat', 'sideM', 'count', 'residents', 'perThousand'].map((key) => ({
      label: t(`export.heat.${key}`),
      isNumber: true,
    })),
    rows: bins.lon.map((lon, index) => [
      lon,
      bins.lat[index],
      bins.sizeM,
      bins.count[index],
      bins.residents[index],
      bins.residents[index] > 0
        ? Math.round((bins.count[index] / bins.residents[index]) * 100_000) / 100
        : null,
    ]),
  };
}

/** Minutes to the nearest station, cell by cell. */
export function walkTable(
  answer: CellCoverageAnswer,
  within: ReadonlySet<string>,
  words: MapWords,
): MapTable {
  const { t } = words;
  return {
    columns: [
      ...unitColumns(words),
      ...['minutes', 'covered', 'residents'].map((key) => ({
        label: t(`export.walk.${key}`),
        isNumber: true,
      })),
    ],
    rows: answer.unitIds.flatMap((unitId, index) =>
      within.has(unitId)
        ? [
            [
              ...unitCells(words, unitId),
              answer.walkMinutes[index],
              answer.coveredResidents[index],
              answer.residents[index],
            ],
          ]
        : [],
    ),
  };
}

/** How organizations cover the cells. */
export function organizationTable(answer: OrganizationCoverageAnswer, words: MapWords): MapTable {
  const { t } = words;
  return {
    columns: [
      ...unitColumns(words),
      { label: t('organization.state'), isNumber: false },
      { label: t('unit.organizations'), isNumber: true },
    ],
    rows: answer.unitIds.map((unitId, index) => [
      ...unitCells(words, unitId),
      t(`legend.${answer.states[index]}`),
      answer.branchIds[index].length,
    ]),
  };
}
