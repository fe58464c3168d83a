import type { CityPlan } from '../../../geodata/demo-city/city-plan.ts';
import type { PlanSpec } from '../../../geodata/demo-city/plan-spec.ts';
import type { Building } from '../../../geodata/model/building.ts';
import type { Unit } from '../../../geodata/model/unit.ts';
import { WAY_KINDS } from '../../../geodata/model/walk-source.ts';

const CELL_DEGREES = 0.003;
const BUILDINGS = 12;

/**
 * A city drawn by ruler: square cells in rows, a street on every cell border, twelve buildings a cell. It has the counts of a
 * spec and none of the looks of planCity, so organizations and requests can be tested alone. A river runs under row 10.
 */
export function chessboardPlan(spec: PlanSpec): CityPlan {
  const units: Unit[] = [];
  const shapes: CityPlan['shapes'] = new Map();
  const buildings: Building[] = [];
  const estates: CityPlan['estates'] = [];
  const cellCount = spec.districts
    .flatMap((district) => district.subdistricts.flatMap((street) => street.communities))
    .reduce((sum, community) => sum + community.gridCells, 0);
  const columns = Math.ceil(Math.sqrt(cellCount));
  let cellIndex = 0;

  const addUnit = (unit: Pick<Unit, 'id' | 'parentId' | 'level' | 'name' | 'codeStatus'>): Unit => {
    const full: Unit = {
      ...unit,
      validFrom: spec.validFrom,
      validTo: null,
      households: 0,
      residents: 0,
      elderly: 0,
      children: 0,
      areaM2: 0,
      center: [0, 0],
      bbox: [180, 90, -180, -90],
    };
    units.push(full);
    return full;
  };

  const city = addUnit({
    id: spec.id,
    parentId: null,
    level: 'city',
    name: spec.name,
    codeStatus: 'official',
  });
  for (const districtSpec of spec.districts) {
    const district = addUnit({ ...pick(districtSpec), parentId: spec.id, level: 'district' });
    for (const streetSpec of districtSpec.subdistricts) {
      const street = addUnit({ ...pick(streetSpec), parentId: district.id, level: 'subdistrict' });
      for (const communitySpec of streetSpec.communities) {
        const community = addUnit({ ...pick(communitySpec), parentId: street.id, level: 'community' });
        for (let ordinal = 1; ordinal <= communitySpec.gridCells; ordinal++) {
          const west = spec.center[0] + (cellIndex % columns) * CELL_DEGREES;
          const south = spec.center[1] + Math.floor(cellIndex / columns) * CELL_DEGREES;
          cellIndex++;
          const id = `${community.id}${String(ordinal).padStart(3, '0')}`;
          const cell = addUnit({
            id,
            parentId: community.id,
            level: 'gridCell',
            name: `第${ordinal}网格`,
            codeStatus: communitySpec.codeStatus,
          });
          const [east, north] = [west + CELL_DEGREES, south + CELL_DEGREES];
          shapes.set(id, {
            type: 'Polygon',
            coordinates: [
              [
                [west, south],
                [east, south],
                [east, north],
                [west, north],
                [west, south],
              ],
            ],
          });
          const estateId = ordinal % 3 === 0 ? `${id}-e1` : null;
          if (estateId) {
            estates.push({
              id: estateId,
              unitId: community.id,
              name: `${ordinal}号院`,
              gated: true,
              footprint: [],
            });
          }
          for (let index = 0; index < BUILDINGS; index++) {
            const building = addBuilding(buildings, id, index, west, south, index < 10 ? estateId : null);
            for (const unit of [cell, community, street, district, city]) {
              unit.households += building.households;
              unit.residents += building.residents;
            }
          }
          for (const unit of [cell, community, street, district, city]) {
            unit.bbox = [
              Math.min(unit.bbox[0], west),
              Math.min(unit.bbox[1], south),
              Math.max(unit.bbox[2], east),
              Math.max(unit.bbox[3], north),
            ];
            unit.center = [(unit.bbox[0] + unit.bbox[2]) / 2, (unit.bbox[1] + unit.bbox[3]) / 2];
          }
        }
      }
    }
  }
  return { units, shapes, estates, buildings, walk: streets(spec.center, columns), basemap: [] };
}

function pick(spec: { id: string; name: string; codeStatus: Unit['codeStatus'] }) {
  return { id: spec.id, name: spec.name, codeStatus: spec.codeStatus };
}

function addBuilding(
  buildings: Building[],
  cellId: string,
  index: number,
  west: number,
  south: number,
  estateId: string | null,
): Building {
  const position: [number, number] = [
    west + ((index % 4) + 0.6) * (CELL_DEGREES / 4.6),
    south + (Math.floor(index / 4) + 0.6) * (CELL_DEGREES / 3.6),
  ];
  const home = index < 10;
  const building: Building = {
    id: `${cellId}-b${String(index + 1).padStart(3, '0')}`,
    unitId: cellId,
    estateId,
    name: `${index + 1}栋`,
    kind: home ? (index % 2 === 0 ? 'tower' : 'slab') : index === 10 ? 'shop' : 'public',
    floors: home ? 18 : 2,
    heightM: home ? 54 : 8,
    households: home ? 40 : 0,
    residents: home ? 105 : 0,
    elderly: home ? 18 : 0,
    children: home ? 15 : 0,
    position,
    footprint: [],
    entrances: [[position[0], position[1] - 0.0001]],
  };
  buildings.push(building);
  return building;
}

function streets(center: [number, number], columns: number): CityPlan['walk'] {
  const side = columns + 1;
  const nodeLon = new Float64Array(side * side);
  const nodeLat = new Float64Array(side * side);
  const wayStart = [0];
  const wayNodes: number[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      nodeLon[row * side + column] = center[0] + column * CELL_DEGREES;
      nodeLat[row * side + column] = center[1] + row * CELL_DEGREES;
    }
  }
  for (let line = 0; line < side; line++) {
    for (let step = 0; step < side; step++) wayNodes.push(line * side + step);
    wayStart.push(wayNodes.length);
    for (let step = 0; step < side; step++) wayNodes.push(step * side + line);
    wayStart.push(wayNodes.length);
  }
  const riverLat = center[1] + 10.5 * CELL_DEGREES;
  return {
    nodeLon,
    nodeLat,
    wayStart: Uint32Array.from(wayStart),
    wayNodes: Uint32Array.from(wayNodes),
    wayKind: new Uint8Array(side * 2).fill(WAY_KINDS.indexOf('lane')),
    wayFlags: new Uint8Array(side * 2),
    wayNames: new Array<string>(side * 2).fill(''),
    gates: [],
    barriers: [
      { kind: 'water', line: [center[0] - 1, riverLat, center[0] + side * CELL_DEGREES + 1, riverLat] },
    ],
    sourceName: 'chessboard',
    sourceDate: '2026-01-01',
  };
}
