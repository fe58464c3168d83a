import { createReach, labelAt, type Reach, reach, UNREACHED } from '../network/reach.ts';
import type { SnappedPoints } from '../network/snap.ts';
import type { WalkNetwork } from '../network/walk-network.ts';
import type { Assignment } from './assigned.ts';
import type { Homes } from './homes.ts';

export interface AssignedWalks {
  /** Walk of each home to the nearest station that is answerable for its unit; `UNREACHED` beyond the horizon or without any. */
  timeDm: Int32Array;
  /**
   * Per unit the assigned station that its median resident walks to in the shortest time (ties: the one given first), -1 where
   * none is reached by half the residents within the horizon; and that time, `UNREACHED` likewise.
   */
  bestStation: Int32Array;
  bestMedianDm: Int32Array;
}

export interface AssignedWalkOptions {
  /** How far walks are known; at least the largest cut-off that is asked for. */
  horizonDm: number;
  avoidSteps?: boolean;
}

/**
 * Walks of all homes to the stations of their own: one search a station, read only at the homes of the units it is answerable for.
 * `doors[s]` are the places of station s on the network; those off every street (edge -1) are left out. Pauses after each station.
 */
export function* assignedWalks(
  network: WalkNetwork,
  homes: Homes,
  assignment: Assignment,
  doors: readonly SnappedPoints[],
  options: AssignedWalkOptions,
): Generator<void, AssignedWalks> {
  const walks: AssignedWalks = {
    timeDm: new Int32Array(homes.count).fill(UNREACHED),
    bestStation: new Int32Array(homes.unitIds.length + 1).fill(-1),
    bestMedianDm: new Int32Array(homes.unitIds.length + 1).fill(UNREACHED),
  };
  const search = createReach(network);
  for (const [station, units] of unitsOfStations(assignment, doors.length).entries()) {
    if (units.length === 0 || doors[station].edge.every((edge) => edge < 0)) continue;
    yield;
    reach(network, search, doors[station], { cutoffDm: options.horizonDm, avoidSteps: options.avoidSteps });
    for (const unit of units) {
      const begin = homes.firstHome[unit];
      const times = timesOfUnit(network, homes, search, unit);
      times.forEach((time, i) => {
        if (time < walks.timeDm[begin + i]) walks.timeDm[begin + i] = time;
      });
      const medianDm = medianOf(times, homes, begin);
      if (medianDm >= walks.bestMedianDm[unit]) continue;
      walks.bestMedianDm[unit] = medianDm;
      walks.bestStation[unit] = station;
    }
  }
  return walks;
}

function unitsOfStations(assignment: Assignment, count: number): number[][] {
  const units: number[][] = Array.from({ length: count }, () => []);
  for (let unit = 0; unit + 1 < assignment.firstStation.length; unit++) {
    for (let i = assignment.firstStation[unit]; i < assignment.firstStation[unit + 1]; i++) {
      units[assignment.station[i]].push(unit);
    }
  }
  return units;
}

function timesOfUnit(network: WalkNetwork, homes: Homes, search: Reach, unit: number): Int32Array {
  const begin = homes.firstHome[unit];
  const times = new Int32Array(homes.firstHome[unit + 1] - begin).fill(UNREACHED);
  const label = { time: UNREACHED, source: -1 };
  for (let i = 0; i < times.length; i++) {
    for (let e = homes.firstEntrance[begin + i]; e < homes.firstEntrance[begin + i + 1]; e++) {
      const { time } = labelAt(network, search, homes.edge[e], homes.at[e], homes.offDm[e], label);
      if (time < times[i]) times[i] = time;
    }
  }
  return times;
}

/** Half the residents walk that long or less; homes are weighed alike where no residents are known. */
function medianOf(times: Int32Array, homes: Homes, begin: number): number {
  let residents = 0;
  for (let i = 0; i < times.length; i++) residents += homes.residents[begin + i];
  const people = residents > 0 ? residents : times.length;
  const order = Array.from(times.keys()).sort((a, b) => times[a] - times[b]);
  let before = 0;
  for (const i of order) {
    before += residents > 0 ? homes.residents[begin + i] : 1;
    if (before > 0 && before * 2 >= people) return times[i];
  }
  return UNREACHED;
}
