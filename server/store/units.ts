import type { AreaLevel, Unit } from '../../geodata/model/unit.ts';
import type { UnitsAnswer } from '../contract/units.ts';
import { unitsOfIds, unitsOfNames } from './named-places.ts';
import { resolveScope } from './scope.ts';
import type { UnitsNoun } from './store.ts';
import type { StoreContext } from './store-context.ts';
import { readChain } from './unit-chain.ts';
import { isValidOn } from './unit-index.ts';
import { readProfile } from './unit-profile.ts';
import { searchPlaces } from './unit-search.ts';

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
