import type { AreaLevel, Unit } from '../model/unit.ts';

/** What a row says of a unit; '' = nothing. `street` tells communities of the same name apart. */
export interface UnitClue {
  code: string;
  name: string;
  street: string;
  district: string;
}

/** `exact`: the named unit · `wider`: only a unit above it is known · `none`: nothing given · `unknown`: given, but not here. */
export type UnitMatch =
  | { match: 'exact'; unitId: string }
  | { match: 'wider'; unitId: string }
  | { match: 'none' }
  | { match: 'unknown' | 'ambiguous'; named: string };

const SUFFIXES =
  /(社区居民委员会|村民委员会|居民委员会|社区居委会|村委会|居委会|街道办事处|社区|街道|办事处|村|镇|乡)$/;

/** 观山社区居委会 → 观山. Never down to nothing, and only the last word: 村 in the middle stays. */
export function normaliseName(name: string): string {
  const compact = name.normalize('NFKC').replace(/\s+/g, '');
  const stripped = compact.replace(SUFFIXES, '');
  return stripped === '' ? compact : stripped;
}

/** Finds units by code, by exact name and by normalised name, inside one unit. */
export class UnitMatcher {
  readonly #byId = new Map<string, Unit>();
  readonly #byName = new Map<string, Unit[]>();
  readonly #byNormalised = new Map<string, Unit[]>();

  /** @param within only units inside this one (and itself) are found; null = all */
  constructor(units: readonly Unit[], within: string | null) {
    const all = new Map(units.map((unit) => [unit.id, unit]));
    for (const unit of units) {
      if (unit.validTo !== null) continue;
      if (within !== null && !isInside(all, unit, within)) continue;
      this.#byId.set(unit.id, unit);
      push(this.#byName, unit.name, unit);
      push(this.#byNormalised, normaliseName(unit.name), unit);
    }
  }

  get(id: string): Unit | undefined {
    return this.#byId.get(id);
  }

  /** Whether a unit is another one or lies inside it. */
  isInside(id: string, ancestorId: string): boolean {
    const unit = this.#byId.get(id);
    return unit !== undefined && isInside(this.#byId, unit, ancestorId);
  }

  /** The units that the clue names above the one it is about: the street, else the district; none where neither is known. */
  above(clue: UnitClue): Unit[] {
    const district = clue.district === '' ? [] : this.#named(clue.district, ['district', 'city'], []);
    const street = clue.street === '' ? [] : this.#named(clue.street, ['subdistrict'], district);
    return street.length > 0 ? street : district;
  }

  /** The unit's ancestor (or itself) on a level, null where it has none there. */
  ancestorAt(id: string, level: AreaLevel): string | null {
    for (let unit = this.#byId.get(id); unit; unit = this.#byId.get(unit.parentId ?? '')) {
      if (unit.level === level) return unit.id;
    }
    return null;
  }

  atLevel(level: AreaLevel): Unit[] {
    return [...this.#byId.values()].filter((unit) => unit.level === level);
  }

  /** The finest unit that the clue names. A name that is not known falls back to the street or district that is. */
  find(clue: UnitClue): UnitMatch {
    if (clue.code !== '') {
      const unit = this.#byCode(clue.code);
      if (unit) return { match: 'exact', unitId: unit.id };
    }
    const district = clue.district === '' ? [] : this.#named(clue.district, ['district', 'city'], []);
    const street = clue.street === '' ? [] : this.#named(clue.street, ['subdistrict'], district);
    if (clue.name !== '') {
      const found = this.#named(clue.name, null, street.length > 0 ? street : district);
      if (found.length === 1) return { match: 'exact', unitId: found[0].id };
      const wider = street.length === 1 ? street[0] : undefined;
      if (wider) return { match: 'wider', unitId: wider.id };
      return { match: found.length > 1 ? 'ambiguous' : 'unknown', named: clue.name };
    }
    if (street.length === 1) return { match: clue.code === '' ? 'exact' : 'wider', unitId: street[0].id };
    if (clue.street !== '') return { match: street.length > 1 ? 'ambiguous' : 'unknown', named: clue.street };
    if (district.length === 1) return { match: clue.code === '' ? 'exact' : 'wider', unitId: district[0].id };
    const named = clue.code || clue.district;
    return named === '' ? { match: 'none' } : { match: 'unknown', named };
  }

  #byCode(code: string): Unit | undefined {
    return this.#byId.get(code) ?? this.#byId.get(fullCode(code));
  }

  /** Units of a name: exact before normalised; the finest level wins; `above` narrows to what lies inside. */
  #named(name: string, levels: readonly string[] | null, above: readonly Unit[]): Unit[] {
    const inside = (unit: Unit) =>
      above.length === 0 || above.some((parent) => isInside(this.#byId, unit, parent.id));
    for (const candidates of [this.#byName.get(name), this.#byNormalised.get(normaliseName(name))]) {
      const found = (candidates ?? []).filter(
        (unit) => (levels === null || levels.includes(unit.level)) && inside(unit),
      );
      if (found.length <= 1 || levels !== null) {
        if (found.length > 0) return found;
        continue;
      }
      // 坪山社区 lies in 坪山街道 in 坪山区: stripped of the last word they are namesakes, and a community was asked for.
      const communities = found.filter((unit) => unit.level === 'community');
      return communities.length > 0 ? communities : found;
    }
    return [];
  }
}

/** Statistical codes come with or without their trailing zeros: districts have 6 digits here, streets and communities 12. */
export function fullCode(code: string): string {
  if (/^\d{12}$/.test(code) && code.endsWith('000000')) return code.slice(0, 6);
  if (/^\d{9}$/.test(code)) return `${code}000`;
  return code;
}

function isInside(units: ReadonlyMap<string, Unit>, unit: Unit, ancestorId: string): boolean {
  for (let current: Unit | undefined = unit; current; ) {
    if (current.id === ancestorId) return true;
    current = current.parentId === null ? undefined : units.get(current.parentId);
  }
  return false;
}

function push(map: Map<string, Unit[]>, key: string, unit: Unit): void {
  const list = map.get(key);
  if (list) list.push(unit);
  else map.set(key, [unit]);
}
