import { createHash } from 'node:crypto';
import { area, booleanPointInPolygon, kinks, polygon } from '@turf/turf';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CityPlan } from '../../../geodata/demo-city/city-plan.ts';
import { planCity } from '../../../geodata/demo-city/plan-city.ts';
import { createRandom } from '../../../geodata/demo-city/random.ts';
import type { AreaGeometry } from '../../../geodata/model/geometry.ts';
import { WAY_KINDS } from '../../../geodata/model/walk-source.ts';
import { specOf } from './small-spec.ts';

const spec = specOf({ districts: 2, subdistricts: 3, communities: 5, cellsEach: 8 });
let plan: CityPlan;

beforeAll(() => {
  plan = planCity(spec, { seed: 7 });
});

const polygonsOf = (shape: AreaGeometry): number[][][][] =>
  shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
const cellsOf = (city: CityPlan) => city.units.filter((unit) => unit.level === 'gridCell');

/** Everything a plan holds as one text, for hashes. */
function canonical(city: CityPlan): string {
  const { walk } = city;
  return JSON.stringify({
    ...city,
    shapes: [...city.shapes],
    walk: {
      ...walk,
      nodeLon: [...walk.nodeLon],
      nodeLat: [...walk.nodeLat],
      wayStart: [...walk.wayStart],
      wayNodes: [...walk.wayNodes],
      wayKind: [...walk.wayKind],
      wayFlags: [...walk.wayFlags],
    },
  });
}

const hash = (city: CityPlan) => createHash('sha256').update(canonical(city)).digest('hex');

describe('planCity: units', () => {
  it('has every unit of the specification, once, under its parent', () => {
    const ids = new Set(plan.units.map((unit) => unit.id));
    expect(ids.size).toBe(plan.units.length);
    const communities = spec.districts.flatMap((d) => d.subdistricts.flatMap((s) => s.communities));
    const expected = 1 + 2 + 6 + communities.length + communities.reduce((sum, c) => sum + c.gridCells, 0);
    expect(plan.units).toHaveLength(expected);
    for (const community of communities) {
      const cells = plan.units.filter((unit) => unit.parentId === community.id);
      expect(cells.map((cell) => cell.id)).toEqual(
        Array.from(
          { length: community.gridCells },
          (_, i) => `${community.id}${String(i + 1).padStart(3, '0')}`,
        ),
      );
      expect(cells.every((cell) => cell.codeStatus === community.codeStatus)).toBe(true);
      expect(cells[0]!.name).toBe('第1网格');
    }
    for (const unit of plan.units) {
      expect(unit.validFrom).toBe('2026-01-01');
      expect(unit.parentId === null || ids.has(unit.parentId)).toBe(true);
    }
  });

  it('sums people and areas exactly from buildings and cells up to the city', () => {
    const byUnit = new Map<string, number[]>();
    for (const b of plan.buildings) {
      const sum = byUnit.get(b.unitId) ?? [0, 0, 0, 0];
      [b.households, b.residents, b.elderly, b.children].forEach((value, i) => {
        sum[i]! += value;
      });
      byUnit.set(b.unitId, sum);
    }
    for (const unit of plan.units) {
      const own = [unit.households, unit.residents, unit.elderly, unit.children];
      if (unit.level === 'gridCell') expect(own).toEqual(byUnit.get(unit.id));
      else {
        const children = plan.units.filter((child) => child.parentId === unit.id);
        expect(own).toEqual(
          (['households', 'residents', 'elderly', 'children'] as const).map((key) =>
            children.reduce((sum, child) => sum + child[key], 0),
          ),
        );
        expect(unit.areaM2).toBe(children.reduce((sum, child) => sum + child.areaM2, 0));
      }
    }
  });

  it('keeps most cells within the asked range and some outside on purpose', () => {
    const cells = cellsOf(plan);
    const within =
      cells.filter((cell) => cell.households >= 300 && cell.households <= 500).length / cells.length;
    expect(within).toBeGreaterThan(0.85);
    expect(within).toBeLessThan(0.97);
  });

  it('has people as in a Chinese city', () => {
    const city = plan.units[0]!;
    expect(city.residents / city.households).toBeGreaterThan(2.6);
    expect(city.residents / city.households).toBeLessThan(3);
    expect(city.elderly / city.residents).toBeGreaterThan(0.16);
    expect(city.elderly / city.residents).toBeLessThan(0.23);
    expect(city.children / city.residents).toBeGreaterThan(0.13);
    expect(city.children / city.residents).toBeLessThan(0.19);
  });
});

describe('planCity: shapes', () => {
  it('gives every cell one simple polygon with its centre inside and the right area', () => {
    for (const cell of cellsOf(plan)) {
      const shape = plan.shapes.get(cell.id)!;
      expect(shape.type).toBe('Polygon');
      const feature = polygon(polygonsOf(shape)[0]!);
      expect(kinks(feature).features).toHaveLength(0);
      expect(booleanPointInPolygon(cell.center, feature)).toBe(true);
      expect(Math.abs(area(feature) / cell.areaM2 - 1)).toBeLessThan(0.005);
    }
  });

  it('tiles: a random point lies in one cell or in none, and then in no parent either', () => {
    const random = createRandom(1);
    const [west, south, east, north] = plan.units[0]!.bbox;
    const chain = plan.units.map((unit) => ({ unit, shape: plan.shapes.get(unit.id)! }));
    let inside = 0;
    for (let n = 0; n < 300; n++) {
      const point = [random.float(west, east), random.float(south, north)];
      const levels = ['city', 'district', 'subdistrict', 'community', 'gridCell'].map((level) =>
        chain.filter(({ unit, shape }) => {
          if (unit.level !== level) return false;
          const [w, s, e, n2] = unit.bbox;
          if (point[0]! < w || point[0]! > e || point[1]! < s || point[1]! > n2) return false;
          return booleanPointInPolygon(point, { type: 'MultiPolygon', coordinates: polygonsOf(shape) });
        }),
      );
      const counts = levels.map((found) => found.length);
      expect(counts).toEqual(counts[0] === 0 ? [0, 0, 0, 0, 0] : [1, 1, 1, 1, 1]);
      if (counts[0] === 0) continue;
      inside++;
      for (let i = 1; i < levels.length; i++)
        expect(levels[i]![0]!.unit.parentId).toBe(levels[i - 1]![0]!.unit.id);
    }
    expect(inside).toBeGreaterThan(150);
  });

  it('draws every inner border from both sides with the very same corners', () => {
    const edges = new Map<string, number>();
    for (const cell of cellsOf(plan))
      for (const ring of polygonsOf(plan.shapes.get(cell.id)!).flat())
        for (let i = 0; i + 1 < ring.length; i++) {
          const [a, b] = [ring[i]!.join(), ring[i + 1]!.join()];
          const key = a < b ? `${a} ${b}` : `${b} ${a}`;
          edges.set(key, (edges.get(key) ?? 0) + (a < b ? 1 : -1));
        }
    // An edge walked once each way cancels; what is left is the outline and the banks: exactly the city's own rings.
    const left = new Set([...edges].filter(([, balance]) => balance !== 0).map(([key]) => key));
    const outline = new Set<string>();
    for (const ring of polygonsOf(plan.shapes.get('520100')!).flat())
      for (let i = 0; i + 1 < ring.length; i++) {
        const [a, b] = [ring[i]!.join(), ring[i + 1]!.join()];
        outline.add(a < b ? `${a} ${b}` : `${b} ${a}`);
      }
    expect(left).toEqual(outline);
  });

  it('lays no water over a cell', () => {
    const water = plan.basemap.filter((f) => f.layer === 'water');
    expect(water.length).toBeGreaterThan(0);
    for (const cell of cellsOf(plan))
      for (const { geometry } of water)
        if (geometry.type === 'Polygon') expect(booleanPointInPolygon(cell.center, geometry)).toBe(false);
  });
});

describe('planCity: buildings', () => {
  it('stand whole within their cell, with a door', () => {
    for (const building of plan.buildings) {
      const shape = {
        type: 'MultiPolygon' as const,
        coordinates: polygonsOf(plan.shapes.get(building.unitId)!),
      };
      for (let i = 0; i < building.footprint.length; i += 2)
        if (!booleanPointInPolygon(building.footprint.slice(i, i + 2), shape))
          expect.fail(`${building.id} leaves its cell`);
      expect(building.entrances.length).toBeGreaterThan(0);
      expect(building.elderly + building.children).toBeLessThanOrEqual(building.residents);
      expect(building.households === 0 || building.residents >= building.households).toBe(true);
    }
  });

  it('have ids of their cell, estates of their community, and every community has a service centre', () => {
    const estates = new Map(plan.estates.map((estate) => [estate.id, estate]));
    expect(estates.size).toBe(plan.estates.length);
    const ids = new Set(plan.buildings.map((b) => b.id));
    expect(ids.size).toBe(plan.buildings.length);
    const community = new Map(plan.units.map((unit) => [unit.id, unit.parentId]));
    const centres = new Set<string | null | undefined>();
    for (const building of plan.buildings) {
      expect(building.id.startsWith(`${building.unitId}-b`)).toBe(true);
      if (building.estateId)
        expect(estates.get(building.estateId)!.unitId).toBe(community.get(building.unitId));
      if (building.name.endsWith('综合服务中心')) centres.add(community.get(building.unitId));
    }
    const communities = plan.units.filter((unit) => unit.level === 'community');
    expect(centres.size).toBe(communities.length);
  });
});

describe('planCity: the walking network', () => {
  const componentsWithout = (without: string | null): number[] => {
    const { walk } = plan;
    const root = Int32Array.from(walk.nodeLon, (_, i) => i);
    const find = (node: number): number => {
      let at = node;
      while (root[at] !== at) {
        root[at] = root[root[at]!]!;
        at = root[at]!;
      }
      return at;
    };
    for (let way = 0; way < walk.wayKind.length; way++) {
      if (WAY_KINDS[walk.wayKind[way]!] === without) continue;
      for (let i = walk.wayStart[way]! + 1; i < walk.wayStart[way + 1]!; i++)
        root[find(walk.wayNodes[i - 1]!)] = find(walk.wayNodes[i]!);
    }
    const sizes = new Map<number, number>();
    for (let node = 0; node < root.length; node++) sizes.set(find(node), (sizes.get(find(node)) ?? 0) + 1);
    return [...sizes.values()].sort((a, b) => b - a);
  };

  it('hangs together but for a few parts that are cut off', () => {
    const sizes = componentsWithout(null);
    const share = sizes[0]! / plan.walk.nodeLon.length;
    expect(share).toBeGreaterThanOrEqual(0.99);
    expect(sizes.length).toBeGreaterThan(1);
  });

  it('crosses the river on bridges only', () => {
    const [north, south] = componentsWithout('bridge');
    // Both banks are large, and neither is most of the city.
    expect(north! / plan.walk.nodeLon.length).toBeLessThan(0.95);
    expect(south! / plan.walk.nodeLon.length).toBeGreaterThan(0.05);
  });

  it('has every kind of way, gates of all policies, and most gated homes behind an open one', () => {
    const kinds = new Set([...plan.walk.wayKind].map((kind) => WAY_KINDS[kind]));
    expect([...WAY_KINDS].filter((kind) => !kinds.has(kind))).toEqual([]);
    const policies = new Map<string, Set<string>>();
    for (const { estateId, policy } of plan.walk.gates)
      policies.set(estateId!, (policies.get(estateId!) ?? new Set()).add(policy));
    expect(new Set([...policies.values()].flatMap((set) => [...set]))).toEqual(
      new Set(['open', 'residents', 'closed']),
    );
    const open = [...policies.values()].filter((set) => set.has('open')).length;
    expect(open / policies.size).toBeGreaterThan(0.9);
    expect(open / policies.size).toBeLessThan(1);
    const gated = plan.estates.filter((estate) => estate.gated);
    expect(gated.filter((estate) => policies.has(estate.id)).length / gated.length).toBeGreaterThan(0.97);
  });

  it('names its source and day', () => {
    expect(plan.walk.sourceName).toBe('演示数据（程序生成）');
    expect(plan.walk.sourceDate).toBe('2026-01-01');
  });
});

describe('planCity: seeds and sizes', () => {
  const tiny = specOf({ districts: 1, subdistricts: 1, communities: 4, cellsEach: 3 });

  it('makes the same bytes from the same seed, and others from another', () => {
    const first = hash(planCity(tiny, { seed: 1 }));
    expect(hash(planCity(tiny, { seed: 1 }))).toBe(first);
    expect(hash(planCity(tiny, { seed: 2 }))).not.toBe(first);
    expect(first).toMatchInlineSnapshot(`"88db8530826d185bc5f6cd0e8a6e0710d7307fa7b6ac7fd424968b9c4eebea4c"`);
  });

  it.each([1, 2, 3, 4])('meets its counts in all sorts of cities (%i)', (seed) => {
    const random = createRandom(seed);
    const odd = specOf({
      districts: random.int(1, 4),
      subdistricts: random.int(1, 3),
      communities: random.int(1, 5),
      cellsEach: random.int(2, 9),
    });
    const city = planCity(odd, { seed });
    const cells = cellsOf(city);
    const wanted = odd.districts.flatMap((d) => d.subdistricts.flatMap((s) => s.communities));
    expect(cells).toHaveLength(wanted.reduce((sum, community) => sum + community.gridCells, 0));
    for (const cell of cells) {
      expect(cell.areaM2).toBeGreaterThan(1000);
      expect(cell.households).toBeGreaterThan(0);
      expect(kinks(polygon(polygonsOf(city.shapes.get(cell.id)!)[0]!)).features).toHaveLength(0);
    }
  });

  it('says what is wrong with a specification', () => {
    const broken = specOf({ districts: 1, subdistricts: 1, communities: 1, cellsEach: 1 });
    expect(() => planCity(broken, { seed: 1 })).toThrow(/520111001001 has no children/);
  });

  it('tells how far it is', () => {
    const shares: number[] = [];
    planCity(tiny, { seed: 1, onProgress: (share) => shares.push(share) });
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });
});
