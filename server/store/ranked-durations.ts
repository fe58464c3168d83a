import type { AreaLevel } from '../../geodata/model/unit.ts';
import { CLASS_BITS, CLASSES, type DurationCounts, type DurationParts } from './duration-counts.ts';
import { type LevelPairs, slotColumn } from './level-slots.ts';
import { RequestWhere } from './request-filter.ts';
import { roundedQuantile } from './request-quantiles.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** The open last class reaches as far as a column of whole seconds. */
const MOST_SECONDS = 2 ** 31 - 1;

/** A unit with the two places in its ordered sample between which the quantile lies, and the seconds between which they are found. */
interface Wanted {
  unitNo: number;
  size: number;
  /** From 0, among all of the sample. */
  place: number;
  fromSeconds: number;
  toSeconds: number;
  /** Size of the sample below `fromSeconds`. */
  below: number;
}

/**
 * Exact quantiles of a level from counts: they say in which class of durations each lies, and only the requests of that class are ranked.
 * Null where the counts and the requests are of two moments.
 */
export async function rankDurations(
  context: StoreContext,
  parts: DurationParts,
  quantile: number,
  level: AreaLevel,
  slots: readonly number[],
  selection: RequestSelection,
): Promise<LevelPairs | null> {
  const wholeNo = context.memory.units.no(selection.scope.id)!;
  const { whole, ofSlots } = sumClasses(context, parts, level, slots, selection);
  const wanted = new Map<number, Wanted>();
  const want = (unitNo: number, classes: Uint32Array) => {
    const found = findPlace(unitNo, classes, quantile);
    if (found) wanted.set(unitNo, found);
  };
  slots.forEach((no, slot) => {
    want(no, ofSlots.subarray(slot * CLASSES, (slot + 1) * CLASSES));
  });
  want(wholeNo, whole);
  const values = await readPlaces(context, [...wanted.values()], selection);
  if (values === null) return null;
  const total = wanted.get(wholeNo)?.size ?? 0;
  const pairs: LevelPairs = {
    numerator: Float64Array.from(slots, (no) => values.get(no) ?? 0),
    denominator: Float64Array.from(slots, (no) => wanted.get(no)?.size ?? 0),
    totalNumerator: values.get(wholeNo) ?? 0,
    totalDenominator: total,
    outsideLevel: total,
  };
  for (const size of pairs.denominator) pairs.outsideLevel -= size;
  return pairs;
}

/** Sizes of the classes in the whole scope, and slot after slot. */
function sumClasses(
  context: StoreContext,
  parts: DurationParts,
  level: AreaLevel,
  slots: readonly number[],
  { scope }: RequestSelection,
): { whole: Uint32Array; ofSlots: Uint32Array } {
  const slotOf = slotColumn(context, level, slots);
  const isInside = new Uint8Array(context.memory.units.size);
  for (const no of scope.unitNos) isInside[no] = 1;
  const whole = new Uint32Array(CLASSES);
  const ofSlots = new Uint32Array(slots.length * CLASSES);
  const add = ({ unitNos, classes, counts }: DurationCounts, sign: 1 | -1) => {
    for (let i = 0; i < unitNos.length; i++) {
      const no = unitNos[i]!;
      if (isInside[no] === 0) continue;
      const count = sign * counts[i]!;
      whole[classes[i]!]! += count;
      const slot = slotOf[no]!;
      if (slot >= 0) ofSlots[slot * CLASSES + classes[i]!]! += count;
    }
  };
  for (const part of parts.added) add(part, 1);
  for (const part of parts.takenAway) add(part, -1);
  return { whole, ofSlots };
}

/** Null where the sample is empty. */
function findPlace(unitNo: number, classes: Uint32Array, quantile: number): Wanted | null {
  let size = 0;
  for (const count of classes) size += count;
  if (size === 0) return null;
  const place = quantile * (size - 1);
  const [first, below] = classAt(classes, Math.floor(place));
  const [last] = classAt(classes, Math.ceil(place));
  return {
    unitNo,
    size,
    place,
    fromSeconds: first << CLASS_BITS,
    toSeconds: last === CLASSES - 1 ? MOST_SECONDS : ((last + 1) << CLASS_BITS) - 1,
    below,
  };
}

/** The class that holds a place, and how many stand in the classes before it. */
function classAt(classes: Uint32Array, place: number): [number, number] {
  let below = 0;
  for (let at = 0; ; at++) {
    const next = below + classes[at]!;
    if (place < next) return [at, below];
    below = next;
  }
}

/** The quantiles by unit; null where a place is empty that the counts know of. */
async function readPlaces(
  { memory, driver }: StoreContext,
  wanted: readonly Wanted[],
  selection: RequestSelection,
): Promise<Map<number, number> | null> {
  if (wanted.length === 0) return new Map();
  const where = new RequestWhere(memory, selection);
  const widest = [
    Math.min(...wanted.map(({ fromSeconds }) => fromSeconds)),
    Math.max(...wanted.map(({ toSeconds }) => toSeconds)),
  ];
  const rows = wanted.map(
    ({ unitNo, fromSeconds, toSeconds, place, below }) =>
      `(${unitNo}, ${fromSeconds}, ${toSeconds}, ${Math.floor(place) - below + 1}, ${Math.ceil(place) - below + 1})`,
  );
  // Chosen first by the widest range of all: left to itself, PostgreSQL takes few to be chosen, and looks for them cell by cell.
  const [unitNos, seconds, ranks] = await driver.columns(
    `WITH chosen AS MATERIALIZED (
       SELECT unit_no, resolve_work_seconds AS seconds FROM requests
       ${where.sql} AND resolve_work_seconds BETWEEN ${widest[0]} AND ${widest[1]}
     )
     SELECT wanted_no, seconds, place FROM (
       SELECT wanted_no, seconds, lower_place, upper_place,
         row_number() OVER (PARTITION BY wanted_no ORDER BY seconds) AS place
       FROM chosen JOIN unit_ancestors ON unit_ancestors.unit_no = chosen.unit_no JOIN (VALUES ${rows.join(', ')})
         AS wanted (wanted_no, from_seconds, to_seconds, lower_place, upper_place) ON wanted_no = ancestor_no
       WHERE seconds BETWEEN from_seconds AND to_seconds
     ) AS ranked WHERE place = lower_place OR place = upper_place ORDER BY wanted_no, place`,
    where.parameters,
  );
  const found = new Map<string, number>();
  unitNos!.forEach((no, row) => {
    found.set(`${no} ${ranks![row]}`, seconds![row] as number);
  });
  const quantiles = new Map<number, number>();
  for (const { unitNo, place, below } of wanted) {
    const lower = found.get(`${unitNo} ${Math.floor(place) - below + 1}`);
    const upper = found.get(`${unitNo} ${Math.ceil(place) - below + 1}`);
    if (lower === undefined || upper === undefined) return null;
    quantiles.set(unitNo, roundedQuantile(lower, upper, place - Math.floor(place)));
  }
  return quantiles;
}
