import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allotNodes } from '../../../geodata/demo-city/plan-allot.ts';
import { Partition, type Piece, ROAD_CLASS } from '../../../geodata/demo-city/plan-partition.ts';
import { dealOut, drawHouseholds } from '../../../geodata/demo-city/plan-people.ts';
import {
  clipHalfPlane,
  ringArea,
  ringCentroid,
  ringContains,
} from '../../../geodata/demo-city/plan-plane.ts';
import type { TerritoryNode } from '../../../geodata/demo-city/plan-skeleton.ts';
import { createRandom } from '../../../geodata/demo-city/random.ts';

const SQUARE = [0, 0, 1000, 0, 1000, 1000, 0, 1000];

describe('partition', () => {
  it('keeps area and convexity through random cuts, and every cut known to both sides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 30 }), (seed, cuts) => {
        const random = createRandom(seed);
        const partition = new Partition();
        let pieces: Piece[] = [partition.addOutline(SQUARE)];
        for (let n = 0; n < cuts; n++) {
          const at = random.int(0, pieces.length - 1);
          const [x, y] = ringCentroid(partition.ringOf(pieces[at]!));
          const angle = random.float(0, Math.PI);
          const options = { roadClass: ROAD_CLASS.lane, snapShare: 0.4, snapMaxM: 60 };
          const halves = partition.cut(pieces[at]!, x, y, Math.cos(angle), Math.sin(angle), options);
          if (halves) pieces = [...pieces.slice(0, at), ...halves, ...pieces.slice(at + 1)];
        }
        const rings = pieces.map((piece) => partition.ringOf(piece));
        expect(rings.reduce((sum, ring) => sum + ringArea(ring), 0)).toBeCloseTo(1e6, 3);
        for (const ring of rings) {
          expect(ringArea(ring)).toBeGreaterThan(0);
          for (let i = 0; i < ring.length; i += 2) {
            const [j, k] = [(i + 2) % ring.length, (i + 4) % ring.length];
            const cross =
              (ring[j]! - ring[i]!) * (ring[k + 1]! - ring[j + 1]!) -
              (ring[j + 1]! - ring[i + 1]!) * (ring[k]! - ring[j]!);
            expect(cross).toBeGreaterThan(-1e-3);
          }
        }
        for (const piece of pieces)
          piece.vertices.forEach((vertex, i) => {
            const line = partition.lines[piece.lines[i]!]!;
            expect(line.vertices).toContain(vertex);
            expect(line.vertices).toContain(piece.vertices[(i + 1) % piece.vertices.length]);
          });
      }),
      { numRuns: 60 },
    );
  });

  it('makes a crossroads of two junctions that nearly face each other', () => {
    const partition = new Partition();
    const options = { roadClass: ROAD_CLASS.collector, snapShare: 0.4, snapMaxM: 80 };
    const [west, east] = partition.cut(partition.addOutline(SQUARE), 500, 0, 0, 1, options)!;
    partition.cut(west, 0, 480, 1, 0, options);
    const before = partition.x.length;
    partition.cut(east, 0, 520, 1, 0, options);
    // Only the far end is new: the near one is the junction from the other side.
    expect(partition.x.length).toBe(before + 1);
  });
});

describe('plane', () => {
  it('clips a half-plane off a convex ring', () => {
    expect(ringArea(clipHalfPlane(SQUARE, 1, 0, 400))).toBeCloseTo(600_000);
    expect(clipHalfPlane(SQUARE, 1, 0, 1001)).toEqual([]);
    expect(ringContains(SQUARE, 500, 500)).toBe(true);
    expect(ringContains(SQUARE, 1500, 500)).toBe(false);
  });
});

describe('people', () => {
  it('deals a whole out by weight without losing or inventing anyone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 40 }),
        fc.nat(5000),
        (weights, whole) => {
          const dealt = dealOut(weights, whole);
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          expect(dealt.reduce((sum, part) => sum + part, 0)).toBe(total === 0 ? 0 : whole);
          dealt.forEach((part, i) => {
            if (total > 0) expect(Math.abs(part - (weights[i]! * whole) / total)).toBeLessThan(1.0000001);
          });
        },
      ),
    );
  });

  it('draws exactly the asked share of cells outside the range', () => {
    const households = drawHouseholds({ min: 300, max: 500 }, 0.08, 1000, createRandom(4));
    expect(households.filter((count) => count < 300 || count > 500)).toHaveLength(80);
  });
});

describe('allotment to places on several banks', () => {
  const leaf = (row: number): TerritoryNode => ({ row, weight: 1, children: [], anchor: [0, 0] });
  const parent = (row: number, cells: number): TerritoryNode => ({
    row,
    weight: cells,
    children: Array.from({ length: cells }, (_, i) => leaf(1000 + row * 100 + i)),
    anchor: [0, 0],
  });
  const cellsOf = (nodes: TerritoryNode[]): number[] =>
    nodes.flatMap((node) => (node.children.length === 0 ? [node.row] : cellsOf(node.children)));

  it('gives every cell one place and every place at least one cell', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 14 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 }),
        fc.integer(),
        (sizes, shares, seed) => {
          const nodes = sizes.map((size, i) => parent(i, size));
          fc.pre(cellsOf(nodes).length >= shares.length);
          const places = allotNodes(nodes, shares, createRandom(seed));
          expect(places).toHaveLength(shares.length);
          for (const place of places) expect(cellsOf(place).length).toBeGreaterThan(0);
          expect(places.flatMap(cellsOf).sort((a, b) => a - b)).toEqual(cellsOf(nodes).sort((a, b) => a - b));
        },
      ),
    );
  });
});
