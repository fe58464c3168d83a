import type { RequestEventType } from '../../geodata/model/request-life.ts';
import type { MaskedRequest, RequestColumns } from '../../geodata/model/service-request.ts';
import type { LiveRequest } from '../contract/live.ts';
import type { UpsertCounts } from './reconcile-rows.ts';

/** The one writer: waiting calls are committed together every few milliseconds; a promise resolves only after its commit. */
export interface RequestWriter {
  /**
   * Inserts rows; a row whose (source, externalId) is known updates that request instead, or leaves it alone where nothing
   * differs. All rows of a call or none. `ids` are parallel to the rows.
   * @throws {QueryError} unknown-unit, unknown-category for the first row that names one @throws {StoreBusy}
   */
  insertRequests(
    columns: RequestColumns,
    options?: { dryRun?: boolean },
  ): Promise<UpsertCounts & { ids: number[] }>;
  /** As `insertRequests`, for several batches in one transaction; of those that are refused the first is told of, the others stand. */
  insertBatches(batches: readonly RequestColumns[]): Promise<UpsertCounts>;
  /**
   * Appends events and moves the state rows with them; all events of a call or none.
   * @throws {IllegalTransition} @throws {UnknownRequest} @throws {StoreBusy}
   */
  appendEvents(events: NewRequestEvent[]): Promise<{ requests: MaskedRequest[] }>;
  /** Called after every commit, masked; returns the way to stop. */
  onCommitted(listener: (committed: Committed) => void): () => void;
}

/** What happened to a request, as a caller tells it. */
export interface NewRequestEvent {
  requestId: number;
  type: RequestEventType;
  atMs: number;
  actorRole: string;
  /** rated: 1–5; escalated: the new level; revisited: 1 satisfied, 0 not; otherwise null. */
  value: number | null;
  /** Only with `resolved`: whether the time limit was kept; left out = not known. */
  onTime?: boolean;
  /** The system that tells of it; left out = the source of the 诉求 itself. */
  source?: string;
  /** Only with `dispatched`, `returned` and `transferred`: to whom; a name met for the first time is added. */
  handlingUnit?: string;
  /** Only with `merged`: the 诉求 that goes on for both. */
  intoRequestId?: number;
}

/** What a commit changed, for those who listen. */
export interface Committed {
  requests: LiveRequest[];
  /** Finest units whose counts changed. */
  unitIds: string[];
  asOfMs: number;
}

/** A request that an event names is not there. */
export class UnknownRequest extends Error {
  readonly code = 'unknown-request';
}

/** More waits to be written than can be kept waiting: nothing of the call was written, it may come again in a moment. */
export class StoreBusy extends Error {
  readonly code = 'busy';
}
