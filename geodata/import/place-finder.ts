import type { AddressFinder } from './address-finder.ts';
import { NearUnitFinder, type NearUnits, type UnitCandidate } from './near-units.ts';
import type { UnitLocator } from './unit-locator.ts';
import type { UnitMatch, UnitMatcher } from './unit-matching.ts';
import type { PlaceClue, UnmatchedReason } from './unmatched-request.ts';

/** `how` it was placed, where it was not simply by what the row names or by its point. */
export type Placed =
  | { unitId: string; how: 'named' | 'located' }
  | { unitId: string; how: 'corrected'; said: string; name: string }
  | { unitId: string; how: 'address'; name: string }
  | { unitId: string; how: 'widened'; said: string; candidates: UnitCandidate[] };

export type NotPlaced = { unitId: null; reason: UnmatchedReason; said: string; candidates: UnitCandidate[] };

/** Distinct places of which the answer is remembered: far more than any city has names; a column of free text must not fill memory. */
const MOST_REMEMBERED = 100_000;

interface NamedPlace {
  match: UnitMatch;
  /** Looked for only where the names do not fit exactly. */
  near: NearUnits | null;
}

/** Finds the unit of a row: by what it names, by its point, by names nearly so, by its address. */
export class PlaceFinder {
  readonly #matcher: UnitMatcher;
  readonly #locator: UnitLocator | null;
  readonly #near: NearUnitFinder;
  readonly #addresses: AddressFinder | null;
  readonly #named = new Map<string, NamedPlace>();

  constructor(matcher: UnitMatcher, locator: UnitLocator | null, addresses: AddressFinder | null) {
    this.#matcher = matcher;
    this.#locator = locator;
    this.#addresses = addresses;
    this.#near = new NearUnitFinder(matcher);
  }

  /**
   * The named unit stands before the point's, since who answers is decided by assignment; point and address may be finer.
   * @param address free text; '' = none
   */
  find(clue: PlaceClue, address: string): Placed | NotPlaced {
    const { point } = clue;
    const located = point === null ? null : (this.#locator?.locate(point[0], point[1]) ?? null);
    const named = this.#namedPlace(clue);
    const { match } = named;
    if (match.match === 'exact') {
      if (located !== null && this.#matcher.isInside(located, match.unitId)) {
        return { unitId: located, how: 'located' };
      }
      return this.#finerByAddress(match.unitId, address) ?? { unitId: match.unitId, how: 'named' };
    }
    if (located !== null) return { unitId: located, how: 'located' };
    const near = this.#nearPlace(named, clue);
    const said = clue.community || clue.street || clue.district || clue.unitCode;
    if (near.taken !== null) {
      return { unitId: near.taken.unitId, how: 'corrected', said, name: near.taken.name };
    }
    const inside = this.#matcher.above(clueOf(clue)).map((unit) => unit.id);
    const found = this.#addresses !== null && address !== '' ? this.#addresses.find(address, inside) : null;
    if (found?.match === 'found') return { unitId: found.unitId, how: 'address', name: found.name };
    if (match.match === 'wider') {
      return { unitId: match.unitId, how: 'widened', said, candidates: near.candidates };
    }
    if (found?.match === 'ambiguous') {
      const candidates = found.unitIds.slice(0, 3).map((unitId) => this.#candidate(unitId));
      return { unitId: null, reason: 'ambiguous-address', said: found.name, candidates };
    }
    return { unitId: null, reason: reasonOf(match, point), said, candidates: near.candidates };
  }

  /** A street or district that the row names says less than an address in it. */
  #finerByAddress(unitId: string, address: string): Placed | null {
    if (this.#addresses === null || address === '') return null;
    if (this.#matcher.ancestorAt(unitId, 'community') !== null) return null;
    const found = this.#addresses.find(address, [unitId]);
    if (found.match !== 'found' || found.unitId === unitId) return null;
    return { unitId: found.unitId, how: 'address', name: found.name };
  }

  #namedPlace(clue: PlaceClue): NamedPlace {
    const { unitCode, district, street, community } = clue;
    if (unitCode === '' && community === '' && street === '' && district === '') return NAMES_NOTHING;
    const key = `${unitCode}\n${district}\n${street}\n${community}`;
    let named = this.#named.get(key);
    if (!named) {
      if (this.#named.size === MOST_REMEMBERED) this.#named.clear();
      named = { match: this.#matcher.find(clueOf(clue)), near: null };
      this.#named.set(key, named);
    }
    return named;
  }

  #nearPlace(named: NamedPlace, clue: PlaceClue): NearUnits {
    if (named === NAMES_NOTHING) return { taken: null, candidates: [] };
    named.near ??= this.#near.find(clueOf(clue));
    return named.near;
  }

  #candidate(unitId: string): UnitCandidate {
    return { unitId, name: this.#matcher.get(unitId)?.name ?? '' };
  }
}

const NAMES_NOTHING: NamedPlace = { match: { match: 'none' }, near: null };

function clueOf({ unitCode, community, street, district }: PlaceClue) {
  return { code: unitCode, name: community, street, district };
}

function reasonOf(match: Exclude<UnitMatch, { unitId: string }>, point: PlaceClue['point']): UnmatchedReason {
  if (match.match === 'ambiguous') return 'ambiguous-place';
  if (match.match === 'unknown') return 'unknown-place';
  return point === null ? 'no-place' : 'outside-units';
}
