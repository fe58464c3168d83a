import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromWgs84, toWgs84 } from '../../../geodata/crs/convert.ts';
import type { CoordinateSystem } from '../../../geodata/crs/coordinate-system.ts';
import type { ExistingCity } from '../../../geodata/import/existing-city.ts';
import { buildingLandmarks, streetLandmarks } from '../../../geodata/import/shift-landmarks.ts';
import { shiftSuspicion } from '../../../geodata/import/shift-suspicion.ts';
import type { Building } from '../../../geodata/model/building.ts';
import type { Position } from '../../../geodata/model/geometry.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { planeLat, planeLon } from '../../../geodata/network/plane.ts';
import { FIXTURE_PLANE, lonLat, walkSource } from '../network/walk-fixtures.ts';
import { Files, smallTown } from './files.ts';

/** Streets of 600 m blocks, and twelve stations 10 m beside them. */
const lines = [0, 600, 1200, 1800, 2400];
const corners = lines.flatMap((y) => lines.map((x): [number, number] => [x, y]));
const streets = buildWalkNetwork(
  walkSource(
    corners,
    lines.flatMap((_, i) => [
      { nodes: lines.map((_line, j) => i * lines.length + j) },
      { nodes: lines.map((_line, j) => j * lines.length + i) },
    ]),
  ),
);
const stations: Position[] = Array.from({ length: 12 }, (_, i) =>
  i % 2 === 0 ? lonLat(600 + 10, 200 + 130 * i) : lonLat(200 + 130 * i, 1200 + 10),
);
/** As somebody converts a file of `system` who declares `declared`. */
const readAs = (system: CoordinateSystem, declared: CoordinateSystem) =>
  stations.map((station) => toWgs84(fromWgs84(station, system), declared));

describe('a wrong coordinate system', () => {
  test.each([
    ['gcj02', 'wgs84'],
    ['bd09', 'wgs84'],
    ['gcj02', 'cgcs2000'],
    ['wgs84', 'gcj02'],
    ['bd09', 'gcj02'],
  ] as [CoordinateSystem, CoordinateSystem][])('%s declared as %s is suspected', (system, declared) => {
    const suspicion = shiftSuspicion(streetLandmarks(streets), readAs(system, declared), declared)!;
    expect(suspicion).toMatchObject({ suspected: system, landmarks: 'streets', points: 12 });
    expect(suspicion.medianOffM).toBeGreaterThan(40);
    expect(suspicion.medianOffAfterM).toBeCloseTo(10, 0);
  });

  test('is not suspected of what was declared rightly', () => {
    for (const system of ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const) {
      expect(shiftSuspicion(streetLandmarks(streets), readAs(system, system), system)).toBeNull();
    }
  });

  test('is not suspected of points that lie far from streets in every system, nor of a few', () => {
    const scattered = lines.map((y) => lonLat(300, y + 300)).concat(lines.map((y) => lonLat(900, y + 300)));
    expect(shiftSuspicion(streetLandmarks(streets), scattered, 'wgs84')).toBeNull();
    expect(
      shiftSuspicion(streetLandmarks(streets), readAs('gcj02', 'wgs84').slice(0, 7), 'wgs84'),
    ).toBeNull();
  });

  test('is not suspected outside of China, where the systems do not differ', () => {
    const porto = { ...streets, plane: { ...streets.plane, originLon: -8.6, originLat: 41.15 } };
    const far = Array.from(
      { length: 10 },
      (_, i): Position => [planeLon(porto.plane, 3000 + 60 * i), planeLat(porto.plane, -3000)],
    );
    expect(shiftSuspicion(streetLandmarks(porto), far, 'wgs84')).toBeNull();
  });
});

describe('buildings as landmarks', () => {
  /** A building of 20 × 20 m around a place, and an L-shaped one with its corner cut out. */
  const outlined = (id: string, corners: [number, number][]): Building => ({
    id,
    unitId: 'c1',
    estateId: null,
    name: id,
    kind: 'public',
    floors: 2,
    heightM: 6,
    households: 0,
    residents: 0,
    elderly: 0,
    children: 0,
    position: lonLat(...corners[0]),
    footprint: [...corners, corners[0]].flatMap(([x, y]) => lonLat(x, y)),
    entrances: [lonLat(...corners[0])],
  });
  const square = (x: number, y: number): [number, number][] => [
    [x - 10, y - 10],
    [x + 10, y - 10],
    [x + 10, y + 10],
    [x - 10, y + 10],
  ];
  const corner: [number, number][] = [
    [300, 0],
    [340, 0],
    [340, 10],
    [310, 10],
    [310, 40],
    [300, 40],
  ];

  test('are 0 m off inside, as far as their nearest side outside, and never more than 100 m', () => {
    const { offM } = buildingLandmarks([outlined('a', square(0, 0)), outlined('l', corner)]);
    const off = (x: number, y: number) => Math.round(offM(lonLat(x, y)));
    expect([off(0, 0), off(9, -9), off(15, 0), off(13, 14), off(0, -40)]).toEqual([0, 0, 5, 5, 30]);
    expect([off(305, 30), off(330, 30), off(1000, 1000), off(-500, 0)]).toEqual([0, 20, 100, 100]);
    expect(buildingLandmarks([]).offM(lonLat(0, 0))).toBe(100);
  });

  test('tell a shift where streets are too dense to tell', () => {
    const homes = stations.map(([lon, lat], i) => {
      const { originLon, originLat, dmPerDegreeLon, dmPerDegreeLat } = FIXTURE_PLANE;
      const x = ((lon - originLon) * dmPerDegreeLon) / 10;
      return outlined(`b${i}`, square(x, ((lat - originLat) * dmPerDegreeLat) / 10));
    });
    const landmarks = buildingLandmarks(homes);
    expect(shiftSuspicion(landmarks, readAs('gcj02', 'wgs84'), 'wgs84')).toMatchObject({
      suspected: 'gcj02',
      landmarks: 'buildings',
      medianOffAfterM: 0,
    });
    expect(shiftSuspicion(landmarks, readAs('wgs84', 'wgs84'), 'wgs84')).toBeNull();
  });
});

describe('the import of stations', () => {
  const files = new Files();
  let town: ExistingCity;
  beforeAll(async () => {
    town = { ...(await smallTown(files)), network: async () => townStreets };
  });
  afterAll(() => files.remove());

  /** Two streets through the middle of the four cells of the town, 10 km each, and nothing else. */
  const townStreets = buildWalkNetwork({
    ...walkSource([], []),
    nodeLon: Float64Array.of(106.59, 106.65),
    nodeLat: Float64Array.of(26.605, 26.605),
    wayStart: Uint32Array.of(0, 2),
    wayNodes: Uint32Array.of(0, 1),
    wayKind: Uint8Array.of(3),
    wayFlags: Uint8Array.of(0),
    wayNames: [''],
  });
  const table = (system: CoordinateSystem) => {
    const rows = Array.from({ length: 10 }, (_, i) => {
      const [lon, lat] = fromWgs84([106.603 + 0.003 * i, 26.6051], system);
      return `s${i},站${i},${lon},${lat}`;
    });
    return ['编号,名称,经度,纬度', ...rows].join('\n');
  };
  const notes = async (system: CoordinateSystem, declared: CoordinateSystem) => {
    const { part, problems } = await files.plan('stations', 's.csv', table(system), { crs: declared }, town);
    return { stations: part.stations!.length, reasons: problems.reasons() };
  };

  test('says that GCJ-02 was declared as WGS 84, keeps the rows and says what would work', async () => {
    const { stations: kept, reasons } = await notes('gcj02', 'wgs84');
    expect(kept).toBe(10);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ reason: 'crs-suspected', effect: 'noted', count: 1 });
    expect(reasons[0].message).toMatch(/^10 stations: read as wgs84 .* --crs gcj02$/);
  });

  test('says nothing of a file that was declared rightly', async () => {
    expect((await notes('gcj02', 'gcj02')).reasons).toEqual([]);
    expect((await notes('wgs84', 'wgs84')).reasons).toEqual([]);
  });
});
