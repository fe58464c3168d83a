import type { Level } from '../../geodata/model/unit.ts';
import type { CityMemory } from './city-memory.ts';
import type { StoreContext } from './store-context.ts';

/**
 * What `within` names, resolved. Requests are counted by their assigned unit, never finer than a gridCell: a building
 * stands for its cell and an estate for the cells of its buildings, so that no answer points at one front door.
 */
export interface Scope {
  /** The id asked for; the root unit where none was given. */
  id: string;
  kind: 'unit' | 'overlay' | 'estate' | 'building';
  name: string;
  /** The unit's own level; of an overlay, that of its widest member. */
  level: Level;
  /** The scope is the whole data set. */
  everything: boolean;
  /** Ascending surrogate keys of every unit inside, the unit itself included; each once, however many overlays hold it. */
  unitNos: Int32Array;
  /** Only for kind building / estate: what buildings are narrowed to. */
  buildingId: string | null;
  estateId: string | null;
}

/**
 * What `within` names; null = unknown. Members of an overlay may lie inside one another or in several overlays: a unit
 * counts once. A building stands for its cell, an estate for the cells of its buildings (its community where it has none).
 */
export async function resolveScope(context: StoreContext, within?: string): Promise<Scope | null> {
  const { memory } = context;
  const { units } = memory;
  const id = within ?? units.root().id;
  const no = units.no(id);
  if (no !== null) return unitScope(memory, no);
  if (id.startsWith('ov:')) return overlayScope(memory, id);
  return (await estateScope(context, id)) ?? buildingScope(context, id);
}

export function unitScope(memory: CityMemory, no: number): Scope {
  const { units } = memory;
  const unitNos = Int32Array.from(units.subtree(no)).sort();
  return {
    id: units.units[no].id,
    kind: 'unit',
    name: units.units[no].name,
    level: units.units[no].level,
    everything: unitNos.length === units.size,
    unitNos,
    buildingId: null,
    estateId: null,
  };
}

function overlayScope(memory: CityMemory, id: string): Scope | null {
  const overlay = memory.overlays.find((candidate) => candidate.id === id);
  if (!overlay) return null;
  const members = overlay.memberUnitIds.flatMap((unitId) => memory.units.no(unitId) ?? []);
  return {
    id,
    kind: 'overlay',
    name: overlay.name,
    level: widestLevel(memory, members),
    everything: false,
    unitNos: memory.units.union(members),
    buildingId: null,
    estateId: null,
  };
}

async function estateScope(context: StoreContext, id: string): Promise<Scope | null> {
  const { memory, driver } = context;
  const estate = memory.estates.get(id);
  if (!estate) return null;
  const [cells] = await driver.columns('SELECT DISTINCT unit_no FROM buildings WHERE estate_id = $1', [id]);
  const nos = cells.length > 0 ? (cells as number[]) : [estate.unitNo];
  return {
    id,
    kind: 'estate',
    name: estate.name,
    level: 'estate',
    everything: false,
    unitNos: memory.units.union(nos),
    buildingId: null,
    estateId: id,
  };
}

async function buildingScope(context: StoreContext, id: string): Promise<Scope | null> {
  const { memory, driver } = context;
  const [row] = await driver.query('SELECT unit_no, name FROM buildings WHERE building_id = $1', [id]);
  if (!row) return null;
  return {
    ...unitScope(memory, row.unit_no as number),
    id,
    kind: 'building',
    name: row.name as string,
    level: 'building',
    buildingId: id,
  };
}

const WIDTH: readonly Level[] = ['gridCell', 'community', 'subdistrict', 'district', 'city'];

function widestLevel(memory: CityMemory, members: readonly number[]): Level {
  const widths = members.map((no) => WIDTH.indexOf(memory.units.units[no].level));
  return WIDTH[Math.max(0, ...widths)];
}
