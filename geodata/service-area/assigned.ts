import type { Station } from '../model/station.ts';
import type { AreaLevel, Unit } from '../model/unit.ts';
import type { HomeTimes } from './coverage.ts';
import type { Homes } from './homes.ts';
import { addHome, nobody, type People } from './people.ts';

/** What has to be known of a station. */
export type AssignedStation = Pick<Station, 'id' | 'unitId' | 'assignedUnitIds'>;
export type UnitOfTree = Pick<Unit, 'id' | 'parentId' | 'level'>;

/** Who is answerable for whom, by the numbers that units have in `Homes`; the extra unit of homes without one has no station. */
export interface Assignment {
  /** Stations (as indexes of the given list, ascending) answerable for unit u: `station[firstStation[u]]` … `[firstStation[u + 1] - 1]`. */
  firstStation: Uint32Array;
  station: Uint32Array;
  /** 1 where a station stands in the unit's community, in the unit's grid cell. */
  sitedInCommunity: Uint8Array;
  sitedInCell: Uint8Array;
}

/**
 * Which stations are answerable for each unit of `homes`: a station for the units that it is assigned and for everything below them.
 * A station's place is `unitId`; one that is known no finer than a community stands in no cell. Unknown units are passed over.
 */
export function assignStations(
  homes: Homes,
  units: readonly UnitOfTree[],
  stations: readonly AssignedStation[],
): Assignment {
  const unitOf = new Map(units.map((unit) => [unit.id, unit]));
  const stationsOf = new Map<string, number[]>();
  stations.forEach((station, index) => {
    for (const id of new Set(station.assignedUnitIds)) {
      stationsOf.set(id, [...(stationsOf.get(id) ?? []), index]);
    }
  });
  const firstStation = new Uint32Array(homes.unitIds.length + 2);
  const station: number[] = [];
  homes.unitIds.forEach((id, u) => {
    const answerable = new Set(lineOf(unitOf, id).flatMap((above) => stationsOf.get(above) ?? []));
    station.push(...[...answerable].sort((a, b) => a - b));
    firstStation[u + 1] = station.length;
  });
  firstStation[homes.unitIds.length + 1] = station.length;
  const sitedIn = (level: AreaLevel): Uint8Array => {
    const places = new Set(stations.map(({ unitId }) => ancestorAt(unitOf, unitId, level)));
    const sited = new Uint8Array(homes.unitIds.length + 1);
    homes.unitIds.forEach((id, u) => {
      const place = ancestorAt(unitOf, id, level);
      sited[u] = place !== null && places.has(place) ? 1 : 0;
    });
    return sited;
  };
  return {
    firstStation,
    station: Uint32Array.from(station),
    sitedInCommunity: sitedIn('community'),
    sitedInCell: sitedIn('gridCell'),
  };
}

/** The unit and all above it, from the lowest up. */
function lineOf(unitOf: Map<string, UnitOfTree>, id: string): string[] {
  const line: string[] = [];
  for (let at: string | null = id; at !== null && !line.includes(at); at = unitOf.get(at)?.parentId ?? null) {
    line.push(at);
  }
  return line;
}

function ancestorAt(unitOf: Map<string, UnitOfTree>, id: string, level: AreaLevel): string | null {
  return lineOf(unitOf, id).find((above) => unitOf.get(above)?.level === level) ?? null;
}

/** Three ways of saying “served”, which planners mix up, and what they have in common. */
export interface ServedFigures {
  total: People;
  /** Some station is answerable for their unit (分工). */
  assigned: People;
  /** A station stands in their unit (有阵地). */
  sited: People;
  /** Some station is within the cut-off on foot (可达), whoever it is answerable for. */
  walkable: People;
  /** A station that is answerable for them is within the cut-off. */
  walkableAssigned: People;
}

export interface ServedOptions {
  cutoffDm: number;
  /** Level of the unit that a station must stand in. */
  sitedLevel: 'community' | 'gridCell';
}

/**
 * The figures of `units` (numbers as in `Homes`, each once), counted home by home, `time ≤ cutoffDm`.
 * @param toAny walks to the nearest of all stations
 * @param toAssignedDm walks to the nearest assigned one (`assignedWalks`), `UNREACHED` beyond its horizon
 */
export function servedFigures(
  homes: Homes,
  assignment: Assignment,
  toAny: HomeTimes,
  toAssignedDm: Int32Array,
  units: Iterable<number>,
  options: ServedOptions,
): ServedFigures {
  const figures: ServedFigures = {
    total: nobody(),
    assigned: nobody(),
    sited: nobody(),
    walkable: nobody(),
    walkableAssigned: nobody(),
  };
  const sitedIn = options.sitedLevel === 'community' ? assignment.sitedInCommunity : assignment.sitedInCell;
  for (const unit of units) {
    const isAssigned = assignment.firstStation[unit] < assignment.firstStation[unit + 1];
    for (let h = homes.firstHome[unit]; h < homes.firstHome[unit + 1]; h++) {
      addHome(figures.total, homes, h);
      if (isAssigned) addHome(figures.assigned, homes, h);
      if (sitedIn[unit] === 1) addHome(figures.sited, homes, h);
      if (toAny.timeDm[h] <= options.cutoffDm) addHome(figures.walkable, homes, h);
      if (toAssignedDm[h] <= options.cutoffDm) addHome(figures.walkableAssigned, homes, h);
    }
  }
  return figures;
}
