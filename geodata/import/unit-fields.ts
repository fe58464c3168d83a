import type { FieldAliases, FieldReader } from './field-reader.ts';
import type { ProblemLog } from './import-report.ts';
import type { UnitLocator } from './unit-locator.ts';
import type { UnitMatcher } from './unit-matching.ts';

/** Columns by which stations, buildings and organizations name a unit. */
export const UNIT_CLUE_FIELDS: FieldAliases = {
  unitCode: ['unitId', 'unitCode', '单元代码', '网格代码', '社区代码'],
  community: ['community', 'unit', '社区', '网格', '所在社区'],
  street: ['street', '街道', '镇街'],
  district: ['district', '区县', '区'],
};

export interface UnitFinder {
  fields: FieldReader;
  matcher: UnitMatcher;
  locator: UnitLocator;
  within: string | null;
}

/** The unit of a thing with a point: named (and finer by the point), else where the point lies, else `within`; null (and told) where none is known. */
export function findUnit(
  finder: UnitFinder,
  row: number,
  where: string,
  point: [number, number] | null,
  problems: ProblemLog,
): string | null {
  const { fields, matcher, locator, within } = finder;
  const match = matcher.find({
    code: fields.read(row, 'unitCode'),
    name: fields.read(row, 'community'),
    street: fields.read(row, 'street'),
    district: fields.read(row, 'district'),
  });
  const located = point ? locator.locate(point[0], point[1]) : null;
  // The point may say more exactly where in the named unit; where the two contradict each other the name stands.
  if (match.match === 'exact') {
    return located !== null && matcher.isInside(located, match.unitId) ? located : match.unitId;
  }
  if (located !== null) return located;
  if (match.match === 'wider') return match.unitId;
  if (within !== null) {
    problems.add(
      'noted',
      'unit-assumed',
      where,
      `in no unit by name or place; put into ${within}, as --within says`,
    );
    return within;
  }
  const named = 'named' in match ? `names “${match.named}”, which is no unit here, and ` : '';
  problems.reject(
    'no-unit',
    where,
    `${named}lies in the shape of no unit; correct it, import the units first, or give --within`,
  );
  return null;
}
