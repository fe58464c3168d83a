import { DEFAULT_SETTINGS } from '../../geodata/indicators/settings.ts';
import type { ClockName } from '../../geodata/model/clock-state.ts';
import { REQUEST_KINDS } from '../../geodata/model/request-kind.ts';
import { REQUEST_STATUSES, type RequestStatus } from '../../geodata/model/request-life.ts';
import type { MaskedRequest } from '../../geodata/model/service-request.ts';
import { SECOND_MS, toShanghaiIso, toStoreTimestamp } from '../../geodata/model/time.ts';
import { AREA_LEVELS, type AreaLevel, type Level } from '../../geodata/model/unit.ts';
import type { ClockFigures, ClockGrouping, ClocksAnswer } from '../contract/clocks.ts';
import type { CityMemory } from './city-memory.ts';
import type { SqlValue } from './driver.ts';
import { readMasked } from './masked-rows.ts';
import { HOUR_SQL, RequestWhere } from './request-filter.ts';
import { counterSql, countSql } from './request-measures.ts';
import { quantile } from './request-summary.ts';
import type { RequestSelection } from './select.ts';
import type { StoreContext } from './store-context.ts';

/** Fewer finished ones and a quantile says nothing: the sample of the figures at the head of the page. */
const MINIMUM_SAMPLE = 30;
/** More than any list shows. */
const MOST_NEXT = 50;

const { acceptLimitSeconds, arriveLimitSeconds, soonShare } = DEFAULT_SETTINGS;

/** Somebody may still come: what is being handled without an arrival needs none, nor do consultations and praise. */
const WAITS: Record<ClockName, string> = {
  accept: `accept_seconds IS NULL AND ${isOneOf(['received', 'dispatched'])}`,
  arrive: `arrive_seconds IS NULL AND ${isOneOf(['received', 'dispatched', 'accepted'])} AND kind_no NOT IN (${[
    REQUEST_KINDS.indexOf('consultation'),
    REQUEST_KINDS.indexOf('praise'),
  ].join(', ')})`,
};

function isOneOf(statuses: RequestStatus[]): string {
  return `status_no IN (${statuses.map((status) => REQUEST_STATUSES.indexOf(status)).join(', ')})`;
}

const CLOCKS = {
  accept: { column: 'accept_seconds', limitSeconds: acceptLimitSeconds },
  arrive: { column: 'arrive_seconds', limitSeconds: arriveLimitSeconds },
} as const satisfies Record<ClockName, unknown>;

/** Both clocks of a selection by group and in all; what still runs is judged at `atMs`. */
export async function readClocks(
  context: StoreContext,
  selection: RequestSelection,
  by: ClockGrouping,
  atMs: number,
): Promise<ClocksAnswer> {
  const level = by === 'unit' ? levelBelow(selection.scope.level) : null;
  const [accept, arrive, next] = await Promise.all([
    readClock(context, selection, { by, level }, 'accept', atMs),
    readClock(context, selection, { by, level }, 'arrive', atMs),
    readNext(context, selection, atMs),
  ]);
  const groups = [...accept.groups].map(([key, tally]) => ({
    key,
    name: tally.name,
    accept: figures(tally),
    arrive: figures(arrive.groups.get(key) ?? emptyTally(tally.name)),
  }));
  return {
    by,
    level,
    groups,
    total: { accept: figures(accept.total), arrive: figures(arrive.total) },
    next,
    acceptLimitSeconds,
    arriveLimitSeconds,
    soonShare,
    minimumSample: MINIMUM_SAMPLE,
    from: toShanghaiIso(selection.fromMs),
    to: toShanghaiIso(selection.toMs),
    at: toShanghaiIso(atMs),
    asOf: context.asOf,
  };
}

/** The next finer level of areas; a cell, an estate and a building stand for their cells. */
function levelBelow(level: Level): AreaLevel {
  return AREA_LEVELS[AREA_LEVELS.indexOf(level as AreaLevel) + 1] ?? 'gridCell';
}

interface Grouping {
  by: ClockGrouping;
  level: AreaLevel | null;
}

interface Tally {
  name: string;
  counts: Pick<ClockFigures, (typeof COUNT_NAMES)[number]>;
  /** Seconds → how many took them. */
  seconds: Map<number, number>;
}

const COUNT_NAMES = ['measured', 'onTime', 'running', 'soon', 'late'] as const;

function emptyTally(name: string): Tally {
  return { name, counts: { measured: 0, onTime: 0, running: 0, soon: 0, late: 0 }, seconds: new Map() };
}

async function readClock(
  context: StoreContext,
  selection: RequestSelection,
  grouping: Grouping,
  clock: ClockName,
  atMs: number,
): Promise<{ groups: Map<string, Tally>; total: Tally }> {
  const { driver, memory } = context;
  const { column } = CLOCKS[clock];
  const where = new RequestWhere(memory, selection);
  const rows = rowsSql(grouping, where.sql);
  // The parameters of the moment come after those of the filters, which the second question has alone.
  const filters = [...where.parameters];
  const list = countsOf(clock, where, atMs);
  const [counted, measured] = await Promise.all([
    driver.columns(
      `SELECT group_no, ${list.join(', ')} FROM (${rows}) AS grouped GROUP BY group_no ORDER BY group_no`,
      where.parameters,
    ),
    driver.columns(
      `SELECT group_no, ${column} AS seconds, count(*) AS n FROM (${rows}) AS grouped
       WHERE ${column} IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
      filters,
    ),
  ]);
  return addUp(memory, grouping, counted, measured);
}

/** Rows of the selection with the number of their group, NULL where no unit of the level holds them. */
function rowsSql({ by, level }: Grouping, where: string): string {
  const columns = 'created_at, status_no, kind_no, accept_seconds, arrive_seconds';
  if (by !== 'unit') return `SELECT ${GROUP_SQL[by]} AS group_no, ${columns} FROM requests ${where}`;
  return `SELECT ancestor_no AS group_no, ${columns} FROM (SELECT unit_no, ${columns} FROM requests ${where}) AS chosen
    LEFT JOIN (SELECT unit_ancestors.unit_no, unit_ancestors.ancestor_no FROM unit_ancestors
      JOIN units ON units.unit_no = unit_ancestors.ancestor_no WHERE units.unit_level = '${level}') AS areas
    ON areas.unit_no = chosen.unit_no`;
}

const GROUP_SQL: Record<Exclude<ClockGrouping, 'unit'>, string> = {
  source: 'source_no',
  category: 'category_no',
  hour: HOUR_SQL,
};

/** In the order of COUNT_NAMES. */
function countsOf(clock: ClockName, where: RequestWhere, atMs: number): string[] {
  const { limitSeconds } = CLOCKS[clock];
  const createdAt = (secondsAgo: number) =>
    `CAST(${where.parameter(toStoreTimestamp(atMs - secondsAgo * SECOND_MS))} AS timestamp)`;
  const limit = createdAt(limitSeconds);
  const soon = createdAt(limitSeconds * (1 - soonShare));
  const running = WAITS[clock];
  const isAccept = clock === 'accept';
  return [
    counterSql(isAccept ? 'accepted' : 'arrived'),
    counterSql(isAccept ? 'acceptedOnTime' : 'arrivedOnTime'),
    countSql(running),
    countSql(`${running} AND created_at >= ${limit} AND created_at <= ${soon}`),
    countSql(`${running} AND created_at < ${limit}`),
  ];
}

/** Several numbers may share a key (categories under one top); they come out in the order of keys. */
function addUp(
  memory: CityMemory,
  grouping: Grouping,
  [groupNos, ...counts]: SqlValue[][],
  [measuredNos, seconds, numbers]: SqlValue[][],
): { groups: Map<string, Tally>; total: Tally } {
  const byKey = new Map<string, Tally>();
  const total = emptyTally('');
  const byNo = new Map<SqlValue, Tally[]>([[null, [total]]]);
  const talliesOf = (no: SqlValue): Tally[] => {
    let tallies = byNo.get(no);
    if (!tallies) {
      const { key, name } = groupOf(memory, grouping.by, no as number);
      const tally = byKey.get(key) ?? emptyTally(name);
      byKey.set(key, tally);
      tallies = [tally, total];
      byNo.set(no, tallies);
    }
    return tallies;
  };
  groupNos!.forEach((no, row) => {
    for (const tally of talliesOf(no)) {
      COUNT_NAMES.forEach((name, index) => {
        tally.counts[name] += Number(counts[index]![row]);
      });
    }
  });
  measuredNos!.forEach((no, row) => {
    const took = seconds![row] as number;
    for (const tally of talliesOf(no)) {
      tally.seconds.set(took, (tally.seconds.get(took) ?? 0) + Number(numbers![row]));
    }
  });
  return { groups: inOrder(byKey, grouping.by), total };
}

function inOrder(byKey: ReadonlyMap<string, Tally>, by: ClockGrouping): Map<string, Tally> {
  const entries = [...byKey];
  if (by === 'hour') return new Map(entries.sort(([one], [other]) => Number(one) - Number(other)));
  return new Map(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function groupOf(memory: CityMemory, by: ClockGrouping, no: number): { key: string; name: string } {
  if (by === 'unit') {
    const { id, name } = memory.units.units[no]!;
    return { key: id, name };
  }
  if (by === 'source') return { key: memory.sources[no]!, name: memory.sources[no]! };
  if (by === 'hour') return { key: String(no), name: String(no) };
  let category = memory.categories[no]!;
  for (let parent = parentOf(memory, category); parent; parent = parentOf(memory, category))
    category = parent;
  return { key: category.code, name: category.name };
}

function parentOf(memory: CityMemory, { parentCode }: CityMemory['categories'][number]) {
  return parentCode === null ? undefined : memory.categories.find(({ code }) => code === parentCode);
}

function figures({ counts, seconds }: Tally): ClockFigures {
  const isEnough = counts.measured >= MINIMUM_SAMPLE;
  const values = [...seconds.keys()].sort((one, other) => one - other);
  const numbers = values.map((value) => seconds.get(value)!);
  return {
    ...counts,
    p50Seconds: isEnough ? quantile(values, numbers, 0.5) : null,
    p90Seconds: isEnough ? quantile(values, numbers, 0.9) : null,
  };
}

/** Running and not late yet, the next to be late first. */
async function readNext(
  context: StoreContext,
  selection: RequestSelection,
  atMs: number,
): Promise<ClocksAnswer['next']> {
  const where = new RequestWhere(context.memory, selection);
  const oldest = where.parameter(toStoreTimestamp(atMs - arriveLimitSeconds * SECOND_MS));
  where.and(`created_at >= CAST(${oldest} AS timestamp)`);
  where.and(`((${WAITS.accept}) OR (${WAITS.arrive}))`);
  const waiting = await readMasked(
    context.driver,
    context.memory,
    `${where.sql} ORDER BY created_at, request_id`,
    where.parameters,
  );
  return waiting
    .flatMap((request): { request: MaskedRequest; clock: ClockName; dueMs: number }[] => {
      const createdMs = Date.parse(request.createdAt);
      const acceptDueMs = createdMs + acceptLimitSeconds * SECOND_MS;
      const arriveDueMs = createdMs + arriveLimitSeconds * SECOND_MS;
      if (request.acceptSeconds === null && acceptDueMs >= atMs) {
        return [{ request, clock: 'accept', dueMs: acceptDueMs }];
      }
      const isMatter = request.kind !== 'consultation' && request.kind !== 'praise';
      const isArriveRunning = isMatter && request.arriveSeconds === null && arriveDueMs >= atMs;
      return isArriveRunning ? [{ request, clock: 'arrive', dueMs: arriveDueMs }] : [];
    })
    .sort((one, other) => one.dueMs - other.dueMs || one.request.id - other.request.id)
    .slice(0, MOST_NEXT)
    .map(({ request, clock, dueMs }) => ({ request, clock, dueAt: toShanghaiIso(dueMs) }));
}
