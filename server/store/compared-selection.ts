import { comparedPeriod } from '../../geodata/indicators/compare-periods.ts';
import { type Comparison, isNamedComparison } from '../../geodata/model/comparison.ts';
import { parseInstant } from '../../geodata/model/time.ts';
import { QueryError } from './query-error.ts';
import type { RequestSelection } from './select.ts';

/** The same question over the period that it is compared with. @throws {QueryError} invalid-date */
export function comparedSelection(selection: RequestSelection, compare: Comparison): RequestSelection {
  if (isNamedComparison(compare)) return { ...selection, ...comparedPeriod(selection, compare) };
  const fromMs = parseInstant(compare);
  if (fromMs === null) {
    throw new QueryError(
      'invalid-date',
      `"compare" is "${compare}"; give previous, lastYear or a day of the calendar (2025-11-01)`,
    );
  }
  return { ...selection, fromMs, toMs: fromMs + (selection.toMs - selection.fromMs) };
}
