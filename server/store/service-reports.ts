import { REQUEST_STATUSES, type RequestStatus } from '../../geodata/model/request-life.ts';
import type { MaskedRequest } from '../../geodata/model/service-request.ts';
import { toShanghaiIso, toStoreTimestamp } from '../../geodata/model/time.ts';
import type { SqlValue } from './driver.ts';
import { readMasked, secondsSql, secondsToEpochMs } from './masked-rows.ts';
import type { StoreContext } from './store-context.ts';

/** Which requests others ask for who follow them: by id, or by time and filters. */
export interface ReportQuery {
  /** Overrides everything but the page; null = by time. */
  ids: readonly number[] | null;
  /** Epoch milliseconds, `fromMs` inclusive, `toMs` exclusive. */
  fromMs: number;
  toMs: number;
  /** These categories themselves; null = all. */
  categoryCodes: readonly string[] | null;
  statuses: readonly RequestStatus[] | null;
  limit: number;
  offset: number;
}

export interface ServiceReport {
  request: MaskedRequest;
  /** Time of the last event. */
  updatedAt: string;
  /** By name, '' = the cell's own workers; null = unknown. */
  handlingUnit: string | null;
}

/** Requests with what others who follow them want to know. Newest first. */
export async function readReports(context: StoreContext, query: ReportQuery): Promise<ServiceReport[]> {
  const { memory, driver } = context;
  const { conditions, parameters } = whereOf(context, query);
  const tail = `WHERE ${conditions.join(' AND ')} ORDER BY created_at DESC, request_id DESC
    LIMIT ${Math.trunc(query.limit)} OFFSET ${Math.trunc(query.offset)}`;
  const [requests, [ids, updated, handlingUnitNos]] = await Promise.all([
    readMasked(driver, memory, tail, parameters),
    driver.columns(
      `SELECT request_id, ${secondsSql('updated_at')}, handling_unit_no FROM requests ${tail}`,
      parameters,
    ),
  ]);
  const places = new Map(ids.map((id, place) => [id as number, place]));
  // Both were asked side by side: a commit between them may have moved the last row out of one.
  return requests.flatMap((request: MaskedRequest) => {
    const place = places.get(request.id);
    if (place === undefined) return [];
    const handlingUnitNo = handlingUnitNos[place] as number | null;
    return [
      {
        request,
        updatedAt: toShanghaiIso(secondsToEpochMs(updated[place] as number)),
        handlingUnit: handlingUnitNo === null ? null : memory.handlingUnits[handlingUnitNo]!,
      },
    ];
  });
}

function whereOf(
  { memory }: StoreContext,
  query: ReportQuery,
): { conditions: string[]; parameters: SqlValue[] } {
  const among = (column: string, numbers: readonly number[]) =>
    `${column} IN (${numbers.map(Math.trunc).join(', ') || '-1'})`;
  if (query.ids) return { conditions: [among('request_id', query.ids)], parameters: [] };
  const conditions = ['created_at >= CAST($1 AS timestamp)', 'created_at < CAST($2 AS timestamp)'];
  if (query.categoryCodes) {
    const codes = new Set(query.categoryCodes);
    const numbers = memory.categories.flatMap(({ code }, no) => (codes.has(code) ? [no] : []));
    conditions.push(among('category_no', numbers));
  }
  if (query.statuses) {
    const numbers = query.statuses.map((status: RequestStatus) => REQUEST_STATUSES.indexOf(status));
    conditions.push(among('status_no', numbers));
  }
  return { conditions, parameters: [toStoreTimestamp(query.fromMs), toStoreTimestamp(query.toMs)] };
}

/** The request that a source calls so; null = none. */
export async function idOfExternal(
  { memory, driver }: StoreContext,
  source: string,
  externalId: string,
): Promise<number | null> {
  const sourceNo = memory.sources.indexOf(source);
  if (sourceNo < 0) return null;
  const [ids] = await driver.columns(
    'SELECT request_id FROM request_external_ids WHERE source_no = $1 AND external_id = $2',
    [sourceNo, externalId],
  );
  return (ids[0] as number | undefined) ?? null;
}
