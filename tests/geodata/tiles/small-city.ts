import type { BasemapFeature } from '../../../geodata/model/basemap.ts';
import type { Building } from '../../../geodata/model/building.ts';
import type { CityData } from '../../../geodata/model/city-data.ts';
import type { AreaGeometry } from '../../../geodata/model/geometry.ts';
import type { AreaLevel, Unit } from '../../../geodata/model/unit.ts';

const WEST = 106.6;
const SOUTH = 26.6;
const CELL_DEGREES = 0.02;

/** A square coverage of `side` × `side` cells with crooked borders, in one community of one street of one district. */
export function smallCity(side: number): Pick<CityData, 'units' | 'shapes' | 'basemap' | 'buildings'> {
  const units: Unit[] = [];
  const shapes = new Map<string, AreaGeometry>();
  const add = (id: string, level: AreaLevel, parentId: string | null, ring: number[][]) => {
    units.push(unitOf(id, level, parentId));
    shapes.set(id, { type: 'Polygon', coordinates: [ring] });
  };
  for (const [id, level, parentId] of [
    ['520115', 'district', null],
    ['520115001000', 'subdistrict', '520115'],
    ['520115001001', 'community', '520115001000'],
  ] as const) {
    add(id, level, parentId, block(0, 0, side));
  }
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const number = String(row * side + column + 1).padStart(3, '0');
      add(`520115001001${number}`, 'gridCell', '520115001001', block(column, row, 1));
    }
  }
  return { units, shapes, basemap: roads(), buildings: [building(0), building(1)] };
}

export function unitOf(id: string, level: AreaLevel, parentId: string | null): Unit {
  return {
    id,
    parentId,
    level,
    name: `单元${id}`,
    codeStatus: 'generated',
    validFrom: '2024-01-01',
    validTo: null,
    households: 400,
    residents: 1000,
    elderly: 180,
    children: 150,
    areaM2: 4e6,
    center: [WEST, SOUTH],
    bbox: [WEST, SOUTH, WEST + CELL_DEGREES, SOUTH + CELL_DEGREES],
  };
}

/** The outline of `size` × `size` cells, counter-clockwise; each shared edge has the same vertices on both sides. */
function block(column: number, row: number, size: number): number[][] {
  const ring: number[][] = [corner(column, row)];
  for (let i = 0; i < size; i++) ring.push(...edge(corner(column + i, row), corner(column + i + 1, row)));
  for (let i = 0; i < size; i++) {
    ring.push(...edge(corner(column + size, row + i), corner(column + size, row + i + 1)));
  }
  for (let i = size; i > 0; i--)
    ring.push(...edge(corner(column + i, row + size), corner(column + i - 1, row + size)));
  for (let i = size; i > 0; i--) ring.push(...edge(corner(column, row + i), corner(column, row + i - 1)));
  return ring;
}

function corner(column: number, row: number): number[] {
  return [
    WEST + CELL_DEGREES * (column + 0.2 * Math.sin(column * 7 + row * 3)),
    SOUTH + CELL_DEGREES * (row + 0.2 * Math.cos(column * 5 + row * 11)),
  ];
}

/** The vertices after `from` up to `to`, wavy, the same in both directions. */
function edge(from: number[], to: number[]): number[][] {
  const steps = 16;
  const flipped = from[0] > to[0] || (from[0] === to[0] && from[1] > to[1]);
  const [a, b] = flipped ? [to, from] : [from, to];
  const points: number[][] = [];
  for (let k = 0; k <= steps; k++) {
    const part = k / steps;
    const wave = k % steps === 0 ? 0 : 0.04 * Math.sin(k * 1.7 + a[0] * 1000);
    points.push([
      a[0] + (b[0] - a[0]) * part + wave * (b[1] - a[1]),
      a[1] + (b[1] - a[1]) * part - wave * (b[0] - a[0]),
    ]);
  }
  return (flipped ? points.reverse() : points).slice(1);
}

function roads(): BasemapFeature[] {
  const line = (kind: string, offset: number): BasemapFeature => ({
    layer: 'road',
    kind,
    name: kind === 'path' ? '' : '观山路',
    geometry: {
      type: 'LineString',
      coordinates: [
        [WEST, SOUTH + offset],
        [WEST + 0.01, SOUTH + offset + 0.001],
      ],
    },
  });
  return [line('expressway', 0), line('arterial', 0.001), line('path', 0.002)];
}

function building(number: number): Building {
  const lon = WEST + 0.004 + number * 0.002;
  const lat = SOUTH + 0.006;
  const size = 0.0004;
  return {
    id: `b${number}`,
    unitId: '520115001001001',
    estateId: number === 0 ? null : 'e1',
    name: `${number + 1}栋`,
    kind: 'slab',
    floors: 6,
    heightM: 18,
    households: 24,
    residents: 60,
    elderly: 9,
    children: 8,
    position: [lon + size / 2, lat + size / 2],
    footprint: [lon, lat, lon + size, lat, lon + size, lat + size, lon, lat + size, lon, lat],
    entrances: [[lon, lat]],
  };
}
