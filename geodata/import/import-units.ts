import { geometryToWgs84 } from '../crs/convert.ts';
import type { CoordinateSystem } from '../crs/coordinate-system.ts';
import { checkGeometry } from '../crs/plausible.ts';
import type { AreaGeometry, Position } from '../model/geometry.ts';
import { AREA_LEVELS, type AreaLevel, type Unit } from '../model/unit.ts';
import { repairArea } from './area-shape.ts';
import type { ExistingCity } from './existing-city.ts';
import { type FieldAliases, FieldReader } from './field-reader.ts';
import { ImportRefusal } from './import-refusal.ts';
import type { ProblemLog } from './import-report.ts';
import type { KindMapping } from './mapping.ts';
import { placeOf, type SourceRows } from './source-rows.ts';
import type { CodeList } from './unit-codes.ts';
import { fullCode } from './unit-matching.ts';
import { completeTree, type UnitDraft } from './unit-tree.ts';

export const UNIT_FIELDS: FieldAliases = {
  id: ['id', 'code', 'adcode', 'unitId', '代码', '区划代码', '编码'],
  name: ['name', '名称', '单元名称'],
  level: ['level', '级别', '层级'],
  parentId: ['parentId', 'parent_id', 'parentCode', 'parent.adcode', '上级代码'],
  parentName: ['parentName', 'street', '街道', '上级名称'],
  households: ['households', '户数'],
  residents: ['residents', 'population', '人口', '常住人口'],
  elderly: ['elderly', '老年人口'],
  children: ['children', '儿童人口'],
  validFrom: ['validFrom', 'valid_from'],
};

const LEVEL_NAMES: Record<string, AreaLevel> = {
  市: 'city',
  区县: 'district',
  区: 'district',
  县: 'district',
  街道: 'subdistrict',
  镇: 'subdistrict',
  乡镇: 'subdistrict',
  社区: 'community',
  村: 'community',
  网格: 'gridCell',
};

/**
 * Units from features (or from a table without shapes). Units above them that the file, its code list or the mapping name are made
 * where they are missing, and get the union of their parts as shape.
 * @param crs null only for a table, which has no shapes
 */
export function readUnits(
  source: SourceRows,
  options: {
    mapping: KindMapping | null;
    codes: CodeList | null;
    crs: CoordinateSystem | null;
    within: string | null;
    datasetName: string;
  },
  existing: ExistingCity,
  problems: ProblemLog,
): { units: Unit[]; shapes: Map<string, AreaGeometry>; unlocated: number } {
  const fields = new FieldReader(source, options.mapping, UNIT_FIELDS);
  fields.require(['name'], UNIT_FIELDS);
  const drafts = new Map<string, UnitDraft>();
  const parents = new ParentDrafts(options.mapping?.ancestors ?? []);
  const ids = new GeneratedIds(existing.units);
  for (let row = 0; row < source.cells.length; row++) {
    const where = placeOf(source, row);
    const name = fields.read(row, 'name');
    if (name === '') {
      problems.reject('no-name', where, 'the unit has no name; fill the column of names');
      continue;
    }
    const parentName = fields.read(row, 'parentName');
    const coded = options.codes?.find(name, parentName) ?? null;
    const parentId = parents.resolve(
      coded?.parentCode ?? fullCode(fields.read(row, 'parentId')),
      parentName,
      options.within,
    );
    const givenId = coded?.code ?? fullCode(fields.read(row, 'id'));
    const official = isOfficial(givenId);
    const id = givenId !== '' ? givenId : (ids.known(name, parentId) ?? ids.next(parentId));
    const level = levelOf(fields.read(row, 'level'), id, official, options.mapping?.level ?? null);
    if (level === null) {
      problems.reject(
        'no-level',
        where,
        `which level “${name}” is, is not known; add a column level with one of ${AREA_LEVELS.join(', ')}`,
      );
      continue;
    }
    if (drafts.has(id)) {
      problems.reject(
        'same-code-twice',
        where,
        `the code ${id} stands in the file before; codes must be unique`,
      );
      continue;
    }
    const place = placeFrom(source, row, options.crs, where, name, problems);
    if (place === 'broken') continue;
    drafts.set(id, {
      id,
      parentId: parentId === '' ? null : parentId,
      level,
      name,
      codeStatus: official ? 'official' : 'generated',
      shape: place.shape,
      point: place.point,
      households: fields.count(row, 'households'),
      residents: fields.count(row, 'residents'),
      elderly: fields.count(row, 'elderly'),
      children: fields.count(row, 'children'),
      validFrom: /^\d{4}-\d{2}-\d{2}$/.test(fields.read(row, 'validFrom'))
        ? fields.read(row, 'validFrom')
        : null,
    });
  }
  return completeTree([...parents.drafts(drafts), ...drafts.values()], existing, options, problems);
}

interface Place {
  shape: AreaGeometry | null;
  point: Position | null;
}

function placeFrom(
  source: SourceRows,
  row: number,
  crs: CoordinateSystem | null,
  where: string,
  name: string,
  problems: ProblemLog,
): Place | 'broken' {
  const raw = source.geometries?.[row] ?? null;
  if (raw === null || crs === null) {
    problems.add(
      'noted',
      'no-shape',
      where,
      `“${name}” has no shape: it is counted and listed, but not drawn`,
    );
    return { shape: null, point: null };
  }
  checkGeometry(raw, crs, where);
  const geometry = geometryToWgs84(raw, crs);
  if (geometry.type === 'Point') {
    problems.add(
      'noted',
      'only-a-point',
      where,
      `“${name}” has a point and no area: it is listed and labelled, but not filled`,
    );
    return { shape: null, point: [geometry.coordinates[0], geometry.coordinates[1]] };
  }
  const { shape, repaired } = repairArea(geometry);
  if (shape === null) {
    problems.reject(
      'no-area',
      where,
      `a ${geometry.type} that encloses no area; a unit needs a Polygon or MultiPolygon`,
    );
    return 'broken';
  }
  if (repaired)
    problems.add('repaired', 'rings-repaired', where, 'rings closed or repeated positions dropped');
  return { shape, point: null };
}

/** The column's own word first, then the mapping's, then what the length of an official code says. */
function levelOf(text: string, id: string, official: boolean, fallback: AreaLevel | null): AreaLevel | null {
  // A code of six digits says city or district better than files do (counties under a province are often called a city).
  if (official && id.length === 6) return id.endsWith('00') ? 'city' : 'district';
  const given = (AREA_LEVELS as readonly string[]).includes(text) ? (text as AreaLevel) : LEVEL_NAMES[text];
  if (given) return given;
  if (fallback) return fallback;
  if (!official) return null;
  if (id.length === 15) return 'gridCell';
  return id.endsWith('000') ? 'subdistrict' : 'community';
}

function isOfficial(id: string): boolean {
  return /^(\d{6}|\d{12}|\d{15})$/.test(id);
}

/** Units above those of the file: named by the mapping, by a code list, or by a column with the parent's name. */
class ParentDrafts {
  readonly #ancestors: UnitDraft[];
  readonly #parents = new Map<string, UnitDraft>();

  constructor(ancestors: readonly { id: string; name: string; level: AreaLevel }[]) {
    this.#ancestors = ancestors.map(({ id, name, level }, index) =>
      parentDraft(id, name, level, index === 0 ? null : ancestors[index - 1].id),
    );
  }

  /** Id of the parent of a row; '' = none is named. */
  resolve(code: string, name: string, within: string | null): string {
    if (code === '') return this.#ancestors.at(-1)?.id ?? within ?? '';
    if (!this.#parents.has(code) && name !== '' && /^\d{12}$/.test(code)) {
      const above = this.#ancestors.at(-1)?.id ?? within;
      const level: AreaLevel = code.endsWith('000') ? 'subdistrict' : 'community';
      this.#parents.set(code, parentDraft(code, name, level, above ?? null));
    }
    return code;
  }

  /** Those that the file does not bring itself. */
  drafts(own: ReadonlyMap<string, UnitDraft>): UnitDraft[] {
    return [...this.#ancestors, ...this.#parents.values()].filter((draft) => !own.has(draft.id));
  }
}

function parentDraft(id: string, name: string, level: AreaLevel, parentId: string | null): UnitDraft {
  return {
    id,
    parentId,
    level,
    name,
    codeStatus: isOfficial(id) ? 'official' : 'generated',
    shape: null,
    point: null,
    households: null,
    residents: null,
    elderly: null,
    children: null,
    validFrom: null,
  };
}

/** Codes `{parent}-x{nnn}` for units without an official one; a unit that is known by name and parent keeps its code. */
class GeneratedIds {
  readonly #idByName = new Map<string, string>();
  readonly #last = new Map<string, number>();

  constructor(units: readonly Unit[]) {
    for (const unit of units) {
      this.#idByName.set(`${unit.parentId ?? ''} ${unit.name}`, unit.id);
      const generated = /^(.*?)-?x(\d{3,})$/.exec(unit.id);
      if (generated) {
        this.#last.set(generated[1], Math.max(this.#last.get(generated[1]) ?? 0, Number(generated[2])));
      }
    }
  }

  known(name: string, parentId: string): string | undefined {
    return this.#idByName.get(`${parentId} ${name}`);
  }

  next(parentId: string): string {
    const number = (this.#last.get(parentId) ?? 0) + 1;
    if (number > 99_999)
      throw new ImportRefusal('too-many-units', `more than 99,999 units without a code under ${parentId}`);
    this.#last.set(parentId, number);
    return `${parentId === '' ? '' : `${parentId}-`}x${String(number).padStart(3, '0')}`;
  }
}
