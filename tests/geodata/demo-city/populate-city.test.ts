import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { getCase } from '../../../geodata/cases/case-registry.ts';
import { keepsPromise } from '../../../geodata/cases/figure-promise.ts';
import { JINJIANGYUAN_ID, WUDANG_PILOT_ID } from '../../../geodata/cases/profile-wudang.ts';
import { syntheticCase } from '../../../geodata/cases/synthetic.ts';
import { groupCells } from '../../../geodata/demo-city/populate-cell-groups.ts';
import { populateCity } from '../../../geodata/demo-city/populate-city.ts';
import { createRandom } from '../../../geodata/demo-city/random.ts';
import { COUNT_KEYS } from '../../../geodata/model/count-keys.ts';
import type { Unit } from '../../../geodata/model/unit.ts';
import { chessboardPlan } from './chessboard-plan.ts';
import { countsOf } from './count-twin.ts';

function makeCity() {
  const spec = getCase('guiyang');
  const plan = chessboardPlan(spec);
  return { ...plan, ...populateCity(plan, spec, createRandom(1)), crosswalk: [] };
}

let city: ReturnType<typeof makeCity>;
beforeAll(() => {
  city = makeCity();
});

describe('a populated city', () => {
  it('keeps every figure of the ledger that can be counted in it', () => {
    let probed = 0;
    for (const figure of city.figures) {
      if (!figure.probe) continue;
      probed++;
      const counts = countsOf(city, figure.probe.address.replace('/api/units/', ''));
      const measured = counts[figure.probe.pointer.replace('/counts/', '')] ?? 0;
      expect(keepsPromise(figure, measured), `${figure.id} promises ${figure.value}, found ${measured}`).toBe(
        true,
      );
    }
    expect(probed).toBeGreaterThan(25);
  });

  it('answers no count that has no key', () => {
    const keys = new Set<string>(COUNT_KEYS);
    for (const id of ['520100', '520113', WUDANG_PILOT_ID]) {
      for (const key of Object.keys(countsOf(city, id))) expect(keys).toContain(key);
    }
  });

  it('has joint branches and vacant cells in every district, and no cell outside the four states', () => {
    for (const [id, cells] of [
      ['520115', 770],
      ['520113', 301],
      ['520112', 330],
    ] as const) {
      const counts = countsOf(city, id);
      const states = ['single', 'joint', 'attached', 'vacant'].map(
        (state) => counts[`coverage:${state}`] ?? 0,
      );
      expect(states.reduce((sum, count) => sum + count, 0)).toBe(cells);
      expect(states[1]).toBeGreaterThan(0);
      expect(states[3]).toBeGreaterThan(0);
    }
  });

  it('ties joint organizations to neighbouring cells of one community, two to four of them', () => {
    const cells = new Map(
      city.units.filter((unit) => unit.level === 'gridCell').map((unit) => [unit.id, unit]),
    );
    const covered = new Map<string, string[]>();
    for (const link of city.organizationLinks) {
      if (link.role !== 'covers' || !cells.has(link.unitId)) continue;
      covered.set(link.organizationId, [...(covered.get(link.organizationId) ?? []), link.unitId]);
    }
    for (const organization of city.organizations) {
      const own = covered.get(organization.id) ?? [];
      expect(organization.foundingWay === 'joint').toBe(own.length > 1);
      expect(own.length).toBeLessThanOrEqual(4);
      expect(new Set(own.map((id) => cells.get(id)!.parentId)).size).toBeLessThanOrEqual(1);
    }
  });

  it('builds trees: parents exist, stand higher, and no id is given twice', () => {
    const byId = new Map(city.organizations.map((organization) => [organization.id, organization]));
    expect(byId.size).toBe(city.organizations.length);
    for (const organization of city.organizations) {
      if (organization.parentId === null) {
        expect(organization.tier).toBe(0);
        continue;
      }
      const parent = byId.get(organization.parentId)!;
      // A 片区党支部 stands under the 总支 of its own tier.
      if (organization.type === 'precinctBranch') expect(parent.type).toBe('generalBranch');
      else expect(parent.tier).toBeLessThan(organization.tier);
    }
    const known = new Set([
      ...city.units.map((unit) => unit.id),
      ...city.buildings.map((building) => building.id),
    ]);
    expect(city.organizationLinks.filter((link) => !known.has(link.unitId))).toEqual([]);
    expect(city.posts.filter((post) => post.unitId === null || !known.has(post.unitId))).toEqual([]);
    expect(new Set(city.posts.map((post) => post.id)).size).toBe(city.posts.length);
    expect(new Set(city.stations.map((station) => station.id)).size).toBe(city.stations.length);
  });

  it('lets 白云 secretaries lead all cells of their community, and some people hold two posts', () => {
    const secretaries = new Map(
      city.posts
        .filter((post) => post.kind === 'secretary' && post.unitId?.length === 12)
        .map((post) => [post.unitId, post.personId]),
    );
    for (const post of city.posts) {
      if (post.kind !== 'gridLeader' || !post.unitId?.startsWith('520113')) continue;
      expect(post.personId).toBe(secretaries.get(post.unitId.slice(0, 12)));
    }
    const kinds = new Map<string, Set<string>>();
    for (const { personId, kind } of city.posts) {
      if (personId !== null) kinds.set(personId, (kinds.get(personId) ?? new Set()).add(kind));
    }
    expect([...kinds.values()].filter((held) => held.size > 1).length).toBeGreaterThan(100);
    expect(city.posts.filter((post) => post.personId === null).length).toBeGreaterThan(50);
  });

  it('keeps one surname of a person and nothing more', () => {
    for (const { personId, surname } of city.posts) {
      if (personId === null ? surname !== null : !/^\p{Script=Han}$/u.test(surname ?? '')) {
        throw new Error(`${personId}: ${surname}`);
      }
    }
    for (const { id } of city.organizations) expect(id).not.toMatch(/\p{Script=Han}/u);
  });

  it('forms alliances of 5 to 11 organizations in 乌当, twelve estate branches with a seat in a building in 金江苑', () => {
    const alliances = city.organizations.filter((organization) => organization.type === 'alliance');
    expect(alliances).toHaveLength(29);
    for (const alliance of alliances) {
      const members = city.organizations.filter(
        (organization) =>
          organization.parentId === alliance.id &&
          organization.tier === 9 &&
          organization.type !== 'volunteerTeam',
      );
      expect(members.length).toBeGreaterThanOrEqual(5);
      expect(members.length).toBeLessThanOrEqual(11);
    }
    const seated = city.organizationLinks.filter(
      (link) =>
        link.role === 'sitsIn' && link.unitId.startsWith(JINJIANGYUAN_ID) && link.unitId.includes('-b'),
    );
    expect(seated).toHaveLength(12);
  });

  it('rates 16, 40 and 45 branches of 白云, each once and none elsewhere', () => {
    const rated = city.organizations.filter((organization) => organization.stars !== null);
    expect(rated).toHaveLength(101);
    for (const organization of rated) {
      expect(organization.id.startsWith('org:520113')).toBe(true);
      expect([organization.tier, organization.starYear]).toEqual([2, null]);
    }
  });

  it('spreads 33 projects of 观山湖 over 14 communities', () => {
    const items = city.programmeItems.filter((item) => item.programmeId.endsWith('massOrganizations'));
    expect(items).toHaveLength(33);
    expect(new Set(items.map((item) => item.unitId)).size).toBe(14);
  });

  it('is the same for the same seed', () => {
    const again = makeCity();
    expect(again.posts).toEqual(city.posts);
    expect(again.organizations).toEqual(city.organizations);
    expect(again.stations).toEqual(city.stations);
  });
});

describe('stations', () => {
  it('stand in a cell, have a door, and open at different times', () => {
    const cells = new Set(city.units.filter((unit) => unit.level === 'gridCell').map((unit) => unit.id));
    const hours = new Set<string>();
    for (const station of city.stations) {
      expect(cells.has(station.unitId)).toBe(true);
      expect(station.entrances.length).toBeGreaterThan(0);
      expect(station.assignedUnitIds.length).toBeGreaterThan(0);
      for (const { fromMinute, toMinute } of station.hours) expect(fromMinute).toBeLessThan(toMinute);
      hours.add(JSON.stringify(station.hours));
    }
    expect(hours.size).toBeGreaterThanOrEqual(6);
  });

  it('answer for every community, also for those without one of their own', () => {
    const assigned = new Set(city.stations.flatMap((station) => station.assignedUnitIds));
    const guanshanhu = city.units.filter(
      (unit) => unit.level === 'community' && unit.id.startsWith('520115'),
    );
    const answered = guanshanhu.filter((community) => assigned.has(community.id));
    expect(answered).toHaveLength(89);
    const own = new Set(
      city.stations
        .filter((station) => station.kind === 'serviceStation')
        .map((station) => station.unitId.slice(0, 12)),
    );
    expect(guanshanhu.filter((community) => !own.has(community.id)).length).toBeGreaterThanOrEqual(3);
  });
});

describe('dividing cells among organizations', () => {
  const cells = (community: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `${community}-${index}` }) as Unit);

  it('covers each cell once but the vacant ones, with exactly so many organizations', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0.6, max: 1, noNaN: true }),
        fc.integer(),
        (sizes, share, seed) => {
          const communities = sizes.map((size, index) => cells(index, size));
          const total = sizes.reduce((sum, size) => sum + size, 0);
          const count = Math.max(sizes.length, Math.round(total * share));
          const groups = groupCells(communities, count, 0, createRandom(seed));
          expect(groups).toHaveLength(count);
          expect(
            groups
              .flat()
              .map((cell) => cell.id)
              .sort(),
          ).toEqual(
            communities
              .flat()
              .map((cell) => cell.id)
              .sort(),
          );
        },
      ),
    );
  });

  it('leaves as many vacant as asked for', () => {
    const groups = groupCells([cells(0, 20), cells(1, 20)], 30, 5, createRandom(1));
    expect(groups).toHaveLength(30);
    expect(groups.flat()).toHaveLength(35);
  });

  it('says what does not fit', () => {
    expect(() => groupCells([cells(0, 3)], 4, 0, createRandom(1))).toThrow(/do not fit into 3 cells/);
    expect(() => groupCells([cells(0, 3), cells(1, 3)], 1, 0, createRandom(1))).toThrow(/too few/);
  });
});

describe('a synthetic city', () => {
  it('is populated at any size, the smallest included', () => {
    for (const size of [
      { districts: 1, subdistricts: 1, communities: 1, gridCells: 1 },
      { districts: 1, subdistricts: 2, communities: 9, gridCells: 9 },
      { districts: 2, subdistricts: 6, communities: 40, gridCells: 300 },
    ]) {
      const spec = syntheticCase(size);
      const plan = chessboardPlan(spec);
      const population = populateCity(plan, spec, createRandom(1));
      expect(population.stations.length).toBeGreaterThan(0);
      expect(population.organizations.length).toBeGreaterThan(size.communities);
    }
  });
});
