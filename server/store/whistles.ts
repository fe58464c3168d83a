import { SECOND_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import {
  type AppliedWhistleEvent,
  applyWhistleEvent,
  foldWhistle,
  IllegalWhistle,
  isOpenWhistle,
  legalWhistleEvents,
  type WhistleDirection,
  type WhistleHistory,
  type WhistleParty,
  type WhistleState,
  type WhistleStep,
  type WhistleTargetState,
} from '../../geodata/model/whistle.ts';
import type { LiveWhistle } from '../contract/live.ts';
import type {
  NamedParty,
  Whistle,
  WhistleDetail,
  WhistleFilter,
  WhistleOrder,
  WhistlesAnswer,
  WhistleTarget,
} from '../contract/whistles.ts';
import type { CityMemory } from './city-memory.ts';
import type { Session } from './driver.ts';
import { withRequestIds } from './request-ids.ts';
import { QueryError, UnknownRequest } from './store.ts';
import type { StoreContext } from './store-context.ts';
import { readWhistleFigures } from './whistle-figures.ts';
import { calledPlace, partyName, placeParty, requireParty, whistleUnit } from './whistle-places.ts';
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
import { selectWhistles, type WhistleSelection, WhistleWhere } from './whistle-where.ts';

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

export interface WhistlePage {
  limit: number;
  offset?: number;
  order?: WhistleOrder;
}

/** Which steps of a flow it has reached is for the flow to say. */
export type StoredWhistle = Omit<WhistleDetail, 'flowReachedAt'>;

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

async function readList(
  context: StoreContext,
  selection: WhistleSelection,
  { limit, offset = 0, order = 'newest' }: WhistlePage,
): Promise<WhistlesAnswer> {
  const where = new WhistleWhere(context.asOfMs, selection);
  const page = `ORDER BY ${ORDER_SQL[order]} LIMIT ${Math.trunc(limit)} OFFSET ${Math.trunc(offset)}`;
  const [{ whistles, places }, figures] = await Promise.all([
    readWhistles(context, `${where.sql} ${page}`, where.parameters),
    readWhistleFigures(context, where),
  ]);
  return {
    whistles,
    places,
    numberMatched: figures.byStatus.reduce((sum, { count }) => sum + count, 0),
    ...figures,
    from: toShanghaiIso(selection.fromMs),
    to: toShanghaiIso(selection.toMs),
    asOf: context.asOf,
  };
}

/** A whistle is as urgent as the first of its calls that nobody has answered; those that wait for none come last. */
const ORDER_SQL: Record<WhistleOrder, string> = {
  newest: 'blown_at DESC, whistle_id DESC',
  urgency: `(SELECT min(whistles.blown_at + whistle_targets.due_seconds * INTERVAL '1 second') FROM whistle_targets
    WHERE whistle_targets.whistle_id = whistles.whistle_id AND whistle_targets.status = 'called') NULLS LAST, blown_at, whistle_id`,
};

/** In the order of the ids. */
async function readByIds(context: StoreContext, ids: readonly number[]): Promise<Whistle[]> {
  if (ids.length === 0) return [];
  const { whistles } = await readWhistles(
    context,
    `WHERE whistle_id IN ${whistleIdList(ids)} ORDER BY whistle_id`,
    [],
  );
  return whistles;
}

async function readWhistles(
  context: StoreContext,
  tail: string,
  parameters: Parameters<typeof readWhistleRows>[2],
): Promise<Pick<WhistlesAnswer, 'whistles' | 'places'>> {
  const { driver, memory } = context;
  const { rows, directions } = await readWhistleRows(driver, tail, parameters);
  const requestIds = await readRequestIds(
    driver,
    rows.map(({ id }) => id),
  );
  return {
    whistles: rows.map((row) =>
      whistleOf(context, row, directions.get(row.id)!, requestIds.get(row.id) ?? []),
    ),
    places: rows.map(({ from, unitNo, state }) => ({
      from: placeParty(memory, from, unitNo).position,
      targets: state.targets.map(({ party }) => placeParty(memory, party, unitNo).position),
    })),
  };
}

async function readRequestIds(session: Session, ids: readonly number[]): Promise<Map<number, number[]>> {
  const [whistleIds, requestIds] = await session.columns(
    `SELECT whistle_id, request_id FROM whistle_requests WHERE whistle_id IN ${whistleIdList(ids)}
     ORDER BY whistle_id, request_id`,
  );
  const lists = new Map<number, number[]>();
  whistleIds!.forEach((id, index) => {
    const list = lists.get(id as number);
    if (list) list.push(requestIds![index] as number);
    else lists.set(id as number, [requestIds![index] as number]);
  });
  return lists;
}

function whistleOf(
  { memory, asOfMs }: StoreContext,
  { id, from, categoryNo, simulated, state, updatedAtMs }: WhistleRow,
  directions: readonly WhistleDirection[],
  requestIds: number[],
): Whistle {
  const category = categoryNo === null ? null : memory.categories[categoryNo]!;
  return {
    id,
    from: named(memory, from),
    categoryCode: category?.code ?? null,
    categoryName: category?.name ?? null,
    requestIds,
    level: state.level,
    status: state.status,
    outcome: state.outcome,
    blownAt: toShanghaiIso(state.blownAt),
    updatedAt: toShanghaiIso(updatedAtMs),
    endedAt: isoOrNull(state.endedAt),
    targets: state.targets.map((target, no) => targetOf(memory, state, target, directions[no]!, asOfMs)),
    simulated,
  };
}

function targetOf(
  memory: CityMemory,
  whistle: WhistleState,
  target: WhistleTargetState,
  direction: WhistleDirection,
  asOfMs: number,
): WhistleTarget {
  const { party, status, calledAt, dueAt, reportedInAt, declinedAt, finishedAt, outcome } = target;
  return {
    ...named(memory, party),
    direction,
    status,
    calledAt: toShanghaiIso(calledAt),
    dueAt: toShanghaiIso(dueAt),
    reportedInAt: isoOrNull(reportedInAt),
    declinedAt: isoOrNull(declinedAt),
    finishedAt: isoOrNull(finishedAt),
    outcome,
    reportInSeconds: reportedInAt === null ? null : Math.round((reportedInAt - calledAt) / SECOND_MS),
    onTime: reportedInAt === null ? null : reportedInAt <= dueAt,
    isOverdue: status === 'called' && isOpenWhistle(whistle.status) && dueAt < asOfMs,
  };
}

function named(memory: CityMemory, party: WhistleParty): NamedParty {
  return { ...party, name: partyName(memory, party) };
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : toShanghaiIso(epochMs);
}

async function readDetail(context: StoreContext, id: number): Promise<StoredWhistle | null> {
  const { driver, memory } = context;
  const { rows, directions } = await readWhistleRows(driver, 'WHERE whistle_id = $1', [id]);
  const [row] = rows;
  if (!row) return null;
  const [events, requestIds] = await Promise.all([
    readWhistleEvents(driver, id),
    readRequestIds(driver, [id]),
  ]);
  const ways = directions.get(id)!;
  return {
    whistle: whistleOf(context, row, ways, requestIds.get(id) ?? []),
    chain: {
      from: placeParty(memory, row.from, row.unitNo),
      targets: row.state.targets.map(({ party, status }, no) => ({
        ...placeParty(memory, party, row.unitNo),
        direction: ways[no]!,
        status,
      })),
    },
    events: events.map(({ seq, type, atMs, actorRole, source, target, dueMs, level, outcome }) => ({
      seq,
      type,
      at: toShanghaiIso(atMs),
      actorRole,
      source,
      target: target ? named(memory, target) : null,
      dueAt: isoOrNull(dueMs ?? null),
      level: level ?? null,
      outcome: outcome ?? null,
    })),
    legalEvents: legalWhistleEvents(row.state),
    asOf: context.asOf,
  };
}
