import { bboxPolygon, booleanIntersects, feature } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry, BoundingBox } from '../../../geodata/model/geometry.ts';
import { areaMeetsBox } from '../../../server/store/area-meets-box.ts';

/** An L with a hole in its foot: its own box is [0, 0, 10, 10]. */
const L: AreaGeometry = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [10, 0],
      [10, 4],
      [4, 4],
      [4, 10],
      [0, 10],
      [0, 0],
    ],
    [
      [6, 1],
      [6, 3],
      [8, 3],
      [8, 1],
      [6, 1],
    ],
  ],
};

describe('a shape and a box meet', () => {
  it.each<[string, BoundingBox, boolean]>([
    ['in the crook of the L, inside its box', [5, 5, 9, 9], false],
    ['touching at the inner corner', [4, 4, 6, 6], true],
    ['along a border', [4, 5, 6, 6], true],
    ['inside the shape', [1, 1, 2, 2], true],
    ['around the shape', [-1, -1, 11, 11], true],
    ['inside the hole', [6.5, 1.5, 7.5, 2.5], false],
    ['as large as the hole', [6, 1, 8, 3], true],
    ['across the shape without a corner of either in the other', [-1, 6, 5, 7], true],
    ['as a point inside', [1, 1, 1, 1], true],
    ['as a point in the hole', [7, 2, 7, 2], false],
    ['as a line through everything', [-5, 2, 15, 2], true],
    ['beside', [11, 0, 12, 10], false],
  ])('%s', (_, box, meets) => {
    expect(areaMeetsBox(L, box)).toBe(meets);
  });

  it('where one part of several does', () => {
    const parts: AreaGeometry = {
      type: 'MultiPolygon',
      coordinates: [
        L.coordinates as number[][][],
        [
          [
            [20, 0],
            [30, 10],
            [20, 10],
            [20, 0],
          ],
        ],
      ],
    };
    expect(areaMeetsBox(parts, [20, 8, 22, 9])).toBe(true);
    // Both boxes hold it, neither part does.
    expect(areaMeetsBox(parts, [27, 1, 29, 3])).toBe(false);
  });

  it('as the library says, for stars of any shape', () => {
    const star = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 9 });
    const edge = fc.integer({ min: -24, max: 24 });
    fc.assert(
      fc.property(
        star,
        edge,
        edge,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        (radii, west, south, width, height) => {
          const ring = radii.map((radius, corner) => {
            const angle = (2 * Math.PI * corner) / radii.length + 0.1;
            return [radius * Math.cos(angle), radius * Math.sin(angle)];
          });
          const shape: AreaGeometry = { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
          const box: BoundingBox = [west, south, west + width, south + height];
          expect(areaMeetsBox(shape, box)).toBe(booleanIntersects(feature(shape), bboxPolygon(box)));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
