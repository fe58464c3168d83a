import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNREACHED } from '../../../geodata/network/reach.ts';
import { budgetDm } from '../../../geodata/network/walk-network.ts';
import type { HomeTimes } from '../../../geodata/service-area/coverage.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import {
  comparePlainCircles,
  PLAIN_CIRCLES,
  straightToNearest,
} from '../../../geodata/service-area/plain-circles.ts';
import { fixtureHomes } from './home-fixtures.ts';

const timesOf = (homes: Homes, walksM: (number | null)[]): HomeTimes => ({
  timeDm: Int32Array.from({ length: homes.count }, (_, h) =>
    walksM[h] === null ? UNREACHED : walksM[h] * 10,
  ),
  nearest: new Int32Array(homes.count),
});

describe('plain circles', () => {
  it('are those of GB 50180-2018, fifteen minutes at both its ends', () => {
    expect(PLAIN_CIRCLES.map(({ minutes, radiusM }) => [minutes, radiusM])).toEqual([
      [5, 300],
      [10, 500],
      [15, 800],
      [15, 1000],
    ]);
  });

  it('count too much and miss: both directions are told', () => {
    const homes = fixtureHomes([
      // In 300 m by air, 400 m on foot: 360 m are five minutes.
      { xM: 300, yM: 0, unit: 0, residents: 10 },
      // Outside of 300 m and within five minutes on foot.
      { xM: 301, yM: 0, unit: 0, residents: 20 },
      { xM: 0, yM: 100, unit: 1, residents: 40 },
      { xM: 0, yM: 900, unit: 1, residents: 80 },
    ]);
    const times = timesOf(homes, [400, 360, 100, null]);
    const of = (units: number[]) =>
      comparePlainCircles(homes, times, Int32Array.of(0), Int32Array.of(0), units, 1.2).map((row) => [
        row.total.residents,
        row.inCircle.residents,
        row.walkable.residents,
        row.onlyInCircle.residents,
        row.onlyWalkable.residents,
      ]);
    expect(of([0, 1])).toEqual([
      [150, 50, 60, 10, 20],
      [150, 70, 70, 0, 0],
      [150, 70, 70, 0, 0],
      [150, 150, 70, 80, 0],
    ]);
    expect(of([1])[0]).toEqual([120, 40, 40, 0, 0]);
  });

  it('without any station hold nobody', () => {
    const homes = fixtureHomes([{ xM: 0, yM: 0, residents: 5 }]);
    const none = new Int32Array(0);
    const rows = comparePlainCircles(homes, timesOf(homes, [null]), none, none, [0], 1.2);
    expect(rows.map((row) => row.inCircle.residents + row.walkable.residents)).toEqual([0, 0, 0, 0]);
  });

  it('agree with plain loops over all homes and stations', () => {
    const coordinate = fc.integer({ min: -300, max: 300 }).map((steps) => steps * 10);
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            xM: coordinate,
            yM: coordinate,
            unit: fc.nat(4),
            residents: fc.nat(9),
            walkM: fc.option(fc.nat(1500)),
          }),
          { maxLength: 30 },
        ),
        fc.array(fc.record({ xM: coordinate, yM: coordinate }), { maxLength: 8 }),
        fc.subarray([0, 1, 2, 3, 4]),
        (list, stations, units) => {
          const sorted = [...list].sort((a, b) => a.unit - b.unit);
          const homes = fixtureHomes(sorted);
          const x = Int32Array.from(stations, (station) => station.xM * 10);
          const y = Int32Array.from(stations, (station) => station.yM * 10);
          const times = timesOf(
            homes,
            sorted.map((home) => home.walkM),
          );
          const rows = comparePlainCircles(homes, times, x, y, units, 1.2);
          for (const row of rows) {
            const twin = { inCircle: 0, walkable: 0, onlyInCircle: 0, onlyWalkable: 0 };
            sorted.forEach((home, h) => {
              if (!units.includes(home.unit)) return;
              // Squares of whole metres are exact; a root of 960² + 280² is not always 1,000.
              const isInCircle = stations.some(
                ({ xM, yM }) => (xM - home.xM) ** 2 + (yM - home.yM) ** 2 <= row.radiusM ** 2,
              );
              const isWalkable = times.timeDm[h] <= budgetDm(row.minutes, 1.2);
              if (isInCircle) twin.inCircle++;
              if (isWalkable) twin.walkable++;
              if (isInCircle && !isWalkable) twin.onlyInCircle++;
              if (isWalkable && !isInCircle) twin.onlyWalkable++;
            });
            const { inCircle, walkable, onlyInCircle, onlyWalkable } = row;
            const counted = { inCircle, walkable, onlyInCircle, onlyWalkable };
            expect(
              Object.fromEntries(Object.entries(counted).map(([name, people]) => [name, people.buildings])),
            ).toEqual(twin);
          }
          const straight = straightToNearest(homes, x, y, 700);
          for (let h = 0; h < homes.count; h++) {
            const nearest = Math.min(
              ...stations.map((_, s) => (x[s] - homes.x[h]) ** 2 + (y[s] - homes.y[h]) ** 2),
            );
            expect(straight[h]).toBe(nearest <= 7000 ** 2 ? nearest : -1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
