import type { Homes } from '../../../geodata/service-area/homes.ts';

/** A home at a place in metres of the network's plane. */
export interface FixtureHome {
  xM: number;
  yM: number;
  unit?: number;
  residents?: number;
  id?: string;
  /** Doors on the network; none = on no street. */
  doors?: { edge: number; at: number; offDm: number }[];
}

export const CELL_UNITS = ['c1', 'c2', 'c3', 'far'];

/** Homes of `CELL_UNITS`, of which the first three are grid cells; a unit of 4 is none. Sorted by unit, otherwise in the given order. */
export function fixtureHomes(list: FixtureHome[], unitIds = CELL_UNITS, cellCount = 3): Homes {
  const sorted = list.map((home, i) => ({ unit: 0, residents: 0, doors: [], id: `b${i}`, ...home }));
  sorted.sort((a, b) => a.unit - b.unit);
  const firstHome = new Uint32Array(unitIds.length + 2);
  const firstEntrance = new Uint32Array(sorted.length + 1);
  sorted.forEach((home, h) => {
    firstHome[home.unit + 1]++;
    firstEntrance[h + 1] = firstEntrance[h] + home.doors.length;
  });
  for (let u = 0; u <= unitIds.length; u++) firstHome[u + 1] += firstHome[u];
  const doors = sorted.flatMap((home) => home.doors);
  return {
    count: sorted.length,
    cellCount,
    unitIds,
    firstHome,
    building: Uint32Array.from(sorted, (_, h) => h),
    unit: Uint32Array.from(sorted, (home) => home.unit),
    estate: new Int32Array(sorted.length).fill(-1),
    households: Uint32Array.from(sorted, (home) => Math.ceil(home.residents / 3)),
    residents: Uint32Array.from(sorted, (home) => home.residents),
    elderly: Uint32Array.from(sorted, (home) => Math.floor(home.residents / 5)),
    x: Int32Array.from(sorted, (home) => Math.round(home.xM * 10)),
    y: Int32Array.from(sorted, (home) => Math.round(home.yM * 10)),
    firstEntrance,
    edge: Int32Array.from(doors, (door) => door.edge),
    at: Int32Array.from(doors, (door) => door.at),
    offDm: Int32Array.from(doors, (door) => door.offDm),
    buildingIds: sorted.map((home) => home.id),
    estateIds: [],
  };
}
