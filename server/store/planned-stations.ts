import type { Position } from '../../geodata/model/geometry.ts';
import type { Station } from '../../geodata/model/station.ts';
import { plannedStations, type StationPlan } from '../../geodata/model/station-plan.ts';
import { doorsOf } from './stations.ts';
import type { DatasetStore } from './store.ts';

/**
 * The stations as a plan has them, in the order of today's with the new ones last. A station that was moved keeps its name, hours and units
 * that it is answerable for, and stands in the finest unit around its new place; a new one is answerable for nobody yet, and nobody
 * knows its hours.
 */
export async function stationsOfPlan(
  store: Pick<DatasetStore, 'stations' | 'units' | 'shapes'>,
  plan: StationPlan,
): Promise<Station[]> {
  const today = store.stations.list();
  const byId = new Map(today.map((station) => [station.id, station]));
  const unitAt = unitFinder(store);
  const planned: Station[] = [];
  for (const { id, doors } of plannedStations(
    today.map((station) => ({ id: station.id, doors: doorsOf(station) })),
    plan,
  )) {
    const before = byId.get(id);
    const isAsToday = before !== undefined && plan.moved[id] === undefined;
    planned.push(isAsToday ? before : await placed(before ?? newStation(id), doors[0], unitAt));
  }
  return planned;
}

async function placed(
  station: Station,
  position: Position,
  unitAt: (position: Position) => Promise<string>,
): Promise<Station> {
  return { ...station, position, entrances: [position], unitId: await unitAt(position) };
}

function newStation(id: string): Station {
  return {
    id,
    name: `新站 ${id.slice('new-'.length)}`,
    kind: 'serviceStation',
    unitId: '',
    position: [0, 0],
    entrances: [],
    hours: [],
    assignedUnitIds: [],
    areaM2: null,
  };
}

/** From a place to the id of the finest unit around it: children after their parents, so the last that holds it; the root where none does. */
function unitFinder({
  units,
  shapes,
}: Pick<DatasetStore, 'units' | 'shapes'>): (position: Position) => Promise<string> {
  const depthOf = new Map<string, number>();
  const all = units.list();
  for (const { id } of all) depthOf.set(id, units.ancestors(id).length);
  const ids = all.map(({ id }) => id).sort((a, b) => depthOf.get(b)! - depthOf.get(a)! || (a < b ? -1 : 1));
  return async (position) => {
    const around = await shapes.meeting(ids, [...position, ...position]);
    return ids.find((id) => around.has(id)) ?? units.root().id;
  };
}
