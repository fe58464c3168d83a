import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BarrierIndex, barrierIndex } from '../../../geodata/network/barriers.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { planeLat, planeLon, planeX, planeY } from '../../../geodata/network/plane.ts';
import { UNREACHED } from '../../../geodata/network/reach.ts';
import type { HomeTimes } from '../../../geodata/service-area/coverage.ts';
import { GAP_JOIN_M } from '../../../geodata/service-area/gap-groups.ts';
import { gapOutlines } from '../../../geodata/service-area/gap-outlines.ts';
import { findGaps } from '../../../geodata/service-area/gaps.ts';
import type { Homes } from '../../../geodata/service-area/homes.ts';
import { walkSource } from '../network/walk-fixtures.ts';
import { covers } from './drawing-twin.ts';
import { CELL_UNITS, type FixtureHome, fixtureHomes } from './home-fixtures.ts';

type Line = [number, number][];

function networkWith(barriers: Line[]) {
  return buildWalkNetwork(
    walkSource(
      [
        [-500, 0],
        [500, 0],
      ],
      [{ nodes: [0, 1] }],
      [],
      barriers.map((points) => ({ kind: 'water', points })),
    ),
  );
}

const CUTOFF_DM = 1000;
const open = networkWith([]);

/** A home is covered with 900 dm, a walk of 2000 dm is known, null lies beyond the horizon. */
function timesOf(homes: Homes, walks: (number | null)[]): HomeTimes {
  return {
    timeDm: Int32Array.from({ length: homes.count }, (_, h) => walks[h] ?? UNREACHED),
    nearest: Int32Array.from({ length: homes.count }, (_, h) => (walks[h] === null ? -1 : h % 3)),
  };
}

/** Single linkage by plain loops: labels are spread over all pairs until nothing changes. */
function groupsTwin(homes: Homes, times: HomeTimes, barriers: BarrierIndex): number[] {
  const label = Array.from({ length: homes.count }, (_, h) => (times.timeDm[h] > CUTOFF_DM ? h : -1));
  let changed = true;
  while (changed) {
    changed = false;
    for (let a = 0; a < homes.count; a++) {
      for (let b = a + 1; b < homes.count; b++) {
        if (label[a] < 0 || label[b] < 0 || label[a] === label[b]) continue;
        if (Math.hypot(homes.x[a] - homes.x[b], homes.y[a] - homes.y[b]) > GAP_JOIN_M * 10) continue;
        if (barriers.crosses(homes.x[a], homes.y[a], homes.x[b], homes.y[b])) continue;
        label[a] = label[b] = Math.min(label[a], label[b]);
        changed = true;
      }
    }
  }
  return label;
}

// A lattice of 50 m: distances of exactly 150 m, homes at one place and homes on barriers are common.
const lattice = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -6, max: 6 }));
const randomHomes: fc.Arbitrary<(FixtureHome & { walk: number | null })[]> = fc.array(
  fc.record({
    xM: fc.integer({ min: -12, max: 12 }).map((x) => x * 50),
    yM: fc.integer({ min: -8, max: 8 }).map((y) => y * 50),
    unit: fc.nat(CELL_UNITS.length),
    residents: fc.constantFrom(0, 0, 3, 10, 44),
    walk: fc.constantFrom(900, 1000, 1001, 2000, null, null),
  }),
  { maxLength: 60 },
);

describe('gaps', () => {
  it('are the single linkage of the homes beyond the cut-off, barriers respected', () => {
    fc.assert(
      fc.property(
        randomHomes,
        fc.array(fc.array(lattice, { minLength: 2, maxLength: 4 }), { maxLength: 4 }),
        (list, lines) => {
          const network = networkWith(
            lines.map((line) => line.map(([x, y]): [number, number] => [x * 50 + 5, y * 50])),
          );
          const barriers = barrierIndex(network);
          const sorted = [...list].sort((a, b) => a.unit! - b.unit!);
          const homes = fixtureHomes(sorted);
          const times = timesOf(
            homes,
            sorted.map((home) => home.walk),
          );
          const gaps = findGaps(network, homes, times, barriers, { cutoffDm: CUTOFF_DM });
          const twin = groupsTwin(homes, times, barriers);
          const groupOfGap = gaps.list.map((_, gap) => twin.filter((_group, h) => gaps.gapOfHome[h] === gap));
          expect(Array.from(gaps.gapOfHome, (gap) => gap >= 0)).toEqual(twin.map((group) => group >= 0));
          // Every gap is one whole group of the twin.
          for (const groups of groupOfGap) expect(new Set(groups).size).toBe(1);
          expect(gaps.list).toHaveLength(new Set(twin.filter((group) => group >= 0)).size);
          gaps.list.forEach((gap, number) => {
            const members = [...gaps.gapOfHome.keys()].filter((h) => gaps.gapOfHome[h] === number);
            const total = (of: Uint32Array) => members.reduce((sum, h) => sum + of[h], 0);
            expect(gap).toMatchObject({
              homes: members.length,
              residents: total(homes.residents),
              households: total(homes.households),
              elderly: total(homes.elderly),
              gridCells: new Set(members.map((h) => homes.unit[h]).filter((unit) => unit < 3)).size,
            });
          });
          const residents = gaps.list.map((gap) => gap.residents);
          expect(residents).toEqual([...residents].sort((a, b) => b - a));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('tell who lives there, where, and how far the median resident walks', () => {
    const homes = fixtureHomes([
      { id: 'z', xM: 0, yM: 0, unit: 0, residents: 10 },
      { id: 'y', xM: 100, yM: 0, unit: 0, residents: 10 },
      { id: 'x', xM: 250, yM: 0, unit: 1, residents: 80 },
      { id: 'covered', xM: 50, yM: 0, unit: 1, residents: 500 },
      { id: 'alone', xM: 500, yM: 0, unit: 4, residents: 1 },
    ]);
    const gaps = findGaps(open, homes, timesOf(homes, [1200, 1300, 1500, 900, null]), barrierIndex(open), {
      cutoffDm: CUTOFF_DM,
    });
    expect(gaps.list.map((gap) => gap.id)).toEqual(['gap-x', 'gap-alone']);
    const [large, alone] = gaps.list;
    expect(large).toMatchObject({
      homes: 3,
      unsnappedHomes: 3,
      residents: 100,
      households: 35,
      elderly: 20,
      gridCells: 2,
      unitId: 'c2',
      centerHome: 2,
      medianWalkDm: 1500,
      nearestSource: 2,
    });
    expect(planeX(open.plane, large.center[0])).toBe(2500);
    expect(large.bbox.map((degree, i) => (i % 2 === 0 ? planeX : planeY)(open.plane, degree))).toEqual([
      0, 0, 2500, 0,
    ]);
    expect(alone).toMatchObject({ unitId: null, gridCells: 0, medianWalkDm: null, nearestSource: null });
    expect(Array.from(gaps.gapOfHome)).toEqual([0, 0, 0, -1, 1]);
  });

  it('keep their id when a home of another id joins or leaves, and know their units only', () => {
    const homes = fixtureHomes([
      { id: 'a', xM: 0, yM: 0, unit: 0 },
      { id: 'b', xM: 100, yM: 0, unit: 1 },
      { id: 'c', xM: 200, yM: 0, unit: 1 },
    ]);
    const ids = (walks: (number | null)[], units?: number[]) =>
      findGaps(open, homes, timesOf(homes, walks), barrierIndex(open), {
        cutoffDm: CUTOFF_DM,
        units,
      }).list.map((gap) => [gap.id, gap.homes]);
    expect(ids([null, null, null])).toEqual([['gap-a', 3]]);
    expect(ids([null, null, 900])).toEqual([['gap-a', 2]]);
    expect(ids([null, null, null], [1])).toEqual([['gap-b', 2]]);
  });

  it('hold many homes at one place and homes far outside the city', () => {
    const homes = fixtureHomes([
      ...Array.from({ length: 3000 }, (_, i) => ({ xM: i % 3, yM: 0, residents: 1 })),
      { xM: 3_000_000, yM: 2_000_000, residents: 1 },
    ]);
    const gaps = findGaps(open, homes, timesOf(homes, []), barrierIndex(open), { cutoffDm: CUTOFF_DM });
    expect(gaps.list.map((gap) => gap.residents)).toEqual([3000, 1]);
  });
});

describe('the outline of a gap', () => {
  const river = networkWith([
    [
      [60, -300],
      [60, 300],
    ],
  ]);
  const homes = fixtureHomes([
    { xM: 0, yM: 0, residents: 5 },
    { xM: 30, yM: 40, residents: 5 },
    { xM: -70, yM: 0, residents: 5 },
    { xM: -140, yM: 0, residents: 5 },
    { xM: 900, yM: 0, residents: 50 },
  ]);
  const gaps = findGaps(river, homes, timesOf(homes, [null, null, null, 900, null]), barrierIndex(river), {
    cutoffDm: CUTOFF_DM,
  });
  const outlines = gapOutlines(river, homes, gaps, barrierIndex(river));
  const isInside = (outline: number, xM: number, yM: number) =>
    covers(outlines[outline], planeLon(river.plane, xM * 10), planeLat(river.plane, yM * 10));

  it('goes around its homes, one for each gap, in their order', () => {
    expect(gaps.list.map((gap) => gap.residents)).toEqual([50, 15]);
    expect(outlines).toHaveLength(2);
    for (const h of [0, 1, 2]) expect(isInside(1, homes.x[h] / 10, homes.y[h] / 10)).toBe(true);
    expect(isInside(0, 900, 0)).toBe(true);
    expect(isInside(1, 900, 0)).toBe(false);
    expect(outlines[1].coordinates).toHaveLength(1);
  });

  it('stays off covered homes, the far bank and what is more than 75 m away, to one step of 25 m', () => {
    expect(isInside(1, -140, 0)).toBe(false);
    expect(isInside(1, 50, 0)).toBe(true);
    expect(isInside(1, 86, 0)).toBe(false);
    expect(isInside(1, 0, -60)).toBe(true);
    expect(isInside(1, 0, -101)).toBe(false);
  });

  it('of a city without gaps is none', () => {
    const none = findGaps(river, homes, timesOf(homes, [900, 900, 900, 900, 900]), barrierIndex(river), {
      cutoffDm: CUTOFF_DM,
    });
    expect(none.list).toEqual([]);
    expect(gapOutlines(river, homes, none, barrierIndex(river))).toEqual([]);
  });
});
