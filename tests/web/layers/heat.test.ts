import { booleanPointInPolygon } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BinsAnswer } from '../../../server/contract/requests.ts';
import { PATTERN } from '../../../web/layers/area-style.ts';
import { binValues, heatBands, heatCellStates, heatCounts } from '../../../web/layers/heat.ts';

const HALF = 0.001;

/** Bins from a picture: rows of counts from north to south, '.' = no bin. */
function binsOf(rows: string[][], residents = 1000): BinsAnswer {
  const bins = {
    sizeM: 200,
    halfLon: HALF,
    halfLat: HALF,
    lon: [] as number[],
    lat: [] as number[],
    count: [] as number[],
    residents: [] as number[],
    breaksCount: [10, 20, 30, 40, 50],
    breaksPerThousand: [4, 8, 12, 18, 28],
  };
  for (const [y, row] of rows.entries()) {
    for (const [x, text] of row.entries()) {
      if (text === '.') continue;
      bins.lon.push(106 + x * 2 * HALF);
      bins.lat.push(26 - y * 2 * HALF);
      bins.count.push(Number(text));
      bins.residents.push(residents);
    }
  }
  return bins as unknown as BinsAnswer;
}

const flat = (value: string, size: number): string[][] =>
  Array.from({ length: size }, () => Array.from({ length: size }, () => value));

describe('heat', () => {
  it('counts every bin in one class or as too thin', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 5, max: 90 }), fc.integer({ min: 0, max: 3000 })), {
          maxLength: 60,
        }),
        (pairs) => {
          const bins = binsOf([pairs.map(([count]) => String(count))]);
          bins.residents = pairs.map(([, residents]) => residents);
          for (const mode of ['count', 'perThousand'] as const) {
            const { byClass, suppressed } = heatCounts(bins, mode);
            expect(byClass.reduce((sum, one) => sum + one, 0) + suppressed).toBe(pairs.length);
            expect(byClass).toHaveLength(6);
          }
          expect(heatCounts(bins, 'count').suppressed).toBe(0);
        },
      ),
    );
  });

  it('gives no rate where fewer than 110 people live', () => {
    expect([...binValues(binsOf([['9', '9']], 109), 'perThousand')]).toEqual([Number.NaN, Number.NaN]);
    expect([...binValues(binsOf([['9']], 900), 'perThousand')]).toEqual([10]);
  });

  it('keeps an even field in its class, up to the breaks', () => {
    for (const [count, expected] of [
      ['9', 0],
      ['10', 1],
      ['19', 1],
      ['20', 2],
      ['50', 5],
    ] as const) {
      const bands = heatBands(binsOf(flat(count, 7)), 'count').features;
      expect(Math.max(...bands.map((band) => band.properties.class))).toBe(expected);
    }
  });

  it('draws bands that lie in each other, and holds the hot spot in the highest', () => {
    const rows = flat('5', 9);
    for (let y = 3; y < 6; y++) for (let x = 3; x < 6; x++) rows[y][x] = '60';
    const bands = heatBands(binsOf(rows), 'count').features;
    const middle = [106 + 4 * 2 * HALF, 26 - 4 * 2 * HALF];
    const corner = [106 + 1 * 2 * HALF, 26 - 1 * 2 * HALF];
    expect(bands.map((band) => band.properties.class)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const band of bands) expect(booleanPointInPolygon(middle, band)).toBe(true);
    expect(bands.map((band) => booleanPointInPolygon(corner, band))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('ends where there are no bins, and is empty without any', () => {
    const bands = heatBands(binsOf([['9', '.', '.', '.', '9']]), 'count').features;
    expect(bands.some((band) => booleanPointInPolygon([106 + 2 * 2 * HALF, 26], band))).toBe(false);
    expect(heatBands(binsOf([]), 'count').features).toEqual([]);
  });

  it('dots every cell under the bands', () => {
    expect(heatCellStates('day', ['a', 'b']).get('b')?.pattern).toBe(PATTERN.dots);
  });
});
