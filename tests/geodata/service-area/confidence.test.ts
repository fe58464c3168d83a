import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAY_KINDS } from '../../../geodata/model/walk-source.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { EDGE_FLAGS, type WalkNetwork } from '../../../geodata/network/walk-network.ts';
import { confidenceOfUnits, peopleByConfidence } from '../../../geodata/service-area/confidence.ts';
import { wayDensity } from '../../../geodata/service-area/way-density.ts';
import { randomWalkSource } from '../network/random-network.ts';
import { type FixtureWay, walkSource } from '../network/walk-fixtures.ts';
import { type FixtureHome, fixtureHomes } from './home-fixtures.ts';

/** A lattice of 1.2 km with streets every `spacingM` metres; `kind` tells the kind of the north–south and of the west–east ones. */
function lattice(spacingM: number, kinds: [FixtureWay['kind'], FixtureWay['kind']]): WalkNetwork {
  const steps = Math.round(1200 / spacingM) + 1;
  const points = Array.from({ length: steps * steps }, (_, i): [number, number] => [
    (i % steps) * spacingM - 600,
    Math.floor(i / steps) * spacingM - 600,
  ]);
  const line = Array.from({ length: steps }, (_, i) => i);
  return buildWalkNetwork(
    walkSource(
      points,
      line.flatMap((i) => [
        { nodes: line.map((j) => j * steps + i), kind: kinds[0] },
        { nodes: line.map((j) => i * steps + j), kind: kinds[1] },
      ]),
    ),
  );
}

/** Homes of a unit in the middle of the town, at a door of which the edge's kind is as asked. */
function homesAt(
  network: WalkNetwork,
  homes: { unit: number; offM: number | null; kind?: string; residents?: number }[],
) {
  return fixtureHomes(
    homes.map(({ unit, offM, kind, residents }, i): FixtureHome => {
      const edge = network.edgeKind.findIndex((one) => kind === undefined || WAY_KINDS[one] === kind);
      const doors = offM === null ? [] : [{ edge, at: 0, offDm: offM * 10 }];
      return { xM: (i % 5) * 20, yM: (i % 3) * 20, unit, residents: residents ?? 10, doors };
    }),
  );
}

const at = (unit: number, offM: number | null, kind?: string) => ({ unit, offM, kind });

describe('data confidence', () => {
  it('is high where there are streets and paths at the doors', () => {
    const network = lattice(100, ['lane', 'footpath']);
    const [cell, none] = confidenceOfUnits(network, homesAt(network, [at(0, 10), at(0, 20)]));
    expect(cell).toMatchObject({ class: 'high', reasons: [], homes: 2, offStreetHomes: 0, arterialHomes: 0 });
    // Two lines through every hectare, one of them a path.
    expect(cell.wayMPerHa).toBeGreaterThan(190);
    expect(cell.wayMPerHa).toBeLessThan(210);
    expect(cell.footwayShare).toBeCloseTo(0.5, 1);
    expect(none).toEqual({
      class: 'none',
      reasons: [],
      homes: 0,
      wayMPerHa: null,
      footwayShare: null,
      offStreetHomes: 0,
      arterialHomes: 0,
    });
  });

  it('is low where there is less way than streets alone must have', () => {
    const network = lattice(600, ['lane', 'footpath']);
    expect(confidenceOfUnits(network, homesAt(network, [at(0, 10)]))[0]).toMatchObject({
      class: 'low',
      reasons: ['waysMissing'],
    });
  });

  it('is medium where only streets are drawn', () => {
    const network = lattice(200, ['lane', 'lane']);
    const [cell] = confidenceOfUnits(network, homesAt(network, [at(0, 10)]));
    expect(cell).toMatchObject({ class: 'medium', reasons: ['onlyStreets', 'fewFootways'], footwayShare: 0 });
    expect(cell.wayMPerHa).toBeGreaterThan(80);
  });

  it('is medium from every tenth home off the street on, low from every third; 50 m is not off', () => {
    const network = lattice(100, ['lane', 'footpath']);
    const near = (count: number) => Array.from({ length: count }, () => at(0, 50));
    const of = (...homes: ReturnType<typeof at>[]) => {
      const { class: is, reasons, offStreetHomes } = confidenceOfUnits(network, homesAt(network, homes))[0];
      return [is, reasons, offStreetHomes];
    };
    expect(of(...near(10), at(0, null))).toEqual(['high', [], 1]);
    expect(of(...near(9), at(0, null))).toEqual(['medium', ['homesOffStreet'], 1]);
    expect(of(...near(9), at(0, 50.1))).toEqual(['medium', ['homesOffStreet'], 1]);
    expect(of(...near(2), at(0, null))).toEqual(['low', ['homesOffStreet'], 1]);
  });

  it('tells of homes that have nothing but an arterial', () => {
    const network = lattice(100, ['arterial', 'footpath']);
    const homes = homesAt(network, [at(0, 10, 'arterial'), at(0, 10, 'footpath'), at(1, 10, 'footpath')]);
    const confidence = confidenceOfUnits(network, homes);
    expect(confidence[0]).toMatchObject({ class: 'medium', reasons: ['onlyArterials'], arterialHomes: 1 });
    expect(confidence[1]).toMatchObject({ class: 'high', arterialHomes: 0 });
  });

  it('is said of people: those of a set of units by their class', () => {
    const network = lattice(100, ['lane', 'footpath']);
    const homes = homesAt(network, [
      { ...at(0, 10), residents: 30 },
      { ...at(1, null), residents: 7 },
      { ...at(4, 10), residents: 5 },
    ]);
    const confidence = confidenceOfUnits(network, homes);
    const residents = (units: number[]) => {
      const people = peopleByConfidence(homes, confidence, units);
      return [people.high.residents, people.medium.residents, people.low.residents];
    };
    expect(residents([0, 1, 2, 3, 4])).toEqual([35, 0, 7]);
    expect(residents([1])).toEqual([0, 0, 7]);
  });

  it('counts of homes far outside the network no ways at all', () => {
    const network = lattice(100, ['lane', 'footpath']);
    const homes = fixtureHomes([{ xM: 50_000, yM: 50_000, residents: 1 }]);
    expect(confidenceOfUnits(network, homes)[0]).toMatchObject({
      class: 'low',
      wayMPerHa: 0,
      footwayShare: null,
      reasons: ['waysMissing', 'homesOffStreet'],
    });
  });
});

/** Length of the part of a segment in a box, clipped side by side (Liang–Barsky). */
function lengthInside(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  west: number,
  south: number,
  size: number,
) {
  let enter = 0;
  let leave = 1;
  const sides: [number, number][] = [
    [ax - bx, ax - west],
    [bx - ax, west + size - ax],
    [ay - by, ay - south],
    [by - ay, south + size - ay],
  ];
  for (const [slope, room] of sides) {
    if (slope === 0 && room < 0) return 0;
    if (slope < 0) enter = Math.max(enter, room / slope);
    if (slope > 0) leave = Math.min(leave, room / slope);
  }
  return Math.max(0, leave - enter) * Math.hypot(bx - ax, by - ay);
}

describe('way density', () => {
  it('of every hectare is that of all segments clipped to it', () => {
    fc.assert(
      fc.property(randomWalkSource, (source) => {
        const network = buildWalkNetwork(source);
        const density = wayDensity(network);
        let total = 0;
        for (let e = 0; e < network.edgeCount; e++) {
          if ((network.edgeFlags[e] & EDGE_FLAGS.apart) !== 0) continue;
          for (let i = network.firstPoint[e]; i < network.firstPoint[e + 1] - 1; i++) {
            total += Math.hypot(
              network.pointX[i + 1] - network.pointX[i],
              network.pointY[i + 1] - network.pointY[i],
            );
          }
        }
        expect(density.wayM.reduce((sum, metres) => sum + metres, 0)).toBeCloseTo(total / 10, 6);
        for (let square = 0; square < density.wayM.length; square++) {
          const west = density.minX + (square % density.columns) * 1000;
          const south = density.minY + Math.floor(square / density.columns) * 1000;
          let insideDm = 0;
          let bordersDm = 0;
          for (let e = 0; e < network.edgeCount; e++) {
            if ((network.edgeFlags[e] & EDGE_FLAGS.apart) !== 0) continue;
            for (let i = network.firstPoint[e]; i < network.firstPoint[e + 1] - 1; i++) {
              const { pointX: x, pointY: y } = network;
              const clipped = lengthInside(x[i], y[i], x[i + 1], y[i + 1], west, south, 1000);
              // A segment along the very border is in both boxes and counts in one square.
              const isOnBorder =
                (x[i] === x[i + 1] && (x[i] === west || x[i] === west + 1000)) ||
                (y[i] === y[i + 1] && (y[i] === south || y[i] === south + 1000));
              if (isOnBorder) bordersDm += clipped;
              else insideDm += clipped;
            }
          }
          expect(density.wayM[square]).toBeGreaterThanOrEqual(insideDm / 10 - 1e-6);
          expect(density.wayM[square]).toBeLessThanOrEqual((insideDm + bordersDm) / 10 + 1e-6);
          expect(density.footwayM[square]).toBeLessThanOrEqual(density.wayM[square] + 1e-9);
        }
      }),
      { numRuns: 200 },
    );
  });
});
