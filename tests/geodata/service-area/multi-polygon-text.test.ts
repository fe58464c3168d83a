import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MultiPolygonGeometry } from '../../../geodata/model/geometry.ts';
import { multiPolygonText } from '../../../geodata/service-area/multi-polygon-text.ts';

const degrees = (most: number) =>
  fc
    .oneof(
      fc.integer({ min: -most * 1e6, max: most * 1e6 }),
      fc.integer({ min: -most, max: most }).map((whole) => whole * 1e6),
      fc.integer({ min: -100, max: 100 }),
    )
    .map((millionths) => millionths / 1e6);

describe('multiPolygonText', () => {
  it('is what JSON.stringify says of coordinates with six decimals', () => {
    const ring = fc.array(fc.tuple(degrees(180), degrees(90)), { maxLength: 6 });
    const polygons = fc.array(fc.array(ring, { maxLength: 3 }), { maxLength: 3 });
    fc.assert(
      fc.property(polygons, (coordinates) => {
        const geometry: MultiPolygonGeometry = { type: 'MultiPolygon', coordinates };
        expect(multiPolygonText(geometry)).toBe(JSON.stringify(geometry));
      }),
      { numRuns: 2000 },
    );
  });

  it('has room for the longest of rings', () => {
    const ring = Array.from({ length: 20_000 }, (_, i) => [-179.123456, -89.000001 + i * 0.001].map(rounded));
    const geometry: MultiPolygonGeometry = { type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] };
    expect(multiPolygonText(geometry)).toBe(JSON.stringify(geometry));
  });
});

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
