import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { distanceM } from '../../../geodata/network/plane.ts';
import { createReach, reach } from '../../../geodata/network/reach.ts';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import { circleRings } from '../../../geodata/service-area/circle-rings.ts';
import { homeTimes } from '../../../geodata/service-area/coverage.ts';
import { nearestWalks } from '../../../geodata/service-area/nearest-walks.ts';
import { randomWalkSource } from '../network/random-network.ts';
import { fixtureHomes } from './home-fixtures.ts';

const place = fc.record({
  edge: fc.nat(1000),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  offDm: fc.nat(300),
});

describe('the nearest stations of a home', () => {
  it('are those that a search of each station alone puts first', () => {
    fc.assert(
      fc.property(
        randomWalkSource,
        place,
        fc.array(fc.array(place, { minLength: 0, maxLength: 2 }), { minLength: 1, maxLength: 5 }),
        (source, homePlace, stationPlaces) => {
          const network = buildWalkNetwork(source);
          if (network.edgeCount === 0) return;
          const on = (one: typeof homePlace) => {
            const edge = one.edge % network.edgeCount;
            return { edge, at: Math.round(one.share * network.edgeWeight[edge]), offDm: one.offDm };
          };
          const homes = fixtureHomes([{ xM: 0, yM: 0, doors: [on(homePlace)] }]);
          const doors = stationPlaces.map((places): SnappedPoints => {
            const snapped = places.map(on);
            return {
              edge: Int32Array.from(snapped, ({ edge }) => edge),
              at: Int32Array.from(snapped, ({ at }) => at),
              offDm: Int32Array.from(snapped, ({ offDm }) => offDm),
            };
          });
          const horizonDm = 20_000;
          const alone = doors.flatMap((one, station) => {
            const search = reach(network, createReach(network), one, { cutoffDm: horizonDm });
            const [timeDm] = homeTimes(network, homes, search).timeDm;
            return timeDm <= horizonDm ? [{ station, timeDm }] : [];
          });
          alone.sort((a, b) => a.timeDm - b.timeDm || a.station - b.station);
          const found = nearestWalks(network, createReach(network), homes, 0, doors, { count: 3, horizonDm });
          expect(found.map(({ station, path }) => ({ station, timeDm: path.timeDm }))).toEqual(
            alone.slice(0, 3),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a plain circle', () => {
  it('is closed, and every corner lies at its radius on the ground', () => {
    for (const [lon, lat] of [
      [106.63, 26.65],
      [-8.61, 61.2],
    ] as [number, number][]) {
      const [ring] = circleRings([[lon, lat]], 800);
      expect(ring[0]).toEqual(ring[ring.length - 1]);
      for (const corner of ring) expect(distanceM(lon, lat, corner[0], corner[1])).toBeCloseTo(800, -0.5);
    }
  });
});
