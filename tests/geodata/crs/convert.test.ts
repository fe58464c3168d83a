import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { FeatureCollection, MultiPolygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import { flatToWgs84, fromWgs84, geometryToWgs84, toWgs84 } from '../../../geodata/crs/convert.ts';
import { COORDINATE_SYSTEMS } from '../../../geodata/crs/coordinate-system.ts';
import type { Position } from '../../../geodata/model/geometry.ts';
import { sharedData } from '../../shared-data.ts';

const METRES_PER_DEGREE = 111_320;

function distanceM(a: Position, b: Position): number {
  const dx = (a[0] - b[0]) * Math.cos((a[1] * Math.PI) / 180);
  return Math.hypot(dx, a[1] - b[1]) * METRES_PER_DEGREE;
}

const inChina = fc.tuple(
  fc.double({ min: 75, max: 134, noNaN: true }),
  fc.double({ min: 4, max: 53, noNaN: true }),
);

test('there and back again within a centimetre, in every system', () => {
  fc.assert(
    fc.property(inChina, fc.constantFrom(...COORDINATE_SYSTEMS), (position, system) => {
      expect(distanceM(toWgs84(fromWgs84(position, system), system), position)).toBeLessThan(0.01);
    }),
    { numRuns: 2000 },
  );
});

test('a GCJ-02 shift is hundreds of metres, CGCS2000 none', () => {
  const guiyang: Position = [106.6263, 26.6464];
  expect(distanceM(fromWgs84(guiyang, 'gcj02'), guiyang)).toBeGreaterThan(200);
  expect(toWgs84(guiyang, 'cgcs2000')).toEqual(guiyang);
});

test('outside China nothing is shifted', () => {
  expect(toWgs84([-8.61, 41.15], 'gcj02')).toEqual([-8.61, 41.15]);
});

test('flat arrays and geometries convert like positions', () => {
  const position: Position = [106.6263, 26.6464];
  const [lon, lat] = toWgs84(position, 'bd09');
  expect([...flatToWgs84([...position, ...position], 'bd09')]).toEqual([lon, lat, lon, lat]);
  const ring = [position, position, position];
  expect(geometryToWgs84({ type: 'Polygon', coordinates: [ring] }, 'bd09').coordinates).toEqual([
    ring.map(() => [lon, lat]),
  ]);
});

const gcj02 = sharedData('boundaries/seed_counties_gcj02.geojson');
const wgs84 = sharedData('boundaries/seed_counties_wgs84.geojson');

describe.skipIf(gcj02 === null || wgs84 === null)('county outlines in GCJ-02', () => {
  test('land within 2 m of the WGS 84 copy', () => {
    const shifted: FeatureCollection<MultiPolygon> = JSON.parse(readFileSync(gcj02!, 'utf8'));
    const straight: FeatureCollection<MultiPolygon> = JSON.parse(readFileSync(wgs84!, 'utf8'));
    let farthestM = 0;
    let undeclaredM = 0;
    let vertices = 0;
    shifted.features.forEach((feature, index) => {
      const expected = straight.features[index].geometry.coordinates.flat(2) as Position[];
      const converted = geometryToWgs84(feature.geometry, 'gcj02').coordinates.flat(2) as Position[];
      const raw = feature.geometry.coordinates.flat(2) as Position[];
      expect(converted.length).toBe(expected.length);
      converted.forEach((position, i) => {
        farthestM = Math.max(farthestM, distanceM(position, expected[i]));
        undeclaredM = Math.max(undeclaredM, distanceM(raw[i], expected[i]));
        vertices += 1;
      });
    });
    expect(vertices).toBeGreaterThan(5000);
    // Asked: 2 m. The copy itself is rounded to six decimals and came from an approximate inverse.
    expect(farthestM).toBeLessThan(0.25);
    expect(undeclaredM).toBeGreaterThan(300);
  });
});
