import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import type { Station } from '../../geodata/model/station.ts';
import { createReach, type Reach, reach, UNREACHED } from '../../geodata/network/reach.ts';
import {
  createSnapper,
  MAX_OFF_STREET_M,
  type SnappedPoints,
  snapPoints,
} from '../../geodata/network/snap.ts';
import { budgetDm, minutesOf } from '../../geodata/network/walk-network.ts';
import {
  type CellWalks,
  type Coverage,
  cellWalks,
  countCoverage,
  countHomes,
  type HomeTimes,
  homeTimes,
} from '../../geodata/service-area/coverage.ts';
import { createIsochroneDrawer, type IsochroneDrawer } from '../../geodata/service-area/isochrones.ts';
import type {
  CellCoverageAnswer,
  CoverageAnswer,
  IsochroneFeature,
  IsochronesAnswer,
  IsochronesBody,
  NetworkFileName,
} from '../contract/service-areas.ts';
import { type NetworkFiles, networkFilePath, readNetworkFiles } from './network-files.ts';
import { doorsOf } from './stations.ts';
import type { Scope } from './store.ts';

/** What service areas need of a store; `DatasetStore` is one. */
export interface ServiceAreaStore {
  units: { no(id: string): number | null };
  stations: { list(): Station[]; get(id: string): Station | null };
  asOf(): string;
}

/** What they need of a data set's manifest. */
export interface ServiceAreaSettings {
  walkSpeedMps: number;
  defaultCutoffMinutes: number;
  networkSource: { name: string; date: string } | null;
}

export interface NearestStation {
  stationId: string;
  walkMinutes: number;
}

export interface ServiceAreas {
  /** A point farther than 80 m from every street is listed in `unsnapped`. Others get their turn between origins. */
  isochrones(body: IsochronesBody): Promise<IsochronesAnswer>;
  /** All entrances together; null = no such station. */
  stationIsochrones(stationId: string, cutoffsMinutes: number[], speedMps?: number): IsochronesAnswer | null;
  /** `station`: only that one; all stations otherwise. Null never: an unknown station covers nobody. */
  coverage(scope: Scope, query: { cutoffMinutes: number; station?: string }): CoverageAnswer;
  /** In the order of the network file (code order); cells only. */
  cells(scope: Scope, query: { cutoffMinutes: number }): CellCoverageAnswer;
  /** Every cell at the data set's default cut-off. */
  allCells(): CellCoverageAnswer;
  /** Null where the building is no home or nothing is within an hour. */
  nearestOfBuilding(buildingId: string): NearestStation | null;
  /** Ids of homes that could not be put on the network. */
  unsnappedBuildingIds(): string[];
  /** One of the engine's own files; null where it was not made (an old data set draws its surface when first asked). */
  openFile(name: NetworkFileName): Promise<{ bytes: number; stream: Readable } | null>;
}

/** Longest walk that is looked at; the contract's largest cut-off. */
const LONGEST_MINUTES = 60;
const PROFILE = 'adult';
/** 200 origins of an hour take seconds: everybody else is served in between. */
const LONGEST_TURN_MS = 20;

/** Reads the network files of a data set's folder; null where it has none. Throws `BinaryFileError` for broken ones. */
export async function openServiceAreas(
  folder: string,
  store: ServiceAreaStore,
  settings: ServiceAreaSettings,
): Promise<ServiceAreas | null> {
  const files = await readNetworkFiles(folder);
  return files === null ? null : new NetworkServiceAreas(folder, files, store, settings);
}

interface CityWalks {
  stations: Station[];
  times: HomeTimes;
  walks: CellWalks;
}

class NetworkServiceAreas implements ServiceAreas {
  private readonly folder: string;
  private readonly files: NetworkFiles;
  private readonly store: ServiceAreaStore;
  private readonly settings: ServiceAreaSettings;
  private readonly work: Reach;
  private readonly snapper: ReturnType<typeof createSnapper>;
  private readonly unitNos: Int32Array;
  private drawer: IsochroneDrawer | null = null;
  private cityWalks: { key: string; value: CityWalks } | null = null;
  private homeOfBuilding: Map<string, number> | null = null;

  constructor(folder: string, files: NetworkFiles, store: ServiceAreaStore, settings: ServiceAreaSettings) {
    this.folder = folder;
    this.files = files;
    this.store = store;
    this.settings = settings;
    this.work = createReach(files.network);
    this.snapper = createSnapper(files.network);
    this.unitNos = Int32Array.from(files.homes.unitIds, (id) => store.units.no(id) ?? -1);
  }

  async isochrones(body: IsochronesBody): Promise<IsochronesAnswer> {
    const speedMps = body.speedMps ?? this.settings.walkSpeedMps;
    const answer = this.emptyAnswer(speedMps);
    let pauseAt = performance.now() + LONGEST_TURN_MS;
    for (const [originIndex, origin] of body.origins.entries()) {
      const snapped = this.snap([origin as [number, number]]);
      if (snapped.edge[0] < 0) answer.unsnapped.push(originIndex);
      else answer.features.push(...this.bands(snapped, body.cutoffsMinutes, speedMps, originIndex, null));
      if (performance.now() < pauseAt) continue;
      await setImmediate();
      pauseAt = performance.now() + LONGEST_TURN_MS;
    }
    return answer;
  }

  stationIsochrones(stationId: string, cutoffsMinutes: number[], speedMps?: number): IsochronesAnswer | null {
    const station = this.store.stations.get(stationId);
    if (station === null) return null;
    const speed = speedMps ?? this.settings.walkSpeedMps;
    const answer = this.emptyAnswer(speed);
    const snapped = this.snap(doorsOf(station));
    if (snapped.edge.every((edge) => edge < 0)) answer.unsnapped.push(0);
    else answer.features.push(...this.bands(snapped, cutoffsMinutes, speed, 0, stationId));
    return answer;
  }

  coverage(scope: Scope, query: { cutoffMinutes: number; station?: string }): CoverageAnswer {
    const speedMps = this.settings.walkSpeedMps;
    const cutoffDm = budgetDm(query.cutoffMinutes, speedMps);
    const times =
      query.station === undefined ? this.allStations().times : this.timesOf(query.station, cutoffDm);
    return {
      within: scope.id,
      cutoffMinutes: query.cutoffMinutes,
      ...this.count(scope, times, cutoffDm),
      speedMps,
      asOf: this.store.asOf(),
    };
  }

  cells(scope: Scope, query: { cutoffMinutes: number }): CellCoverageAnswer {
    const { homes } = this.files;
    return this.cellAnswer(
      this.unitsOf(scope).filter((unit) => unit < homes.cellCount),
      query.cutoffMinutes,
    );
  }

  allCells(): CellCoverageAnswer {
    const cells = Array.from({ length: this.files.homes.cellCount }, (_, cell) => cell);
    return this.cellAnswer(cells, this.settings.defaultCutoffMinutes);
  }

  nearestOfBuilding(buildingId: string): NearestStation | null {
    const home = this.homeOf(buildingId);
    if (home === null) return null;
    const { stations, times } = this.allStations();
    if (times.nearest[home] < 0) return null;
    return {
      stationId: stations[times.nearest[home]].id,
      walkMinutes: roundedMinutes(times.timeDm[home], this.settings.walkSpeedMps),
    };
  }

  unsnappedBuildingIds(): string[] {
    const { homes } = this.files;
    return homes.buildingIds.filter((_, h) => homes.firstEntrance[h] === homes.firstEntrance[h + 1]);
  }

  async openFile(name: NetworkFileName): Promise<{ bytes: number; stream: Readable } | null> {
    const file = await open(networkFilePath(this.folder, name)).catch(() => null);
    if (file === null) return null;
    return { bytes: (await file.stat()).size, stream: file.createReadStream() };
  }

  private emptyAnswer(speedMps: number): IsochronesAnswer {
    const { network } = this.files;
    return {
      type: 'FeatureCollection',
      features: [],
      speedMps,
      profile: PROFILE,
      networkSource: this.settings.networkSource ?? { name: network.sourceName, date: network.sourceDate },
      unsnapped: [],
    };
  }

  private snap(positions: [number, number][]): SnappedPoints {
    const lonLat = Float64Array.from(positions.flat());
    return snapPoints(this.files.network, lonLat, { maxDistanceM: MAX_OFF_STREET_M }, this.snapper);
  }

  private bands(
    sources: SnappedPoints,
    cutoffsMinutes: number[],
    speedMps: number,
    originIndex: number,
    stationId: string | null,
  ): IsochroneFeature[] {
    this.drawer ??= createIsochroneDrawer(this.files.network, this.files.surface());
    const cutoffsDm = cutoffsMinutes.map((minutes) => budgetDm(minutes, speedMps));
    reach(this.files.network, this.work, sources, {
      cutoffDm: this.drawer.searchBudgetDm(Math.max(...cutoffsDm)),
    });
    return this.drawer.draw(this.work, cutoffsDm).map((geometry: MultiPolygonGeometry, i) => ({
      type: 'Feature',
      geometry,
      properties: { originIndex, stationId, cutoffMinutes: cutoffsMinutes[i] },
    }));
  }

  /** Walks of all homes to all stations; kept until a station changes. */
  private allStations(): CityWalks {
    const stations = this.store.stations.list();
    const key = stations.map((station) => `${station.id}@${doorsOf(station).join(';')}`).join('|');
    if (this.cityWalks?.key !== key) {
      const { network, homes } = this.files;
      const stationOfSource: number[] = [];
      const doors: [number, number][] = [];
      stations.forEach((station, number) => {
        for (const door of doorsOf(station)) {
          doors.push(door);
          stationOfSource.push(number);
        }
      });
      const cutoffDm = budgetDm(LONGEST_MINUTES, this.settings.walkSpeedMps);
      const times = homeTimes(network, homes, reach(network, this.work, this.snap(doors), { cutoffDm }));
      for (let h = 0; h < homes.count; h++) {
        if (times.nearest[h] >= 0) times.nearest[h] = stationOfSource[times.nearest[h]];
      }
      this.cityWalks = { key, value: { stations, times, walks: cellWalks(homes, times) } };
    }
    return this.cityWalks.value;
  }

  private timesOf(stationId: string, cutoffDm: number): HomeTimes {
    const station = this.store.stations.get(stationId);
    const sources = this.snap(station === null ? [] : doorsOf(station));
    const { network, homes } = this.files;
    return homeTimes(network, homes, reach(network, this.work, sources, { cutoffDm }));
  }

  /** An estate or a building is counted by its own homes, everything else by the units inside. */
  private count(scope: Scope, times: HomeTimes, cutoffDm: number): Coverage {
    const { homes } = this.files;
    if (scope.buildingId !== null) {
      const home = this.homeOf(scope.buildingId);
      return countHomes(homes, times, home === null ? [] : [home], cutoffDm);
    }
    if (scope.estateId !== null) {
      const estate = homes.estateIds.indexOf(scope.estateId);
      const chosen: number[] = [];
      for (let h = 0; estate >= 0 && h < homes.count; h++) if (homes.estate[h] === estate) chosen.push(h);
      return countHomes(homes, times, chosen, cutoffDm);
    }
    return countCoverage(homes, times, this.unitsOf(scope), cutoffDm);
  }

  /** Numbers in `homes` of the units inside the scope; those of homes without a unit belong to the whole only. */
  private unitsOf(scope: Scope): number[] {
    const { homes } = this.files;
    const inside = new Set(scope.unitNos);
    const units: number[] = [];
    for (let unit = 0; unit < homes.unitIds.length; unit++)
      if (inside.has(this.unitNos[unit])) units.push(unit);
    if (scope.everything) units.push(homes.unitIds.length);
    return units;
  }

  private cellAnswer(cells: number[], cutoffMinutes: number): CellCoverageAnswer {
    const { homes } = this.files;
    const speedMps = this.settings.walkSpeedMps;
    const cutoffDm = budgetDm(cutoffMinutes, speedMps);
    const { stations, times, walks } = this.allStations();
    const counted = cells.map((cell) => countCoverage(homes, times, [cell], cutoffDm).residents);
    return {
      unitIds: cells.map((cell) => homes.unitIds[cell]),
      walkMinutes: cells.map((cell) =>
        walks.medianDm[cell] === UNREACHED ? null : roundedMinutes(walks.medianDm[cell], speedMps),
      ),
      coveredResidents: counted.map(({ covered }) => covered),
      residents: counted.map(({ total }) => total),
      nearestStationIds: cells.map((cell) =>
        walks.nearest[cell] < 0 ? null : stations[walks.nearest[cell]].id,
      ),
      cutoffMinutes,
      asOf: this.store.asOf(),
    };
  }

  private homeOf(buildingId: string): number | null {
    this.homeOfBuilding ??= new Map(this.files.homes.buildingIds.map((id, home) => [id, home]));
    return this.homeOfBuilding.get(buildingId) ?? null;
  }
}

/** To 0.1 min: a walking speed is not known better. */
function roundedMinutes(timeDm: number, speedMps: number): number {
  return Math.round(minutesOf(timeDm, speedMps) * 10) / 10;
}
