import { toWgs84 } from '../crs/convert.ts';
import { type CoordinateSystem, CrsError, requireCoordinateSystem } from '../crs/coordinate-system.ts';
import { checkPosition } from '../crs/plausible.ts';
import type { RequestCategory, RequestColumns } from '../model/service-request.ts';
import { AddressFinder, type PlaceName } from './address-finder.ts';
import type { ExistingCity } from './existing-city.ts';
import { FieldReader } from './field-reader.ts';
import { ImportRefusal } from './import-refusal.ts';
import type { ProblemLog } from './import-report.ts';
import { KeySet } from './key-set.ts';
import type { KindMapping } from './mapping.ts';
import { LONGEST_NAME, NameLimit } from './name-limit.ts';
import type { UnitCandidate } from './near-units.ts';
import { timeReader } from './parse-time.ts';
import { type NotPlaced, type Placed, PlaceFinder } from './place-finder.ts';
import { RequestCategoryReader } from './request-category-reader.ts';
import { RequestColumnsBuilder, type RequestRow } from './request-columns.ts';
import { KINDS, ON_TIME, REQUEST_FIELDS, URGENCY } from './request-fields.ts';
import { RequestTimes } from './request-times.ts';
import { rowName } from './row-name.ts';
import type { RowBatch, RowMark } from './table-stream.ts';
import { UNDECODABLE } from './text-encoding.ts';
import { UnitLocator } from './unit-locator.ts';
import { UnitMatcher } from './unit-matching.ts';
import {
  keptPlaceName,
  keptUnitCode,
  type PlaceClue,
  type UnmatchedReason,
  type UnmatchedRequest,
  unmatchedRow,
} from './unmatched-request.ts';

const LONGEST_ID = 80;
/** Enough for the database to take in one go, little to hold. */
const BATCH_ROWS = 41_000;
/** Fields whose texts are kept or matched. */
const READ_AS_TEXT = ['externalId', 'source', 'unitCode', 'community', 'street', 'district', 'handlingUnit'];

/** What a file says of 诉求, some thousand rows at a time. */
export interface RequestBatch {
  /** Rows with a unit. */
  columns: RequestColumns;
  /** Categories that neither the data set nor an earlier batch has. */
  categories: RequestCategory[];
  /** Rows for which no unit was found. */
  unmatched: UnmatchedRequest[];
}

export interface RequestReading {
  mapping: KindMapping | null;
  crs: CoordinateSystem | null;
  /** In which rows that name no known place are counted as assumed; null = they are kept as unmatched. */
  within: string | null;
  placeNames: readonly PlaceName[];
}

/**
 * Reads 诉求 row by row. A row is placed by the unit it names, by its point, by a name that is nearly a unit's, by its address; where
 * none of these tells, it is counted in `within` as assumed, and without `within` kept as unmatched.
 */
export class RequestReader {
  /** Rows placed so far without a point on the map. */
  unlocated = 0;
  unitAssumed = 0;
  readonly #fields: FieldReader;
  readonly #problems: ProblemLog;
  readonly #crs: CoordinateSystem | null;
  readonly #within: string | null;
  readonly #places: PlaceFinder;
  readonly #times: RequestTimes;
  readonly #categories: RequestCategoryReader;
  readonly #seen = new KeySet();
  readonly #rows = new RequestColumnsBuilder(BATCH_ROWS);
  #unmatched: UnmatchedRequest[] = [];
  readonly #sources = new NameLimit('sources', 256);
  readonly #handlingUnits = new NameLimit('handling units', 10_000);
  #knownCategories = 0;

  /** @throws {ImportRefusal} missing-column, no-units, unknown-within; @throws {CrsError} for points of no declared system */
  constructor(
    columns: readonly string[],
    { mapping, crs, within, placeNames }: RequestReading,
    existing: ExistingCity,
    problems: ProblemLog,
  ) {
    const fields = new FieldReader({ columns, cells: [] }, mapping, REQUEST_FIELDS);
    fields.require(['externalId', 'createdAt'], REQUEST_FIELDS);
    requireUnits(existing, within);
    const hasPoints = fields.has('lon') && fields.has('lat');
    this.#fields = fields;
    this.#problems = problems;
    this.#crs = hasPoints ? (crs ?? requireCoordinateSystem(undefined)) : null;
    this.#within = within;
    const matcher = new UnitMatcher(existing.units, within);
    this.#places = new PlaceFinder(
      matcher,
      hasPoints ? new UnitLocator(existing.units, existing.shapes) : null,
      fields.has('address') ? new AddressFinder(placeNames, matcher) : null,
    );
    this.#times = new RequestTimes(fields, timeReader(mapping?.dateFormat ?? null), problems);
    this.#categories = new RequestCategoryReader(columns, fields, mapping, existing.categories);
  }

  /** Rows go into one batch after the other; a batch that is full is handed on. */
  *read(batch: RowBatch): Generator<RequestBatch> {
    this.#fields.turnTo(batch.cells);
    for (let place = 0; place < batch.cells.length; place++) {
      const where = batch.first + place;
      const mark = batch.marks.get(place);
      if (mark !== undefined && !this.#isUsable(mark, place, where)) continue;
      const row = this.#readRow(place, where);
      if (row !== null) this.#rows.add(row);
      if (this.#rows.isFull || this.#unmatched.length === BATCH_ROWS) yield this.rest();
    }
  }

  /** The batch that is not full, at the end. */
  rest(): RequestBatch {
    const categories = this.#categories.added.slice(this.#knownCategories);
    this.#knownCategories += categories.length;
    const unmatched = this.#unmatched;
    this.#unmatched = [];
    return { columns: this.#rows.take(), categories, unmatched };
  }

  #isUsable({ problem, strayQuotes, nul, undecodable }: RowMark, place: number, where: number): boolean {
    const problems = this.#problems;
    if (problem !== null) {
      const help = 'quote cells that hold the separator or a line break';
      problems.reject('broken-row', rowName(where), `${problem}; ${help}`);
      return false;
    }
    if (undecodable && READ_AS_TEXT.some((field) => this.#fields.read(place, field).includes(UNDECODABLE))) {
      const help = 'it holds bytes that are no text in the encoding of the file; correct the row';
      problems.reject('broken-text', rowName(where), help);
      return false;
    }
    if (strayQuotes) {
      const message = 'its quotation marks enclose no cells; they were taken as they stand';
      problems.add('repaired', 'stray-quotes', rowName(where), message);
    }
    if (nul) problems.add('repaired', 'nul-removed', rowName(where), 'NUL characters were taken out');
    return true;
  }

  /** Null where the row is rejected, or kept as unmatched. */
  #readRow(place: number, where: number): RequestRow | null {
    const fields = this.#fields;
    const externalId = fields.read(place, 'externalId');
    if (externalId === '' || externalId.length > LONGEST_ID) {
      if (!fields.isEmpty(place)) this.#rejectId(externalId, where);
      return null;
    }
    const source = fields.read(place, 'source').slice(0, LONGEST_NAME) || 'import';
    const key = `${source} ${externalId}`;
    if (this.#seen.has(key)) {
      this.#problems.reject(
        'same-id-twice',
        rowName(where),
        `the id ${externalId} of source ${source} stands in the file before; the first one counts`,
      );
      return null;
    }
    const createdAtMs = this.#times.created(place, where);
    if (createdAtMs === null) return null;
    const categoryCode = this.#categories.codeOf(place);
    if (categoryCode === null) {
      this.#problems.reject(
        'no-category',
        rowName(where),
        'the row has no category; fill the column, or map it in "categories"',
      );
      return null;
    }
    this.#seen.add(key);
    this.#sources.check(source);
    const clue = this.#clueOf(place, where);
    const row = this.#rowOf(place, where, {
      source,
      externalId,
      createdAtMs,
      categoryCode,
      point: clue.point,
    });
    const placed = this.#places.find(clue, fields.read(place, 'address'));
    if (placed.unitId !== null) {
      this.#tell(placed, where);
      row.unitId = placed.unitId;
    } else if (this.#within !== null) {
      const problem = problemOf(placed.reason, keptPlaceName(placed.said));
      const message = `the row ${problem}; it is counted in ${this.#within}, as --within says`;
      this.#problems.add('noted', 'unit-assumed', rowName(where), message);
      this.unitAssumed += 1;
      row.unitId = this.#within;
      row.unitAssumed = true;
    } else {
      this.#keepUnmatched(row, clue, placed, where);
      return null;
    }
    if (clue.point === null) this.unlocated += 1;
    return row;
  }

  #keepUnmatched(
    row: RequestRow,
    clue: PlaceClue,
    { reason, said, candidates }: NotPlaced,
    where: number,
  ): void {
    const message = `the row ${problemOf(reason, keptPlaceName(said))}; ${NO_UNIT_HELP}`;
    this.#problems.add('unmatched', reason, `${rowName(where)}${perhaps(candidates)}`, message);
    this.#unmatched.push(
      unmatchedRow(row, {
        unitCode: keptUnitCode(clue.unitCode),
        community: keptPlaceName(clue.community),
        street: keptPlaceName(clue.street),
        district: keptPlaceName(clue.district),
        point: clue.point,
        reason,
        candidates,
      }),
    );
  }

  #rejectId(externalId: string, where: number): void {
    if (externalId === '') {
      this.#problems.reject(
        'no-id',
        rowName(where),
        'the row has no id of its own; without one it could not be told from others at the next import',
      );
    } else {
      const message = `its id has ${externalId.length} characters, at most ${LONGEST_ID} are kept: is the right column mapped?`;
      this.#problems.reject('long-id', rowName(where), message);
    }
  }

  /** The row without its unit. Made in one piece: putting a million objects together from parts takes longer than all the rest. */
  #rowOf(
    place: number,
    where: number,
    head: Pick<RequestRow, 'source' | 'externalId' | 'createdAtMs' | 'categoryCode' | 'point'>,
  ): RequestRow {
    const fields = this.#fields;
    const times = this.#times;
    const { createdAtMs } = head;
    const handlingUnit = fields.read(place, 'handlingUnit').slice(0, LONGEST_NAME);
    this.#handlingUnits.check(handlingUnit);
    return {
      source: head.source,
      externalId: head.externalId,
      createdAtMs,
      categoryCode: head.categoryCode,
      kind: KINDS[fields.read(place, 'kind')] ?? 'other',
      unitId: '',
      unitAssumed: false,
      point: head.point,
      urgency: URGENCY[fields.read(place, 'urgency')] ?? 0,
      dispatchedAtMs: times.later(place, 'dispatchedAt', createdAtMs, where),
      acceptedAtMs: times.later(place, 'acceptedAt', createdAtMs, where),
      arrivedAtMs: times.later(place, 'arrivedAt', createdAtMs, where),
      resolvedAtMs: times.later(place, 'resolvedAt', createdAtMs, where),
      ratedAtMs: times.later(place, 'ratedAt', createdAtMs, where),
      rating: Math.min(5, fields.count(place, 'rating') ?? 0),
      escalationLevel: Math.min(3, fields.count(place, 'escalationLevel') ?? 0),
      onTime: ON_TIME[fields.read(place, 'onTime')] ?? -1,
      handlingUnit,
    };
  }

  #clueOf(place: number, where: number): PlaceClue {
    const fields = this.#fields;
    return {
      unitCode: fields.read(place, 'unitCode'),
      community: fields.read(place, 'community'),
      street: fields.read(place, 'street'),
      district: fields.read(place, 'district'),
      point: this.#crs === null ? null : this.#pointOf(place, where, this.#crs),
    };
  }

  #pointOf(place: number, where: number, crs: CoordinateSystem): [number, number] | null {
    const lon = this.#fields.number(place, 'lon');
    const lat = this.#fields.number(place, 'lat');
    if (lon === null || lat === null) return null;
    const isPlausible = lon > 72 && lon < 136 && lat > 3 && lat < 54;
    try {
      // Far inside China, as nearly all are, there is nothing to check, and no text for a problem to be made.
      if (!isPlausible) checkPosition(lon, lat, crs, rowName(where));
      return toWgs84([lon, lat], crs);
    } catch (error) {
      if (!(error instanceof CrsError)) throw error;
      const message = `${error.message.slice(rowName(where).length + 2)}; kept without a point`;
      this.#problems.add('repaired', error.code, rowName(where), message);
      return null;
    }
  }

  #tell(placed: Placed, where: number): void {
    if (placed.how === 'widened') {
      this.#problems.add(
        'repaired',
        'unit-widened',
        rowName(where),
        `“${keptPlaceName(placed.said)}” is not known; counted in the unit above it (${placed.unitId})${perhaps(placed.candidates)}`,
      );
    } else if (placed.how === 'corrected') {
      this.#problems.add(
        'repaired',
        'name-corrected',
        rowName(where),
        `“${keptPlaceName(placed.said)}” was taken for ${placed.name} (${placed.unitId})`,
      );
    } else if (placed.how === 'address') {
      const message = `its address names ${placed.name}; counted in ${placed.unitId}`;
      this.#problems.add('noted', 'placed-by-address', rowName(where), message);
    }
  }
}

const NO_UNIT_HELP =
  'it is kept in the list of unmatched rows: correct it, or import the unit and run “npm run import -- requests --retry-unmatched”';

function perhaps(candidates: readonly UnitCandidate[]): string {
  if (candidates.length === 0) return '';
  return ` (perhaps ${candidates.map(({ unitId, name }) => `${name} ${unitId}`).join(', ')})`;
}

function problemOf(reason: UnmatchedReason, said: string): string {
  const named = said === '' ? 'names a place' : `names “${said}”`;
  switch (reason) {
    case 'no-place':
      return 'names no place';
    case 'unknown-place':
      return `${named}, which is no unit here`;
    case 'ambiguous-place':
      return `${named}, which is the name of several units`;
    case 'outside-units':
      return 'has a point outside of all units';
    case 'ambiguous-address':
      return `has an address with “${said}”, which is the name of several places`;
  }
}

export function noUnits(): ImportRefusal {
  return new ImportRefusal(
    'no-units',
    'the data set has no units to count requests in: import them first with “npm run import -- units <file> --crs …”',
  );
}

function requireUnits(existing: ExistingCity, within: string | null): void {
  if (existing.units.length === 0) throw noUnits();
  if (within !== null && !existing.units.some((unit) => unit.id === within)) {
    throw new ImportRefusal(
      'unknown-within',
      `--within ${within}: there is no such unit; import units first, or name one that is there`,
    );
  }
}
