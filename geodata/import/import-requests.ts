import { toWgs84 } from '../crs/convert.ts';
import { type CoordinateSystem, CrsError, requireCoordinateSystem } from '../crs/coordinate-system.ts';
import { checkPosition } from '../crs/plausible.ts';
import { REQUEST_KINDS, type RequestKind } from '../model/request-kind.ts';
import type { RequestCategory, RequestColumns } from '../model/service-request.ts';
import type { ExistingCity } from './existing-city.ts';
import { type BoundField, type FieldAliases, FieldReader } from './field-reader.ts';
import { ImportRefusal } from './import-refusal.ts';
import type { ProblemLog } from './import-report.ts';
import type { KindMapping } from './mapping.ts';
import { timeReader } from './parse-time.ts';
import { type RequestRow, toRequestColumns } from './request-columns.ts';
import { placeOf, type SourceRows } from './source-rows.ts';
import { UnitLocator } from './unit-locator.ts';
import { type UnitMatch, UnitMatcher } from './unit-matching.ts';

export const REQUEST_FIELDS: FieldAliases = {
  externalId: ['externalId', 'id', '工单号', '工单编号', '诉求编号', '编号'],
  source: ['source', '来源', '诉求来源'],
  createdAt: ['createdAt', 'created_at', '受理时间', '创建时间', '时间'],
  unitCode: ['unitId', 'unitCode', '单元代码', '网格代码', '社区代码'],
  community: ['community', 'unit', '社区', '网格'],
  street: ['street', '街道', '镇街'],
  district: ['district', '区县', '区'],
  lon: ['lon', 'lng', 'longitude', '经度'],
  lat: ['lat', 'latitude', '纬度'],
  urgency: ['urgency', '紧急程度'],
  kind: ['kind', '诉求类型', '问题性质'],
  dispatchedAt: ['dispatchedAt', '派单时间'],
  acceptedAt: ['acceptedAt', '接单时间'],
  arrivedAt: ['arrivedAt', '到场时间'],
  resolvedAt: ['resolvedAt', '办结时间'],
  ratedAt: ['ratedAt', '评价时间'],
  rating: ['rating', '评价', '满意度'],
  escalationLevel: ['escalationLevel', '提级'],
  onTime: ['onTime', '按时办结', '是否超时'],
  handlingUnit: ['handlingUnit', '处置单位', '承办单位', '办理单位'],
};
const CATEGORY_NAMES = ['category', '一级分类', '诉求类别', '类别'];

const ON_TIME: Record<string, -1 | 0 | 1> = {
  '1': 1,
  true: 1,
  是: 1,
  按时: 1,
  '0': 0,
  false: 0,
  否: 0,
  超时: 0,
};
const URGENCY: Record<string, number> = { '0': 0, '1': 1, '2': 2, 一般: 0, 紧急: 1, 特急: 2 };
const KINDS: Record<string, RequestKind> = {
  ...Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, kind])),
  求助: 'help',
  求决: 'help',
  投诉: 'complaint',
  咨询: 'consultation',
  建议: 'suggestion',
  意见: 'suggestion',
  举报: 'report',
  表扬: 'praise',
  感谢: 'praise',
};
/** Longest text that is kept as a name or code from a table: a cell of free text mapped by mistake must not get in. */
const LONGEST_NAME = 80;

export interface RequestsRead {
  columns: RequestColumns;
  /** Categories the data set does not have yet. */
  categories: RequestCategory[];
  unlocated: number;
  unitAssumed: number;
}

/**
 * 诉求 of a table. A row is placed by its point, else by the unit it names; where it names none that is known, it is counted in
 * `within` as assumed, and without `within` left out.
 */
export function readRequests(
  source: SourceRows,
  options: { mapping: KindMapping | null; crs: CoordinateSystem | null; within: string | null },
  existing: ExistingCity,
  problems: ProblemLog,
): RequestsRead {
  const fields = new FieldReader(source, options.mapping, REQUEST_FIELDS);
  fields.require(['externalId', 'createdAt'], REQUEST_FIELDS);
  requireUnits(existing, options.within);
  const hasPoints = fields.has('lon') && fields.has('lat');
  const crs = hasPoints ? (options.crs ?? requireCoordinateSystem(undefined)) : null;
  const placing: Placing = {
    fields,
    matcher: new UnitMatcher(existing.units, options.within),
    locator: hasPoints ? new UnitLocator(existing.units, existing.shapes) : null,
    crs,
    within: options.within,
    problems,
  };
  const times = new Times(fields, timeReader(options.mapping?.dateFormat ?? null), problems);
  const categories = new Categories(source, fields, options.mapping, existing.categories);
  const rows: RequestRow[] = [];
  const seen = new Set<string>();
  const broken = new Map(source.broken.map(({ row, problem }) => [row, problem]));
  for (let row = 0; row < source.cells.length; row++) {
    const where = placeOf(source, row);
    const brokenBy = broken.get(row);
    if (brokenBy !== undefined) {
      problems.reject(
        'broken-row',
        where,
        `${brokenBy}; quote cells that hold the separator or a line break`,
      );
      continue;
    }
    const externalId = fields.read(row, 'externalId');
    if (externalId === '') {
      problems.reject(
        'no-id',
        where,
        'the row has no id of its own; without one it could not be told from others at the next import',
      );
      continue;
    }
    const sourceName = fields.read(row, 'source') || 'import';
    const key = `${sourceName} ${externalId}`;
    if (seen.has(key)) {
      problems.reject(
        'same-id-twice',
        where,
        `the id ${externalId} of source ${sourceName} stands in the file before; the first one counts`,
      );
      continue;
    }
    const createdAtMs = times.created(row, where);
    if (createdAtMs === null) continue;
    const place = placeRow(placing, row, where);
    if (place === null) continue;
    const categoryCode = categories.codeOf(row);
    if (categoryCode === null) {
      problems.reject(
        'no-category',
        where,
        'the row has no category; fill the column, or map it in "categories"',
      );
      continue;
    }
    seen.add(key);
    rows.push({
      source: sourceName,
      externalId,
      createdAtMs,
      categoryCode,
      kind: KINDS[fields.read(row, 'kind')],
      ...place,
      urgency: URGENCY[fields.read(row, 'urgency')] ?? 0,
      dispatchedAtMs: times.later(row, 'dispatchedAt', createdAtMs, where),
      acceptedAtMs: times.later(row, 'acceptedAt', createdAtMs, where),
      arrivedAtMs: times.later(row, 'arrivedAt', createdAtMs, where),
      resolvedAtMs: times.later(row, 'resolvedAt', createdAtMs, where),
      ratedAtMs: times.later(row, 'ratedAt', createdAtMs, where),
      rating: Math.min(5, fields.count(row, 'rating') ?? 0),
      escalationLevel: Math.min(3, fields.count(row, 'escalationLevel') ?? 0),
      onTime: ON_TIME[fields.read(row, 'onTime')] ?? -1,
      handlingUnit: fields.read(row, 'handlingUnit').slice(0, LONGEST_NAME),
    });
  }
  return {
    columns: toRequestColumns(rows),
    categories: categories.added,
    unlocated: rows.filter((row) => row.point === null).length,
    unitAssumed: rows.filter((row) => row.unitAssumed).length,
  };
}

function requireUnits(existing: ExistingCity, within: string | null): void {
  if (existing.units.length === 0) {
    throw new ImportRefusal(
      'no-units',
      'the data set has no units to count requests in: import them first with “npm run import -- units <file> --crs …”',
    );
  }
  if (within !== null && !existing.units.some((unit) => unit.id === within)) {
    throw new ImportRefusal(
      'unknown-within',
      `--within ${within}: there is no such unit; import units first, or name one that is there`,
    );
  }
}

interface Placing {
  fields: FieldReader;
  matcher: UnitMatcher;
  locator: UnitLocator | null;
  crs: CoordinateSystem | null;
  within: string | null;
  problems: ProblemLog;
}

type Placed = Pick<RequestRow, 'unitId' | 'unitAssumed' | 'point'>;

/** The named unit stands before the point's, since who answers is decided by assignment; the point may be finer. Null = rejected. */
function placeRow(placing: Placing, row: number, where: string): Placed | null {
  const { fields, matcher, problems, within } = placing;
  const point = pointOf(placing, row, where);
  const located = point ? (placing.locator?.locate(point[0], point[1]) ?? null) : null;
  const match = matcher.find({
    code: fields.read(row, 'unitCode'),
    name: fields.read(row, 'community'),
    street: fields.read(row, 'street'),
    district: fields.read(row, 'district'),
  });
  if (match.match === 'exact') {
    const finer = located !== null && matcher.isInside(located, match.unitId) ? located : match.unitId;
    return { unitId: finer, unitAssumed: false, point };
  }
  if (located !== null) return { unitId: located, unitAssumed: false, point };
  if (match.match === 'wider') {
    const name = fields.read(row, 'community') || fields.read(row, 'unitCode');
    problems.add(
      'repaired',
      'unit-widened',
      where,
      `“${name}” is not known; counted in the unit above it (${match.unitId})`,
    );
    return { unitId: match.unitId, unitAssumed: false, point };
  }
  const problem = problemOf(match);
  if (within === null) {
    problems.reject(
      'no-unit',
      where,
      `the row ${problem}; correct it, import the unit, or say with --within in which unit such rows count`,
    );
    return null;
  }
  problems.add(
    'noted',
    'unit-assumed',
    where,
    `the row ${problem}; it is counted in ${within}, as --within says`,
  );
  return { unitId: within, unitAssumed: true, point };
}

function problemOf(match: Exclude<UnitMatch, { unitId: string }>): string {
  if (match.match === 'none') return 'names no place';
  const how = match.match === 'ambiguous' ? 'the name of several units' : 'no unit here';
  return `names “${match.named}”, which is ${how}`;
}

function pointOf(placing: Placing, row: number, where: string): [number, number] | null {
  const { fields, crs, problems } = placing;
  if (crs === null) return null;
  const lon = fields.number(row, 'lon');
  const lat = fields.number(row, 'lat');
  if (lon === null || lat === null) return null;
  try {
    checkPosition(lon, lat, crs, where);
    return toWgs84([lon, lat], crs);
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    problems.add(
      'repaired',
      error.code,
      where,
      `${error.message.slice(where.length + 2)}; kept without a point`,
    );
    return null;
  }
}

class Times {
  readonly #fields: FieldReader;
  readonly #parse: (text: string) => number | null;
  readonly #problems: ProblemLog;

  constructor(fields: FieldReader, parse: (text: string) => number | null, problems: ProblemLog) {
    this.#fields = fields;
    this.#parse = parse;
    this.#problems = problems;
  }

  created(row: number, where: string): number | null {
    const text = this.#fields.read(row, 'createdAt');
    const atMs = this.#parse(text);
    if (atMs === null) {
      this.#problems.reject(
        'bad-date',
        where,
        `“${text}” is no date; write 2026-03-01 08:05:00, or give "dateFormat" in the mapping`,
      );
    }
    return atMs;
  }

  later(row: number, field: string, createdAtMs: number, where: string): number | null {
    const text = this.#fields.read(row, field);
    if (text === '') return null;
    const atMs = this.#parse(text);
    if (atMs !== null && atMs >= createdAtMs) return atMs;
    const problem = atMs === null ? 'is no date' : 'is before the creation';
    this.#problems.add('repaired', 'bad-time', where, `${field} “${text}” ${problem}; left out`);
    return null;
  }
}

/** Codes of categories of up to three levels; without codes of its own a category is known by the names from the top. */
class Categories {
  readonly added: RequestCategory[] = [];
  readonly #known: Set<string>;
  readonly #fields: FieldReader;
  readonly #levels: { name: BoundField; code: BoundField | null }[];

  constructor(
    source: SourceRows,
    fields: FieldReader,
    mapping: KindMapping | null,
    known: readonly RequestCategory[],
  ) {
    this.#fields = fields;
    this.#known = new Set(known.map((category) => category.code));
    const usual = CATEGORY_NAMES.find((name) => source.columns.includes(name));
    const levels = mapping?.categories ?? (usual ? [{ name: usual }] : null);
    if (!levels) {
      throw new ImportRefusal(
        'missing-column',
        `no column gives the category: name it ${CATEGORY_NAMES.join(' or ')}, or map it with --mapping; the file has ${source.columns.join(', ')}`,
      );
    }
    this.#levels = levels.map(({ name, code }) => ({
      name: fields.bind(name),
      code: code === undefined ? null : fields.bind(code),
    }));
  }

  /** The finest level that the row gives, or null. */
  codeOf(row: number): string | null {
    let parentCode: string | null = null;
    let level = 0;
    for (const bound of this.#levels) {
      const name = this.#fields.readBound(row, bound.name).slice(0, LONGEST_NAME);
      if (name === '') break;
      level += 1;
      const given: string = bound.code ? this.#fields.readBound(row, bound.code) : '';
      const code: string = given !== '' ? given : parentCode === null ? name : `${parentCode}/${name}`;
      if (!this.#known.has(code)) {
        this.#known.add(code);
        this.added.push({ code, parentCode, level, name });
      }
      parentCode = code;
    }
    return parentCode;
  }
}
