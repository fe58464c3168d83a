import { REQUEST_EVENT_TYPES, REQUEST_STATUSES } from '../../geodata/model/request-life.ts';
import type { RequestColumns } from '../../geodata/model/service-request.ts';
import type { BulkColumn, Session } from './driver.ts';
import { epochMsToSeconds, type ShownRow } from './masked-rows.ts';
import { lastSecondsOf } from './replace-requests.ts';
import { STEP_ROLES, type StageNumbers } from './request-stage.ts';

const RECEIVED_STATUS = REQUEST_STATUSES.indexOf('received');
const RECEIVED_EVENT = REQUEST_EVENT_TYPES.indexOf('received');

/** Whether all rows tell of their creation and nothing after it. */
export function tellOfCreationOnly(columns: RequestColumns): boolean {
  if (columns.detours && columns.detours.size > 0) return false;
  for (let row = 0; row < columns.length; row++) {
    if (lastSecondsOf(columns, row) >= 0 || columns.firstResolveSeconds[row]! >= 0) return false;
  }
  return true;
}

/**
 * Rows that tell of their creation only, as live sources deliver them one by one. Nothing is to be derived: they are appended as they stand,
 * which takes a third of the time of the statements that derive the state and the events of any row.
 */
export class ReceivedRows {
  private waiting: ReceivedRow[] = [];
  /** What has been written so far, as it stands then. */
  readonly written: ShownRow[] = [];

  /** `order[i]` (or `i`) is the batch's row that is written as the i-th. */
  add(
    columns: RequestColumns,
    numbers: StageNumbers,
    requestIds: Int32Array,
    order: Uint32Array | null,
  ): void {
    for (let place = 0; place < columns.length; place++) {
      const row = order ? order[place]! : place;
      this.waiting.push(receivedRow(columns, row, numbers, requestIds[row]!));
    }
  }

  async write(session: Session): Promise<void> {
    const rows = this.waiting;
    this.waiting = [];
    if (rows.length === 0) return;
    await session.bulkInsert('requests', stateColumns(rows), rows.length);
    await session.bulkInsert('request_events', eventColumns(rows), rows.length);
    this.written.push(...rows);
  }
}

interface ReceivedRow extends ShownRow {
  repeated: boolean;
  proactive: boolean;
  onTime: boolean | null;
}

function receivedRow(
  columns: RequestColumns,
  row: number,
  numbers: StageNumbers,
  requestId: number,
): ReceivedRow {
  const lon = columns.lon[row]!;
  const hasPoint = !Number.isNaN(lon);
  const onTime = columns.onTime[row]!;
  const handlingUnitNo = numbers.handlingUnitNos?.[row] ?? -1;
  return {
    requestId,
    sourceNo: numbers.sourceNos[columns.source[row]!]!,
    categoryNo: numbers.categoryNos[columns.category[row]!]!,
    unitNo: numbers.unitNos[columns.unit[row]!]!,
    unitAssumed: columns.unitAssumed[row] === 1,
    statusNo: RECEIVED_STATUS,
    urgency: columns.urgency[row]!,
    escalationLevel: 0,
    createdAtMs: columns.createdAtMs[row]!,
    acceptSeconds: null,
    arriveSeconds: null,
    resolveSeconds: null,
    rating: null,
    simulated: columns.simulated,
    lon: hasPoint ? lon : null,
    lat: hasPoint ? columns.lat[row]! : null,
    kindNo: columns.kind[row]!,
    handlingUnitNo: handlingUnitNo < 0 ? null : handlingUnitNo,
    repeated: columns.repeated[row] === 1,
    proactive: columns.proactive[row] === 1,
    onTime: onTime < 0 ? null : onTime === 1,
  };
}

/** All columns of `requests` in the table's order: what the life so far gives, which is nothing. */
function stateColumns(rows: readonly ReceivedRow[]): BulkColumn[] {
  const { integers, smallints, flags } = columnsOf(rows);
  const created = createdInstants(rows);
  const nothing = (type: 'integer' | 'smallint' | 'flag'): BulkColumn => ({
    type,
    values: new Array<null>(rows.length).fill(null),
  });
  const unknown = nothing('integer');
  const none = smallints(() => 0);
  return [
    integers(({ requestId }) => requestId),
    smallints(({ sourceNo }) => sourceNo),
    smallints(({ categoryNo }) => categoryNo),
    integers(({ unitNo }) => unitNo),
    flags(({ unitAssumed }) => unitAssumed),
    { type: 'double', values: rows.map(({ lon }) => lon) },
    { type: 'double', values: rows.map(({ lat }) => lat) },
    smallints(({ urgency }) => urgency),
    smallints(({ statusNo }) => statusNo),
    created,
    created,
    // dispatch_seconds, accept_seconds, arrive_seconds, resolve_seconds, rate_seconds
    ...[unknown, unknown, unknown, unknown, unknown],
    // rating, revisit_satisfied, escalation_level, reopened_count
    ...[nothing('smallint'), nothing('flag'), none, none],
    flags(({ repeated }) => repeated),
    flags(({ proactive }) => proactive),
    flags(({ onTime }) => onTime),
    { type: 'integer', values: rows.map(({ handlingUnitNo }) => handlingUnitNo) },
    flags(({ simulated }) => simulated),
    smallints(({ kindNo }) => kindNo),
    // merged_into, returned_count, transferred_count, suspend_seconds, suspended_work_seconds
    ...[unknown, none, none, unknown, integers(() => 0)],
    // resolve_work_seconds, rectify_order_seconds, rectify_seconds, justify_seconds, censure_seconds
    ...[unknown, unknown, unknown, unknown, unknown],
  ];
}

/** All columns of `request_events` in the table's order: one event a row, its receipt. */
function eventColumns(rows: readonly ReceivedRow[]): BulkColumn[] {
  const { integers, smallints } = columnsOf(rows);
  const nothing = new Array<null>(rows.length).fill(null);
  return [
    integers(({ requestId }) => requestId),
    smallints(() => 0),
    smallints(() => RECEIVED_EVENT),
    createdInstants(rows),
    smallints(({ proactive }) => (proactive ? STEP_ROLES.gridWorker : STEP_ROLES.resident)),
    { type: 'smallint', values: nothing },
    smallints(({ sourceNo }) => sourceNo),
    { type: 'integer', values: nothing },
  ];
}

function columnsOf(rows: readonly ReceivedRow[]) {
  return {
    integers: (of: (row: ReceivedRow) => number): BulkColumn => ({
      type: 'integer',
      values: Int32Array.from(rows, of),
    }),
    smallints: (of: (row: ReceivedRow) => number): BulkColumn => ({
      type: 'smallint',
      values: Int16Array.from(rows, of),
    }),
    flags: (of: (row: ReceivedRow) => boolean | null): BulkColumn => ({ type: 'flag', values: rows.map(of) }),
  };
}

function createdInstants(rows: readonly ReceivedRow[]): BulkColumn {
  return { type: 'instant', values: rows.map(({ createdAtMs }) => epochMsToSeconds(createdAtMs)) };
}
