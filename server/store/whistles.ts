import { toShanghaiIso } from '../../geodata/model/time.ts';
import {
  type AppliedWhistleEvent,
  applyWhistleEvent,
  foldWhistle,
  IllegalWhistle,
  type WhistleDirection,
  type WhistleHistory,
  type WhistleParty,
  type WhistleState,
  type WhistleStep,
} from '../../geodata/model/whistle.ts';
import type { LiveWhistle } from '../contract/live.ts';
import type { Whistle, WhistleFilter, WhistlesAnswer } from '../contract/whistles.ts';
import type { CityMemory } from './city-memory.ts';
import type { Session } from './driver.ts';
import { QueryError } from './query-error.ts';
import { withRequestIds } from './request-ids.ts';
import { UnknownRequest } from './request-writer.ts';
import type { StoreContext } from './store-context.ts';
import { readByIds, readDetail, readList, type StoredWhistle, type WhistlePage } from './whistle-answers.ts';
import { calledPlace, requireParty, whistleUnit } from './whistle-places.ts';
import {
  insertWhistleEvents,
  insertWhistles,
  readWhistleEvents,
  readWhistleRows,
  replaceWhistles,
  type WhistleEventRow,
  type WhistleRow,
  whistleIdList,
} from './whistle-rows.ts';
import { selectWhistles, type WhistleSelection } from './whistle-where.ts';

/** 吹哨报到: whistles with their targets, the 诉求 they are about and every step. */
export interface WhistlesNoun {
  /**
   * Blows one and takes what has happened to it so far. Its id is the next one.
   * @throws {QueryError} unknown-unit, unknown-category @throws {UnknownRequest} @throws {IllegalWhistle}
   */
  raise(history: WhistleHistory): Promise<Whistle>;
  /** The same for several, all or none. */
  raiseAll(histories: readonly WhistleHistory[]): Promise<Whistle[]>;
  /** The same for a whole city's, and nobody is told. @returns how many */
  load(histories: readonly WhistleHistory[]): Promise<number>;
  /**
   * Appends steps and moves the state with them; all steps of a call or none. Null = there is no such whistle.
   * @throws {IllegalWhistle} @throws {QueryError} unknown-unit; invalid-date where a step lies before the one that stands
   */
  append(id: number, steps: readonly WhistleStep[]): Promise<Whistle | null>;
  /** Steps of several whistles at once; one that is not there or in which a step no longer fits is passed over. */
  advance(changes: readonly { id: number; steps: readonly WhistleStep[] }[]): Promise<Whistle[]>;
  /** Whether there is such a unit or overlay; a department goes by any name. */
  knows(party: WhistleParty): boolean;
  /** The way of a call between two who are known. */
  direction(from: WhistleParty, to: WhistleParty): WhistleDirection;
  /** @throws {QueryError} */
  select(filter: WhistleFilter): Promise<WhistleSelection>;
  /** Newest first unless another order is wanted, with figures over all that match. */
  list(selection: WhistleSelection, page: WhistlePage): Promise<WhistlesAnswer>;
  /** With its chain for a map and its events; null = there is no such whistle. */
  get(id: number): Promise<StoredWhistle | null>;
  /** The state of an open whistle goes on from here; oldest first. */
  open(limit: number): Promise<{ id: number; categoryCode: string | null; state: WhistleState }[]>;
  counts(): Promise<{ whistles: number; targets: number; requests: number; events: number }>;
  /** Folds the events of every whistle into its state; says how many states changed. */
  rebuildState(): Promise<number>;
  /** Called after every commit but that of `load`; returns the way to stop. */
  onCommitted(listener: (told: LiveWhistle) => void): () => void;
}

export function createWhistles(context: StoreContext): WhistlesNoun {
  const listeners = new Set<(told: LiveWhistle) => void>();
  const tell = (told: LiveWhistle): void => {
    for (const listener of listeners) {
      try {
        listener(told);
      } catch {
        // A listener's failure must not undo what is committed, nor keep the others from hearing of it.
      }
    }
  };
  const raiseAll = async (histories: readonly WhistleHistory[]): Promise<Whistle[]> => {
    const rows = await addWhistles(context, histories);
    const raised = await readByIds(
      context,
      rows.map(({ id }) => id),
    );
    for (const whistle of raised) tell({ change: 'created', whistle });
    return raised;
  };
  const change = async (changes: readonly Change[], passesOver: boolean): Promise<Whistle[]> => {
    const changed = await readByIds(context, await appendSteps(context, changes, passesOver));
    for (const whistle of changed) tell({ change: 'changed', whistle });
    return changed;
  };
  return {
    raise: async (history) => (await raiseAll([history]))[0]!,
    raiseAll,
    load: async (histories) => (await addWhistles(context, histories)).length,
    append: async (id, steps) => (await change([{ id, steps }], false))[0] ?? null,
    advance: (changes) => change(changes, true),
    knows: ({ kind, id }) =>
      kind === 'department' ||
      (kind === 'unit'
        ? context.memory.units.no(id) !== null
        : context.memory.overlays.some((overlay) => overlay.id === id)),
    direction: (from, to) => calledPlace(context.memory, from, to).direction,
    select: (filter) => selectWhistles(context, filter),
    list: (selection, page) => readList(context, selection, page),
    get: (id) => readDetail(context, id),
    async open(limit) {
      const { rows } = await readWhistleRows(
        context.driver,
        `WHERE status NOT IN ('ended', 'withdrawn') ORDER BY blown_at, whistle_id LIMIT ${Math.trunc(limit)}`,
      );
      return rows.map(({ id, categoryNo, state }) => ({
        id,
        state,
        categoryCode: categoryNo === null ? null : context.memory.categories[categoryNo]!.code,
      }));
    },
    async counts() {
      const [row] = await context.driver.query(
        `SELECT (SELECT count(*) FROM whistles) AS whistles, (SELECT count(*) FROM whistle_targets) AS targets,
           (SELECT count(*) FROM whistle_requests) AS requests, (SELECT count(*) FROM whistle_events) AS events`,
      );
      return {
        whistles: Number(row!.whistles),
        targets: Number(row!.targets),
        requests: Number(row!.requests),
        events: Number(row!.events),
      };
    },
    rebuildState: () => rebuildStates(context),
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function addWhistles(
  context: StoreContext,
  histories: readonly WhistleHistory[],
): Promise<WhistleRow[]> {
  const { memory } = context;
  if (histories.length === 0) return [];
  const rows = await context.driver.transaction(async (session) => {
    const places = await readRequestPlaces(session, [...new Set(histories.flatMap((one) => one.requestIds))]);
    const [last] = await session.query('SELECT max(whistle_id) AS last_id FROM whistles');
    const firstId = Number(last!.last_id ?? 0) + 1;
    const added = histories.map((history, index) => newRow(memory, history, firstId + index, places));
    await insertWhistles(session, added, (row, target) => calledPlace(memory, row.from, target));
    await insertRequests(session, added, histories, places);
    await insertWhistleEvents(
      session,
      histories.flatMap(({ steps }, index) =>
        steps.map((step, seq) => ({ ...step, seq, whistleId: firstId + index })),
      ),
    );
    return added;
  });
  for (const { state, updatedAtMs } of rows) context.notice(state.blownAt, updatedAtMs);
  context.version++;
  return rows;
}

interface RequestPlace {
  unitNo: number;
  categoryNo: number;
}

async function readRequestPlaces(
  session: Session,
  ids: readonly number[],
): Promise<Map<number, RequestPlace>> {
  if (ids.length === 0) return new Map();
  const [requestIds, unitNos, categoryNos] = await withRequestIds(session, ids, (among) =>
    session.columns(`SELECT request_id, unit_no, category_no FROM requests WHERE request_id IN ${among}`),
  );
  return new Map(
    requestIds!.map((id, index) => [
      id as number,
      { unitNo: unitNos![index] as number, categoryNo: categoryNos![index] as number },
    ]),
  );
}

/** A whistle without a category of its own takes that of the first 诉求 it is about. */
function newRow(
  memory: CityMemory,
  { from, categoryCode, requestIds, simulated, steps }: WhistleHistory,
  id: number,
  places: ReadonlyMap<number, RequestPlace>,
): WhistleRow {
  const state = foldWhistle(steps);
  const targets = state.targets.map(({ party }) => party);
  for (const party of [from, ...targets]) requireParty(memory, party);
  const missing = requestIds.find((requestId) => !places.has(requestId));
  if (missing !== undefined) throw new UnknownRequest(`there is no request ${missing}`);
  return {
    id,
    unitNo: whistleUnit(memory, from, targets),
    from,
    categoryNo: categoryNoOf(memory, categoryCode) ?? places.get(requestIds[0] ?? -1)?.categoryNo ?? null,
    simulated,
    state,
    updatedAtMs: latest(steps),
  };
}

function categoryNoOf(memory: CityMemory, code: string | null): number | null {
  if (code === null) return null;
  const no = memory.categories.findIndex((category) => category.code === code);
  if (no < 0) throw new QueryError('unknown-category', `there is no category "${code}"`);
  return no;
}

function latest(steps: readonly AppliedWhistleEvent[]): number {
  return steps.reduce((newest, { atMs }) => Math.max(newest, atMs), Number.NEGATIVE_INFINITY);
}

async function insertRequests(
  session: Session,
  rows: readonly WhistleRow[],
  histories: readonly WhistleHistory[],
  places: ReadonlyMap<number, RequestPlace>,
): Promise<void> {
  const pairs = histories.flatMap(({ requestIds }, index) =>
    [...new Set(requestIds)].map((requestId) => ({ whistleId: rows[index]!.id, requestId })),
  );
  await session.bulkInsert(
    'whistle_requests',
    [
      { type: 'integer', values: pairs.map(({ whistleId }) => whistleId) },
      { type: 'integer', values: pairs.map(({ requestId }) => requestId) },
      { type: 'integer', values: pairs.map(({ requestId }) => places.get(requestId)!.unitNo) },
    ],
    pairs.length,
  );
}

interface Change {
  id: number;
  steps: readonly WhistleStep[];
}

/**
 * One transaction for all. The driver lets one in at a time: what is checked inside still holds when it is written.
 * @returns the ids of the whistles that have changed
 */
async function appendSteps(
  context: StoreContext,
  changes: readonly Change[],
  passesOver: boolean,
): Promise<number[]> {
  const { memory } = context;
  if (changes.length === 0) return [];
  const changed = await context.driver.transaction(async (session) => {
    const among = whistleIdList(changes.map(({ id }) => id));
    const { rows } = await readWhistleRows(session, `WHERE whistle_id IN ${among} ORDER BY whistle_id`);
    const [ids, lastSeqs] = await session.columns(
      `SELECT whistle_id, max(seq) FROM whistle_events WHERE whistle_id IN ${among} GROUP BY whistle_id ORDER BY whistle_id`,
    );
    const lastSeq = new Map(ids!.map((id, index) => [id as number, lastSeqs![index] as number]));
    const byId = new Map(rows.map((row) => [row.id, row]));
    const after: WhistleRow[] = [];
    const events: WhistleEventRow[] = [];
    for (const { id, steps } of changes) {
      const row = byId.get(id);
      const next = row && applySteps(memory, row, steps, passesOver);
      if (!next) continue;
      after.push(next);
      const firstSeq = lastSeq.get(id)! + 1;
      events.push(...steps.map((step, index) => ({ ...step, whistleId: id, seq: firstSeq + index })));
    }
    if (after.length === 0) return [];
    await insertWhistleEvents(session, events);
    await replaceWhistles(session, after, (whistle, target) => calledPlace(memory, whistle.from, target));
    return after;
  });
  if (changed.length > 0) {
    for (const { state, updatedAtMs } of changed) context.notice(state.blownAt, updatedAtMs);
    context.version++;
  }
  return changed.map(({ id }) => id);
}

/** Null: a step does not fit, and that is no matter. */
function applySteps(
  memory: CityMemory,
  row: WhistleRow,
  steps: readonly WhistleStep[],
  passesOver: boolean,
): WhistleRow | null {
  try {
    return steps.reduce((before, step) => applyStep(memory, before, step), row);
  } catch (error) {
    if (passesOver && (error instanceof IllegalWhistle || error instanceof QueryError)) return null;
    throw error;
  }
}

function applyStep(memory: CityMemory, row: WhistleRow, step: WhistleStep): WhistleRow {
  if (step.target) requireParty(memory, step.target);
  const state = applyWhistleEvent(row.state, step);
  if (step.atMs < row.updatedAtMs) {
    throw new QueryError(
      'invalid-date',
      `the last step of whistle ${row.id} was at ${toShanghaiIso(row.updatedAtMs)}; give that time or a later one`,
    );
  }
  return { ...row, state, updatedAtMs: step.atMs };
}

/** In memory: there are thousands of them, not millions. */
async function rebuildStates(context: StoreContext): Promise<number> {
  const { memory } = context;
  const changed = await context.driver.transaction(async (session) => {
    const { rows } = await readWhistleRows(session, 'ORDER BY whistle_id');
    const steps = new Map<number, WhistleEventRow[]>(rows.map(({ id }) => [id, []]));
    for (const event of await readWhistleEvents(session)) steps.get(event.whistleId)?.push(event);
    const folded = rows.map((row): WhistleRow => {
      const own = steps.get(row.id)!;
      return { ...row, state: foldWhistle(own), updatedAtMs: latest(own) };
    });
    const differing = folded.filter((row, index) => JSON.stringify(row) !== JSON.stringify(rows[index]));
    await replaceWhistles(session, differing, (row, target) => calledPlace(memory, row.from, target));
    return differing.length;
  });
  if (changed > 0) context.version++;
  return changed;
}
