import type { Station } from '../../geodata/model/station.ts';
import type { GatePolicy } from '../../geodata/model/walk-source.ts';
import { plannedGatePolicies } from '../../geodata/network/gate-policies.ts';
import { PROFILE_TRAITS, type ProfileTraits } from '../../geodata/network/profiles.ts';
import { createReach, type Reach, reach } from '../../geodata/network/reach.ts';
import {
  createSnapper,
  MAX_OFF_STREET_M,
  type SnappedPoints,
  type Snapper,
  snapPoints,
} from '../../geodata/network/snap.ts';
import { budgetDm, minutesOf } from '../../geodata/network/walk-network.ts';
import { type CellWalks, cellWalks, type HomeTimes, homeTimes } from '../../geodata/service-area/coverage.ts';
import { DAY_TIMES, stationsAt } from '../../geodata/service-area/opening-hours.ts';
import type { OpeningTime, Walker } from '../contract/service-areas.ts';
import type { NetworkFiles } from './network-files.ts';
import { RecentAnswers } from './recent-answers.ts';
import type { Scope } from './scope.ts';
import { doorsOf } from './stations.ts';

/** What service areas need of a store; `DatasetStore` is one. */
export interface ServiceAreaStore {
  units: { no(id: string): number | null };
  /** Counts changes of units and stations. */
  cityVersion(): number;
  stations: { list(): Station[]; get(id: string): Station | null };
  asOf(): string;
}

/** What they need of a data set's manifest. */
export interface ServiceAreaSettings {
  walkSpeedMps: number;
  defaultCutoffMinutes: number;
  networkSource: { name: string; date: string } | null;
}

/** Who walks, and to which stations; nothing given: adults, to all of them. */
export interface WalkQuestion {
  profile?: Walker;
  when?: OpeningTime;
}

/** Stations that count at a time, and how many do not or may not. */
export interface CountingStations {
  stations: Station[];
  closed: number;
  unknownHours: number;
}

/** Walks of all homes to the stations that count. */
export interface CityTimes extends CountingStations {
  /** Names the stations, their doors and who walks: the same key, the same times. */
  key: string;
  /** `nearest` as indexes of `stations`. */
  times: HomeTimes;
  cells(): CellWalks;
}

/** Longest walk that is looked at; the contract's largest cut-off. */
export const LONGEST_MINUTES = 60;
/** Every profile by day and at the weekend; each takes eight bytes a home. */
const KEPT_TIMES = 8;

/** What does not depend on stations and gates: made once for a data set and all its scenarios. */
interface Ground {
  work: Reach;
  snapper: Snapper;
  /** Numbers in the store of the units of `homes`, -1 = none, as of a state of the city. */
  unitNos: { cityVersion: number; nos: Int32Array } | null;
  homeOfBuilding: Map<string, number> | null;
}

/** The network of a data set with its homes, and the searches that all answers about service areas are made from. */
export class CityWalks {
  readonly files: NetworkFiles;
  readonly store: ServiceAreaStore;
  readonly settings: ServiceAreaSettings;
  private readonly ground: Ground;
  private readonly times = new RecentAnswers<CityTimes>(KEPT_TIMES);

  constructor(files: NetworkFiles, store: ServiceAreaStore, settings: ServiceAreaSettings, ground?: Ground) {
    this.files = files;
    this.store = store;
    this.settings = settings;
    this.ground = ground ?? {
      work: createReach(files.network),
      snapper: createSnapper(files.network),
      unitNos: null,
      homeOfBuilding: null,
    };
  }

  /** The same streets and homes with other stations, and with other people let through some gates. */
  withPlan(stations: ServiceAreaStore['stations'], gates: Readonly<Record<string, GatePolicy>>): CityWalks {
    const { files, store, settings, ground } = this;
    const network = { ...files.network, gatePolicy: plannedGatePolicies(files.network, gates) };
    const planned: ServiceAreaStore = {
      units: store.units,
      stations,
      asOf: () => store.asOf(),
      cityVersion: () => store.cityVersion(),
    };
    return new CityWalks({ ...files, network }, planned, settings, ground);
  }

  /** Labels of the last search; whoever searches reads them before anybody else has a turn. */
  get work(): Reach {
    return this.ground.work;
  }

  get snapper(): Snapper {
    return this.ground.snapper;
  }

  /** Adults walk at the speed of the data set. */
  traits(profile: Walker = 'adult'): ProfileTraits {
    const traits = PROFILE_TRAITS[profile];
    return profile === 'adult' ? { ...traits, speedMps: this.settings.walkSpeedMps } : traits;
  }

  /** Stations open then; all of them at any time. */
  counting(when: OpeningTime = 'anytime'): CountingStations {
    const stations = this.store.stations.list();
    if (when === 'anytime') return { stations, closed: 0, unknownHours: 0 };
    const { counting, closed, unknown } = stationsAt(stations, DAY_TIMES[when]);
    return {
      stations: counting.map((index) => stations[index]),
      closed: closed.length,
      unknownHours: unknown.length,
    };
  }

  /** A point farther than 80 m from every street has edge -1. */
  snap(positions: readonly [number, number][]): SnappedPoints {
    const lonLat = Float64Array.from(positions.flat());
    return snapPoints(this.files.network, lonLat, { maxDistanceM: MAX_OFF_STREET_M }, this.snapper);
  }

  /** Walks of all homes to the nearest station, up to an hour; kept until a station that counts changes. */
  toStations({ profile = 'adult', when = 'anytime' }: WalkQuestion = {}): CityTimes {
    const counting = this.counting(when);
    const traits = this.traits(profile);
    const key = `${traits.speedMps} ${traits.avoidSteps} ${stationsKey(counting.stations)}`;
    const known = this.times.get(key, () => this.searchAll(key, counting, traits));
    return { ...known, ...counting };
  }

  private searchAll(key: string, counting: CountingStations, traits: ProfileTraits): CityTimes {
    const { network, homes } = this.files;
    const { doors, stationOfDoor } = doorsOfAll(counting.stations);
    const cutoffDm = budgetDm(LONGEST_MINUTES, traits.speedMps);
    const search = reach(network, this.work, this.snap(doors), { cutoffDm, avoidSteps: traits.avoidSteps });
    const times = homeTimes(network, homes, search);
    for (let h = 0; h < homes.count; h++) {
      if (times.nearest[h] >= 0) times.nearest[h] = stationOfDoor[times.nearest[h]];
    }
    let cells: CellWalks | null = null;
    return {
      key,
      ...counting,
      times,
      cells: () => {
        cells ??= cellWalks(homes, times);
        return cells;
      },
    };
  }

  /** Numbers in `homes` of the units inside the scope; those of homes without a unit belong to the whole only. */
  unitsOf(scope: Scope): number[] {
    const { homes } = this.files;
    const inside = new Set(scope.unitNos);
    const nos = this.unitNos();
    const units: number[] = [];
    for (let unit = 0; unit < homes.unitIds.length; unit++) if (inside.has(nos[unit])) units.push(unit);
    if (scope.everything) units.push(homes.unitIds.length);
    return units;
  }

  /** Number of a building in `homes`; null where nobody lives in it. */
  homeOf(buildingId: string): number | null {
    this.ground.homeOfBuilding ??= new Map(this.files.homes.buildingIds.map((id, home) => [id, home]));
    return this.ground.homeOfBuilding.get(buildingId) ?? null;
  }

  /** Units may be numbered anew when the city changes. */
  private unitNos(): Int32Array {
    const { ground, store, files } = this;
    const cityVersion = store.cityVersion();
    if (ground.unitNos?.cityVersion !== cityVersion) {
      const nos = Int32Array.from(files.homes.unitIds, (id) => store.units.no(id) ?? -1);
      ground.unitNos = { cityVersion, nos };
    }
    return ground.unitNos.nos;
  }

  /** Where the network comes from. */
  networkSource(): { name: string; date: string } {
    const { sourceName: name, sourceDate: date } = this.files.network;
    return this.settings.networkSource ?? { name, date };
  }
}

/** Changes with every station that comes, goes or moves. */
export function stationsKey(stations: readonly Station[]): string {
  return stations.map((station) => `${station.id}@${doorsOf(station).join(';')}`).join('|');
}

/** Doors of all stations in one list, and whose each is, as an index of `stations`. */
export function doorsOfAll(stations: readonly Station[]): {
  doors: [number, number][];
  stationOfDoor: number[];
} {
  const doors: [number, number][] = [];
  const stationOfDoor: number[] = [];
  stations.forEach((station, number) => {
    for (const door of doorsOf(station)) {
      doors.push(door);
      stationOfDoor.push(number);
    }
  });
  return { doors, stationOfDoor };
}

/** To 0.1 min: a walking speed is not known better. */
export function roundedMinutes(timeDm: number, speedMps: number): number {
  return Math.round(minutesOf(timeDm, speedMps) * 10) / 10;
}
