import type { StoreContext } from './store-context.ts';

/** Unit ids by the id of an area unit, an estate (its community) or a building (its cell); what is not here, or has ceased, is left out. */
export async function unitsOfIds(
  context: StoreContext,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { units, estates } = context.memory;
  const found = new Map<string, string>();
  const others: string[] = [];
  for (const id of new Set(ids)) {
    const unit = units.get(id);
    const estate = estates.get(id);
    if (unit) {
      if (unit.validTo === null) found.set(id, id);
    } else if (estate) found.set(id, units.units[estate.unitNo].id);
    else others.push(id);
  }
  for (const [id, unitNo] of await readBuildings(context, 'building_id', others)) {
    found.set(id, units.units[unitNo].id);
  }
  return found;
}

/** Unit ids by the exact name of a unit, an estate or a building: several where places of that name lie in several units. */
export async function unitsOfNames(
  context: StoreContext,
  names: readonly string[],
): Promise<Map<string, string[]>> {
  const { units, estates } = context.memory;
  const wanted = new Set(names);
  const found = new Map<string, Set<string>>();
  const add = (name: string, unitId: string) => {
    const unitIds = found.get(name);
    if (unitIds) unitIds.add(unitId);
    else found.set(name, new Set([unitId]));
  };
  if (wanted.size > 0) {
    for (const unit of units.units) {
      if (unit.validTo === null && wanted.has(unit.name)) add(unit.name, unit.id);
    }
    for (const { name, unitNo } of estates.values()) {
      if (wanted.has(name)) add(name, units.units[unitNo].id);
    }
    for (const [name, unitNo] of await readBuildings(context, 'name', [...wanted])) {
      add(name, units.units[unitNo].id);
    }
  }
  return new Map([...found].map(([name, unitIds]) => [name, [...unitIds]]));
}

async function readBuildings(
  context: StoreContext,
  column: 'building_id' | 'name',
  values: string[],
): Promise<[string, number][]> {
  if (values.length === 0) return [];
  const [found, unitNos] = await context.driver.columns(
    `SELECT DISTINCT ${column}, unit_no FROM buildings
     WHERE ${column} IN (${values.map((_, place) => `$${place + 1}`).join(', ')})`,
    values,
  );
  return found.map((value, index) => [value as string, unitNos[index] as number]);
}
