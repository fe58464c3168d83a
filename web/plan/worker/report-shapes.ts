import type { MultiPolygonGeometry } from '../../../geodata/model/geometry.ts';
import { createReach, reach } from '../../../geodata/network/reach.ts';
import { MAX_OFF_STREET_M, type SnappedPoints } from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { homeTimes } from '../../../geodata/service-area/coverage.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import type { IsochroneDrawer } from '../../../geodata/service-area/isochrones.ts';
import { together } from './places.ts';

/** How many live in units: one entry for each unit of the homes, and a last one for the homes of no unit. */
export interface UnitPeople {
  residents: Uint32Array;
  households: Uint32Array;
  /** Homes. */
  buildings: Uint32Array;
}

/** Whom a set of stations reaches, unit by unit, and where: what a report is made of. */
export interface PlanReached {
  sequence: number;
  of: 'today' | 'plan';
  /** The homes of no unit come after them and have no id. */
  unitIds: string[];
  totals: UnitPeople;
  /** One per cut-off. */
  within: UnitPeople[];
  /** Homes that are on no street, by unit: in `totals`, never in `within`. */
  unsnappedHomes: Uint32Array;
  stationIds: string[];
  /** Residents whose nearest station this is, `[cutoff][station]`; each resident has one nearest station. */
  nearestResidents: Uint32Array[];
  /** Union of all stations' bands, one per cut-off, each holding the smaller ones. */
  bands: MultiPolygonGeometry[];
  /** Farther than that from every street a home or a station is on none, metres. */
  maxOffStreetM: number;
}

/** What the engine of the page walks on. `cutoffsDm` ascending, effective decimetres (`budgetDm`). */
export interface ReportGround {
  network: WalkNetwork;
  homes: Homes;
  drawer: IsochroneDrawer;
  cutoffsDm: readonly number[];
  avoidSteps: boolean;
}

/** One search from the doors of all stations (by id, snapped); counts home by home, and draws from the same search. */
export function reachedFrom(
  { network, homes, drawer, cutoffsDm, avoidSteps }: ReportGround,
  doorsOf: ReadonlyMap<string, SnappedPoints>,
): Omit<PlanReached, 'sequence' | 'of'> {
  const stationIds = [...doorsOf.keys()];
  const stationOfDoor = [...doorsOf.values()].flatMap(({ edge }, station) => Array.from(edge, () => station));
  const cutoffDm = drawer.searchBudgetDm(cutoffsDm[cutoffsDm.length - 1]);
  const search = reach(network, createReach(network), together([...doorsOf.values()]), {
    cutoffDm,
    avoidSteps,
  });
  const { timeDm, nearest } = homeTimes(network, homes, search);

  const unitCount = homes.unitIds.length + 1;
  const totals = nobody(unitCount);
  const within = cutoffsDm.map(() => nobody(unitCount));
  const unsnappedHomes = new Uint32Array(unitCount);
  const nearestResidents = cutoffsDm.map(() => new Uint32Array(stationIds.length));
  for (let h = 0; h < homes.count; h++) {
    add(totals, homes, h);
    if (homes.firstEntrance[h] === homes.firstEntrance[h + 1]) unsnappedHomes[homes.unit[h]]++;
    for (let c = 0; c < cutoffsDm.length; c++) {
      if (timeDm[h] > cutoffsDm[c]) continue;
      add(within[c], homes, h);
      nearestResidents[c][stationOfDoor[nearest[h]]] += homes.residents[h];
    }
  }
  return {
    unitIds: homes.unitIds,
    totals,
    within,
    unsnappedHomes,
    stationIds,
    nearestResidents,
    bands: drawer.draw(search, [...cutoffsDm]),
    maxOffStreetM: MAX_OFF_STREET_M,
  };
}

function nobody(unitCount: number): UnitPeople {
  return {
    residents: new Uint32Array(unitCount),
    households: new Uint32Array(unitCount),
    buildings: new Uint32Array(unitCount),
  };
}

function add(people: UnitPeople, homes: Homes, home: number): void {
  const unit = homes.unit[home];
  people.residents[unit] += homes.residents[home];
  people.households[unit] += homes.households[home];
  people.buildings[unit]++;
}
