import type { MaskedRequest } from '../../geodata/model/service-request.ts';
import { maskRows, readMasked } from './masked-rows.ts';
import { withRequestIds } from './request-ids.ts';
import type { StoreContext } from './store-context.ts';
import type { Group } from './writer.ts';

/** What listeners are told of a group. */
export interface Told {
  requests: MaskedRequest[];
  /** Finest units of all its rows. */
  unitIds: string[];
}

export const NOTHING_TOLD: Told = { requests: [], unitIds: [] };

/** Listeners are told of no more rows of one commit than a screen could show; the units of the others are named. */
const MOST_ROWS_TOLD = 200;

/** Masked rows of what the group wrote, the newest first, read within its transaction. */
export async function readTold({ memory }: StoreContext, group: Group): Promise<Told> {
  const ids = [...new Set([...group.created, ...group.changed])];
  if (ids.length === 0) return NOTHING_TOLD;
  const received = group.waiting.writtenAsReceived;
  if (group.changed.size === 0 && received.length === ids.length && ids.length <= MOST_ROWS_TOLD) {
    const newestFirst = [...received].sort(
      (a, b) => b.createdAtMs - a.createdAtMs || b.requestId - a.requestId,
    );
    return withUnits(maskRows(memory, newestFirst, group.added));
  }
  return withRequestIds(group.session, ids, async (among) => {
    const condition = `WHERE request_id IN ${among}`;
    const requests = await readMasked(
      group.session,
      memory,
      `${condition} ORDER BY created_at DESC, request_id DESC LIMIT ${MOST_ROWS_TOLD}`,
      [],
      group.added,
    );
    if (ids.length <= MOST_ROWS_TOLD) return withUnits(requests);
    const [unitNos] = await group.session.columns(
      `SELECT DISTINCT unit_no FROM requests ${condition} ORDER BY unit_no`,
    );
    return { requests, unitIds: unitNos.map((no) => memory.units.units[no as number].id) };
  });
}

function withUnits(requests: MaskedRequest[]): Told {
  return { requests, unitIds: [...new Set(requests.map(({ unitId }) => unitId))] };
}
