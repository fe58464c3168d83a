import type { AreaLevel, Unit } from '../model/unit.ts';
import { editDistance, looseNames, tellingPart } from './loose-names.ts';
import type { UnitClue, UnitMatcher } from './unit-matching.ts';

/** A unit that a name may have meant. */
export interface UnitCandidate {
  unitId: string;
  name: string;
}

export interface NearUnits {
  /** The one unit that the name means but for its spelling; null = none, or more than one. */
  taken: UnitCandidate | null;
  /** The nearest, best first, at most `MOST_CANDIDATES`. */
  candidates: UnitCandidate[];
}

const MOST_CANDIDATES = 3;
/** Names of two characters differ by one from many others: one mistake is forgiven from three on, a second from six on. */
const ONE_MISTAKE_FROM = 3;
const TWO_MISTAKES_FROM = 6;

interface Known {
  unit: Unit;
  names: string[];
}

/** Finds units whose names are nearly what a row says. */
export class NearUnitFinder {
  readonly #byLevel = new Map<AreaLevel, Known[]>();
  readonly #matcher: UnitMatcher;

  constructor(matcher: UnitMatcher) {
    this.#matcher = matcher;
  }

  /** Communities by the name, else streets, else districts: the finest that the clue gives. */
  find(clue: UnitClue): NearUnits {
    if (clue.name !== '') {
      const above = this.#matcher.above(clue);
      const inside = this.#search(clue.name, 'community', above);
      if (above.length === 0 || inside.candidates.length > 0) return inside;
      // In another street than the row says: worth showing, not worth believing.
      return { ...this.#search(clue.name, 'community', []), taken: null };
    }
    if (clue.street !== '')
      return this.#search(clue.street, 'subdistrict', this.#matcher.above({ ...clue, street: '' }));
    if (clue.district !== '') return this.#search(clue.district, 'district', []);
    return { taken: null, candidates: [] };
  }

  #search(name: string, level: AreaLevel, above: readonly Unit[]): NearUnits {
    const wanted = looseNames(name);
    if (wanted.length === 0) return { taken: null, candidates: [] };
    const found: { unit: Unit; distance: number; isClose: boolean }[] = [];
    for (const { unit, names } of this.#known(level)) {
      if (above.length > 0 && !above.some((parent) => this.#matcher.isInside(unit.id, parent.id))) continue;
      const best = nearest(wanted, names);
      if (best !== null) found.push({ unit, ...best });
    }
    found.sort((a, b) => a.distance - b.distance || (a.unit.id < b.unit.id ? -1 : 1));
    const candidates = found
      .slice(0, MOST_CANDIDATES)
      .map(({ unit }) => ({ unitId: unit.id, name: unit.name }));
    const isAlone = found.length > 0 && found[0].isClose && found[1]?.distance !== found[0].distance;
    return { taken: isAlone ? candidates[0] : null, candidates };
  }

  #known(level: AreaLevel): Known[] {
    let known = this.#byLevel.get(level);
    if (!known) {
      known = this.#matcher.atLevel(level).map((unit) => ({ unit, names: looseNames(unit.name) }));
      this.#byLevel.set(level, known);
    }
    return known;
  }
}

/** The least distance between two lists of forms of a name, null where they have too little in common to be shown. */
function nearest(
  wanted: readonly string[],
  names: readonly string[],
): { distance: number; isClose: boolean } | null {
  let best: { distance: number; isClose: boolean } | null = null;
  for (const a of wanted) {
    for (const b of names) {
      const shorter = Math.min(a.length, b.length);
      const most = Math.max(1, Math.floor(shorter / 2));
      const contains = shorter >= 2 && (a.includes(b) || b.includes(a));
      const edits = editDistance(a, b, most);
      // Half a name of two characters is no likeness.
      if (edits > most || (shorter < 2 && edits > 0)) {
        if (contains && best === null) best = { distance: most + 1, isClose: false };
        continue;
      }
      const forgiven = shorter >= TWO_MISTAKES_FROM ? 2 : shorter >= ONE_MISTAKE_FROM ? 1 : 0;
      const isClose = edits <= forgiven && tellingPart(a) === tellingPart(b);
      if (best === null || edits < best.distance) best = { distance: edits, isClose };
    }
  }
  return best;
}
