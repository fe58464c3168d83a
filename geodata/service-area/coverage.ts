import { labelAt, type Reach, UNREACHED } from '../network/reach.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import type { Homes } from './homes.ts';

/** Walk of every home to its nearest source: `timeDm[h]` (`UNREACHED` beyond the cut-off), `nearest[h]` (-1 likewise). */
export interface HomeTimes {
  timeDm: Int32Array;
  nearest: Int32Array;
}

/** A cell counts as covered when this share of its residents is. 80 %: nearly everybody, without the last remote house. */
export const CELL_COVERED_SHARE = 0.8;

/** The best of a home's entrances; ties go to the source with the lower number. */
export function homeTimes(network: WalkNetwork, homes: Homes, from: Reach): HomeTimes {
  const timeDm = new Int32Array(homes.count).fill(UNREACHED);
  const nearest = new Int32Array(homes.count).fill(-1);
  const { firstEntrance, edge, at, offDm } = homes;
  const label = { time: UNREACHED, source: -1 };
  for (let h = 0; h < homes.count; h++) {
    for (let e = firstEntrance[h]; e < firstEntrance[h + 1]; e++) {
      const { time, source } = labelAt(network, from, edge[e], at[e], offDm[e], label);
      if (time > timeDm[h] || (time === timeDm[h] && source >= nearest[h])) continue;
      timeDm[h] = time;
      nearest[h] = source;
    }
  }
  return { timeDm, nearest };
}

export interface CoveragePart {
  covered: number;
  total: number;
}

/** Counts, never shares: a share is divided where it is shown, after summing. */
export interface Coverage {
  residents: CoveragePart;
  households: CoveragePart;
  /** Homes only. */
  buildings: CoveragePart;
  gridCells: CoveragePart;
  /** Homes that are not on the network: in `total`, never in `covered`. */
  unsnappedBuildings: number;
}

/**
 * What `units` (numbers as in `Homes`, each once) have within the cut-off, counted building by building: `time ≤ cutoffDm`.
 * A cell with no people known (an imported street map) is weighed by its buildings; one without homes is never covered.
 */
export function countCoverage(
  homes: Homes,
  times: HomeTimes,
  units: Iterable<number>,
  cutoffDm: number,
): Coverage {
  const coverage: Coverage = {
    residents: { covered: 0, total: 0 },
    households: { covered: 0, total: 0 },
    buildings: { covered: 0, total: 0 },
    gridCells: { covered: 0, total: 0 },
    unsnappedBuildings: 0,
  };
  for (const unit of units) {
    let residents = 0;
    let coveredResidents = 0;
    let coveredBuildings = 0;
    const begin = homes.firstHome[unit];
    const end = homes.firstHome[unit + 1];
    for (let h = begin; h < end; h++) {
      residents += homes.residents[h];
      coverage.households.total += homes.households[h];
      if (homes.firstEntrance[h] === homes.firstEntrance[h + 1]) coverage.unsnappedBuildings++;
      if (times.timeDm[h] > cutoffDm) continue;
      coveredResidents += homes.residents[h];
      coveredBuildings++;
      coverage.households.covered += homes.households[h];
    }
    coverage.residents.total += residents;
    coverage.residents.covered += coveredResidents;
    coverage.buildings.total += end - begin;
    coverage.buildings.covered += coveredBuildings;
    if (unit >= homes.cellCount) continue;
    coverage.gridCells.total++;
    const people = residents > 0 ? residents : end - begin;
    const coveredPeople = residents > 0 ? coveredResidents : coveredBuildings;
    if (people > 0 && coveredPeople >= CELL_COVERED_SHARE * people) coverage.gridCells.covered++;
  }
  return coverage;
}

/** Every grid cell once. */
export function allCells(homes: Homes): Uint32Array {
  return Uint32Array.from({ length: homes.cellCount }, (_, cell) => cell);
}

/** Every unit once, and the extra number of homes that belong to none. */
export function allUnits(homes: Homes): Uint32Array {
  return Uint32Array.from({ length: homes.unitIds.length + 1 }, (_, unit) => unit);
}

/** The same for single homes (an estate, a building); no cells are counted, as none of them is whole. */
export function countHomes(
  homes: Homes,
  times: HomeTimes,
  chosen: Iterable<number>,
  cutoffDm: number,
): Coverage {
  const coverage = countCoverage(homes, times, [], cutoffDm);
  for (const h of chosen) {
    coverage.residents.total += homes.residents[h];
    coverage.households.total += homes.households[h];
    coverage.buildings.total++;
    if (homes.firstEntrance[h] === homes.firstEntrance[h + 1]) coverage.unsnappedBuildings++;
    if (times.timeDm[h] > cutoffDm) continue;
    coverage.residents.covered += homes.residents[h];
    coverage.households.covered += homes.households[h];
    coverage.buildings.covered++;
  }
  return coverage;
}

export interface CellWalks {
  /** Walk of the median resident; `UNREACHED` if that is beyond the search, or nobody lives there. */
  medianDm: Int32Array;
  /** Source nearest to most residents, -1 if none is reached. */
  nearest: Int32Array;
}

/** Per cell: the walk of the resident-weighted median (half the residents walk that long or less) and the commonest nearest source. */
export function cellWalks(homes: Homes, times: HomeTimes): CellWalks {
  const medianDm = new Int32Array(homes.cellCount).fill(UNREACHED);
  const nearest = new Int32Array(homes.cellCount).fill(-1);
  for (let cell = 0; cell < homes.cellCount; cell++) {
    const begin = homes.firstHome[cell];
    const end = homes.firstHome[cell + 1];
    let residents = 0;
    for (let h = begin; h < end; h++) residents += homes.residents[h];
    const weightOf = (h: number): number => (residents > 0 ? homes.residents[h] : 1);
    const people = residents > 0 ? residents : end - begin;
    const order = Array.from({ length: end - begin }, (_, i) => begin + i);
    order.sort((a, b) => times.timeDm[a] - times.timeDm[b]);
    const peopleOfSource = new Map<number, number>();
    let before = 0;
    let isMedianFound = false;
    for (const h of order) {
      before += weightOf(h);
      if (!isMedianFound && before * 2 >= people && people > 0) {
        medianDm[cell] = times.timeDm[h];
        isMedianFound = true;
      }
      const source = times.nearest[h];
      if (source >= 0) peopleOfSource.set(source, (peopleOfSource.get(source) ?? 0) + weightOf(h));
    }
    let most = 0;
    for (const [source, count] of peopleOfSource) {
      if (count > most || (count === most && source < nearest[cell])) {
        most = count;
        nearest[cell] = source;
      }
    }
  }
  return { medianDm, nearest };
}
