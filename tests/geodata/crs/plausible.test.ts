import { expect, test } from 'vitest';
import { requireCoordinateSystem } from '../../../geodata/crs/coordinate-system.ts';
import { checkGeometry, checkPosition } from '../../../geodata/crs/plausible.ts';

test('an undeclared system is refused, naming the four', () => {
  expect(() => requireCoordinateSystem(undefined)).toThrow(/--crs, one of wgs84, cgcs2000, gcj02, bd09/);
  expect(() => requireCoordinateSystem('EPSG:3857')).toThrow(/"EPSG:3857" is no known coordinate system/);
  expect(requireCoordinateSystem('GCJ02')).toBe('gcj02');
});

test.each([
  ['metres', 11_869_000, 3_080_000, 'wgs84', 'crs-metres', /metres.*degrees/],
  ['swapped', 26.6, 106.6, 'wgs84', 'crs-swapped', /longitude comes first/],
  ['swapped but a possible latitude', 26.6, 80, 'gcj02', 'crs-swapped', /longitude comes first/],
  ['outside China in GCJ-02', -8.61, 41.15, 'gcj02', 'crs-outside', /--crs wgs84/],
  ['the empty place', 0, 0, 'wgs84', 'crs-outside', /leave the coordinates out/],
  ['not a number', Number.NaN, 26, 'wgs84', 'crs-not-a-number', /degrees/],
] as const)('%s', (_, lon, lat, system, code, message) => {
  expect(() => checkPosition(lon, lat, system, 'feature 3 (金华园)')).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
  expect(() => checkPosition(lon, lat, system, 'feature 3 (金华园)')).toThrow(/^feature 3 \(金华园\): /);
});

test('what can be is let through', () => {
  checkPosition(106.6, 26.6, 'gcj02', 'row 1');
  checkPosition(-8.61, 41.15, 'wgs84', 'row 1');
  checkGeometry({ type: 'Point', coordinates: [106.6, 26.6] }, 'bd09', 'row 1');
});

test('a geometry is checked to its last position', () => {
  const polygon = {
    type: 'Polygon' as const,
    coordinates: [
      [
        [106, 26],
        [107, 26],
        [27, 107],
        [106, 26],
      ],
    ],
  };
  expect(() => checkGeometry(polygon, 'wgs84', 'feature 1')).toThrow(/^feature 1: coordinates \(27, 107\)/);
});
