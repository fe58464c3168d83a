import { REQUEST_STATUSES, type RequestStatus } from '../../geodata/model/request-life.ts';
import { toStoreTimestamp } from '../../geodata/model/time.ts';
import type { CityMemory } from './city-memory.ts';
import type { SqlValue } from './driver.ts';
import type { Scope } from './scope.ts';
import type { RequestSelection } from './select.ts';

/** Beyond this many ranges a list of keys is shorter to read than a chain of comparisons. */
const MOST_RANGES = 12;

/** The hour of the day in which a 诉求 came in; the store keeps the clock of Shanghai. */
export const HOUR_SQL = 'CAST(extract(hour FROM created_at) AS integer)';

/** Epoch milliseconds, `fromMs` inclusive, `toMs` exclusive. */
interface Period {
  fromMs: number;
  toMs: number;
}

/** Whether nothing but a unit and a period is chosen: what is counted beforehand knows of no filter but those that are `allowed`. */
export function isUnfiltered(
  { scope: _scope, fromMs: _from, toMs: _to, ...filters }: RequestSelection,
  allowed: readonly (keyof typeof filters)[] = [],
): boolean {
  return Object.entries(filters).every(
    ([name, value]) => value === null || (allowed as readonly string[]).includes(name),
  );
}

/** A WHERE clause with its parameters. Further parameters are added by `parameter`. */
export class RequestWhere {
  readonly parameters: SqlValue[] = [];
  private readonly conditions: string[] = [];

  /** @param periods instead of the selection's own; they do not overlap, and there is at least one */
  constructor(memory: CityMemory, selection: RequestSelection, periods: readonly Period[] = [selection]) {
    const spans = periods.map(
      ({ fromMs, toMs }) =>
        `created_at >= CAST(${this.parameter(toStoreTimestamp(fromMs))} AS timestamp) AND created_at < CAST(${this.parameter(toStoreTimestamp(toMs))} AS timestamp)`,
    );
    this.and(spans.length === 1 ? spans[0]! : `(${spans.map((span) => `(${span})`).join(' OR ')})`);
    const units = unitsSql(selection.scope);
    if (units) this.and(units);
    if (selection.category !== null) {
      this.and(`category_no IN (${categoryNosUnder(memory, selection.category).join(', ')})`);
    }
    if (selection.source !== null) {
      this.and(`source_no = ${this.parameter(memory.sources.indexOf(selection.source))}`);
    }
    if (selection.status !== null) {
      this.and(`status_no = ${this.parameter(REQUEST_STATUSES.indexOf(selection.status as RequestStatus))}`);
    }
    if (selection.urgency !== null) this.and(`urgency = ${this.parameter(selection.urgency)}`);
    if (selection.handlingUnit !== null) {
      const no = memory.handlingUnits.indexOf(selection.handlingUnit);
      this.and(`handling_unit_no = ${this.parameter(no)}`);
    }
    if (selection.hours !== null) this.and(`${HOUR_SQL} IN (${selection.hours.map(Math.trunc).join(', ')})`);
  }

  /** Adds a parameter and gives its place holder. */
  parameter(value: SqlValue): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  and(condition: string): void {
    this.conditions.push(condition);
  }

  get sql(): string {
    return `WHERE ${this.conditions.join(' AND ')}`;
  }
}

/** Condition on `unit_no`, '' = everything. Surrogate keys follow code order, so that most scopes are one range. */
export function unitsSql(scope: Scope): string {
  if (scope.everything) return '';
  const { unitNos } = scope;
  if (unitNos.length === 0) return '1 = 0';
  const ranges: [number, number][] = [];
  for (const no of unitNos) {
    const last = ranges.at(-1);
    if (last && last[1] === no - 1) last[1] = no;
    else ranges.push([no, no]);
  }
  if (ranges.length > MOST_RANGES) return `unit_no IN (${Array.from(unitNos).join(', ')})`;
  const parts = ranges.map(([from, to]) =>
    from === to ? `unit_no = ${from}` : `unit_no BETWEEN ${from} AND ${to}`,
  );
  return parts.length === 1 ? parts[0] : `(${parts.join(' OR ')})`;
}

/** Numbers of a category and all its descendants. */
export function categoryNosUnder(memory: CityMemory, code: string): number[] {
  const inside = new Set([code]);
  // Parents stand on a higher level: three rounds reach the bottom of a three-level tree, whatever the order of rows.
  for (let level = 1; level <= 3; level++) {
    for (const category of memory.categories) {
      if (category.parentCode !== null && inside.has(category.parentCode)) inside.add(category.code);
    }
  }
  return memory.categories.flatMap((category, no) => (inside.has(category.code) ? [no] : []));
}

/** The number of a category's code; -1 = there is none. */
export function categoryNoOf(memory: CityMemory, code: string): number {
  return memory.categories.findIndex((category) => category.code === code);
}
