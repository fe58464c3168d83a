import type { Building } from '../model/building.ts';
import type { AreaGeometry } from '../model/geometry.ts';
import type { Unit } from '../model/unit.ts';
import { AliasTable } from './alias-table.ts';
import { distanceToBoundaryM } from './requests-jitter.ts';
import { textShare } from './text-hash.ts';

/** As much of a city as 诉求 need; a whole CityData will do. Without shapes, points stay on their building. */
export interface RequestSite {
  units: readonly Pick<Unit, 'id' | 'parentId' | 'level'>[];
  buildings: readonly Pick<Building, 'id' | 'unitId' | 'estateId' | 'kind' | 'residents' | 'position'>[];
  shapes?: ReadonlyMap<string, AreaGeometry>;
}

/** Where 诉求 arise and how well each place answers; one entry per building or per unit. */
export interface RequestGround {
  unitIds: string[];
  /** Index of the unit above, or the unit itself at the top. */
  parent: Uint32Array;
  buildings: AliasTable;
  buildingUnit: Uint32Array;
  buildingLon: Float64Array;
  buildingLat: Float64Array;
  /** Radius around the building's point that stays inside its unit, in metres. */
  buildingJitterM: Float32Array;
  /** 0 tower, 1 another home, 2 no homes: see PLACES. */
  buildingPlace: Uint8Array;
  /** Factors on the delays of a unit, 1 = ordinary. */
  acceptFactor: Float32Array;
  arriveFactor: Float32Array;
  resolveFactor: Float32Array;
  /** Added to the probability of a satisfied rating. */
  satisfactionShift: Float32Array;
  residents: number;
}

/** 诉求 of a building without residents, in residents' worth. */
const WORTH_WITHOUT_RESIDENTS: Partial<Record<Building['kind'], number>> = {
  shop: 9,
  office: 22,
  school: 16,
  public: 14,
};
const JITTER_M = 22;
const WEAK_SHARE = 0.08;
const STRONG_SHARE = 0.12;

/** @throws where no building lies in a known unit. */
export function prepareGround(site: RequestSite, seed: number): RequestGround {
  const unitIds = site.units.map((unit) => unit.id);
  const indexOf = new Map(unitIds.map((id, index) => [id, index]));
  const parent = Uint32Array.from(site.units, (unit, index) => indexOf.get(unit.parentId ?? '') ?? index);
  const count = site.buildings.length;
  const ground = {
    buildingUnit: new Uint32Array(count),
    buildingLon: new Float64Array(count),
    buildingLat: new Float64Array(count),
    buildingJitterM: new Float32Array(count),
    buildingPlace: new Uint8Array(count),
  };
  const weights = new Float64Array(count);
  let residents = 0;
  for (let index = 0; index < count; index++) {
    const building = site.buildings[index]!;
    const unit = indexOf.get(building.unitId);
    if (unit === undefined) continue;
    residents += building.residents;
    ground.buildingUnit[index] = unit;
    ground.buildingLon[index] = building.position[0];
    ground.buildingLat[index] = building.position[1];
    ground.buildingPlace[index] = placeOf(building);
    const shape = site.shapes?.get(building.unitId);
    if (shape) {
      ground.buildingJitterM[index] = Math.min(JITTER_M, 0.9 * distanceToBoundaryM(shape, building.position));
    }
    weights[index] = worthOf(building) * hotSpotFactor(building, seed);
  }
  return {
    unitIds,
    parent,
    ...ground,
    buildings: new AliasTable(weights),
    ...performance(site, seed),
    residents,
  };
}

function placeOf(building: RequestSite['buildings'][number]): number {
  if (building.residents === 0) return 2;
  return building.kind === 'tower' ? 0 : 1;
}

function worthOf(building: RequestSite['buildings'][number]): number {
  return building.residents > 0 ? building.residents : (WORTH_WITHOUT_RESIDENTS[building.kind] ?? 0);
}

/** Some cells, estates and buildings ask much more than others. */
function hotSpotFactor(building: RequestSite['buildings'][number], seed: number): number {
  const cellShare = textShare(building.unitId, seed + 1);
  let factor = 0.55 + 0.9 * cellShare;
  if (cellShare > 0.965) factor *= 2.6;
  if (building.estateId !== null && textShare(building.estateId, seed + 2) > 0.95) factor *= 2.2;
  if (textShare(building.id, seed + 3) > 0.985) factor *= 5;
  return factor;
}

/** A community has a quality of its own, its cells lie around it: weak places exist, so a ranking means something. */
function performance(site: RequestSite, seed: number) {
  const count = site.units.length;
  const factors = {
    acceptFactor: new Float32Array(count).fill(1),
    arriveFactor: new Float32Array(count).fill(1),
    resolveFactor: new Float32Array(count).fill(1),
    satisfactionShift: new Float32Array(count),
  };
  site.units.forEach((unit, index) => {
    const communityId = unit.level === 'gridCell' ? (unit.parentId ?? unit.id) : unit.id;
    const quality = textShare(communityId, seed + 4);
    const own = textShare(unit.id, seed + 5);
    const weak = quality < WEAK_SHARE;
    const strong = quality > 1 - STRONG_SHARE;
    const spread = 0.94 + 0.12 * own;
    factors.acceptFactor[index] = spread * (weak ? 1.4 : strong ? 0.85 : 1);
    factors.arriveFactor[index] = spread * (weak ? 1.35 : strong ? 0.88 : 1);
    factors.resolveFactor[index] = spread * (weak ? 1.7 : strong ? 0.8 : 1);
    factors.satisfactionShift[index] = 0.02 * (own - 0.5) + (weak ? -0.13 : strong ? 0.03 : 0);
  });
  return factors;
}
