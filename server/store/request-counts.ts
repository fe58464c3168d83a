import type { TimeStep } from '../../geodata/model/time-step.ts';
import type { AreaLevel } from '../../geodata/model/unit.ts';
import type { SqlValue } from './driver.ts';
import { DAY_NUMBER } from './request-days.ts';
import { categoryNoOf, RequestWhere, unitsSql } from './request-filter.ts';
import { type CounterName, counterColumn, counterSql } from './request-measures.ts';
import { STEP_NUMBER, STEP_NUMBER_OF_DAY } from './request-steps.ts';
import { type Grouping, planRollUp, type RollUpPlan, type Span } from './roll-up-plan.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** Counters over surrogate keys of units: what is known to that unit and to no finer one that was asked for. */
export type UnitCounts<Name extends CounterName> = Record<Name, Float64Array>;

/** Counters by hour or day, as parallel lists; empty ones are left out, one may stand twice. */
export interface BucketCounts<Name extends CounterName> {
  /** Hours or days since 1970, by the clock of Shanghai. */
  buckets: number[];
  counts: Record<Name, number[]>;
}

/** An answer that days of roll-ups and days of requests both gave is asked for again where a commit came between; at last from the requests. */
const MOST_TRIES = 3;

/** The counters asked for by unit, for the rows of a selection; units finer than `level` may be summed up already. */
export async function countByUnit<Name extends CounterName>(
  context: StoreContext,
  names: readonly Name[],
  selection: RequestSelection,
  level: AreaLevel,
): Promise<UnitCounts<Name>> {
  const { size } = context.memory.units;
  const counts = mapNames(names, () => new Float64Array(size));
  const groups = await countGroups(context, names, selection, { by: 'unit', level });
  for (const [unitNos, ...columns] of groups) {
    names.forEach((name, index) => {
      unitNos.forEach((no, row) => {
        counts[name][no as number] += columns[index][row] as number;
      });
    });
  }
  return counts;
}

/** Counters by unit and step, as parallel lists; what is known to that unit and to no finer one. A pair may stand twice. */
export interface UnitStepCounts<Name extends CounterName> {
  unitNos: number[];
  /** As `STEP_NUMBER` counts them. */
  steps: number[];
  counts: Record<Name, number[]>;
}

/** The counters asked for by unit and step of time; units finer than `level` may be summed up already. */
export async function countByUnitAndStep<Name extends CounterName>(
  context: StoreContext,
  names: readonly Name[],
  selection: RequestSelection,
  level: AreaLevel,
  step: TimeStep,
): Promise<UnitStepCounts<Name>> {
  const groups =
    step === 'hour'
      ? [await hoursOfRequests(context, names, selection)]
      : await countGroups(context, names, selection, { by: 'unitAndStep', level, step });
  return {
    unitNos: groups.flatMap(([unitNos]) => unitNos as number[]),
    steps: groups.flatMap(([, steps]) => steps as number[]),
    counts: mapNames(names, (index) => groups.flatMap((columns) => columns[index + 2] as number[])),
  };
}

function hoursOfRequests(
  { memory, driver }: StoreContext,
  names: readonly CounterName[],
  selection: RequestSelection,
): Promise<SqlValue[][]> {
  const where = new RequestWhere(memory, selection);
  return driver.columns(
    `SELECT unit_no, ${STEP_NUMBER.hour} AS step_number, ${sumsOfRequests(names)}
     FROM requests ${where.sql} GROUP BY unit_no, step_number`,
    where.parameters,
  );
}

/** The counters asked for by day. */
export async function countByDay<Name extends CounterName>(
  context: StoreContext,
  names: readonly Name[],
  selection: RequestSelection,
): Promise<BucketCounts<Name>> {
  return toBuckets(names, await countGroups(context, names, selection, { by: 'day' }));
}

/** The counters asked for by hour. */
export async function countByHour<Name extends CounterName>(
  context: StoreContext,
  names: readonly Name[],
  selection: RequestSelection,
): Promise<BucketCounts<Name>> {
  const where = new RequestWhere(context.memory, selection);
  const answer = await context.driver.columns(
    `SELECT ${STEP_NUMBER.hour} AS bucket, ${sumsOfRequests(names)}
     FROM requests ${where.sql} GROUP BY bucket`,
    where.parameters,
  );
  return toBuckets(names, [answer]);
}

/** Key and counters, column by column, in one or two parts: from the roll-ups what they know, the rest from the requests. */
async function countGroups(
  context: StoreContext,
  names: readonly CounterName[],
  selection: RequestSelection,
  grouping: Grouping,
): Promise<SqlValue[][][]> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const plan = planRollUp(context, selection, grouping);
    if (plan === null) break;
    const { revision } = context.rollUps;
    const groups = await Promise.all([
      groupsOfRollUp(context, names, selection, grouping, plan),
      ...(plan.rest.length > 0 ? [groupsOfRequests(context, names, selection, grouping, plan.rest)] : []),
    ]);
    if (context.rollUps.revision === revision) return groups;
  }
  return [await groupsOfRequests(context, names, selection, grouping, [selection])];
}

function groupsOfRollUp(
  { memory, driver }: StoreContext,
  names: readonly CounterName[],
  { scope, category, source }: RequestSelection,
  grouping: Grouping,
  { table, days }: RollUpPlan,
): Promise<SqlValue[][]> {
  const conditions = [
    `(${days.map(([first, last]) => `day_no BETWEEN ${first} AND ${last}`).join(' OR ')})`,
    unitsSql(scope),
    category === null ? '' : `category_no = ${categoryNoOf(memory, category)}`,
    source === null ? '' : `source_no = ${memory.sources.indexOf(source)}`,
  ].filter((condition) => condition !== '');
  // As whole numbers of 53 bits: what DuckDB sums integers into is read one by one.
  const sums = names
    .map((name) => `CAST(sum(${counterColumn(name)}) AS double precision) AS ${name}`)
    .join(', ');
  const keys = rollUpKeys(grouping);
  const places = keys.map((_, index) => index + 1).join(', ');
  return driver.columns(
    `SELECT ${keys.join(', ')}, ${sums} FROM ${table} WHERE ${conditions.join(' AND ')} GROUP BY ${places}`,
  );
}

function rollUpKeys(grouping: Grouping): string[] {
  if (grouping.by === 'day') return ['day_no'];
  return grouping.by === 'unit' ? ['unit_no'] : ['unit_no', STEP_NUMBER_OF_DAY[grouping.step]];
}

function groupsOfRequests(
  { memory, driver }: StoreContext,
  names: readonly CounterName[],
  selection: RequestSelection,
  grouping: Grouping,
  spans: readonly Span[],
): Promise<SqlValue[][]> {
  const where = new RequestWhere(memory, selection, spans);
  const sums = sumsOfRequests(names);
  if (grouping.by === 'unit') {
    return driver.columns(
      `SELECT unit_no, ${sums} FROM requests ${where.sql} GROUP BY unit_no`,
      where.parameters,
    );
  }
  if (grouping.by === 'unitAndStep') {
    return driver.columns(
      `SELECT unit_no, ${STEP_NUMBER[grouping.step]} AS step_number, ${sums}
       FROM requests ${where.sql} GROUP BY unit_no, step_number`,
      where.parameters,
    );
  }
  // Grouping by the date itself takes a third of the time of grouping by a number made from it.
  return driver.columns(
    `SELECT ${DAY_NUMBER.replace('created_at', 'created_on')} AS bucket, ${names.join(', ')} FROM (
       SELECT CAST(created_at AS date) AS created_on, ${sums} FROM requests ${where.sql} GROUP BY created_on
     ) AS days`,
    where.parameters,
  );
}

function sumsOfRequests(names: readonly CounterName[]): string {
  return names.map((name) => `${counterSql(name)} AS ${name}`).join(', ');
}

function toBuckets<Name extends CounterName>(
  names: readonly Name[],
  groups: readonly SqlValue[][][],
): BucketCounts<Name> {
  return {
    buckets: groups.flatMap(([buckets]) => buckets as number[]),
    counts: mapNames(names, (index) => groups.flatMap((columns) => columns[index + 1] as number[])),
  };
}

function mapNames<Name extends CounterName, Value>(
  names: readonly Name[],
  of: (index: number) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name, index) => [name, of(index)])) as Record<Name, Value>;
}
