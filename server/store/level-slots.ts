import type { AreaLevel, Unit } from '../../geodata/model/unit.ts';
import type { Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';
import { isValidOn } from './unit-index.ts';

/** Pairs of the units of a level and of the whole scope. */
export interface LevelPairs {
  numerator: Float64Array;
  denominator: Float64Array;
  totalNumerator: number;
  totalDenominator: number;
  /** The part of the total that no unit of the level holds. */
  outsideLevel: number;
}

/** Units of the level inside the scope that exist today, in code order. */
export function unitsOfLevel(context: StoreContext, scope: Scope, level: AreaLevel): number[] {
  const { units } = context.memory;
  const { today } = context;
  const found: number[] = [];
  let isInOrder = true;
  for (const no of scope.unitNos) {
    const unit = units.units[no];
    if (unit.level !== level || !isValidOn(unit, today)) continue;
    isInOrder &&= found.length === 0 || units.codeOrder(found.at(-1)!) < units.codeOrder(no);
    found.push(no);
  }
  return isInOrder ? found : found.sort((a, b) => units.codeOrder(a) - units.codeOrder(b));
}

/** Per surrogate key: the slot of its ancestor among `slots`, -1 = none. */
export function slotColumn(context: StoreContext, level: AreaLevel, slots: readonly number[]): Int32Array {
  const { units } = context.memory;
  const slotOfUnit = new Int32Array(units.size).fill(-1);
  slots.forEach((no, slot) => {
    slotOfUnit[no] = slot;
  });
  return units.ancestorsAt(level).map((ancestor) => (ancestor < 0 ? -1 : slotOfUnit[ancestor]));
}

/** Residents of a scope: of its widest units, so that a cell inside a member community counts once. */
export function scopeResidents(context: StoreContext, scope: Scope): number {
  return scopeTotal(context, scope, (unit) => unit.residents);
}

/** Sum over the widest units of a scope that exist today. */
export function scopeTotal(context: StoreContext, scope: Scope, of: (unit: Unit) => number): number {
  return widestUnits(context, scope).reduce((total, unit) => total + of(unit), 0);
}

/** Units of a scope that exist today and lie in no other unit of it. */
export function widestUnits(context: StoreContext, scope: Scope): Unit[] {
  const { units } = context.memory;
  const inside = new Set(scope.unitNos);
  return Array.from(scope.unitNos)
    .filter((no) => !inside.has(units.parentNos[no]) && isValidOn(units.units[no], context.today))
    .map((no) => units.units[no]);
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
