import type { RequestColumns } from '../../geodata/model/service-request.ts';
import { type KnownRow, keyOf } from './known-requests.ts';
import type { StageNumbers } from './request-stage.ts';

export interface RowPlan {
  /** By row; 0 until the row is created. */
  ids: number[];
  created: number[];
  updated: number[];
  unchanged: number;
  /** A row that repeats an id of its own call with another content: the later row stands. */
  repeatedUpdates: number;
  /** Row → the later row of the same id that stands for it; read backwards, so that every repeat gets the id of the last. */
  standsFor: Map<number, number>;
}

/** Which rows of a call are new, which differ from what is known, and which say the same again. */
export function planRows(
  columns: RequestColumns,
  numbers: StageNumbers,
  fingerprints: readonly string[],
  known: ReadonlyMap<string, KnownRow>,
): RowPlan {
  const plan: RowPlan = {
    ids: new Array<number>(columns.length).fill(0),
    created: [],
    updated: [],
    unchanged: 0,
    repeatedUpdates: 0,
    standsFor: new Map(),
  };
  const { externalId } = columns;
  if (!externalId) {
    for (let row = 0; row < columns.length; row++) plan.created.push(row);
    return plan;
  }
  const lastRow = new Map<string, number>();
  for (let row = 0; row < columns.length; row++) {
    if (externalId[row] === null) {
      plan.created.push(row);
      continue;
    }
    const key = keyOf(numbers.sourceNos[columns.source[row]], externalId[row]!);
    const earlier = lastRow.get(key);
    lastRow.set(key, row);
    if (earlier !== undefined) {
      plan.standsFor.set(earlier, row);
      if (fingerprints[earlier] === fingerprints[row]) plan.unchanged++;
      else plan.repeatedUpdates++;
    }
  }
  for (const [key, row] of lastRow) {
    const before = known.get(key);
    if (!before) plan.created.push(row);
    else {
      plan.ids[row] = before.requestId;
      if (before.fingerprint === fingerprints[row]) plan.unchanged++;
      else plan.updated.push(row);
    }
  }
  plan.created.sort((a, b) => a - b);
  return plan;
}
