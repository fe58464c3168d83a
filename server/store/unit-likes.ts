import type { Building, Estate } from '../../geodata/model/building.ts';
import type { BoundingBox } from '../../geodata/model/geometry.ts';
import type { Unit } from '../../geodata/model/unit.ts';
import type { UnitProfile } from '../contract/units.ts';
import { readBuilding, readEstate } from './buildings.ts';
import { widestUnits } from './level-slots.ts';
import type { Scope } from './scope.ts';
import type { StoreContext } from './store-context.ts';

/** A building in the shape of a unit, for the profile. */
export async function buildingAsUnit(
  context: StoreContext,
  id: string,
): Promise<{ unit: Unit; facts: NonNullable<UnitProfile['building']> } | null> {
  const building = await readBuilding(context, id);
  if (!building) return null;
  const { memory } = context;
  const { floors, heightM, kind, estateId } = building;
  const estateName = estateId === null ? null : (memory.estates.get(estateId)?.name ?? null);
  return {
    unit: { ...peopleOf(building), ...partOf(context, building, building.name), level: 'building' },
    facts: { floors, heightM, kind, estateName },
  };
}

/** An estate in the shape of a unit, with the people of its buildings. */
export async function estateAsUnit(context: StoreContext, id: string): Promise<Unit | null> {
  const estate = await readEstate(context, id);
  if (!estate) return null;
  const [row] = await context.driver.query(
    `SELECT sum(households) AS households, sum(residents) AS residents, sum(elderly) AS elderly, sum(children) AS children
     FROM buildings WHERE estate_id = $1`,
    [id],
  );
  return {
    ...partOf(context, estate, estate.name),
    level: 'estate',
    households: Number(row.households ?? 0),
    residents: Number(row.residents ?? 0),
    elderly: Number(row.elderly ?? 0),
    children: Number(row.children ?? 0),
  };
}

/** An overlay in the shape of a unit, with the people of its members, each once. */
export function overlayAsUnit(context: StoreContext, scope: Scope): Unit {
  const members = widestUnits(context, scope);
  const total = (of: (unit: Unit) => number) => members.reduce((sum, unit) => sum + of(unit), 0);
  const bbox = boxOf(members.flatMap((unit) => unit.bbox));
  const root = context.memory.units.root();
  return {
    id: scope.id,
    parentId: null,
    level: scope.level,
    name: scope.name,
    codeStatus: 'generated',
    validFrom: root.validFrom,
    validTo: null,
    households: total((unit) => unit.households),
    residents: total((unit) => unit.residents),
    elderly: total((unit) => unit.elderly),
    children: total((unit) => unit.children),
    areaM2: total((unit) => unit.areaM2),
    center: [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2],
    bbox,
  };
}

function partOf(
  context: StoreContext,
  part: Building | Estate,
  name: string,
): Omit<Unit, 'level' | 'households' | 'residents' | 'elderly' | 'children'> {
  const parent = context.memory.units.get(part.unitId)!;
  const bbox = boxOf(part.footprint);
  return {
    id: part.id,
    parentId: part.unitId,
    name,
    codeStatus: 'generated',
    validFrom: parent.validFrom,
    validTo: parent.validTo,
    areaM2: ringAreaM2(part.footprint),
    center: [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2],
    bbox,
  };
}

function peopleOf({ households, residents, elderly, children }: Building) {
  return { households, residents, elderly, children };
}

function boxOf(ring: readonly number[]): BoundingBox {
  const box: BoundingBox = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < ring.length; index += 2) {
    box[0] = Math.min(box[0], ring[index]);
    box[1] = Math.min(box[1], ring[index + 1]);
    box[2] = Math.max(box[2], ring[index]);
    box[3] = Math.max(box[3], ring[index + 1]);
  }
  return box;
}

/** Metres of a degree of latitude, good to 0.5 % everywhere in China. */
const METRES_PER_DEGREE = 111_132;

/** Area of a small flat ring by the shoelace formula, in metres around its first point. */
function ringAreaM2(ring: readonly number[]): number {
  const lonScale = METRES_PER_DEGREE * Math.cos((ring[1] * Math.PI) / 180);
  let doubled = 0;
  for (let index = 0; index + 3 < ring.length; index += 2) {
    const x0 = (ring[index] - ring[0]) * lonScale;
    const y0 = (ring[index + 1] - ring[1]) * METRES_PER_DEGREE;
    const x1 = (ring[index + 2] - ring[0]) * lonScale;
    const y1 = (ring[index + 3] - ring[1]) * METRES_PER_DEGREE;
    doubled += x0 * y1 - x1 * y0;
  }
  return Math.round(Math.abs(doubled) / 2);
}
