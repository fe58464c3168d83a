import { toStoreTimestamp } from '../../geodata/model/time.ts';
import type { WhistleDirection } from '../../geodata/model/whistle.ts';
import type { WhistleFilter, WhistleFilterState } from '../contract/whistles.ts';
import type { SqlValue } from './driver.ts';
import { unitsSql } from './request-filter.ts';
import type { Scope } from './scope.ts';
import { selectRequests } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** A validated question about whistles: `store.whistles.select` makes it from a query at the door. */
export interface WhistleSelection {
  scope: Scope;
  /** Epoch milliseconds of blowing, `fromMs` inclusive, `toMs` exclusive. */
  fromMs: number;
  toMs: number;
  state: WhistleFilterState | null;
  direction: WhistleDirection | null;
  department: string | null;
}

/** Checks area and period as a question about 诉求 does. @throws {QueryError} */
export async function selectWhistles(
  context: StoreContext,
  filter: WhistleFilter,
): Promise<WhistleSelection> {
  const { within, from, to, state = null, direction = null, department = null } = filter;
  const { scope, fromMs, toMs } = await selectRequests(context, { within, from, to });
  return { scope, fromMs, toMs, state, direction, department };
}

export const OPEN_SQL = "whistles.status NOT IN ('ended', 'withdrawn')";

/** A WHERE clause over `whistles` with its parameters; the first is the time of the newest data, `AS_OF`. */
export class WhistleWhere {
  readonly parameters: SqlValue[] = [];
  private readonly conditions: string[] = [];

  constructor(asOfMs: number, selection: WhistleSelection) {
    this.parameter(toStoreTimestamp(asOfMs));
    this.conditions.push(
      `${AS_OF} IS NOT NULL`,
      `whistles.blown_at >= CAST(${this.parameter(toStoreTimestamp(selection.fromMs))} AS timestamp)`,
      `whistles.blown_at < CAST(${this.parameter(toStoreTimestamp(selection.toMs))} AS timestamp)`,
    );
    this.within(selection.scope);
    this.inState(selection.state);
    if (selection.direction !== null) {
      this.conditions.push(someTarget(`direction = ${this.parameter(selection.direction)}`));
    }
    if (selection.department !== null) {
      const name = this.parameter(selection.department);
      this.conditions.push(
        `((whistles.from_kind = 'department' AND whistles.from_id = ${name})
          OR ${someTarget(`party_kind = 'department' AND party_id = ${name}`)})`,
      );
    }
  }

  get sql(): string {
    return `WHERE ${this.conditions.join(' AND ')}`;
  }

  private parameter(value: SqlValue): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  /** Blown there, calling somebody there, or about a 诉求 there. */
  private within(scope: Scope): void {
    const units = unitsSql(scope);
    if (units === '') return;
    const ways = [
      `whistles.whistle_id IN (SELECT whistle_id FROM whistles WHERE ${units})`,
      someTarget(units),
      `whistles.whistle_id IN (SELECT whistle_id FROM whistle_requests WHERE ${units})`,
    ];
    if (scope.kind === 'overlay') {
      const id = this.parameter(scope.id);
      ways.push(
        `(whistles.from_kind = 'overlay' AND whistles.from_id = ${id})`,
        someTarget(`party_kind = 'overlay' AND party_id = ${id}`),
      );
    }
    this.conditions.push(`(${ways.join(' OR ')})`);
  }

  private inState(state: WhistleFilterState | null): void {
    if (state === null) return;
    if (state === 'open') this.conditions.push(OPEN_SQL);
    else if (state === 'overdue') {
      this.conditions.push(
        OPEN_SQL,
        `whistles.whistle_id IN (SELECT whistle_targets.whistle_id FROM whistle_targets
           JOIN whistles ON whistles.whistle_id = whistle_targets.whistle_id WHERE ${LATE_SQL})`,
      );
    } else this.conditions.push(`whistles.status = ${this.parameter(state)}`);
  }
}

/** Place holder of the time of the newest data in every clause of `WhistleWhere`. */
const AS_OF = 'CAST($1 AS timestamp)';

/** A target that has not come although its time was up before the whistle ended, or is up now. Over whistle_targets joined with whistles. */
export const LATE_SQL = `whistle_targets.status = 'called' AND whistle_targets.due_seconds < COALESCE(
  CAST(whistles.end_seconds AS double precision), CAST(extract(epoch FROM ${AS_OF} - whistles.blown_at) AS double precision))`;

function someTarget(condition: string): string {
  return `whistles.whistle_id IN (SELECT whistle_id FROM whistle_targets WHERE ${condition})`;
}
