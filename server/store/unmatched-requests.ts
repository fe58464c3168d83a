import type { UnmatchedReason, UnmatchedRequest } from '../../geodata/import/unmatched-request.ts';
import { str } from './city-memory.ts';
import type { Session, SqlRow, SqlValue } from './driver.ts';
import { reconcileRows, type UpsertCounts } from './reconcile-rows.ts';
import type { StoreContext } from './store-context.ts';
import { double, type TableSpec, text } from './table-spec.ts';

/** Imported rows for which no unit was found. A request written under the same source and id takes its row out of the list. */
export interface UnmatchedNoun {
  /** Adds rows, renews those of a known source and id. */
  put(rows: readonly UnmatchedRequest[]): Promise<UpsertCounts>;
  /** The newest first, with the number in all pages. */
  page(query: UnmatchedQuery): Promise<{ rows: UnmatchedRequest[]; numberMatched: number }>;
  /** In the order of source and id, from the beginning or after a row. */
  after(row: { source: string; externalId: string } | null, limit: number): Promise<UnmatchedRequest[]>;
  /** How many for which reason, most first. */
  reasons(source?: string): Promise<{ reason: UnmatchedReason; count: number }[]>;
}

export interface UnmatchedQuery {
  source?: string;
  reason?: string;
  limit: number;
  offset: number;
}

const COLUMNS =
  'source, external_id, created_ms, category_code, unit_code, community, street, district, lon, lat, reason, candidates, life';

const unmatchedTable: TableSpec<UnmatchedRequest> = {
  table: 'unmatched_requests',
  key: ['source', 'external_id'],
  columns: [
    text('source', (row) => row.source),
    text('external_id', (row) => row.externalId),
    double('created_ms', (row) => row.createdAtMs),
    text('category_code', (row) => row.categoryCode),
    text('unit_code', (row) => row.unitCode),
    text('community', (row) => row.community),
    text('street', (row) => row.street),
    text('district', (row) => row.district),
    double('lon', (row) => row.point?.[0] ?? null),
    double('lat', (row) => row.point?.[1] ?? null),
    text('reason', (row) => row.reason),
    text('candidates', (row) => JSON.stringify(row.candidates)),
    text('life', (row) => JSON.stringify(row.life)),
  ],
};

export function createUnmatched(context: StoreContext): UnmatchedNoun {
  const { driver } = context;
  return {
    put: async (rows) => {
      const counts = await driver.transaction((session) => reconcileRows(session, unmatchedTable, rows));
      if (rows.length > 0) {
        context.mayHaveUnmatched = true;
        context.version++;
      }
      return counts;
    },
    page: async ({ source, reason, limit, offset }) => {
      const parameters: SqlValue[] = [];
      const conditions: string[] = [];
      if (source !== undefined) conditions.push(`source = $${parameters.push(source)}`);
      if (reason !== undefined) conditions.push(`reason = $${parameters.push(reason)}`);
      const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
      const [counted] = await driver.query(
        `SELECT count(*) AS n FROM unmatched_requests ${where}`,
        parameters,
      );
      const rows = await driver.query(
        `SELECT ${COLUMNS} FROM unmatched_requests ${where} ORDER BY created_ms DESC, source, external_id
         LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`,
        parameters,
      );
      return { rows: rows.map(toUnmatched), numberMatched: Number(counted.n) };
    },
    after: async (row, limit) => {
      const parameters = row === null ? [] : [row.source, row.externalId];
      const rows = await driver.query(
        `SELECT ${COLUMNS} FROM unmatched_requests
         ${row === null ? '' : 'WHERE source > $1 OR (source = $1 AND external_id > $2)'}
         ORDER BY source, external_id LIMIT ${Math.trunc(limit)}`,
        parameters,
      );
      return rows.map(toUnmatched);
    },
    reasons: async (source) => {
      const rows = await driver.query(
        `SELECT reason, count(*) AS n FROM unmatched_requests ${source === undefined ? '' : 'WHERE source = $1'}
         GROUP BY reason ORDER BY count(*) DESC, reason`,
        source === undefined ? [] : [source],
      );
      return rows.map((row) => ({ reason: str(row.reason) as UnmatchedReason, count: Number(row.n) }));
    },
  };
}

/** Whether the list holds anything: live calls need not look into an empty one. */
export async function hasUnmatched(session: Session): Promise<boolean> {
  const rows = await session.query('SELECT 1 AS one FROM unmatched_requests LIMIT 1');
  return rows.length > 0;
}

/** Takes out what stands on the stage of external ids: it has a unit now. */
export const PLACED_STAGE_SQL = placedSql('external_stage');

/** Takes out what has become a request with the id $1 or a later one. */
export const PLACED_SINCE_SQL = placedSql(
  'request_external_ids',
  'AND request_external_ids.request_id >= $1',
);

function placedSql(table: string, condition = ''): string {
  return `DELETE FROM unmatched_requests WHERE EXISTS (
  SELECT 1 FROM ${table} JOIN request_sources ON request_sources.source_no = ${table}.source_no
  WHERE request_sources.name = unmatched_requests.source
    AND ${table}.external_id = unmatched_requests.external_id ${condition})`;
}

function toUnmatched(row: SqlRow): UnmatchedRequest {
  return {
    source: str(row.source),
    externalId: str(row.external_id),
    createdAtMs: row.created_ms as number,
    categoryCode: str(row.category_code),
    unitCode: str(row.unit_code),
    community: str(row.community),
    street: str(row.street),
    district: str(row.district),
    point: row.lon === null ? null : [row.lon as number, row.lat as number],
    reason: str(row.reason) as UnmatchedReason,
    candidates: JSON.parse(str(row.candidates)),
    life: JSON.parse(str(row.life)),
  };
}
