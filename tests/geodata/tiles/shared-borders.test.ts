import { expect, test } from 'vitest';
import { labelPoint } from '../../../geodata/tiles/label-point.ts';
import { SharedBorders } from '../../../geodata/tiles/shared-borders.ts';
import { smallCity } from './small-city.ts';

/** Every edge of the shapes as a text that does not depend on its direction → how many rings have it. */
function edgeCounts(shapes: number[][][][][]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const ring of shapes.flat(2)) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const key = [String(ring[i]), String(ring[i + 1])].sort().join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

test('neighbours keep one border at any tolerance: every edge inside the coverage belongs to exactly two cells', () => {
  const { units, shapes } = smallCity(5);
  const cells = units.filter((unit) => unit.level === 'gridCell');
  const district = shapes.get('520115')!;
  const borders = new SharedBorders([...cells.map((cell) => shapes.get(cell.id)!), district]);
  for (let zoom = 6; zoom <= 15; zoom++) {
    const tolerance = 3 / (4096 * 2 ** zoom);
    const simplified = cells.map((_, index) => borders.simplified(index, tolerance));
    const outline = edgeCounts([borders.simplified(cells.length, tolerance)]);
    const wrong = [...edgeCounts(simplified)].filter(
      ([edge, count]) => count !== (outline.has(edge) ? 1 : 2),
    );
    expect(wrong).toEqual([]);
  }
});

test('drops what a zoom cannot show and nothing at full detail', () => {
  const { shapes } = smallCity(3);
  const shape = shapes.get('520115')!;
  const borders = new SharedBorders([shape]);
  const vertices = (tolerance: number) => borders.simplified(0, tolerance)[0][0].length;
  expect(borders.simplified(0, 0)).toEqual([shape.coordinates]);
  expect(vertices(3 / (4096 * 2 ** 6))).toBeLessThan(30);
  expect(vertices(3 / (4096 * 2 ** 14))).toBeGreaterThan(100);
});

test('a ring smaller than the tolerance stays', () => {
  const { shapes } = smallCity(1);
  const borders = new SharedBorders([shapes.get('520115')!]);
  expect(borders.simplified(0, 1)[0][0].length).toBeGreaterThanOrEqual(4);
});

test('a label stands inside its unit, in the widest part', () => {
  const horseshoe = [
    [0, 0],
    [9, 0],
    [9, 9],
    [7, 9],
    [7, 1],
    [1, 1],
    [1, 9],
    [0, 9],
    [0, 0],
  ];
  const [lon, lat] = labelPoint({ type: 'Polygon', coordinates: [horseshoe] });
  expect(lon).toBeGreaterThan(7);
  expect(lon).toBeLessThan(9);
  expect(lat).toBeGreaterThan(1);
  const withHole = [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [0, 0],
    ],
    [
      [3, 3],
      [3, 9],
      [9, 9],
      [9, 3],
      [3, 3],
    ],
  ];
  const [x, y] = labelPoint({ type: 'Polygon', coordinates: withHole });
  expect(x < 3 || x > 9 || y < 3 || y > 9).toBe(true);
});

test('keeps the area of every shape, however many vertices there are', () => {
  // Enough vertices for the table of vertices to grow several times.
  const shapes = Array.from({ length: 60 }, (_, index) => {
    const ring = Array.from({ length: 100 }, (_, step) => {
      const angle = (step / 100) * 2 * Math.PI;
      return [106 + index * 0.01 + 0.004 * Math.cos(angle), 26 + 0.004 * Math.sin(angle)];
    });
    return { type: 'Polygon' as const, coordinates: [[...ring, ring[0]]] };
  });
  const area = (ring: number[][]) =>
    ring.slice(1).reduce((sum, [x, y], i) => sum + (ring[i][0] * y - x * ring[i][1]) / 2, 0);
  const borders = new SharedBorders(shapes);
  for (const [index, shape] of shapes.entries()) {
    const simplified = borders.simplified(index, 3 / (4096 * 2 ** 12))[0][0];
    expect(simplified.length).toBeLessThan(60);
    expect(area(simplified) / area(shape.coordinates[0])).toBeGreaterThan(0.97);
  }
});
