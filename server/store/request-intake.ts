import { Compile } from 'typebox/compile';
import { type RequestRow, toRequestColumns } from '../../geodata/import/request-columns.ts';
import { UnitLocator } from '../../geodata/import/unit-locator.ts';
import type { AreaGeometry } from '../../geodata/model/geometry.ts';
import type { RequestEventType } from '../../geodata/model/request-life.ts';
import type { MaskedRequest, RequestCategory } from '../../geodata/model/service-request.ts';
import { parseInstant, SECOND_MS, toShanghaiIso } from '../../geodata/model/time.ts';
import {
  type EventBody,
  RequestDraft,
  type RequestsPosted,
  type RowReason,
  type RowRejection,
} from '../contract/request-writes.ts';
import { invalidParameter, ProblemError } from '../errors.ts';
import { type NewRequestEvent, UnknownRequest } from './request-writer.ts';
import type { DatasetStore } from './store.ts';

/** Clocks of others run a little ahead. */
const LONGEST_AHEAD_MS = 300 * SECOND_MS;
/** Before the hotlines there was nothing to deliver: an earlier year is a clock that was never set. */
const EARLIEST_MS = parseInstant('2000-01-01')!;
/** A source is a system, not a person: beyond this somebody delivers something else in its place. */
const MOST_SOURCES = 200;

/** A row that will do. */
interface Accepted {
  index: number;
  draft: RequestDraft;
  row: RequestRow;
}

/** A row before it has a place. */
interface Dated {
  index: number;
  draft: RequestDraft;
  createdAtMs: number;
}

/** What comes in over HTTP: checks and places what sources deliver, and hands it to the writer. */
export class RequestIntake {
  private readonly store: DatasetStore;
  private readonly now: () => number;
  private locator: { cityVersion: number; locator: Promise<UnitLocator> } | null = null;
  /** Codes of the tree as it is now: a single row would spend more on them than on itself. */
  private categories: { tree: RequestCategory[]; codes: ReadonlySet<string> } | null = null;
  /** Steps of one 诉求 are taken one after the other: each is checked against the one before. */
  private readonly turns = new Map<number, Promise<unknown>>();

  constructor(store: DatasetStore, now: () => number = Date.now) {
    this.store = store;
    this.now = now;
  }

  /** Commits the rows that will do and names the others. @throws {StoreBusy} */
  async put(rows: readonly unknown[]): Promise<RequestsPosted> {
    const reasons: RowRejection[] = [];
    const reject = (index: number, reason: RowReason, message: string) => {
      reasons.push({ index, reason, message });
    };
    const dated = this.checkRows(rows, reject);
    const accepted = await this.placeRows(dated, reject);
    const { standing, repeats } = lastOfEach(accepted);
    const answer: RequestsPosted = {
      created: 0,
      updated: 0,
      unchanged: 0,
      rejected: reasons.length,
      reasons: reasons.sort((a, b) => a.index - b.index),
      ids: new Array<number | null>(rows.length).fill(null),
    };
    if (standing.length > 0) {
      const { ids, ...counts } = await this.store.writer.insertRequests(
        toRequestColumns(standing.map(({ row }) => row)),
      );
      Object.assign(answer, counts);
      standing.forEach(({ index }, place) => {
        answer.ids[index] = ids[place]!;
      });
    }
    for (const { index, by, isSame } of repeats) {
      answer.ids[index] = answer.ids[by]!;
      if (isSame) answer.unchanged++;
      else answer.updated++;
    }
    return answer;
  }

  /**
   * One step of a 诉求. What is the last step already is not taken twice.
   * @throws {UnknownRequest} @throws {IllegalTransition} @throws {StoreBusy} @throws {ProblemError} 400 `invalid-time`, `invalid-parameter`
   */
  async append(requestId: number, event: EventBody): Promise<MaskedRequest> {
    const before = this.turns.get(requestId) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.appendInTurn(requestId, event));
    this.turns.set(requestId, turn);
    try {
      return await turn;
    } finally {
      if (this.turns.get(requestId) === turn) this.turns.delete(requestId);
    }
  }

  private async appendInTurn(requestId: number, event: EventBody): Promise<MaskedRequest> {
    const { store } = this;
    const atMs = this.stepTime(event.at);
    const value = stepValue(event.type, event.value ?? null);
    const history = await store.requests.events(requestId);
    if (history === null) throw new UnknownRequest(`there is no request ${requestId}`);
    const last = history.at(-1)!;
    const lastMs = parseInstant(last.at)!;
    if (last.type === event.type && lastMs === atMs) return (await store.requests.get(requestId))!;
    if (atMs < lastMs) {
      const what = history.length === 1 ? 'creation' : `last event, "${last.type}"`;
      throw invalidTime(`at: ${event.at} is before its ${what}; give ${last.at} or later`, last.at);
    }
    const { requests } = await store.writer.appendEvents([
      { requestId, type: event.type, atMs, actorRole: event.actorRole, value, ...pointersOf(event) },
    ]);
    return requests[0]!;
  }

  private stepTime(at: string): number {
    const atMs = parseInstant(at);
    if (atMs === null) throw invalidTime('at: give an instant like 2026-11-20T08:00:00+08:00');
    if (atMs > this.now() + LONGEST_AHEAD_MS) {
      throw invalidTime(`at: ${at} has not come yet; it is ${toShanghaiIso(this.now())}`);
    }
    return atMs;
  }

  private checkRows(rows: readonly unknown[], reject: Reject): Dated[] {
    const categories = this.knownCategories();
    const sources = new Set(this.store.requests.sources());
    const dated: Dated[] = [];
    rows.forEach((row, index) => {
      const problem = shapeProblem(row);
      if (problem) {
        reject(index, ...problem);
        return;
      }
      const draft = row as RequestDraft;
      if (!categories.has(draft.categoryCode)) {
        reject(
          index,
          'unknown-category',
          `there is no category "${draft.categoryCode}"; GET /api/requests/categories lists them`,
        );
        return;
      }
      const createdAtMs = parseInstant(draft.createdAt);
      if (createdAtMs === null) {
        reject(
          index,
          'invalid-time',
          `createdAt is "${draft.createdAt}"; give an instant like 2026-11-20T08:00:00+08:00`,
        );
      } else if (createdAtMs > this.now() + LONGEST_AHEAD_MS) {
        reject(
          index,
          'time-in-future',
          `createdAt ${draft.createdAt} has not come yet; it is ${toShanghaiIso(this.now())}`,
        );
      } else if (createdAtMs < EARLIEST_MS) {
        reject(index, 'time-too-early', `createdAt ${draft.createdAt} is before the year 2000`);
      } else if (!sources.has(draft.source) && sources.size >= MOST_SOURCES) {
        reject(
          index,
          'too-many-sources',
          `${MOST_SOURCES} sources are known and "${draft.source}" is none of them; a source is the system that delivers`,
        );
      } else {
        sources.add(draft.source);
        dated.push({ index, draft, createdAtMs });
      }
    });
    return dated;
  }

  /** By unit; else by the point's finest unit; else by an exact name. A point outside is a mistake, whatever else is given. */
  private async placeRows(dated: readonly Dated[], reject: Reject): Promise<Accepted[]> {
    const { units } = this.store;
    const isPlaced = ({ draft }: Dated) => given(draft.unitId) || given(draft.lon);
    const [byId, byName, locator] = await Promise.all([
      units.unitsOfIds(dated.flatMap(({ draft }) => draft.unitId ?? [])),
      units.unitsOfNames(
        dated.flatMap((one) => (isPlaced(one) || !given(one.draft.address) ? [] : one.draft.address!.trim())),
      ),
      dated.some(({ draft }) => given(draft.lon)) ? this.locate() : null,
    ]);
    const accepted: Accepted[] = [];
    for (const { index, draft, createdAtMs } of dated) {
      const point: [number, number] | null = given(draft.lon) ? [draft.lon!, draft.lat!] : null;
      const unitAtPoint = point && locator!.locate(point[0], point[1]);
      if (point && unitAtPoint === null) {
        reject(
          index,
          'point-outside',
          `[${point}] lies outside this data set; give longitude and latitude in CGCS2000 / WGS 84`,
        );
        continue;
      }
      const named = given(draft.address) ? (byName.get(draft.address!.trim()) ?? []) : [];
      const unitId = given(draft.unitId)
        ? byId.get(draft.unitId!)
        : (unitAtPoint ?? (named.length === 1 ? named[0] : undefined));
      if (unitId !== undefined) {
        accepted.push({ index, draft, row: rowOf(draft, createdAtMs, unitId, point) });
      } else if (given(draft.unitId)) {
        reject(
          index,
          'unknown-unit',
          `there is no unit "${draft.unitId}" (any more); GET /api/units lists them`,
        );
      } else {
        reject(index, 'no-unit', nowhere(draft, named.length));
      }
    }
    return accepted;
  }

  private knownCategories(): ReadonlySet<string> {
    const tree = this.store.requests.categoryTree();
    if (this.categories?.tree !== tree) {
      this.categories = { tree, codes: new Set(tree.map(({ code }) => code)) };
    }
    return this.categories.codes;
  }

  /** Reads all shapes once per state of the city. */
  private locate(): Promise<UnitLocator> {
    const cityVersion = this.store.cityVersion();
    if (this.locator?.cityVersion !== cityVersion) {
      const locator = makeLocator(this.store);
      this.locator = { cityVersion, locator };
      locator.catch(() => {
        this.locator = null;
      });
    }
    return this.locator.locator;
  }
}

type Reject = (index: number, reason: RowReason, message: string) => void;

const draftShape = Compile(RequestDraft);
const MEMBERS = Object.keys(RequestDraft.properties).join(', ');

/** What keeps a row from being read at all. */
function shapeProblem(row: unknown): [RowReason, string] | null {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) {
    return ['malformed', 'give each row as an object'];
  }
  const { externalId } = row as Partial<RequestDraft>;
  if (externalId === undefined || externalId === null || String(externalId).trim() === '') {
    return ['no-external-id', 'externalId is missing; without one the row could not be told from others'];
  }
  if (!draftShape.Check(row)) {
    const errors = draftShape.Errors(row);
    const strangers = errors.find(({ keyword }) => keyword === 'additionalProperties');
    if (strangers) {
      const names = (strangers.params as { additionalProperties: string[] }).additionalProperties;
      return ['malformed', `${names.join(', ')} is no member of a row; known are ${MEMBERS}`];
    }
    const { instancePath = '', message = 'cannot be read' } = errors[0] ?? {};
    return ['malformed', `${instancePath.slice(1)} ${message}`.trim()];
  }
  const { lon, lat } = row as RequestDraft;
  if (given(lon) !== given(lat)) return ['malformed', 'give lon and lat together, or neither'];
  return null;
}

const HANDED_ON = ['dispatched', 'returned', 'transferred'];

/** What a step points at. @throws {ProblemError} 400 where the step has no such thing */
function pointersOf({
  type,
  source,
  handlingUnit,
  intoRequestId,
}: EventBody): Pick<NewRequestEvent, 'source' | 'handlingUnit' | 'intoRequestId'> {
  if (given(handlingUnit) && !HANDED_ON.includes(type)) {
    throw invalidParameter('handlingUnit', `only with ${HANDED_ON.join(', ')}; leave it out with ${type}`);
  }
  if (given(intoRequestId) && type !== 'merged') {
    throw invalidParameter('intoRequestId', `only with merged; leave it out with ${type}`);
  }
  return {
    ...(given(source) ? { source: source!.trim() } : {}),
    ...(given(handlingUnit) ? { handlingUnit: handlingUnit!.trim() } : {}),
    ...(given(intoRequestId) ? { intoRequestId: intoRequestId! } : {}),
  };
}

/** Null and blank are as good as absent. */
function given(value: string | number | null | undefined): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== null && value !== undefined;
}

function nowhere(draft: RequestDraft, named: number): string {
  if (!given(draft.address)) return 'no place was given; give unitId, or lon and lat, or address';
  return named === 0
    ? 'no unit, estate or building here has exactly that address for a name; give unitId, or lon and lat'
    : `places of that name lie in ${named} units; give unitId, or lon and lat`;
}

function rowOf(
  draft: RequestDraft,
  createdAtMs: number,
  unitId: string,
  point: [number, number] | null,
): RequestRow {
  return {
    source: draft.source,
    externalId: draft.externalId,
    createdAtMs,
    categoryCode: draft.categoryCode,
    unitId,
    unitAssumed: false,
    point,
    urgency: draft.urgency ?? 0,
    kind: draft.kind ?? 'other',
    dispatchedAtMs: null,
    acceptedAtMs: null,
    arrivedAtMs: null,
    resolvedAtMs: null,
    ratedAtMs: null,
    rating: 0,
    escalationLevel: 0,
    onTime: -1,
    handlingUnit: '',
  };
}

/** Of rows with the same source and id the last stands; `by` is the place of the one that stands for a repeat. */
function lastOfEach(accepted: readonly Accepted[]): {
  standing: Accepted[];
  repeats: { index: number; by: number; isSame: boolean }[];
} {
  const last = new Map<string, Accepted>();
  const keyOf = ({ row }: Accepted) => JSON.stringify([row.source, row.externalId]);
  for (const one of accepted) last.set(keyOf(one), one);
  const repeats = accepted.flatMap((one) => {
    const by = last.get(keyOf(one))!;
    if (by === one) return [];
    return [{ index: one.index, by: by.index, isSame: JSON.stringify(by.row) === JSON.stringify(one.row) }];
  });
  return { standing: [...last.values()], repeats };
}

async function makeLocator({ units, shapes }: DatasetStore): Promise<UnitLocator> {
  const all = units.list();
  const texts = await shapes.texts(all.map(({ id }) => id));
  return new UnitLocator(
    all,
    new Map([...texts].map(([id, text]) => [id, JSON.parse(text) as AreaGeometry])),
  );
}

/** @throws {ProblemError} where a step has a value that is none, or none where it needs one */
function stepValue(type: RequestEventType, value: number | null): number | null {
  const [least, most, isNeeded] = STEP_VALUES[type] ?? [0, 0, false];
  const isNone = value === null;
  if (STEP_VALUES[type] === undefined ? isNone : isNone ? !isNeeded : value >= least && value <= most)
    return value;
  const wish =
    STEP_VALUES[type] === undefined
      ? `"${type}" takes none`
      : `"${type}" takes a whole number from ${least} to ${most}`;
  throw new ProblemError(400, 'invalid-parameter', `value: ${wish}`, { extra: { parameter: 'value' } });
}

/** Smallest and largest value of a step, and whether it cannot be without. */
const STEP_VALUES: Partial<Record<RequestEventType, [number, number, boolean]>> = {
  rated: [1, 5, true],
  revisited: [0, 1, true],
  escalated: [1, 3, false],
};

function invalidTime(detail: string, notBefore?: string): ProblemError {
  return new ProblemError(400, 'invalid-time', detail, {
    extra: { parameter: 'at', ...(notBefore === undefined ? {} : { notBefore }) },
  });
}
