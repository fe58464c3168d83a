import type { DistrictProfile } from './case-spec.ts';
import { doubleRegistration, microWishes } from './programmes.ts';

/** 观山湖区: 社区党支部（总支、片区党支部）—网格党小组—党员志愿服务队（党员中心户). Printed counts are in figures-guanshanhu.ts; the rest is 演示. */
export const GUANSHANHU_PROFILE: DistrictProfile = {
  districtId: '520115',
  chain: [
    {
      name: '街道党工委',
      suffix: '党工委',
      over: 'subdistrict',
      types: [{ type: 'workCommittee', weight: 1 }],
      count: null,
    },
    {
      name: '社区党支部（社区党总支、片区党支部）',
      suffix: '党支部',
      over: 'community',
      types: [{ type: 'branch', weight: 1 }],
      count: null,
      precinctBranchesFromCells: 9,
    },
    {
      name: '网格党小组',
      suffix: '党小组',
      over: 'gridCell',
      types: [{ type: 'group', weight: 1 }],
      count: 712,
      vacantCells: 14,
      attachedShare: 0.04,
    },
    {
      name: '党员志愿服务队（党员中心户）',
      suffix: '党员志愿服务队',
      over: 'community',
      types: [{ type: 'volunteerTeam', weight: 1 }],
      count: null,
    },
  ],
  posts: {
    gridWorkers: 846,
    cellsWithoutWorker: 11,
    workerVacancies: 23,
    secondCellShare: 0.05,
    gridLeader: 'own',
    leaderVacancyShare: 0.02,
    communityWorkers: 12,
    buildingHeads: [{ count: 640, partyMembers: false, withinOverlay: null }],
    centralHouseholds: 372,
  },
  stations: { serviceStations: 86, commercialStations: 5, redStations: 10 },
  besides: [
    {
      type: 'newEconomyOrganization',
      namePattern: '{place}两新组织党支部{n}',
      foundingWay: 'industry',
      role: 'sitsIn',
      spread: 'commercialDistricts',
      count: 24,
    },
  ],
  overlays: [
    commercialDistrict('1', '西南商贸城商圈', '520115001000', 6),
    commercialDistrict('2', '金华园商圈', '520115003000', 4),
    commercialDistrict('3', '会展城商圈', '520115004000', 5),
    commercialDistrict('4', '世纪城商圈', '520115006000', 5),
    commercialDistrict('5', '金阳商圈', '520115007000', 4),
  ],
  programmes: [
    {
      id: 'programme:520115:massOrganizations',
      kind: 'massOrganizationProject',
      name: '党建带群建项目',
      stages: [
        { key: 'proposed', name: '立项' },
        { key: 'running', name: '实施' },
        { key: 'done', name: '完成' },
      ],
      itemNames: ['青年之家', '职工驿站', '妇女儿童之家', '科普角', '助残服务点', '商会共建'],
      items: 33,
      communities: 14,
    },
    doubleRegistration('520115', 160, 60),
    microWishes('520115', 220, 70),
  ],
};

function commercialDistrict(number: string, name: string, subdistrictId: string, cells: number) {
  return {
    id: `ov:520115-commercial-${number}`,
    kind: 'commercialDistrict' as const,
    name,
    members: { cellsInSubdistrict: subdistrictId, cells },
  };
}
