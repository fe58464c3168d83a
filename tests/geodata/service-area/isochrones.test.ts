import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { planeLat, planeLon } from '../../../geodata/network/plane.ts';
import { createReach, reach, UNREACHED } from '../../../geodata/network/reach.ts';
import { snapPoints } from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { contourRings, createContourScratch, NOBODYS } from '../../../geodata/service-area/contour-rings.ts';
import { createIsochroneDrawer } from '../../../geodata/service-area/isochrones.ts';
import {
  doubleArea,
  ringContains,
  ringsToPolygons,
} from '../../../geodata/service-area/rings-to-polygons.ts';
import { buildSurface } from '../../../geodata/service-area/surface.ts';
import { decodeSurface, encodeSurface } from '../../../geodata/service-area/surface-file.ts';
import { randomWalkSource } from '../network/random-network.ts';
import { lonLat, walkSource } from '../network/walk-fixtures.ts';
import { covers } from './drawing-twin.ts';

function fieldOf(columns: number, timeDm: number[]) {
  const times = Int32Array.from(timeDm, (time) => (time < 0 ? UNREACHED : time));
  const offDm = Uint16Array.from(times, (time) => (time === UNREACHED ? NOBODYS : 0));
  return { columns, spacingDm: 100, timeDm: times, offDm, maxOffDm: 800 };
}

describe('contourRings', () => {
  const window = { fromColumn: 0, fromRow: 0, toColumn: 4, toRow: 4 };
  const _ = -1;

  it('runs counter-clockwise around what is inside and clockwise around a hole', () => {
    const field = fieldOf(5, [_, _, _, _, _, _, 5, 5, 5, _, _, 5, _, 5, _, _, 5, 5, 5, _, _, _, _, _, _]);
    const rings = contourRings(field, window, 10, createContourScratch());
    expect(rings).toHaveLength(2);
    const areas = rings.map(doubleArea).sort((a, b) => a - b);
    expect(areas[0]).toBeLessThan(0);
    expect(areas[1]).toBeGreaterThan(0);
    expect(ringsToPolygons(rings).map((polygon) => polygon.length)).toEqual([2]);
  });

  it('lies where the value is the level', () => {
    const field = fieldOf(3, [_, _, _, _, 0, 100, _, _, _]);
    const [ring] = contourRings(
      field,
      { fromColumn: 0, fromRow: 0, toColumn: 2, toRow: 2 },
      25,
      createContourScratch(),
    );
    const rightmost = Math.max(...ring.filter((_value, i) => i % 2 === 0));
    expect(rightmost).toBeCloseTo(1.25, 6);
  });

  it('agrees with the field at every point, whatever the field', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -8, max: 60 }), { minLength: 36, maxLength: 36 }),
        fc.integer({ min: 0, max: 50 }),
        (values, level) => {
          const columns = 8;
          const padded = new Array<number>(64).fill(-1);
          values.forEach((value, i) => {
            padded[(Math.floor(i / 6) + 1) * columns + 1 + (i % 6)] = value < 0 ? -1 : value * 10;
          });
          const field = fieldOf(columns, padded);
          const at = level * 10 + 5;
          const all = { fromColumn: 0, fromRow: 0, toColumn: 7, toRow: 7 };
          const rings = contourRings(field, all, at, createContourScratch());
          for (let p = 0; p < 64; p++) {
            const crossings = rings.filter((ring) =>
              ringContains(ring, (p % columns) + 1e-9, Math.floor(p / columns) + 1e-9),
            );
            const inside = crossings.length % 2 === 1;
            // A point of a value just under the level may lie on the line itself.
            const margin = Math.abs(field.timeDm[p] - at) > 1;
            if (margin) expect(inside).toBe(field.timeDm[p] <= at);
          }
          const polygons = ringsToPolygons(rings);
          expect(polygons.flat()).toHaveLength(rings.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function bandsOf(network: WalkNetwork, xM: number, yM: number, cutoffsDm: number[]) {
  const drawer = createIsochroneDrawer(network, buildSurface(network));
  const sources = snapPoints(network, Float64Array.from(lonLat(xM, yM)), { maxDistanceM: 80 });
  const from = reach(network, createReach(network), sources, {
    cutoffDm: drawer.searchBudgetDm(Math.max(...cutoffsDm)),
  });
  return drawer.draw(from, cutoffsDm);
}

describe('isochrones', () => {
  it('spread off the street by the time that is left, 80 m at most', () => {
    const street = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [2000, 0],
        ],
        [{ nodes: [0, 1] }],
      ),
    );
    const [near, far] = bandsOf(street, 1000, 0, [2000, 5000]);
    const isIn = (shape: typeof near, x: number, y: number): boolean => covers(shape, ...lonLat(x, y));
    expect(isIn(near, 1150, 20)).toBe(true);
    expect(isIn(near, 1150, 70)).toBe(false);
    expect(isIn(near, 1210, 0)).toBe(false);
    expect(isIn(far, 1150, 70)).toBe(true);
    expect(isIn(far, 1150, 95)).toBe(false);
    expect(isIn(far, 510, 0)).toBe(true);
    expect(isIn(far, 480, 0)).toBe(false);
  });

  it('stop at water and reach over the bridge', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [600, 0],
          [0, 60],
          [600, 60],
        ],
        [{ nodes: [0, 1] }, { nodes: [2, 3] }, { nodes: [0, 2], kind: 'bridge' }],
        [],
        [
          {
            kind: 'water',
            points: [
              [-200, 30],
              [900, 30],
            ],
          },
        ],
      ),
    );
    const [band] = bandsOf(network, 500, 0, [3000]);
    expect(covers(band, ...lonLat(500, 15))).toBe(true);
    expect(covers(band, ...lonLat(500, 55))).toBe(false);
    const [wide] = bandsOf(network, 500, 0, [12_000]);
    expect(covers(wide, ...lonLat(500, 55))).toBe(true);
  });

  it('leave holes open', () => {
    const ring: [number, number][] = [
      [0, 0],
      [500, 0],
      [500, 500],
      [0, 500],
    ];
    const [band] = bandsOf(buildWalkNetwork(walkSource(ring, [{ nodes: [0, 1, 2, 3, 0] }])), 0, 0, [20_000]);
    expect(band.coordinates).toHaveLength(1);
    expect(band.coordinates[0]).toHaveLength(2);
    expect(covers(band, ...lonLat(250, 250))).toBe(false);
    for (const line of band.coordinates[0]) expect(line[0]).toEqual(line[line.length - 1]);
  });

  it('hold the smaller ones inside, and are the union for several origins', () => {
    const points: [number, number][] = [
      [0, 0],
      [900, 0],
      [900, 700],
      [300, 300],
    ];
    const network = buildWalkNetwork(
      walkSource(points, [{ nodes: [0, 1] }, { nodes: [1, 2] }, { nodes: [0, 3] }, { nodes: [3, 2] }]),
    );
    const [five, ten, fifteen] = bandsOf(network, 0, 0, [3600, 7200, 10_800]);
    for (let x = -100; x <= 1000; x += 37) {
      for (let y = -100; y <= 800; y += 37) {
        const place = lonLat(x, y);
        if (covers(five, ...place)) expect(covers(ten, ...place)).toBe(true);
        if (covers(ten, ...place)) expect(covers(fifteen, ...place)).toBe(true);
      }
    }
    const drawer = createIsochroneDrawer(network, buildSurface(network));
    const both = snapPoints(network, Float64Array.from([...lonLat(0, 0), ...lonLat(900, 700)]), {
      maxDistanceM: 80,
    });
    const from = reach(network, createReach(network), both, { cutoffDm: drawer.searchBudgetDm(2000) });
    const [union] = drawer.draw(from, [2000]);
    expect(covers(union, ...lonLat(100, 0))).toBe(true);
    expect(covers(union, ...lonLat(900, 600))).toBe(true);
    expect(covers(union, ...lonLat(600, 0))).toBe(false);
  });

  it('draw each line as if it were the only one', () => {
    fc.assert(
      fc.property(randomWalkSource, fc.nat(1000), fc.boolean(), (source, pick, avoidSteps) => {
        const network = buildWalkNetwork(source);
        if (network.edgeCount === 0) return;
        const edge = pick % network.edgeCount;
        const origin = {
          edge: Int32Array.of(edge),
          at: Int32Array.of(network.edgeWeight[edge] >> 1),
          offDm: Int32Array.of(0),
        };
        const drawer = createIsochroneDrawer(network, buildSurface(network));
        const cutoffsDm = [900, 2400, 5200];
        const cutoffDm = drawer.searchBudgetDm(5200);
        const from = reach(network, createReach(network), origin, { cutoffDm, avoidSteps });
        const together = drawer.draw(from, cutoffsDm);
        const single = cutoffsDm.map((one) => drawer.draw(from, [one])[0]);
        expect(together).toEqual(single);
      }),
      { numRuns: 60 },
    );
  });

  it('draw the same twice, and nothing for an origin without a street', () => {
    const network = buildWalkNetwork(
      walkSource(
        [
          [0, 0],
          [400, 0],
        ],
        [{ nodes: [0, 1] }],
      ),
    );
    const surface = buildSurface(network);
    expect(decodeSurface(encodeSurface(surface))).toEqual(surface);
    const drawer = createIsochroneDrawer(network, surface);
    const room = createReach(network);
    const draw = (x: number, y: number): string => {
      const sources = snapPoints(network, Float64Array.from(lonLat(x, y)), { maxDistanceM: 80 });
      return JSON.stringify(drawer.draw(reach(network, room, sources, { cutoffDm: 3000 }), [2000]));
    };
    const first = draw(0, 0);
    draw(400, 0);
    expect(draw(0, 0)).toBe(first);
    expect(draw(0, 5000)).toBe('[{"type":"MultiPolygon","coordinates":[]}]');
    expect(planeLon(network.plane, 0)).toBeCloseTo(network.plane.originLon, 9);
    expect(planeLat(network.plane, 0)).toBeCloseTo(network.plane.originLat, 9);
  });
});
