import {
  type PartyKind,
  WHISTLE_DIRECTIONS,
  WHISTLE_STATUSES,
  type WhistleDirection,
} from '../../geodata/model/whistle.ts';
import type { ReportingIn, WhistlesAnswer } from '../contract/whistles.ts';
import type { SqlRow } from './driver.ts';
import type { StoreContext } from './store-context.ts';
import { partyName } from './whistle-places.ts';
import { LATE_SQL, OPEN_SQL, type WhistleWhere } from './whistle-where.ts';

type Figures = Pick<WhistlesAnswer, 'byStatus' | 'total' | 'byTarget' | 'byDirection'>;

/** Reporting in over every call of the whistles that match, whoever else the filter looked for. */
export async function readWhistleFigures(
  { driver, memory }: StoreContext,
  { sql, parameters }: WhistleWhere,
): Promise<Figures> {
  const reporting = (columns: string, grouping: string) =>
    driver.query(
      `SELECT ${columns} ${REPORTING_COLUMNS} FROM whistle_targets
       JOIN whistles ON whistles.whistle_id = whistle_targets.whistle_id ${sql} ${grouping}`,
      parameters,
    );
  const [statuses, [total], targets, directions] = await Promise.all([
    driver.query(
      `SELECT whistles.status AS status, count(*) AS n FROM whistles ${sql} GROUP BY whistles.status ORDER BY whistles.status`,
      parameters,
    ),
    reporting('', ''),
    reporting(
      'whistle_targets.party_kind AS party_kind, whistle_targets.party_id AS party_id,',
      `GROUP BY whistle_targets.party_kind, whistle_targets.party_id
       ORDER BY count(*) DESC, whistle_targets.party_kind, whistle_targets.party_id`,
    ),
    reporting(
      'whistle_targets.direction AS direction,',
      'GROUP BY whistle_targets.direction ORDER BY whistle_targets.direction',
    ),
  ]);
  const countOf = new Map(statuses.map(({ status, n }) => [status as string, Number(n)]));
  return {
    byStatus: WHISTLE_STATUSES.map((status) => ({ status, count: countOf.get(status) ?? 0 })),
    total: reportingIn(total!),
    byTarget: targets.map((row) => {
      const party = { kind: row.party_kind as PartyKind, id: row.party_id as string };
      return { ...party, name: partyName(memory, party), ...reportingIn(row) };
    }),
    byDirection: directions
      .map((row) => ({ direction: row.direction as WhistleDirection, ...reportingIn(row) }))
      .sort((a, b) => WHISTLE_DIRECTIONS.indexOf(a.direction) - WHISTLE_DIRECTIONS.indexOf(b.direction)),
  };
}

/** The medians and P90s of whole seconds are multiples of a tenth: brought back to it, the two databases agree to the last bit. */
function tookSql(share: number): string {
  const took = 'whistle_targets.report_seconds - whistle_targets.call_seconds';
  return `floor(CAST(percentile_cont(${share}) WITHIN GROUP (ORDER BY ${took}) AS double precision) * 10 + 0.5) / 10`;
}

const REPORTING_COLUMNS = `count(*) AS called, count(whistle_targets.report_seconds) AS reported_in,
  count(*) FILTER (WHERE whistle_targets.report_seconds <= whistle_targets.due_seconds) AS on_time,
  count(*) FILTER (WHERE whistle_targets.status = 'declined') AS declined,
  count(*) FILTER (WHERE whistle_targets.status = 'called' AND ${OPEN_SQL}) AS awaited,
  count(*) FILTER (WHERE ${LATE_SQL} AND ${OPEN_SQL}) AS overdue,
  count(*) FILTER (WHERE ${LATE_SQL} AND NOT (${OPEN_SQL})) AS missed,
  ${tookSql(0.5)} AS p50, ${tookSql(0.9)} AS p90`;

function reportingIn(row: SqlRow): ReportingIn {
  const at = (name: string) => Number(row[name]);
  const quantile = (name: string) => (row[name] === null ? null : Number(row[name]));
  return {
    called: at('called'),
    reportedIn: at('reported_in'),
    onTime: at('on_time'),
    measured: at('reported_in') + at('overdue') + at('missed'),
    declined: at('declined'),
    waiting: at('awaited') - at('overdue'),
    overdue: at('overdue'),
    missed: at('missed'),
    p50Seconds: quantile('p50'),
    p90Seconds: quantile('p90'),
  };
}
