import type { Overlay } from '../../geodata/model/overlay.ts';
import type { AreaLevel, CrosswalkShare, Level, Unit } from '../../geodata/model/unit.ts';
import type { SearchHit, UnitChain, UnitProfile, UnitsAnswer } from '../contract/units.ts';
import { unitsOfIds, unitsOfNames } from './named-places.ts';
import { resolveScope, type Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';
import { readChain } from './unit-chain.ts';
import { isValidOn } from './unit-index.ts';
import { readProfile } from './unit-profile.ts';
import { searchPlaces } from './unit-search.ts';

export interface UnitsNoun {
  root(): Unit;
  /** The unit, or null. Area levels only; estates and buildings are in `store.buildings`. */
  get(id: string): Unit | null;
  /** Unit of a surrogate key. */
  byNo(unitNo: number): Unit;
  no(id: string): number | null;
  /** Everything valid on the day (default: asOf), in code order. `limit` default: all. */
  list(options?: { scope?: Scope; level?: Level; at?: string; limit?: number; offset?: number }): Unit[];
  /** `list` as the contract's rows. */
  answer(options: { scope: Scope; level?: Level; at?: string; limit?: number }): UnitsAnswer;
  children(id: string): Unit[];
  /** From the city down to the unit itself. */
  ancestors(id: string): Unit[];
  /** The id of the unit's ancestor (or itself) on the level; null where it has none. */
  ancestorAt(id: string, level: AreaLevel): string | null;
  /** Units, stations and buildings by name, code or pinyin initials; best first. Units outrank stations outrank buildings. */
  search(text: string, options?: { scope?: Scope; limit?: number }): Promise<SearchHit[]>;
  /** Profile of a unit, an estate or a building; null = unknown id. `at` is an ISO date. */
  profile(id: string, at?: string): Promise<UnitProfile | null>;
  /** The chain of organizations from the unit up; null = unknown id. */
  chain(id: string): Promise<UnitChain | null>;
  /** null = unknown. No id = the whole data set. Overlays (`ov:…`), estates and buildings are understood. */
  scope(within?: string): Promise<Scope | null>;
  crosswalk(): CrosswalkShare[];
  overlays(): Overlay[];
  /** The unit in which each id lies: itself, an estate's community, a building's cell. What is not here (any more) is left out. */
  unitsOfIds(ids: readonly string[]): Promise<Map<string, string>>;
  /** The units in which places of exactly that name lie (units, estates, buildings). */
  unitsOfNames(names: readonly string[]): Promise<Map<string, string[]>>;
}

export function createUnits(context: StoreContext): UnitsNoun {
  const listNos = ({ scope, level, at }: Parameters<UnitsNoun['list']>[0] & object): number[] => {
    const { units } = context.memory;
    const day = at ?? context.today;
    const inside = scope && !scope.everything ? new Set(scope.unitNos) : null;
    return Array.from(units.preorder).filter(
      (no) =>
        (!inside || inside.has(no)) &&
        (level === undefined || units.units[no].level === level) &&
        isValidOn(units.units[no], day),
    );
  };
  const atNos = (nos: readonly number[]): Unit[] => nos.map((no) => context.memory.units.units[no]);
  return {
    root: () => context.memory.units.root(),
    get: (id) => context.memory.units.get(id),
    byNo: (unitNo) => context.memory.units.units[unitNo],
    no: (id) => context.memory.units.no(id),
    list: (options = {}) => {
      const { offset = 0, limit = Infinity } = options;
      return atNos(listNos(options).slice(offset, offset + limit));
    },
    answer: (options) => {
      const nos = listNos(options);
      return { units: atNos(nos.slice(0, options.limit)).map(unitRow), numberMatched: nos.length };
    },
    children: (id) => {
      const no = context.memory.units.no(id);
      return no === null ? [] : atNos(context.memory.units.children(no));
    },
    ancestors: (id) => {
      const no = context.memory.units.no(id);
      return no === null ? [] : atNos(context.memory.units.path(no));
    },
    ancestorAt: (id, level: AreaLevel) => {
      const { units } = context.memory;
      const no = units.no(id);
      const ancestor = no === null ? -1 : units.ancestorsAt(level)[no];
      return ancestor < 0 ? null : units.units[ancestor].id;
    },
    search: (text, options) => searchPlaces(context, text, options),
    profile: (id, at) => readProfile(context, id, at),
    chain: (id) => readChain(context, id),
    scope: (within) => resolveScope(context, within),
    crosswalk: () => context.memory.crosswalk,
    overlays: () => context.memory.overlays,
    unitsOfIds: (ids) => unitsOfIds(context, ids),
    unitsOfNames: (names) => unitsOfNames(context, names),
  };
}

function unitRow(unit: Unit): UnitsAnswer['units'][number] {
  const { id, parentId, level, name, codeStatus, households, residents, center, bbox } = unit;
  return { id, parentId, level, name, codeStatus, households, residents, center, bbox };
}
