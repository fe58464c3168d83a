import {
  REQUEST_STATUSES,
  type RequestStatus,
  SETTLED_STATUSES,
} from '../../../geodata/model/request-life.ts';
import { DAY_MS, parseInstant, SECOND_MS, toShanghaiIso } from '../../../geodata/model/time.ts';
import { OPEN311_DAYS, OPEN311_MOST_ROWS, type Open311Request } from '../../contract/open311.ts';
import { notFound } from '../../errors.ts';
import type { ServiceReport } from '../../store/service-reports.ts';
import type { DatasetStore } from '../../store/store.ts';
import { type Fields, fieldList, fieldNumber, fieldText, refusal } from './fields.ts';
import { requireService } from './services.ts';

const LARGEST_ID = 2 ** 31 - 1;

/** @throws {ProblemError} 400, 404 */
export async function listRequests(store: DatasetStore, fields: Fields): Promise<Open311Request[]> {
  const ids = fieldList(fields, 'service_request_id');
  const pageSize = fieldNumber(
    fields,
    'page_size',
    (size) => Number.isInteger(size) && size > 0,
    'a whole number from 1',
  );
  const page = fieldNumber(
    fields,
    'page',
    (no) => Number.isInteger(no) && no > 0 && no <= 1e6,
    'a whole number from 1',
  );
  const limit = Math.min(pageSize ?? OPEN311_MOST_ROWS, OPEN311_MOST_ROWS);
  const reports = await store.requests.reports({
    ids: ids?.flatMap((id) => requestNumber(id) ?? []) ?? null,
    ...(ids ? { fromMs: 0, toMs: 0 } : period(store, fields)),
    categoryCodes: ids
      ? null
      : (fieldList(fields, 'service_code')?.map((code) => requireService(store, code)) ?? null),
    statuses: ids ? null : statuses(fields),
    limit,
    offset: ((page ?? 1) - 1) * limit,
  });
  return reports.map((report) => toOpen311(store, report));
}

/** @throws {ProblemError} 404 */
export async function oneRequest(store: DatasetStore, id: string): Promise<Open311Request> {
  const number = requestNumber(id);
  const [report] =
    number === null
      ? []
      : await store.requests.reports({
          ids: [number],
          fromMs: 0,
          toMs: 0,
          categoryCodes: null,
          statuses: null,
          limit: 1,
          offset: 0,
        });
  if (!report) throw notFound('unknown-request', `service_request_id: "${id}" was not found`);
  return toOpen311(store, report);
}

function requestNumber(id: string): number | null {
  return /^\d{1,10}$/.test(id) && Number(id) <= LARGEST_ID ? Number(id) : null;
}

/** `end_date` belongs to the period; times here are whole seconds. */
function period(store: DatasetStore, fields: Fields): { fromMs: number; toMs: number } {
  const span = OPEN311_DAYS * DAY_MS;
  const start = instant(fields, 'start_date');
  const end = instant(fields, 'end_date');
  const endMs = end ?? (start === null ? store.asOfMs() : start + span);
  const startMs = start ?? endMs - span;
  if (startMs > endMs) throw refusal('start_date lies after end_date');
  if (endMs - startMs > span) {
    throw refusal(
      `start_date and end_date may not span more than ${OPEN311_DAYS} days; for these, give a start_date from ${toShanghaiIso(endMs - span)}`,
    );
  }
  return { fromMs: startMs, toMs: endMs + SECOND_MS };
}

function instant(fields: Fields, name: string): number | null {
  const text = fieldText(fields, name);
  if (text === null) return null;
  // In an address that was not escaped a plus sign arrives as a blank.
  const epochMs = parseInstant(text.replace(/ (\d\d:?\d\d)$/, '+$1'));
  if (epochMs === null)
    throw refusal(`${name}: "${text}" is no W3C date; give one like 2026-01-01T00:00:00Z`);
  return epochMs;
}

function statuses(fields: Fields): RequestStatus[] | null {
  const wanted = fieldList(fields, 'status');
  if (wanted === null) return null;
  const wrong = wanted.find((status) => status !== 'open' && status !== 'closed');
  if (wrong !== undefined)
    throw refusal(`status: "${wrong}" is none; give open, closed, or both with a comma between`);
  return REQUEST_STATUSES.filter((status) =>
    wanted.includes(SETTLED_STATUSES.includes(status) ? 'closed' : 'open'),
  );
}

function toOpen311(store: DatasetStore, { request, updatedAt, handlingUnit }: ServiceReport): Open311Request {
  const isClosed = SETTLED_STATUSES.includes(request.status);
  return {
    service_request_id: String(request.id),
    status: isClosed ? 'closed' : 'open',
    status_notes: request.status,
    service_name: request.categoryName,
    service_code: request.categoryCode,
    description: null,
    agency_responsible: handlingUnit || null,
    service_notice: null,
    requested_datetime: request.createdAt,
    // Of what is closed: when it was, not when it was rated.
    updated_datetime:
      isClosed && request.resolveSeconds !== null
        ? toShanghaiIso(parseInstant(request.createdAt)! + request.resolveSeconds * SECOND_MS)
        : updatedAt,
    expected_datetime: null,
    address: store.units
      .ancestors(request.unitId)
      .map(({ name }) => name)
      .reverse()
      .join(', '),
    address_id: request.unitId,
    zipcode: null,
    lat: request.position?.[1] ?? null,
    long: request.position?.[0] ?? null,
    media_url: null,
  };
}
