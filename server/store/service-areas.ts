import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { MultiPolygonGeometry } from '../../geodata/model/geometry.ts';
import type { StationPlan } from '../../geodata/model/station-plan.ts';
import type { ProfileTraits } from '../../geodata/network/profiles.ts';
import { reach, UNREACHED } from '../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../geodata/network/snap.ts';
import { budgetDm } from '../../geodata/network/walk-network.ts';
import {
  type Coverage,
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
import {
  type CityTimes,
  CityWalks,
  type CountingStations,
  roundedMinutes,
  type ServiceAreaSettings,
  type ServiceAreaStore,
  type WalkQuestion,
} from './city-walks.ts';
import { GapThread } from './gap-thread.ts';
import { inTurns } from './in-turns.ts';
import { networkFilePath, readNetworkFiles } from './network-files.ts';
import type { Scope } from './scope.ts';
import { createServiceAreaAnalyses, type ServiceAreaAnalyses } from './service-area-analyses.ts';
import { doorsOf } from './stations.ts';

export interface NearestStation {
  stationId: string;
  walkMinutes: number;
}

export interface ServiceAreas {
  /** The same city with the stations of a plan, and the gates of it (by their place) for others to pass. */
  withPlan(stations: ServiceAreaStore['stations'], gates: StationPlan['gates']): ServiceAreas;
  readonly walks: CityWalks;
  readonly analyses: ServiceAreaAnalyses;
  /** A point farther than 80 m from every street is listed in `unsnapped`. Others get their turn between origins. */
  isochrones(body: IsochronesBody): Promise<IsochronesAnswer>;
  /** All entrances together, `speedMps` instead of the profile's where given; null = no such station. */
  stationIsochrones(
    stationId: string,
    cutoffsMinutes: number[],
    speedMps?: number,
    question?: WalkQuestion,
  ): IsochronesAnswer | null;
  /** `station`: only that one; all stations otherwise. Null never: an unknown station covers nobody. */
  coverage(scope: Scope, query: { cutoffMinutes: number; station?: string } & WalkQuestion): CoverageAnswer;
  /** In the order of the network file (code order); cells only. */
  cells(scope: Scope, query: WalkQuestion & { cutoffMinutes: number }): CellCoverageAnswer;
  /** Every cell at the data set's default cut-off. */
  allCells(): CellCoverageAnswer;
  /** Counts the walks to today's stations now, so that nobody has to wait for them; does nothing where they are known already. */
  precompute(): void;
  /** Null where the building is no home or nothing is within an hour. */
  nearestOfBuilding(buildingId: string): NearestStation | null;
  /** Ids of homes that could not be put on the network. */
  unsnappedBuildingIds(): string[];
  /** Lets go of its threads; of all plans on this network, too. */
  close(): Promise<void>;
  /** One of the engine's own files; null where it was not made (an old data set draws its surface when first asked). */
  openFile(name: NetworkFileName): Promise<{ bytes: number; stream: Readable } | null>;
}

/** Reads the network files of a data set's folder; null where it has none. Throws `BinaryFileError` for broken ones. */
export async function openServiceAreas(
  folder: string,
  store: ServiceAreaStore,
  settings: ServiceAreaSettings,
): Promise<ServiceAreas | null> {
  const files = await readNetworkFiles(folder);
  return files === null
    ? null
    : new NetworkServiceAreas(folder, new CityWalks(files, store, settings), {
        drawer: null,
        gapThread: new GapThread(folder),
      });
}

/** What serves the data set and all its scenarios: neither depends on stations or gates, but on walks that it is given. */
interface SharedByPlans {
  /** Made when first drawn with. */
  drawer: IsochroneDrawer | null;
  gapThread: GapThread;
}

class NetworkServiceAreas implements ServiceAreas {
  readonly walks: CityWalks;
  readonly analyses: ServiceAreaAnalyses;
  private readonly folder: string;
  private readonly shared: SharedByPlans;

  constructor(folder: string, walks: CityWalks, shared: SharedByPlans) {
    this.folder = folder;
    this.walks = walks;
    this.shared = shared;
    this.analyses = createServiceAreaAnalyses(walks, shared.gapThread);
  }

  withPlan(stations: ServiceAreaStore['stations'], gates: StationPlan['gates']): ServiceAreas {
    return new NetworkServiceAreas(this.folder, this.walks.withPlan(stations, gates), this.shared);
  }

  isochrones(body: IsochronesBody): Promise<IsochronesAnswer> {
    return inTurns(this.bandsOfOrigins(body));
  }

  private *bandsOfOrigins(body: IsochronesBody): Generator<void, IsochronesAnswer> {
    const adult = this.walks.traits();
    const traits = { ...adult, speedMps: body.speedMps ?? adult.speedMps };
    const answer = this.emptyAnswer('adult', traits.speedMps);
    for (const [originIndex, origin] of body.origins.entries()) {
      const snapped = this.walks.snap([origin as [number, number]]);
      if (snapped.edge[0] < 0) answer.unsnapped.push(originIndex);
      else answer.features.push(...this.bands(snapped, body.cutoffsMinutes, traits, originIndex, null));
      yield;
    }
    return answer;
  }

  stationIsochrones(
    stationId: string,
    cutoffsMinutes: number[],
    speedMps?: number,
    { profile = 'adult', when }: WalkQuestion = {},
  ): IsochronesAnswer | null {
    const station = this.walks.store.stations.get(stationId);
    if (station === null) return null;
    const traits = { ...this.walks.traits(profile), ...(speedMps === undefined ? {} : { speedMps }) };
    const answer = this.emptyAnswer(profile, traits.speedMps);
    if (when !== undefined) answer.isClosed = !this.isCounting(stationId, this.walks.counting(when));
    if (answer.isClosed) return answer;
    const snapped = this.walks.snap(doorsOf(station));
    if (snapped.edge.every((edge) => edge < 0)) answer.unsnapped.push(0);
    else answer.features.push(...this.bands(snapped, cutoffsMinutes, traits, 0, stationId));
    return answer;
  }

  coverage(scope: Scope, query: { cutoffMinutes: number; station?: string } & WalkQuestion): CoverageAnswer {
    const { cutoffMinutes, station, profile = 'adult', when = 'anytime' } = query;
    const traits = this.walks.traits(profile);
    const cutoffDm = budgetDm(cutoffMinutes, traits.speedMps);
    const counting = station === undefined ? this.walks.toStations(query) : this.walks.counting(when);
    const times =
      station === undefined
        ? (counting as CityTimes).times
        : this.timesOf(this.isCounting(station, counting) ? station : null, cutoffDm, traits);
    return {
      within: scope.id,
      cutoffMinutes,
      ...this.count(scope, times, cutoffDm),
      speedMps: traits.speedMps,
      profile,
      when,
      closedStations: counting.closed,
      unknownHoursStations: counting.unknownHours,
      asOf: this.walks.store.asOf(),
    };
  }

  cells(scope: Scope, query: WalkQuestion & { cutoffMinutes: number }): CellCoverageAnswer {
    const { homes } = this.walks.files;
    return this.cellAnswer(
      this.walks.unitsOf(scope).filter((unit) => unit < homes.cellCount),
      query,
    );
  }

  allCells(): CellCoverageAnswer {
    const cells = Array.from({ length: this.walks.files.homes.cellCount }, (_, cell) => cell);
    return this.cellAnswer(cells, { cutoffMinutes: this.walks.settings.defaultCutoffMinutes });
  }

  precompute(): void {
    this.walks.toStations().cells();
  }

  nearestOfBuilding(buildingId: string): NearestStation | null {
    const home = this.walks.homeOf(buildingId);
    if (home === null) return null;
    const { stations, times } = this.walks.toStations();
    if (times.nearest[home] < 0) return null;
    return {
      stationId: stations[times.nearest[home]].id,
      walkMinutes: roundedMinutes(times.timeDm[home], this.walks.settings.walkSpeedMps),
    };
  }

  unsnappedBuildingIds(): string[] {
    const { homes } = this.walks.files;
    return homes.buildingIds.filter((_, h) => homes.firstEntrance[h] === homes.firstEntrance[h + 1]);
  }

  async openFile(name: NetworkFileName): Promise<{ bytes: number; stream: Readable } | null> {
    const file = await open(networkFilePath(this.folder, name)).catch(() => null);
    if (file === null) return null;
    return { bytes: (await file.stat()).size, stream: file.createReadStream() };
  }

  close(): Promise<void> {
    return this.shared.gapThread.close();
  }

  private emptyAnswer(profile: string, speedMps: number): IsochronesAnswer {
    return {
      type: 'FeatureCollection',
      features: [],
      speedMps,
      profile,
      networkSource: this.walks.networkSource(),
      unsnapped: [],
    };
  }

  private bands(
    sources: SnappedPoints,
    cutoffsMinutes: number[],
    { speedMps, avoidSteps }: ProfileTraits,
    originIndex: number,
    stationId: string | null,
  ): IsochroneFeature[] {
    const { files, work } = this.walks;
    this.shared.drawer ??= createIsochroneDrawer(files.network, files.surface());
    const { drawer } = this.shared;
    const cutoffsDm = cutoffsMinutes.map((minutes) => budgetDm(minutes, speedMps));
    reach(files.network, work, sources, {
      cutoffDm: drawer.searchBudgetDm(Math.max(...cutoffsDm)),
      avoidSteps,
    });
    return drawer.draw(work, cutoffsDm).map((geometry: MultiPolygonGeometry, i) => ({
      type: 'Feature',
      geometry,
      properties: { originIndex, stationId, cutoffMinutes: cutoffsMinutes[i] },
    }));
  }

  private isCounting(stationId: string, { stations }: CountingStations): boolean {
    return stations.some((station) => station.id === stationId);
  }

  private timesOf(stationId: string | null, cutoffDm: number, { avoidSteps }: ProfileTraits): HomeTimes {
    const station = stationId === null ? null : this.walks.store.stations.get(stationId);
    const sources = this.walks.snap(station === null ? [] : doorsOf(station));
    const { network, homes } = this.walks.files;
    return homeTimes(network, homes, reach(network, this.walks.work, sources, { cutoffDm, avoidSteps }));
  }

  /** An estate or a building is counted by its own homes, everything else by the units inside. */
  private count(scope: Scope, times: HomeTimes, cutoffDm: number): Coverage {
    const { homes } = this.walks.files;
    if (scope.buildingId !== null) {
      const home = this.walks.homeOf(scope.buildingId);
      return countHomes(homes, times, home === null ? [] : [home], cutoffDm);
    }
    if (scope.estateId !== null) {
      const estate = homes.estateIds.indexOf(scope.estateId);
      const chosen: number[] = [];
      for (let h = 0; estate >= 0 && h < homes.count; h++) if (homes.estate[h] === estate) chosen.push(h);
      return countHomes(homes, times, chosen, cutoffDm);
    }
    return countCoverage(homes, times, this.walks.unitsOf(scope), cutoffDm);
  }

  private cellAnswer(cells: number[], query: WalkQuestion & { cutoffMinutes: number }): CellCoverageAnswer {
    const { homes } = this.walks.files;
    const { cutoffMinutes } = query;
    const { speedMps } = this.walks.traits(query.profile);
    const cutoffDm = budgetDm(cutoffMinutes, speedMps);
    const { stations, times, cells: walksOfCells } = this.walks.toStations(query);
    const walks = walksOfCells();
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
      asOf: this.walks.store.asOf(),
    };
  }
}
