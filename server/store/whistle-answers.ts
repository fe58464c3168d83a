import { SECOND_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import {
  isOpenWhistle,
  legalWhistleEvents,
  type WhistleDirection,
  type WhistleParty,
  type WhistleState,
  type WhistleTargetState,
} from '../../geodata/model/whistle.ts';
import type {
  NamedParty,
  Whistle,
  WhistleDetail,
  WhistleOrder,
  WhistlesAnswer,
  WhistleTarget,
} from '../contract/whistles.ts';
import type { CityMemory } from './city-memory.ts';
import type { Session } from './driver.ts';
import type { StoreContext } from './store-context.ts';
import { readWhistleFigures } from './whistle-figures.ts';
import { partyName, placeParty } from './whistle-places.ts';
import { readWhistleEvents, readWhistleRows, type WhistleRow, whistleIdList } from './whistle-rows.ts';
import { type WhistleSelection, WhistleWhere } from './whistle-where.ts';

export interface WhistlePage {
  limit: number;
  offset?: number;
  order?: WhistleOrder;
}

/** Which steps of a flow it has reached is for the flow to say. */
export type StoredWhistle = Omit<WhistleDetail, 'flowReachedAt'>;

/** Whistles of a selection in the wanted order, with figures over all that match. */
export async function readList(
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
export async function readByIds(context: StoreContext, ids: readonly number[]): Promise<Whistle[]> {
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

/** A whistle with its chain for a map and its events; null = there is no such whistle. */
export async function readDetail(context: StoreContext, id: number): Promise<StoredWhistle | null> {
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
