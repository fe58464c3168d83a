import type { Building } from '../model/building.ts';
import type { Position } from '../model/geometry.ts';
import type { Unit } from '../model/unit.ts';
import type { CityPlan } from './city-plan.ts';

/** The planned city by unit, so that organizations, posts and stations can be placed in it. */
export interface CityIndex {
  plan: CityPlan;
  unit: Map<string, Unit>;
  /** Direct children by unit id, in the plan's order. */
  children: Map<string, Unit[]>;
  /** Buildings by gridCell. */
  buildings: Map<string, Building[]>;
  estateNames: Map<string, string>;
}

export function indexCity(plan: CityPlan): CityIndex {
  const unit = new Map(plan.units.map((each) => [each.id, each]));
  const children = new Map<string, Unit[]>();
  for (const each of plan.units) if (each.parentId !== null) append(children, each.parentId, each);
  const buildings = new Map<string, Building[]>();
  for (const building of plan.buildings) append(buildings, building.unitId, building);
  const estateNames = new Map(plan.estates.map((estate) => [estate.id, estate.name]));
  return { plan, unit, children, buildings, estateNames };
}

export function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Units of a level under `unitId`, in the plan's order; the unit itself if it is of that level. */
export function unitsUnder(index: CityIndex, unitId: string, level: Unit['level']): Unit[] {
  const unit = index.unit.get(unitId);
  if (!unit) return [];
  if (unit.level === level) return [unit];
  return (index.children.get(unitId) ?? []).flatMap((child) => unitsUnder(index, child.id, level));
}

/** Cells of a unit or of several, each once. */
export function cellsUnder(index: CityIndex, unitIds: readonly string[]): Unit[] {
  return [...new Set(unitIds.flatMap((unitId) => unitsUnder(index, unitId, 'gridCell')))];
}

/** Buildings with homes under a unit, in order. */
export function homesUnder(index: CityIndex, unitIds: readonly string[]): Building[] {
  return cellsUnder(index, unitIds).flatMap((cell) =>
    (index.buildings.get(cell.id) ?? []).filter((building) => building.households > 0),
  );
}

/** Squared distance in degrees, longitude shrunk to the latitude of Guizhou: only for comparing. */
export function nearness(a: Position, b: Position): number {
  const dx = (a[0] - b[0]) * 0.9;
  const dy = a[1] - b[1];
  return dx * dx + dy * dy;
}

/**
 * The cells of a community in an order in which neighbours in the list are neighbours on the ground: from the westernmost
 * on, always to the nearest that is left.
 */
export function neighbourlyOrder(cells: readonly Unit[]): Unit[] {
  const left = [...cells].sort((a, b) => a.center[0] - b.center[0] || (a.id < b.id ? -1 : 1));
  const order: Unit[] = [];
  let here = left.shift();
  while (here) {
    order.push(here);
    let nearest = -1;
    let best = Number.POSITIVE_INFINITY;
    for (let index = 0; index < left.length; index++) {
      const distance = nearness(here.center, left[index]!.center);
      if (distance < best) {
        best = distance;
        nearest = index;
      }
    }
    here = nearest < 0 ? undefined : left.splice(nearest, 1)[0];
  }
  return order;
}

/** `第3网格` of `某社区第3网格`: a cell's name without that of its community. */
export function cellLabel(cell: Unit, community: Unit): string {
  return cell.name.startsWith(community.name) ? cell.name.slice(community.name.length) : cell.name;
}
