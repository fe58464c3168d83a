import type { IndicatorColumns } from '../../server/contract/indicators.ts';

/** The rows of `columns` whose unit is in `unitIds`, in the same order. `total` stays that of the whole answer. */
export function columnsWithin(columns: IndicatorColumns, unitIds: ReadonlySet<string>): IndicatorColumns {
  const kept: number[] = [];
  for (let index = 0; index < columns.unitIds.length; index++) {
    if (unitIds.has(columns.unitIds[index])) kept.push(index);
  }
  const pick = <T>(values: T[]): T[] => kept.map((index) => values[index]);
  return {
    ...columns,
    unitIds: pick(columns.unitIds),
    numerator: pick(columns.numerator),
    denominator: pick(columns.denominator),
    value: pick(columns.value),
    classes: pick(columns.classes),
    compared: columns.compared && {
      ...columns.compared,
      numerator: pick(columns.compared.numerator),
      denominator: pick(columns.compared.denominator),
      value: pick(columns.compared.value),
      change: pick(columns.compared.change),
      changeClasses: pick(columns.compared.changeClasses),
    },
  };
}

/** How many units fall into each class; special classes under their own (negative) number. */
export function classCounts(columns: IndicatorColumns): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of columns.classes) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
