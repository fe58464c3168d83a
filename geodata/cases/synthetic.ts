import type { DistrictSpec, SubdistrictSpec } from '../demo-city/plan-spec.ts';
import { apportion } from './apportion.ts';
import type { CaseSpec, DistrictProfile } from './case-spec.ts';
import { doubleRegistration } from './programmes.ts';

/** Size of a made-up city. Totals, not per parent. */
export interface SyntheticSize {
  districts: number;
  subdistricts: number;
  communities: number;
  gridCells: number;
}

/** The largest size that is promised to work. */
export const SYNTHETIC_LIMITS: SyntheticSize = {
  districts: 10,
  subdistricts: 100,
  communities: 1_500,
  gridCells: 15_000,
};

/**
 * What a cell comes to, about (measured over 200 to 15,000 cells): buildings and streets follow from its ground and its 300–500 households,
 * and cannot be chosen beside them.
 */
export const SYNTHETIC_PER_CELL = { buildings: 32, directedWalkEdges: 90 };

const CITY_ID = '990100';

/**
 * A made-up city of any size up to SYNTHETIC_LIMITS, for benchmarks: codes are all generated.
 * @throws where a size is not a whole number in its limits or a level has fewer units than the one above.
 */
export function syntheticCase(size: SyntheticSize): CaseSpec {
  checkSize(size);
  const subdistrictsOf = evenly(size.subdistricts, size.districts);
  const communitiesOf = evenly(size.communities, size.subdistricts);
  const gridCellsOf = evenly(size.gridCells, size.communities);
  let subdistrictIndex = 0;
  let communityIndex = 0;
  const districts: DistrictSpec[] = subdistrictsOf.map((count, districtIndex) => {
    const id = generatedId(CITY_ID, districtIndex + 1);
    const subdistricts: SubdistrictSpec[] = [];
    for (let ordinal = 1; ordinal <= count; ordinal++) {
      const subdistrictId = generatedId(id, ordinal);
      const communities = Array.from({ length: communitiesOf[subdistrictIndex++]! }, (_, index) => ({
        id: generatedId(subdistrictId, index + 1),
        name: `第${index + 1}社区`,
        codeStatus: 'generated' as const,
        gridCells: gridCellsOf[communityIndex++]!,
      }));
      subdistricts.push({
        id: subdistrictId,
        name: `第${ordinal}街道`,
        codeStatus: 'generated',
        communities,
      });
    }
    return {
      id,
      name: `演示${districtIndex + 1}区`,
      codeStatus: 'generated',
      anchor: anchorOf(districtIndex, size.districts),
      subdistricts,
    };
  });
  return {
    caseId: 'synthetic',
    title: `合成城市 · ${size.gridCells} 网格`,
    cases: [],
    id: CITY_ID,
    name: '合成市',
    center: [106.7, 26.6],
    districts,
    cellHouseholds: { min: 300, max: 500 },
    outOfRangeShare: 0.06,
    validFrom: '2024-01-01',
    profiles: districts.map(syntheticProfile),
    figures: [],
    defaultCutoffMinutes: 15,
    requestsTotal: Math.round((size.gridCells * 1_000_000) / 1_401),
    scale: 1,
    notices: ['合成数据：仅用于性能测试。'],
  };
}

function checkSize(size: SyntheticSize): void {
  const order: (keyof SyntheticSize)[] = ['districts', 'subdistricts', 'communities', 'gridCells'];
  order.forEach((key, index) => {
    const value = size[key];
    const least = index === 0 ? 1 : size[order[index - 1]!];
    if (!Number.isInteger(value) || value < least || value > SYNTHETIC_LIMITS[key]) {
      throw new RangeError(
        `synthetic city: ${key} is ${value}; it must be a whole number from ${least} to ${SYNTHETIC_LIMITS[key]}`,
      );
    }
  });
}

function evenly(total: number, parts: number): number[] {
  return apportion(total, new Array<number>(parts).fill(1), 1);
}

function generatedId(parentId: string, ordinal: number): string {
  return `${parentId}-x${String(ordinal).padStart(3, '0')}`;
}

/** One district in the middle, the others on a ring around it. */
function anchorOf(index: number, count: number): [number, number] {
  if (index === 0) return [0, 0];
  const angle = (2 * Math.PI * (index - 1)) / (count - 1);
  return [0.7 * Math.cos(angle), 0.7 * Math.sin(angle)];
}

/** The chain of 白云区 at the density of its article: 252 branches and 381 workers for 301 cells. */
function syntheticProfile(district: DistrictSpec): DistrictProfile {
  const communities = district.subdistricts.flatMap((subdistrict) => subdistrict.communities);
  const gridCells = communities.reduce((sum, community) => sum + community.gridCells, 0);
  const perCell = (share: number) => Math.round(gridCells * share);
  const vacantCells = perCell(0.02);
  // Only neighbours inside a community are joined: small communities leave room for fewer joint branches.
  const joins = Math.max(
    0,
    Math.min(perCell(0.14), Math.floor(0.4 * (gridCells - communities.length)) - vacantCells),
  );
  return {
    districtId: district.id,
    chain: [
      {
        name: '街道党工委',
        suffix: '党工委',
        over: 'subdistrict',
        types: [{ type: 'workCommittee', weight: 1 }],
        count: null,
      },
      {
        name: '社区党组织',
        suffix: '党支部',
        over: 'community',
        types: [{ type: 'branch', weight: 1 }],
        count: null,
      },
      {
        name: '网格党支部',
        suffix: '党支部',
        over: 'gridCell',
        types: [{ type: 'branch', weight: 1 }],
        count: gridCells - vacantCells - joins,
        vacantCells,
        attachedShare: 0.03,
      },
    ],
    posts: {
      gridWorkers: perCell(1.25),
      cellsWithoutWorker: perCell(0.01),
      workerVacancies: perCell(0.02),
      secondCellShare: 0.02,
      gridLeader: 'own',
      leaderVacancyShare: 0.02,
      communityWorkers: 6,
      buildingHeads: [],
      centralHouseholds: 0,
    },
    stations: {
      serviceStations: Math.max(1, Math.round(communities.length * 0.9)),
      commercialStations: 0,
      redStations: Math.round(district.subdistricts.length / 2),
    },
    besides: [],
    overlays: [],
    programmes: [doubleRegistration(district.id, Math.max(1, perCell(0.2)), communities.length)],
  };
}
