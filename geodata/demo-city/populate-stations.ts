import type { DistrictProfile } from '../cases/case-spec.ts';
import type { Building } from '../model/building.ts';
import type { Position } from '../model/geometry.ts';
import type { Overlay } from '../model/overlay.ts';
import type { Station, StationKind } from '../model/station.ts';
import type { Unit } from '../model/unit.ts';
import { BarrierIndex } from './barrier-index.ts';
import {
  type CityIndex,
  cellsUnder,
  homesUnder,
  nearness,
  neighbourlyOrder,
  unitsUnder,
} from './populate-index.ts';
import { businessOf } from './populate-overlays.ts';
import { areaOf, hoursOf } from './populate-station-hours.ts';
import type { Random } from './random.ts';
import type { StreetIndex, StreetPoint } from './street-index.ts';

/** Share of community stations that stand at the edge of their community: some homes are far from any station. */
const AT_THE_EDGE = 0.18;
/** A door on the street where the street is so near, else the building's own door. */
const STREET_DOOR_M = 80;
const METRES_PER_DEGREE = 111_132;
/** How much farther, in metres, a building of this kind may be taken to stand. */
const KIND_PENALTY_M: Record<Building['kind'], number> = {
  public: 0,
  office: 80,
  shop: 110,
  low: 220,
  slab: 400,
  tower: 500,
  school: 900,
};
const RED_CANDIDATES = 500;
/** A station beyond a barrier is taken if it is not farther than this many times the nearest one. */
const BEYOND_FACTOR = 1.5;

/** The stations of one district: a centre for each street, stations of communities, of commercial districts, and 红色驿站. */
export function populateStations(
  index: CityIndex,
  profile: DistrictProfile,
  overlays: readonly Overlay[],
  streets: StreetIndex,
  random: Random,
): Station[] {
  const placer = new StationPlacer(index, profile.districtId, streets, random);
  placer.addCentres();
  const pilots = overlays
    .filter((overlay) => overlay.kind === 'pilot')
    .flatMap((overlay) => overlay.memberUnitIds);
  placer.addCommunityStations(profile.stations.serviceStations, new Set(pilots));
  placer.addCommercialStations(profile.stations.commercialStations, overlays);
  placer.addRedStations(profile.stations.redStations, overlays);
  return placer.stations;
}

class StationPlacer {
  readonly stations: Station[] = [];
  private readonly index: CityIndex;
  private readonly districtId: string;
  private readonly streets: StreetIndex;
  private readonly random: Random;
  private readonly used = new Set<string>();

  constructor(index: CityIndex, districtId: string, streets: StreetIndex, random: Random) {
    this.index = index;
    this.districtId = districtId;
    this.streets = streets;
    this.random = random;
  }

  addCentres(): void {
    for (const street of unitsUnder(this.index, this.districtId, 'subdistrict')) {
      const building = this.bestBuilding(this.buildingsOf([street.id]), this.middleOfHomes(street), false);
      if (building) this.add('serviceStation', `${street.name}党群服务中心`, building, [street.id], true);
    }
  }

  /**
   * `wanted` service stations with the centres; communities left without one are assigned to a station of another.
   * Those in `never` are not left without one.
   */
  addCommunityStations(wanted: number, never: ReadonlySet<string>): void {
    const communities = unitsUnder(this.index, this.districtId, 'community');
    const slots = wanted - this.stations.length;
    const uncovered = this.communitiesWithout(
      communities.filter((community) => !never.has(community.id)),
      Math.max(0, communities.length - slots),
    );
    const stationOf = new Map<string, Station>();
    for (const community of communities) {
      if (uncovered.has(community.id)) continue;
      const edge = this.random.next() < AT_THE_EDGE;
      const station = this.addIn(community, `${community.name}党群服务站`, [community.id], edge);
      stationOf.set(community.id, station);
    }
    this.addSecondStations(communities, stationOf, slots - stationOf.size);
    const barriers = new BarrierIndex(this.index.plan.walk.barriers);
    for (const community of communities) {
      if (!uncovered.has(community.id)) continue;
      const nearest = [...stationOf.values()]
        .sort((a, b) => nearness(a.position, community.center) - nearness(b.position, community.center))
        .slice(0, 4);
      if (!nearest[0]) continue;
      // Assigned by the ruler: near on the map, though a river or railway may lie between (假覆盖).
      const limit = BEYOND_FACTOR ** 2 * nearness(nearest[0].position, community.center);
      const beyond = nearest.find(
        (each) =>
          nearness(each.position, community.center) <= limit &&
          barriers.liesBetween(each.position, community.center),
      );
      const host = beyond ?? nearest[0];
      host.assignedUnitIds.push(community.id);
    }
  }

  /** Those beyond a barrier from their neighbours first, then the smallest. */
  private communitiesWithout(communities: readonly Unit[], count: number): Set<string> {
    if (count === 0) return new Set();
    const barriers = new BarrierIndex(this.index.plan.walk.barriers);
    const beyond = new Map(
      communities.map((community) => {
        const neighbour = nearestTo(community, communities);
        return [community.id, neighbour !== null && barriers.liesBetween(community.center, neighbour.center)];
      }),
    );
    return new Set(
      [...communities]
        .sort(
          (a, b) =>
            Number(beyond.get(b.id)) - Number(beyond.get(a.id)) ||
            a.residents - b.residents ||
            (a.id < b.id ? -1 : 1),
        )
        .slice(0, count)
        .map((community) => community.id),
    );
  }

  /** More stations than communities: the largest have a second one, each answerable for half of the cells. */
  private addSecondStations(
    communities: readonly Unit[],
    stationOf: Map<string, Station>,
    count: number,
  ): void {
    const largest = [...communities].sort((a, b) => b.residents - a.residents || (a.id < b.id ? -1 : 1));
    for (let extra = 0; extra < count; extra++) {
      const community = largest[extra % largest.length]!;
      const cells = neighbourlyOrder(unitsUnder(this.index, community.id, 'gridCell')).map((cell) => cell.id);
      const half = Math.ceil(cells.length / 2);
      const first = stationOf.get(community.id);
      if (first) first.assignedUnitIds = cells.slice(0, half);
      const round = Math.floor(extra / largest.length);
      const name = `${community.name}第${'二三四五六七八九'[Math.min(7, round)]}党群服务站`;
      this.addIn(community, name, cells.slice(half), true);
    }
  }

  addCommercialStations(wanted: number, overlays: readonly Overlay[]): void {
    const commercial = overlays.filter((overlay) => overlay.kind === 'commercialDistrict');
    const cells = cellsUnder(this.index, [this.districtId]);
    const busiest = [...cells].sort(
      (a, b) => businessOf(this.index, b.id) - businessOf(this.index, a.id) || (a.id < b.id ? -1 : 1),
    );
    for (let number = 0; number < wanted; number++) {
      const overlay = commercial[number];
      const assigned = overlay ? overlay.memberUnitIds : [busiest[(number * 7) % busiest.length]!.id];
      const middle = this.index.unit.get(assigned[0]!)!;
      const building = this.bestBuilding(this.buildingsOf(assigned), middle.center, false, [
        'office',
        'shop',
      ]);
      if (!building)
        throw new RangeError(`no building is left for a commercial station in ${assigned.join(', ')}`);
      const name = overlay
        ? `${overlay.name}党群服务中心`
        : `${this.communityOf(building).name}楼宇党群服务站`;
      this.add('commercialStation', name, building, [...assigned], false);
    }
  }

  /** 红色驿站 on main roads and in commercial districts, far from one another. */
  addRedStations(wanted: number, overlays: readonly Overlay[]): void {
    const chosen: Building[] = [];
    for (const overlay of overlays) {
      if (overlay.kind !== 'commercialDistrict' || chosen.length >= Math.floor(wanted * 0.3)) continue;
      const building = this.bestBuilding(
        this.buildingsOf(overlay.memberUnitIds),
        this.index.unit.get(overlay.memberUnitIds[overlay.memberUnitIds.length - 1]!)!.center,
        false,
        ['shop'],
      );
      if (building) this.take(building, chosen);
    }
    const outside = this.buildingsOf([this.districtId]).filter(
      (each) => each.estateId === null && !this.used.has(each.id),
    );
    const sample = this.random.shuffle(outside).slice(0, RED_CANDIDATES);
    const onMainRoad = sample.filter((each) => this.streets.nearest(doorOf(each))?.main === true);
    const pool = onMainRoad.length >= wanted ? onMainRoad : sample;
    while (chosen.length < wanted) {
      const next = farthestFrom(
        chosen,
        pool.filter((each) => !this.used.has(each.id)),
      );
      if (!next) throw new RangeError(`no building is left for a red station in ${this.districtId}`);
      this.take(next, chosen);
    }
    chosen.forEach((building, position) => {
      const name = `${this.communityOf(building).name}红色驿站${chosen.length > 1 ? `（${position + 1}号）` : ''}`;
      this.add('redStation', name, building, [building.unitId], false);
    });
  }

  private take(building: Building, into: Building[]): void {
    this.used.add(building.id);
    into.push(building);
  }

  private addIn(community: Unit, name: string, assigned: string[], edge: boolean): Station {
    const building = this.bestBuilding(this.buildingsOf([community.id]), this.middleOfHomes(community), edge);
    if (!building) throw new RangeError(`no building is left for a station in ${community.id}`);
    return this.add('serviceStation', name, building, assigned, false);
  }

  /** Outside gated estates and near a public street, close to `middle` (or, `edge`, far from it), public buildings first. */
  private bestBuilding(
    buildings: readonly Building[],
    middle: Position,
    edge: boolean,
    kinds: readonly Building['kind'][] | null = null,
  ): Building | null {
    const free = buildings.filter((building) => !this.used.has(building.id));
    const open = free.filter((building) => building.estateId === null);
    const wanted = kinds === null ? open : open.filter((building) => kinds.includes(building.kind));
    const pool = wanted.length > 0 ? wanted : open.length > 0 ? open : free;
    let best: Building | null = null;
    let bestScore = Number.POSITIVE_INFINITY;
    for (const building of pool) {
      const distanceM = Math.sqrt(nearness(building.position, middle)) * METRES_PER_DEGREE;
      const base = (edge ? -distanceM : distanceM) + KIND_PENALTY_M[building.kind];
      if (base >= bestScore) continue;
      const streetM = this.streets.nearest(doorOf(building))?.distanceM ?? STREET_DOOR_M;
      const score = base + 3 * Math.max(0, streetM - 25);
      if (score >= bestScore) continue;
      best = building;
      bestScore = score;
    }
    return best;
  }

  private buildingsOf(unitIds: readonly string[]): Building[] {
    return cellsUnder(this.index, unitIds).flatMap((cell) => this.index.buildings.get(cell.id) ?? []);
  }

  private communityOf(building: Building): Unit {
    const cell = this.index.unit.get(building.unitId)!;
    return this.index.unit.get(cell.parentId!)!;
  }

  private middleOfHomes(unit: Unit): Position {
    let lon = 0;
    let lat = 0;
    let residents = 0;
    for (const building of homesUnder(this.index, [unit.id])) {
      lon += building.position[0] * building.residents;
      lat += building.position[1] * building.residents;
      residents += building.residents;
    }
    return residents > 0 ? [lon / residents, lat / residents] : unit.center;
  }

  private add(
    kind: StationKind,
    name: string,
    building: Building,
    assignedUnitIds: string[],
    centre: boolean,
  ): Station {
    this.used.add(building.id);
    const number = this.stations.filter((station) => station.kind === kind).length + 1;
    const station: Station = {
      id: `st:${this.districtId}:${kind[0]}${String(number).padStart(3, '0')}`,
      name,
      kind,
      unitId: building.unitId,
      position: building.position,
      entrances: entrancesOf(building, this.streets.nearest(doorOf(building))),
      hours: hoursOf(kind, centre, this.random),
      assignedUnitIds,
      areaM2: areaOf(kind, centre, this.random),
    };
    this.stations.push(station);
    return station;
  }
}

function doorOf(building: Building): Position {
  return building.entrances[0] ?? building.position;
}

function entrancesOf(building: Building, street: StreetPoint | null): Position[] {
  if (street && street.distanceM <= STREET_DOOR_M) return [street.position];
  return [doorOf(building)];
}

function nearestTo(unit: Unit, others: readonly Unit[]): Unit | null {
  let best: Unit | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const other of others) {
    if (other === unit) continue;
    const away = nearness(unit.center, other.center);
    if (away >= distance) continue;
    best = other;
    distance = away;
  }
  return best;
}

/** The building whose nearest chosen one is farthest; the first of the pool where none is chosen yet. */
function farthestFrom(chosen: readonly Building[], pool: readonly Building[]): Building | null {
  let best: Building | null = null;
  let distance = -1;
  for (const building of pool) {
    let nearest = Number.POSITIVE_INFINITY;
    for (const other of chosen) nearest = Math.min(nearest, nearness(building.position, other.position));
    if (nearest <= distance) continue;
    best = building;
    distance = nearest;
  }
  return best;
}
