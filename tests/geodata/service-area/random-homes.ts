import * as fc from 'fast-check';
import type { SnappedPoints } from '../../../geodata/network/snap.ts';
import type { WalkNetwork } from '../../../geodata/network/walk-network.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';

/** A place on any network: the street is `edge` modulo their number, `at` a share of its length. */
export interface Place {
  edge: number;
  at: number;
  offDm: number;
}

export const place: fc.Arbitrary<Place> = fc.record({
  edge: fc.nat(1000),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  offDm: fc.nat(300),
});

export function placesOn(network: WalkNetwork, places: Place[]): SnappedPoints {
  const edge = Int32Array.from(places, (one) => one.edge % network.edgeCount);
  return {
    edge,
    at: Int32Array.from(places, (one, i) => Math.round(one.at * network.edgeWeight[edge[i]])),
    offDm: Int32Array.from(places, (one) => one.offDm),
  };
}

export const UNITS = ['c1', 'c2', 'c3', 'far'];
/** So many of the units are cells. */
export const CELLS = 3;

export interface RandomHome {
  unit: number;
  residents: number;
  doors: Place[];
}

/** Homes with up to three entrances at places of a sort. */
export function randomHomesAt(places: fc.Arbitrary<Place>): fc.Arbitrary<RandomHome[]> {
  return fc.array(
    fc.record({
      // One more than there are units: homes that belong to none.
      unit: fc.nat(UNITS.length),
      residents: fc.constantFrom(0, 0, 3, 10, 44),
      doors: fc.array(places, { maxLength: 3 }),
    }),
    { maxLength: 20 },
  );
}

export const randomHomes = randomHomesAt(place);

export function homesOn(network: WalkNetwork, list: RandomHome[]): Homes {
  const sorted = [...list].sort((a, b) => a.unit - b.unit);
  const doors = placesOn(
    network,
    sorted.flatMap((home) => home.doors),
  );
  const firstHome = new Uint32Array(UNITS.length + 2);
  const firstEntrance = new Uint32Array(sorted.length + 1);
  sorted.forEach((home, h) => {
    firstHome[home.unit + 1]++;
    firstEntrance[h + 1] = firstEntrance[h] + home.doors.length;
  });
  for (let u = 0; u <= UNITS.length; u++) firstHome[u + 1] += firstHome[u];
  const numbers = (read: (home: RandomHome) => number) => Uint32Array.from(sorted, read);
  return {
    count: sorted.length,
    cellCount: CELLS,
    unitIds: UNITS,
    firstHome,
    building: numbers(() => 0),
    unit: numbers((home) => home.unit),
    estate: new Int32Array(sorted.length).fill(-1),
    households: numbers((home) => Math.ceil(home.residents / 3)),
    residents: numbers((home) => home.residents),
    elderly: numbers((home) => Math.floor(home.residents / 5)),
    x: new Int32Array(sorted.length),
    y: new Int32Array(sorted.length),
    firstEntrance,
    edge: doors.edge,
    at: doors.at,
    offDm: doors.offDm,
    buildingIds: sorted.map((_, h) => `b${h}`),
    estateIds: [],
  };
}
