import type { Building } from '../../geodata/model/building.ts';
import type { Position } from '../../geodata/model/geometry.ts';
import type { Station } from '../../geodata/model/station.ts';
import { planeX, planeY } from '../../geodata/network/plane.ts';
import { reach } from '../../geodata/network/reach.ts';
import { budgetDm } from '../../geodata/network/walk-network.ts';
import {
  type Assignment,
  assignStations,
  servedFigures,
  type UnitOfTree,
} from '../../geodata/service-area/assigned.ts';
import { type AssignedWalks, assignedWalks } from '../../geodata/service-area/assigned-walks.ts';
import {
  type Confidence,
  confidenceOfUnits,
  peopleByConfidence,
} from '../../geodata/service-area/confidence.ts';
import {
  type FalseCoverage,
  falseCoverage,
  type StationPlace,
} from '../../geodata/service-area/false-coverage.ts';
import { buildHomes, type Homes } from '../../geodata/service-area/homes.ts';
import { comparePlainCircles } from '../../geodata/service-area/plain-circles.ts';
import { walkPath } from '../../geodata/service-area/walk-path.ts';
import type {
  AssignedAnswer,
  CirclesAnswer,
  ConfidenceAnswer,
  FalseCoverageAnswer,
  GapsAnswer,
  NearestAnswer,
} from '../contract/service-area-analyses.ts';
import {
  type CityWalks,
  doorsOfAll,
  LONGEST_MINUTES,
  roundedMinutes,
  stationsKey,
  type WalkQuestion,
} from './city-walks.ts';
import type { GapList } from './gap-messages.ts';
import type { GapThread } from './gap-thread.ts';
import { inTurns } from './in-turns.ts';
import { RecentAnswers } from './recent-answers.ts';
import type { Scope } from './scope.ts';
import { doorsOf } from './stations.ts';

export type SitedIn = 'community' | 'gridCell';

/**
 * The analyses of a planner over whole units (a single estate or building has no gaps or cells of its own), counted by adults at any
 * time where nothing else is said. `units`: the tree that stations are assigned by.
 */
export interface ServiceAreaAnalyses {
  /** A `GapsAnswer` as JSON text, UTF-8. */
  gaps(scope: Scope, query: { cutoffMinutes: number } & WalkQuestion): Promise<Buffer>;
  assigned(scope: Scope, query: AssignedQuestion & { sitedIn: SitedIn }): Promise<AssignedAnswer>;
  falseCoverage(scope: Scope, query: AssignedQuestion): Promise<FalseCoverageAnswer>;
  circles(scope: Scope): CirclesAnswer;
  confidence(scope: Scope): ConfidenceAnswer;
  /** Null: the building is no home. */
  nearestOfBuilding(buildingId: string, query: NearestQuestion): NearestAnswer | null;
  nearestOfPoint(position: Position, query: NearestQuestion): NearestAnswer;
}

export interface NearestQuestion extends WalkQuestion {
  /** Stations to tell of, nearest first. */
  count: number;
}

export interface AssignedQuestion extends WalkQuestion {
  cutoffMinutes: number;
  units: readonly UnitOfTree[];
}

/** `gapThread` may be shared with the analyses of other plans on the same network. */
export function createServiceAreaAnalyses(walks: CityWalks, gapThread: GapThread): ServiceAreaAnalyses {
  return new NetworkAnalyses(walks, gapThread);
}

/** Walks to stations of one's own are known this far at the least, so that a false cover can say how long the way is. */
const OWN_STATION_MINUTES = 30;
/** Lists of gaps with their outlines: some hundred kilobytes each. */
const KEPT_GAPS = 12;
/** Who is answerable for whom, and their walks: for a few walkers and times of day. */
const KEPT_ASSIGNMENTS = 6;

interface AssignedCity {
  key: string;
  assignment: Assignment;
  /** The order of the assignment's stations, and of `places`. */
  stations: readonly Station[];
  places: StationPlace[];
  walks: AssignedWalks;
}

interface FalselyCovered extends Pick<AssignedCity, 'assignment' | 'stations'> {
  found: FalseCoverage[];
}

class NetworkAnalyses implements ServiceAreaAnalyses {
  private readonly walks: CityWalks;
  private readonly gapThread: GapThread;
  private readonly gapsAsked = new RecentAnswers<Promise<GapList>>(KEPT_GAPS);
  private readonly assignments = new RecentAnswers<Promise<AssignedCity>>(KEPT_ASSIGNMENTS);
  private readonly falseCovers = new RecentAnswers<Promise<FalselyCovered>>(KEPT_ASSIGNMENTS);
  private confidences: Confidence[] | null = null;

  constructor(walks: CityWalks, gapThread: GapThread) {
    this.walks = walks;
    this.gapThread = gapThread;
  }

  async gaps(scope: Scope, query: { cutoffMinutes: number } & WalkQuestion): Promise<Buffer> {
    const { cutoffMinutes, profile = 'adult', when = 'anytime' } = query;
    const { speedMps } = this.walks.traits(profile);
    const { key: walksKey, stations, times } = this.walks.toStations(query);
    const key = `${scope.id} ${this.walks.store.cityVersion()} ${cutoffMinutes} ${walksKey}`;
    const { features, uncovered } = await this.kept(this.gapsAsked, key, () => {
      const stationIds = stations.map(({ id }) => id);
      const units = this.walks.unitsOf(scope);
      return this.gapThread.find({ times, stationIds, speedMps, cutoffMinutes, units });
    });
    const asOf = this.walks.store.asOf();
    const within = scope.id;
    const rest: Omit<GapsAnswer, 'type' | 'features'> = {
      within,
      cutoffMinutes,
      profile,
      when,
      speedMps,
      uncovered,
      asOf,
    };
    return Buffer.concat([
      Buffer.from('{"type":"FeatureCollection","features":'),
      features,
      Buffer.from(`,${JSON.stringify(rest).slice(1)}`),
    ]);
  }

  async assigned(scope: Scope, query: AssignedQuestion & { sitedIn: SitedIn }): Promise<AssignedAnswer> {
    const { cutoffMinutes, sitedIn, profile = 'adult', when = 'anytime' } = query;
    const { speedMps } = this.walks.traits(profile);
    const { assignment, walks } = await this.assignedCity(query);
    const figures = servedFigures(
      this.walks.files.homes,
      assignment,
      this.walks.toStations(query).times,
      walks.timeDm,
      this.walks.unitsOf(scope),
      { cutoffDm: budgetDm(cutoffMinutes, speedMps), sitedLevel: sitedIn },
    );
    const asOf = this.walks.store.asOf();
    return { within: scope.id, cutoffMinutes, sitedIn, profile, when, speedMps, ...figures, asOf };
  }

  async falseCoverage(scope: Scope, query: AssignedQuestion): Promise<FalseCoverageAnswer> {
    const { homes } = this.walks.files;
    const { cutoffMinutes, profile = 'adult', when = 'anytime' } = query;
    const { speedMps } = this.walks.traits(profile);
    const { assignment, stations, found } = await this.falselyCovered(query);
    const inside = new Set(this.walks.unitsOf(scope).filter((unit) => unit < homes.cellCount));
    return {
      within: scope.id,
      cutoffMinutes,
      profile,
      when,
      speedMps,
      cells: found
        .filter(({ cell }) => inside.has(cell))
        .map(({ cellId, station, medianWalkDm, ...row }) => ({
          unitId: cellId,
          stationId: stations[station].id,
          residents: row.residents,
          reachingResidents: row.reachingResidents,
          straightM: row.straightM,
          walkMinutes: medianWalkDm === null ? null : roundedMinutes(medianWalkDm, speedMps),
          reason: row.reason,
          gateName: row.gateName,
        })),
      assignedCells: [...inside].filter(
        (cell) =>
          assignment.firstStation[cell] < assignment.firstStation[cell + 1] &&
          homes.firstHome[cell] < homes.firstHome[cell + 1],
      ).length,
      asOf: this.walks.store.asOf(),
    };
  }

  /** Who is answerable for whom, and the walks there; kept until a station moves, is assigned otherwise, or the tree of units changes. */
  private assignedCity(query: AssignedQuestion): Promise<AssignedCity> {
    const { network, homes } = this.walks.files;
    const { cutoffMinutes, units, profile, when } = query;
    const { speedMps, avoidSteps } = this.walks.traits(profile);
    const stations = this.walks.store.stations.list();
    const open = new Set(this.walks.counting(when).stations.map(({ id }) => id));
    const horizonMinutes = Math.max(OWN_STATION_MINUTES, cutoffMinutes);
    const key = [
      horizonMinutes,
      speedMps,
      avoidSteps,
      stationsKey(stations),
      stations
        .map(({ id, unitId, assignedUnitIds }) => `${open.has(id)}:${unitId}:${assignedUnitIds}`)
        .join('|'),
      units.map(({ id, parentId }) => `${id}<${parentId}`).join('|'),
    ].join(' ');
    return this.kept(this.assignments, key, async () => {
      const assignment = assignStations(homes, units, stations);
      const places = stations.map((station) => ({
        x: planeX(network.plane, station.position[0]),
        y: planeY(network.plane, station.position[1]),
        isOpen: open.has(station.id),
        doors: this.walks.snap(open.has(station.id) ? doorsOf(station) : []),
      }));
      const doors = places.map((place) => place.doors);
      const options = { horizonDm: budgetDm(horizonMinutes, speedMps), avoidSteps };
      const walks = await inTurns(assignedWalks(network, homes, assignment, doors, options));
      return { key, assignment, stations, places, walks };
    });
  }

  private async falselyCovered(query: AssignedQuestion): Promise<FalselyCovered> {
    const { network, homes } = this.walks.files;
    const city = await this.assignedCity(query);
    const { key, assignment, stations, places, walks } = city;
    const cutoffDm = budgetDm(query.cutoffMinutes, this.walks.traits(query.profile).speedMps);
    return this.kept(this.falseCovers, `${cutoffDm} ${key}`, async () => {
      const found = await inTurns(falseCoverage(network, homes, assignment, walks, places, cutoffDm));
      return { assignment, stations, found };
    });
  }

  /** An answer that is on its way is shared; one that failed is asked for again. */
  private kept<Answer>(
    answers: RecentAnswers<Promise<Answer>>,
    key: string,
    make: () => Promise<Answer>,
  ): Promise<Answer> {
    const answer = answers.get(key, make);
    answer.catch(() => answers.forget(key));
    return answer;
  }

  circles(scope: Scope): CirclesAnswer {
    const { network, homes } = this.walks.files;
    const { speedMps } = this.walks.traits();
    const { stations, times } = this.walks.toStations();
    const x = Int32Array.from(stations, ({ position }) => planeX(network.plane, position[0]));
    const y = Int32Array.from(stations, ({ position }) => planeY(network.plane, position[1]));
    return {
      within: scope.id,
      speedMps,
      circles: comparePlainCircles(homes, times, x, y, this.walks.unitsOf(scope), speedMps),
      asOf: this.walks.store.asOf(),
    };
  }

  confidence(scope: Scope): ConfidenceAnswer {
    const { network, homes } = this.walks.files;
    this.confidences ??= confidenceOfUnits(network, homes);
    const confidences = this.confidences;
    const units = this.walks.unitsOf(scope);
    const named = units.filter((unit) => unit < homes.unitIds.length);
    return {
      within: scope.id,
      unitIds: named.map((unit) => homes.unitIds[unit]),
      classes: named.map((unit) => confidences[unit].class),
      reasons: named.map((unit) => confidences[unit].reasons),
      wayMPerHa: named.map((unit) => confidences[unit].wayMPerHa),
      footwayShare: named.map((unit) => confidences[unit].footwayShare),
      people: peopleByConfidence(homes, confidences, units),
      networkSource: this.walks.networkSource(),
    };
  }

  nearestOfBuilding(buildingId: string, query: NearestQuestion): NearestAnswer | null {
    const home = this.walks.homeOf(buildingId);
    return home === null ? null : this.nearestOf(this.walks.files.homes, home, query);
  }

  nearestOfPoint(position: Position, query: NearestQuestion): NearestAnswer {
    const options = { snapper: this.walks.snapper };
    const homes = buildHomes(this.walks.files.network, [visitorAt(position)], [], () => -1, options);
    return this.nearestOf(homes, 0, query);
  }

  /** One search after the other, each without the stations already found: exact, however gates and one-ways lie. */
  private nearestOf(homes: Homes, home: number, query: NearestQuestion): NearestAnswer {
    const { network } = this.walks.files;
    const { profile = 'adult', when = 'anytime' } = query;
    const { speedMps, avoidSteps } = this.walks.traits(profile);
    const answer: NearestAnswer = {
      type: 'FeatureCollection',
      features: [],
      isOnNetwork: homes.firstEntrance[home] < homes.firstEntrance[home + 1],
      profile,
      when,
      speedMps,
    };
    let { stations } = this.walks.counting(when);
    while (answer.isOnNetwork && answer.features.length < query.count) {
      const { doors, stationOfDoor } = doorsOfAll(stations);
      const cutoffDm = budgetDm(LONGEST_MINUTES, speedMps);
      const search = reach(network, this.walks.work, this.walks.snap(doors), { cutoffDm, avoidSteps });
      const path = walkPath(network, homes, search, home, Float64Array.from(doors.flat()));
      if (path === null) break;
      const station = stations[stationOfDoor[path.source]];
      answer.features.push({
        type: 'Feature',
        geometry: { type: 'LineString', coordinates: lineOf(path.line) },
        properties: {
          stationId: station.id,
          stationName: station.name,
          walkMinutes: roundedMinutes(path.timeDm, speedMps),
          gateNames: path.gateNames,
          hasSteps: path.hasSteps,
          hasBridge: path.hasBridge,
        },
      });
      stations = stations.filter(({ id }) => id !== station.id);
    }
    return answer;
  }
}

/** To 0.01 m, but for the door at its end; two points at least (RFC 7946), also where somebody stands at the door. */
function lineOf(line: Position[]): Position[] {
  const door = line[line.length - 1];
  const before = line.slice(0, -1).map(([lon, lat]): Position => [rounded(lon), rounded(lat)]);
  return before.length === 0 ? [door, door] : [...before, door];
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}

/** Somebody who stands at a point, as a home of one. */
function visitorAt(position: Position): Building {
  return {
    id: '',
    unitId: '',
    estateId: null,
    name: '',
    kind: 'low',
    floors: 0,
    heightM: 0,
    households: 1,
    residents: 1,
    elderly: 0,
    children: 0,
    position,
    footprint: [],
    entrances: [],
  };
}
