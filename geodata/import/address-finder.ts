import { normaliseName, type UnitMatcher } from './unit-matching.ts';

/** A name on the ground and the unit it lies in: of an estate, a building, a community, a street. */
export interface PlaceName {
  name: string;
  unitId: string;
}

export type AddressMatch =
  | { match: 'found'; unitId: string; name: string }
  | { match: 'ambiguous'; name: string; unitIds: string[] }
  | { match: 'none' };

/** Shorter names stand in too many other words. */
const SHORTEST_NAME = 2;
/** 3栋, 12号楼, A座: names of nothing without what stands before them. */
const ONLY_A_NUMBER = /^[\dA-Za-z一二三四五六七八九十]+(?:栋|幢|座|号|号楼|单元|楼|区|组)?$/;

interface Hit {
  name: string;
  unitIds: string[];
}

/** Looks for the longest name that an address holds. The address is read and forgotten. */
export class AddressFinder {
  /** By the first two characters: names, longest first. */
  readonly #names = new Map<string, Hit[]>();
  readonly #matcher: UnitMatcher;

  constructor(places: readonly PlaceName[], matcher: UnitMatcher) {
    this.#matcher = matcher;
    const byName = new Map<string, Set<string>>();
    const add = (name: string, unitId: string) => {
      if (name.length < SHORTEST_NAME || ONLY_A_NUMBER.test(name)) return;
      const units = byName.get(name);
      if (units) units.add(unitId);
      else byName.set(name, new Set([unitId]));
    };
    for (const { name, unitId } of places) if (matcher.get(unitId)) add(compact(name), unitId);
    for (const level of ['community', 'subdistrict'] as const) {
      for (const { id, name } of matcher.atLevel(level)) {
        const whole = compact(name);
        add(whole, id);
        // 观山 for 观山社区, where it is no everyday word: of three characters at least.
        const short = normaliseName(name);
        if (short !== whole && short.length > SHORTEST_NAME) add(short, id);
      }
    }
    for (const [name, unitIds] of byName) {
      const key = name.slice(0, SHORTEST_NAME);
      const list = this.#names.get(key);
      const hit = { name, unitIds: [...unitIds] };
      if (list) list.push(hit);
      else this.#names.set(key, [hit]);
    }
    for (const list of this.#names.values()) list.sort((a, b) => b.name.length - a.name.length);
  }

  /** @param inside units of which the row names one: only places in them count; none = everywhere */
  find(address: string, inside: readonly string[]): AddressMatch {
    const hits = this.#hits(compact(address)).sort(
      (a, b) => Number(this.#isWide(a)) - Number(this.#isWide(b)) || b.name.length - a.name.length,
    );
    for (const { name, unitIds } of hits) {
      const within = unitIds.filter(
        (id) => inside.length === 0 || inside.some((above) => this.#matcher.isInside(id, above)),
      );
      if (within.length === 0) continue;
      const agreeing = this.#narrow(within, hits);
      const unitId = this.#common(agreeing);
      if (unitId !== null) return { match: 'found', unitId, name };
      return { match: 'ambiguous', name, unitIds: agreeing };
    }
    return { match: 'none' };
  }

  /** Streets say less than what lies in them, however long their names. */
  #isWide({ unitIds }: Hit): boolean {
    return unitIds.every((id) => this.#matcher.ancestorAt(id, 'community') === null);
  }

  /** Names in the order of the address, the longest at each place, none inside another. */
  #hits(address: string): Hit[] {
    const hits: Hit[] = [];
    for (let at = 0; at + SHORTEST_NAME <= address.length; ) {
      const list = this.#names.get(address.slice(at, at + SHORTEST_NAME));
      const hit = list?.find(({ name }) => address.startsWith(name, at));
      if (hit) hits.push(hit);
      at += hit ? hit.name.length : 1;
    }
    return hits;
  }

  /** Of namesakes, those that lie in (or around) every other place that the address names, as far as that leaves any. */
  #narrow(unitIds: readonly string[], hits: readonly Hit[]): string[] {
    let left = [...unitIds];
    for (const hit of hits) {
      const agreeing = left.filter((id) =>
        hit.unitIds.some((other) => this.#matcher.isInside(id, other) || this.#matcher.isInside(other, id)),
      );
      if (agreeing.length > 0) left = agreeing;
    }
    return left;
  }

  /** The one unit; of several cells of one community, the community; null where they lie apart. */
  #common(unitIds: readonly string[]): string | null {
    if (unitIds.length === 1) return unitIds[0];
    const communities = new Set(unitIds.map((id) => this.#matcher.ancestorAt(id, 'community')));
    const [only] = communities;
    return communities.size === 1 ? (only ?? null) : null;
  }
}

function compact(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '');
}
