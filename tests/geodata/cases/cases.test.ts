import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { caseIds, getCase } from '../../../geodata/cases/case-registry.ts';
import { communityName, namedDistrict } from '../../../geodata/cases/named-district.ts';
import { SYNTHETIC_LIMITS, SYNTHETIC_PER_CELL, syntheticCase } from '../../../geodata/cases/synthetic.ts';
import { planCity } from '../../../geodata/demo-city/plan-city.ts';
import type { DistrictSpec } from '../../../geodata/demo-city/plan-spec.ts';
import { buildWalkNetwork } from '../../../geodata/network/build-network.ts';
import { SHARED_DATA_MISSING, sharedData } from '../../shared-data.ts';

function totals(district: DistrictSpec): [number, number, number] {
  const communities = district.subdistricts.flatMap((subdistrict) => subdistrict.communities);
  return [
    district.subdistricts.length,
    communities.length,
    communities.reduce((sum, community) => sum + community.gridCells, 0),
  ];
}

describe('case packs', () => {
  it('hold the printed numbers of streets, communities and cells', () => {
    const [guanshanhu, baiyun, wudang] = getCase('guiyang').districts;
    expect([guanshanhu!.id, baiyun!.id, wudang!.id]).toEqual(['520115', '520113', '520112']);
    expect(totals(guanshanhu!)).toEqual([7, 89, 770]);
    expect(totals(baiyun!)).toEqual([5, 34, 301]);
    expect(totals(wudang!)).toEqual([5, 29, 330]);
  });

  it('offer each district alone with the same units as in the whole', () => {
    const whole = getCase('guiyang').districts;
    for (const id of ['guanshanhu', 'baiyun', 'wudang']) {
      const alone = getCase(id).districts;
      expect(alone).toHaveLength(1);
      const twin = whole.find((district) => district.id === alone[0]!.id)!;
      expect(alone[0]!.subdistricts).toEqual(twin.subdistricts);
    }
  });

  it('take 社区 before villages and villages in code order', () => {
    const communities = getCase('guanshanhu').districts[0]!.subdistricts.flatMap(
      (street) => street.communities,
    );
    const villages = communities.filter((community) => community.name.endsWith('村'));
    expect(villages.map((village) => village.id)).toEqual([
      '520115001200',
      '520115001201',
      '520115002200',
      '520115002201',
      '520115003200',
      '520115003201',
      '520115005200',
    ]);
    expect(villages[0]!.name).toBe('小箐村');
    expect(communities.every((community) => community.codeStatus === 'official')).toBe(true);
  });

  it('generate what the table lacks, with ids of their own', () => {
    const names = {
      id: '1',
      name: '某区',
      streets: [
        { id: '000000001000', name: '甲街道', communities: ['001居一社区'] },
        { id: '000000002000', name: '乙街道', communities: ['200村新村村委会'] },
      ],
    };
    const district = namedDistrict(names, { anchor: [0, 0], communities: 5, gridCells: 40 });
    expect(
      district.subdistricts.map((street) => street.communities.map((community) => community.id)),
    ).toEqual([
      ['000000001001', '000000001000-x001', '000000001000-x002'],
      ['000000002200', '000000002000-x001'],
    ]);
    expect(totals(district)).toEqual([2, 5, 40]);
  });

  it.each([
    ['观山社区居民委员会', false, '观山社区'],
    ['观山居委会', false, '观山社区'],
    ['小箐村委会', true, '小箐村'],
    ['顺海村', true, '顺海村'],
    ['顺海村民委员会', true, '顺海村'],
  ])('shows %s as %s', (printed, village, shown) => {
    expect(communityName(printed, village)).toBe(shown);
  });

  it('say which cases there are when asked for another', () => {
    expect(() => getCase('zhongyun')).toThrow(/there are: guiyang, guanshanhu, baiyun, wudang/);
    expect(() => getCase('toString')).toThrow(/no case/);
    expect(caseIds[0]).toBe('guiyang');
  });

  it('agree with the table of names', () => {
    const path = sharedData('names/seed_communities.csv');
    if (path === null) {
      console.warn(SHARED_DATA_MISSING);
      return;
    }
    const rows = readFileSync(path, 'utf8')
      .split(/\r?\n/)
      .map((line) => line.split(','));
    const official = new Map(rows.map((row) => [row[4], row[5]]));
    for (const district of getCase('guiyang').districts) {
      for (const street of district.subdistricts) {
        for (const community of street.communities) {
          const printed = official.get(community.id);
          expect(printed?.replace(/(社区|村委会|村)$/, '')).toBe(community.name.replace(/(社区|村)$/, ''));
        }
      }
    }
  });
});

describe('synthetic city', () => {
  it('has exactly the size asked for, up to the limit', () => {
    for (const size of [
      { districts: 1, subdistricts: 1, communities: 1, gridCells: 3 },
      { districts: 3, subdistricts: 7, communities: 20, gridCells: 111 },
      SYNTHETIC_LIMITS,
    ]) {
      const spec = syntheticCase(size);
      const sums = spec.districts.map(totals);
      expect(spec.districts).toHaveLength(size.districts);
      expect(sums.reduce((sum, [streets]) => sum + streets, 0)).toBe(size.subdistricts);
      expect(sums.reduce((sum, [, communities]) => sum + communities, 0)).toBe(size.communities);
      expect(sums.reduce((sum, [, , cells]) => sum + cells, 0)).toBe(size.gridCells);
    }
  });

  it('has about as many buildings and directed walk edges a cell as it says', { timeout: 30_000 }, () => {
    const gridCells = 300;
    const plan = planCity(syntheticCase({ districts: 1, subdistricts: 4, communities: 30, gridCells }), {
      seed: 1,
    });
    const { firstArc } = buildWalkNetwork(plan.walk);
    const buildingsPerCell = plan.buildings.length / gridCells;
    const edgesPerCell = firstArc.at(-1)! / gridCells;
    expect(Math.abs(buildingsPerCell / SYNTHETIC_PER_CELL.buildings - 1)).toBeLessThan(0.15);
    expect(Math.abs(edgesPerCell / SYNTHETIC_PER_CELL.directedWalkEdges - 1)).toBeLessThan(0.15);
  });

  it('refuses a size out of its limits and names them', () => {
    expect(() => syntheticCase({ districts: 2, subdistricts: 1, communities: 5, gridCells: 9 })).toThrow(
      /subdistricts is 1; it must be a whole number from 2 to 100/,
    );
  });
});
