import { SECOND_MS } from '../../geodata/model/time.ts';
import type {
  PartyKind,
  TargetStatus,
  WhistleDirection,
  WhistleEventType,
  WhistleOutcome,
  WhistleParty,
  WhistleState,
  WhistleStatus,
  WhistleStep,
} from '../../geodata/model/whistle.ts';
import type { Session } from './driver.ts';
import { epochMsToSeconds, secondsSql, secondsToEpochMs } from './masked-rows.ts';

/** What a whistle is beside its events: it never changes. */
export interface WhistleFacts {
  id: number;
  /** Where it belongs, by surrogate key. */
  unitNo: number;
  from: WhistleParty;
  categoryNo: number | null;
  simulated: boolean;
}

/** A whistle as the tables hold it. */
export interface WhistleRow extends WhistleFacts {
  state: WhistleState;
  updatedAtMs: number;
}

/** A call's direction and the unit that is called (null = none), which follow from the unit tree. */
export interface CalledPlace {
  direction: WhistleDirection;
  unitNo: number | null;
}

/** Appends whistles with their targets on the writing connection. */
export async function insertWhistles(
  session: Session,
  rows: readonly WhistleRow[],
  placeOf: (row: WhistleRow, target: WhistleParty) => CalledPlace,
): Promise<void> {
  await session.bulkInsert(
    'whistles',
    [
      { type: 'integer', values: rows.map(({ id }) => id) },
      { type: 'integer', values: rows.map(({ unitNo }) => unitNo) },
      { type: 'text', values: rows.map(({ from }) => from.kind) },
      { type: 'text', values: rows.map(({ from }) => from.id) },
      { type: 'smallint', values: rows.map(({ categoryNo }) => categoryNo) },
      { type: 'smallint', values: rows.map(({ state }) => state.level) },
      { type: 'text', values: rows.map(({ state }) => state.status) },
      { type: 'instant', values: rows.map(({ state }) => epochMsToSeconds(state.blownAt)) },
      { type: 'instant', values: rows.map(({ updatedAtMs }) => epochMsToSeconds(updatedAtMs)) },
      { type: 'integer', values: rows.map(({ state }) => secondsAfter(state.endedAt, state.blownAt)) },
      { type: 'text', values: rows.map(({ state }) => state.outcome) },
      { type: 'flag', values: rows.map(({ simulated }) => simulated) },
    ],
    rows.length,
  );
  const targets = rows.flatMap((row) =>
    row.state.targets.map((target, no) => ({ row, target, no, place: placeOf(row, target.party) })),
  );
  const after = (atMs: number | null, { state }: WhistleRow) => secondsAfter(atMs, state.blownAt);
  await session.bulkInsert(
    'whistle_targets',
    [
      { type: 'integer', values: targets.map(({ row }) => row.id) },
      { type: 'smallint', values: targets.map(({ no }) => no) },
      { type: 'text', values: targets.map(({ target }) => target.party.kind) },
      { type: 'text', values: targets.map(({ target }) => target.party.id) },
      { type: 'integer', values: targets.map(({ place }) => place.unitNo) },
      { type: 'text', values: targets.map(({ place }) => place.direction) },
      { type: 'text', values: targets.map(({ target }) => target.status) },
      { type: 'integer', values: targets.map(({ row, target }) => after(target.calledAt, row)) },
      { type: 'integer', values: targets.map(({ row, target }) => after(target.dueAt, row)) },
      { type: 'integer', values: targets.map(({ row, target }) => after(target.reportedInAt, row)) },
      { type: 'integer', values: targets.map(({ row, target }) => after(target.declinedAt, row)) },
      { type: 'integer', values: targets.map(({ row, target }) => after(target.finishedAt, row)) },
      { type: 'text', values: targets.map(({ target }) => target.outcome) },
    ],
    targets.length,
  );
}

/** Writes whistles anew that are there already. */
export async function replaceWhistles(
  session: Session,
  rows: readonly WhistleRow[],
  placeOf: (row: WhistleRow, target: WhistleParty) => CalledPlace,
): Promise<void> {
  if (rows.length === 0) return;
  const among = whistleIdList(rows.map(({ id }) => id));
  await session.execute(`DELETE FROM whistles WHERE whistle_id IN ${among}`);
  await session.execute(`DELETE FROM whistle_targets WHERE whistle_id IN ${among}`);
  await insertWhistles(session, rows, placeOf);
}

/** A step as the table of events holds it. */
export interface WhistleEventRow extends WhistleStep {
  whistleId: number;
  seq: number;
}

export async function insertWhistleEvents(session: Session, rows: readonly WhistleEventRow[]): Promise<void> {
  await session.bulkInsert(
    'whistle_events',
    [
      { type: 'integer', values: rows.map(({ whistleId }) => whistleId) },
      { type: 'smallint', values: rows.map(({ seq }) => seq) },
      { type: 'text', values: rows.map(({ type }) => type) },
      { type: 'instant', values: rows.map(({ atMs }) => epochMsToSeconds(atMs)) },
      { type: 'text', values: rows.map(({ actorRole }) => actorRole) },
      { type: 'text', values: rows.map(({ source }) => source) },
      { type: 'text', values: rows.map(({ target }) => target?.kind ?? null) },
      { type: 'text', values: rows.map(({ target }) => target?.id ?? null) },
      { type: 'integer', values: rows.map(({ dueMs, atMs }) => secondsAfter(dueMs ?? null, atMs)) },
      { type: 'smallint', values: rows.map(({ level }) => level ?? null) },
      { type: 'text', values: rows.map(({ outcome }) => outcome ?? null) },
    ],
    rows.length,
  );
}

/** Events in their order, of one whistle or of all. */
export async function readWhistleEvents(session: Session, whistleId?: number): Promise<WhistleEventRow[]> {
  const [ids, seqs, types, times, roles, sources, kinds, parties, dues, levels, outcomes] =
    await session.columns(
      `SELECT whistle_id, seq, event_type, ${secondsSql('happened_at')}, actor_role, source, party_kind, party_id, due_seconds,
         response_level, outcome FROM whistle_events ${whistleId === undefined ? '' : 'WHERE whistle_id = $1'}
       ORDER BY whistle_id, seq`,
      whistleId === undefined ? [] : [whistleId],
    );
  return ids.map((id, index) => {
    const atMs = secondsToEpochMs(times[index] as number);
    const due = dues[index] as number | null;
    return {
      whistleId: id as number,
      seq: seqs[index] as number,
      type: types[index] as WhistleEventType,
      atMs,
      actorRole: roles[index] as string,
      source: sources[index] as string,
      target:
        kinds[index] === null ? null : { kind: kinds[index] as PartyKind, id: parties[index] as string },
      dueMs: due === null ? null : atMs + due * SECOND_MS,
      level: levels[index] as number | null,
      outcome: outcomes[index] as WhistleOutcome | null,
    };
  });
}

/** Whistles as the tables hold them. `tail` is the SQL after `FROM whistles`. */
export async function readWhistleRows(
  session: Session,
  tail: string,
  parameters: (string | number | boolean | null)[] = [],
): Promise<{ rows: WhistleRow[]; directions: Map<number, WhistleDirection[]> }> {
  const columns = await session.columns(
    `SELECT whistle_id, unit_no, from_kind, from_id, category_no, response_level, status, ${secondsSql('blown_at')},
       ${secondsSql('updated_at')}, end_seconds, outcome, simulated FROM whistles ${tail}`,
    parameters,
  );
  const at = (column: number, row: number) => columns[column]![row]!;
  const rows = columns[0]!.map((id, row): WhistleRow => {
    const blownAt = secondsToEpochMs(at(7, row) as number);
    return {
      id: id as number,
      unitNo: at(1, row) as number,
      from: { kind: at(2, row) as PartyKind, id: at(3, row) as string },
      categoryNo: at(4, row) as number | null,
      simulated: at(11, row) as boolean,
      updatedAtMs: secondsToEpochMs(at(8, row) as number),
      state: {
        status: at(6, row) as WhistleStatus,
        blownAt,
        level: at(5, row) as number,
        targets: [],
        endedAt: instantAfter(at(9, row) as number | null, blownAt),
        outcome: at(10, row) as WhistleOutcome | null,
      },
    };
  });
  return { rows, directions: await readTargets(session, rows) };
}

/** Fills in the targets, and says which way each was called. */
async function readTargets(
  session: Session,
  rows: readonly WhistleRow[],
): Promise<Map<number, WhistleDirection[]>> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const directions = new Map<number, WhistleDirection[]>(rows.map(({ id }) => [id, []]));
  const [ids, kinds, parties, ways, statuses, calls, dues, reports, declines, finishes, outcomes] =
    await session.columns(
      `SELECT whistle_id, party_kind, party_id, direction, status, call_seconds, due_seconds, report_seconds, decline_seconds,
         finish_seconds, outcome FROM whistle_targets WHERE whistle_id IN ${whistleIdList([...byId.keys()])}
       ORDER BY whistle_id, target_no`,
    );
  ids.forEach((id, index) => {
    const { state } = byId.get(id as number)!;
    const instant = (seconds: unknown) => instantAfter(seconds as number | null, state.blownAt);
    directions.get(id as number)!.push(ways[index] as WhistleDirection);
    state.targets.push({
      party: { kind: kinds[index] as PartyKind, id: parties[index] as string },
      status: statuses[index] as TargetStatus,
      calledAt: instant(calls[index])!,
      dueAt: instant(dues[index])!,
      reportedInAt: instant(reports[index]),
      declinedAt: instant(declines[index]),
      finishedAt: instant(finishes[index]),
      outcome: outcomes[index] as WhistleOutcome | null,
    });
  });
  return directions;
}

/** Numbers only, so that they may stand in the statement. */
export function whistleIdList(ids: readonly number[]): string {
  return `(${ids.map(Math.trunc).join(', ') || '-1'})`;
}

function secondsAfter(atMs: number | null, fromMs: number): number | null {
  return atMs === null ? null : Math.round((atMs - fromMs) / SECOND_MS);
}

function instantAfter(seconds: number | null, fromMs: number): number | null {
  return seconds === null ? null : fromMs + seconds * SECOND_MS;
}
